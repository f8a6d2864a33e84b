"""Gather what a phone takes along: the caller's own area, so that it can say without signal where one stands.

The area is the communities that the caller's units lie in or hold. Buildings, estates and people are those of the
area; grids are those of the area and of its neighbourhood, since a position near a border may lie in either.
People are as ``locate`` tells of them: numbers, roles and vacancies, no contacts.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.casework.categories import CaseCategory
from gis.locate.addresses.entries import to_the_lane
from gis.locate.addresses.sounds import initials, spoken
from gis.locate.places import Places, UnitBrief
from gis.model.access import Right, Scope
from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.space.measure import metres_per_degree
from gis.store import layers, lookup
from gis.store.engine import Store
from gis.workflows.live_people import people_today, told
from gis.workflows.live_places import Snapshot, live_places
from gis.workflows.live_standards import case_standards

FORMAT = "3"
"""Changes with the shape of what is sent, so that phones fetch it anew."""

NEIGHBOURHOOD_M = 400.0
_GROUND = (Layer.STREETS, Layer.WATER, Layer.GREEN)
_SHAPED = (UnitKind.COMMUNITY, UnitKind.ESTATE, UnitKind.GRID, UnitKind.BUILDING)


@dataclass(frozen=True, slots=True)
class PhoneArea:
    """One caller's area.

    Attributes
    ----------
    on
        The day whose plan it is.
    box
        (west, south, east, north) in degrees of the area; None where the caller has no area.
    units
        Per kind (community, estate, grid, building) a GeoDataFrame in EPSG:4326: unit_id, code, name,
        official_code, households, is_dedicated, is_own (of the area, not just near it), is_held (within the caller's
        own units), grid_id, community_id, subdistrict_id; estates and communities also ``spoken`` and ``initials``;
        estates also ``lane`` (their road address as far as the last 弄); buildings also ``title``, ``estate_id``,
        ``stairwells``, ``micro`` (id, code, stairwells of each micro-grid) and ``near`` (service point id, walking
        seconds or None; the nearest first).
    subdistricts
        Units above, without shapes.
    points
        id, name, level, lon, lat of service points named by a building, or near the area.
    patches
        Patches (块) by the id of the building or estate of the area that is a member of them.
    people
        Who acts today, as ``live_people.acting_today`` tells it of any place of the area, with ``is_held``: of a unit
        within the caller's own; the others are told of places of the caller's own only.
    categories
        What may be filed.
    ground
        Streets, water and green around, for the map.
    """

    on: date
    box: tuple[float, float, float, float] | None
    units: Mapping[UnitKind, gpd.GeoDataFrame]
    subdistricts: Sequence[UnitBrief]
    points: pd.DataFrame
    patches: Mapping[int, Sequence[UnitBrief]]
    people: Sequence[Mapping[str, Any]]
    categories: Sequence[CaseCategory]
    ground: Mapping[Layer, gpd.GeoDataFrame]


def area_version(store: Store, scope: Scope) -> str:
    """Name the state of a caller's area, without gathering it."""
    with store.system() as connection:
        states = (lookup.map_version(connection), lookup.people_version(connection))
    told = "\n".join((FORMAT, *states, scope.role, *sorted(scope.paths)))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def gather_area(store: Store, scope: Scope) -> PhoneArea:
    """Gather the area of a caller; empty where the caller has no unit."""
    snapshot = live_places(store).today()
    places = snapshot.places
    own = _own_ids(places, scope)
    box = _box_of(places, own)
    units = {kind: _frame(snapshot, kind, own, box, scope) for kind in _SHAPED}
    above = [unit for unit in places.units.values() if unit.kind is UnitKind.SUBDISTRICT]
    return PhoneArea(
        on=places.on,
        box=box,
        units=units,
        subdistricts=above,
        points=_points(snapshot, units[UnitKind.BUILDING], box),
        patches={unit_id: places.patches_of[unit_id] for unit_id in own if unit_id in places.patches_of},
        people=_people(store, scope, places, own) if scope.may(Right.SEE_PEOPLE) else (),
        categories=tuple(case_standards(store).tree.categories.values()),
        ground=_ground(store, box),
    )


