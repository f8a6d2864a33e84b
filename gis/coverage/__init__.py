"""Service circles: which homes reach which facility on foot, where the gaps are, what would close them.

Imports ``network`` and below. Frames in, a documented answer out; no database. What others call::

    read_streets(path, *, layer=None) -> streets               in ``network.streets``, repeated here
    read_osm_buildings(path), read_osm_facilities(path)        -> frames (OSM .pbf)
    measure(network, buildings, facilities, *, households="households", template="six_categories",
            profile="adult", estates=None, gates=None, barriers=None, extent=None, communities=None,
            grids=None, at_time=None, resolution=10, max_access_m=150.0, elevation=None,
            progress=silent) -> CoverageAnswer
        ``network``: a streets frame (as read_streets gives) or a ``gis.network.network.Network``.
        ``template``: a name (``list_templates()``), a path of a TOML file, or a ``Template``.
        ``grids``: frame with building_code, grid_code (Layer.GRID_BUILDINGS).
        ``extent``: polygon within which streets and facilities are complete; the streets' convex hull
        where not given. A home not covered that could walk beyond it is 边界不确定, never uncovered.
    prepare(…same…) -> CoverageModel          everything projected once; what the service keeps in memory
    answer_model(model) -> CoverageAnswer                      what ``measure`` gives, from a prepared model
    route_of(model, building_code, item) -> HomeRoute          facility, line EPSG:4326, seconds, length_m
    what_if(model, changes, *, progress=silent) -> WhatIfAnswer
        changes: AddFacility(category, lon, lat, subtype=""), MoveFacility(code, lon, lat),
        CloseFacility(code), OpenGate(code), CloseGate(code),
        AddGate(estate_code or "", lon, lat), MoveGate(code, lon, lat),
        AddPath(lon, lat, to_lon, to_lat, is_footbridge=False)
        changes_from(list of dicts) / changes_to(changes): the JSON of a scenario
        WhatIfAnswer: totals (as below), totals_before, gained (by item and tier), changed (homes whose walk
        changes), model, answer() -> CoverageAnswer, scenario() -> dict, kernel_seconds, seconds
    site(network, buildings, facilities, *, category, k, minutes=15, candidates=None, objective="coverage" |
         "time", respect_capacity=False, site_capacity=None, time_limit_s=10.0, seed=0, **as measure)
         -> SitingAnswer
        candidates: points frame; None: every junction of two or more streets
        SitingAnswer: sites (code, order, households_gained, saving, geometry), households_before,
        households_after, households_gained, saving, bound, gap_share, status ("optimal" | "within_bound"),
        solver_status, candidates, seconds; site_model(model, *, item, k, ...) from a prepared model
    compare(before, after) -> frame: unit_kind, unit_code, item, minutes, covered_households_before, …_after, change
    near_estate(model, estate_code) -> frame    the estate's printable list
    write_answer(answer, path)                  GeoPackage with layers buildings, cells, gaps, facilities
    answer.report() -> dict                     the JSON of DESIGN §5

``CoverageAnswer`` (``answer``), all frames EPSG:4326 where they have a geometry:

buildings   one row per input building, same order: its columns, and households, h3 (hex), access_m, reason
            ("" or too_far_from_street, no_gate, gates_closed, separated_by_barrier, disconnected_piece,
            no_geometry), per item {item}_seconds (NaN: beyond the horizon), {item}_facility (code),
            {item}_status at the widest tier (covered, uncovered, uncertain, unreachable), all_six (bool)
cells       h3 (15-character hex), resolution, buildings, households, per item {item}_seconds (household mean
            of those reached), {item}_covered_households (widest tier), all_six_households, geometry
gaps        unit_kind (estate, community), unit_code, unit_name, community_code, item, item_chinese, category,
            minutes, households, households_lacking, nearest_seconds, nearest_facility, nearest_name, remedy,
            remedy_households, remedy_text (Chinese), remedy_lon, remedy_lat, responsible_unit, department, geometry
facilities  input columns and items (joined by ;), used (bool), reason, access_m, nearest_households (households
            for whom it is the nearest within the widest tier: set it beside ``capacity``)
totals      item, item_chinese, category, minutes, households, covered_households,
            covered_households_share, uncovered_households, uncertain_households, unreachable_households
units       the same with unit_kind (community, estate, grid), unit_code
unreachable kind (building, facility), code, households, reason, distance_m
pieces      piece, length_m, edges, buildings, households, is_main
problems    list[Problem]
seconds     dict: step -> seconds

The default template has the six categories and 党群服务点 as items, and an item's name is its category's.
``households_in``, ``households_out``: equal, or ``measure`` raises. Tiers are closed: exactly 15 minutes is in.

Reading order: templates, poi_tables, inputs, reach, model, judge, totals, cells, gaps, answer, measure;
then what_if (change_facilities, change_gates, change_streets, resurvey), siting (siting_reach, siting_choice), siting_capacity,
siting_shares, compare, nearby, write.
"""

from gis.coverage.changes import (
    AddFacility,
    AddGate,
    AddPath,
    Change,
    CloseFacility,
    CloseGate,
    MoveFacility,
    MoveGate,
    OpenGate,
    changes_from,
    changes_to,
)
from gis.coverage.compare import compare
from gis.coverage.measure import answer_model, measure
from gis.coverage.nearby import near_estate, route_of
from gis.coverage.osm_facilities import read_osm_facilities
from gis.coverage.prepare import prepare
from gis.coverage.siting import site, site_model
from gis.coverage.templates import list_templates, read_template
from gis.coverage.what_if import what_if
from gis.coverage.write import write_answer, write_json
from gis.network.osm_places import read_osm_buildings
from gis.network.streets import read_streets

__all__ = [
    "AddFacility",
    "AddGate",
    "AddPath",
    "Change",
    "CloseFacility",
    "CloseGate",
    "MoveFacility",
    "MoveGate",
    "OpenGate",
    "answer_model",
    "changes_from",
    "changes_to",
    "compare",
    "list_templates",
    "measure",
    "near_estate",
    "prepare",
    "read_osm_buildings",
    "read_osm_facilities",
    "read_streets",
    "read_template",
    "route_of",
    "site",
    "site_model",
    "what_if",
    "write_answer",
    "write_json",
]