def _own_ids(places: Places, scope: Scope) -> list[int]:
    """Ids of the area's communities, and of the grids, buildings and estates in them, in order."""
    communities = [unit for unit in places.units.values() if unit.kind is UnitKind.COMMUNITY]
    held = [
        unit.path
        for unit in communities
        if scope.holds(unit.path) or any(path.startswith(f"{unit.path}.") for path in scope.paths)
    ]
    within = Scope(None, scope.role, tuple(held))
    own = [
        unit.unit_id
        for unit in places.units.values()
        if unit.kind is not UnitKind.ESTATE and held and within.holds(unit.path)
    ]
    estates = {places.estate_of[unit_id] for unit_id in own if unit_id in places.estate_of}
    return sorted({*own, *estates})


def _people(store: Store, scope: Scope, places: Places, own: Sequence[int]) -> list[dict[str, Any]]:
    """Who acts at units of the area, and above and around the caller's own places, as ``locate`` tells of each."""
    rows = people_today(store)
    near = _beside(places, own)
    held = told(rows, scope, near)
    mine = [unit_id for unit_id in own if scope.holds(places.units[unit_id].path)]
    around = [unit_id for unit_id in _beside(places, [*mine, *_estates_of(places, mine)]) if unit_id in rows]
    known = {id(row) for row in held}
    others = [row for row in told(rows, scope, around, is_own_place=True) if id(row) not in known]
    return [row | {"is_held": True} for row in held] + [row | {"is_held": False} for row in others]


def _beside(places: Places, unit_ids: Sequence[int]) -> list[int]:
    """Units themselves, those above them, their patches and their micro-grids: where ``locate`` names people."""
    found: dict[int, None] = {}
    for unit_id in unit_ids:
        labels = places.units[unit_id].path.split(".")
        above = (int(label) for label in labels if label and int(label) in places.units)
        patches = (patch.unit_id for patch in places.patches_of.get(unit_id, ()))
        micro = (one.unit_id for one in places.micro_grids.get(unit_id, ()))
        found |= dict.fromkeys((unit_id, *above, *patches, *micro))
    return list(found)


def _estates_of(places: Places, unit_ids: Sequence[int]) -> list[int]:
    """Estates of buildings, and those that reach into grids: a position there is named with them."""
    found = {places.estate_of[unit_id] for unit_id in unit_ids if unit_id in places.estate_of}
    index = places.indexes.get(UnitKind.ESTATE)
    for unit_id in unit_ids:
        unit = places.units[unit_id]
        shape = places.indexes[unit.kind].shape_of(unit_id) if unit.kind is UnitKind.GRID else None
        if index is None or shape is None:
            continue
        meets = shapely.intersects(index.shapes, shape)
        found |= {int(estate_id) for estate_id in index.ids[meets]}
    return sorted(found)


def _box_of(places: Places, own: Sequence[int]) -> tuple[float, float, float, float] | None:
    shapes = [places.indexes[UnitKind.COMMUNITY].shape_of(unit_id) for unit_id in own
              if places.units[unit_id].kind is UnitKind.COMMUNITY]  # fmt: skip
    found = [shape for shape in shapes if shape is not None]
    if not found:
        return None
    west, south, east, north = shapely.total_bounds(np.array(found))
    return float(west), float(south), float(east), float(north)


def _around(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    east_m, north_m = metres_per_degree((box[1] + box[3]) / 2)
    wide, high = NEIGHBOURHOOD_M / float(east_m), NEIGHBOURHOOD_M / float(north_m)
    return box[0] - wide, box[1] - high, box[2] + wide, box[3] + high


def _wanted(
    places: Places, kind: UnitKind, own: frozenset[int], box: tuple[float, float, float, float] | None
) -> Iterator[tuple[UnitBrief, Any]]:
    index = places.indexes.get(kind)
    if index is None or box is None:
        return
    frame = shapely.box(*_around(box))
    for unit in places.units.values():
        if unit.kind is not kind:
            continue
        shape = index.shape_of(unit.unit_id)
        is_near = kind is UnitKind.GRID and shape is not None and shape.intersects(frame)
        if shape is not None and (unit.unit_id in own or is_near):
            yield unit, shape


def _frame(
    snapshot: Snapshot,
    kind: UnitKind,
    own_ids: Sequence[int],
    box: tuple[float, float, float, float] | None,
    scope: Scope,
) -> gpd.GeoDataFrame:
    own = frozenset(own_ids)
    wanted = list(_wanted(snapshot.places, kind, own, box))
    rows = []
    for unit, _ in wanted:
        row: dict[str, Any] = {
            "unit_id": unit.unit_id,
            "code": unit.code,
            "name": unit.name,
            "official_code": unit.official_code or None,
            "households": unit.households,
            "is_dedicated": unit.is_dedicated,
            "is_own": unit.unit_id in own,
            "is_held": scope.holds(unit.path),
            **_above(snapshot.places, unit),
        }
        if kind is UnitKind.BUILDING:
            row |= _building(snapshot, unit)
        if kind is UnitKind.ESTATE and unit.unit_id in snapshot.addresses:
            row["lane"] = to_the_lane(snapshot.addresses[unit.unit_id])
        if kind in {UnitKind.ESTATE, UnitKind.COMMUNITY}:
            row |= {"spoken": spoken(unit.name), "initials": initials(unit.name)}
        rows.append(row)
    return gpd.GeoDataFrame(rows, geometry=[shape for _, shape in wanted], crs=4326)


def _above(places: Places, unit: UnitBrief) -> dict[str, Any]:
    """Ids of the grid, the community and the sub-district that a unit belongs to."""
    labels = (int(label) for label in unit.path.split(".") if label)
    kinds = {places.units[label].kind: label for label in labels if label in places.units}
    wanted = (UnitKind.GRID, UnitKind.COMMUNITY, UnitKind.SUBDISTRICT)
    return {f"{kind.value}_id": kinds.get(kind) for kind in wanted}


def _building(snapshot: Snapshot, unit: UnitBrief) -> dict[str, Any]:
    places = snapshot.places
    place = places.of_building(unit.unit_id)
    return {
        "title": snapshot.name_of(unit.unit_id),
        "estate_id": places.estate_of.get(unit.unit_id),
        "stairwells": places.stairwells_of.get(unit.unit_id),
        "micro": [[one.unit_id, one.code, list(one.stairwells)] for one in place.micro_grids],
        "near": [[near.point_id, None if near.walk_s is None else round(near.walk_s)] for near in
                 snapshot.nearby(place).points],
    }  # fmt: skip


def _points(
    snapshot: Snapshot, buildings: gpd.GeoDataFrame, box: tuple[float, float, float, float] | None
) -> pd.DataFrame:
    points = snapshot.points
    shown = pd.DataFrame(
        {
            "id": points["id"].astype(int),
            "name": points["name"],
            "level": points["level"],
            "lon": points.geometry.x,
            "lat": points.geometry.y,
        }
    )
    if box is None:
        return shown.iloc[:0]
    west, south, east, north = _around(box)
    near = buildings["near"] if len(buildings) else ()
    named = {int(point_id) for row in near for point_id, _ in row}
    is_inside = shown["lon"].between(west, east) & shown["lat"].between(south, north)
    return shown[is_inside | shown["id"].isin(named)].sort_values("id")


def _ground(store: Store, box: tuple[float, float, float, float] | None) -> dict[Layer, gpd.GeoDataFrame]:
    empty = gpd.GeoDataFrame(geometry=[], crs=4326)
    if box is None:
        return dict.fromkeys(_GROUND, empty)
    around = _around(box)
    with store.system() as connection:
        found = {layer: layers.read_layer(connection, layer, box=around) for layer in _GROUND}
    return {layer: _clipped(frame, around) for layer, frame in found.items()}


def _clipped(frame: Any, box: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    """Cut what reaches far beyond the area; for drawing only."""
    clipped = frame.assign(
        geometry=shapely.intersection(shapely.make_valid(frame.geometry.to_numpy()), shapely.box(*box))
    )
    kept: gpd.GeoDataFrame = clipped[~clipped.geometry.is_empty]
    return kept
