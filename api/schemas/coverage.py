"""Service circles on the wire: what the page ``/coverage`` reads, tries and orders.

Reading (public, like the map's layers). ``profile`` is adult, elderly or wheelchair, ``template`` a name of
``gis.coverage.list_templates``, ``subdistrict`` a code (the only one loaded where not given)::

    GET  /api/v1/coverage                 -> Opening: place, editions, items with their tiers, totals. Looks whether
                                             the data have changed; the others answer from what it prepared
    GET  /api/v1/coverage/buildings       -> GeoJSON; properties code, name, community_code, estate_code,
                                             estate_name, grid_code, households, reason, all_six, and per item {item}_seconds
                                             (absent: beyond the horizon), {item}_status, {item}_facility (name)
    GET  /api/v1/coverage/cells?item=     -> GeoJSON of H3 cells: h3 (hex), households, seconds, covered_households;
                                             &resolution=8-9: rolled up to parents
    GET  /api/v1/coverage/facilities      -> GeoJSON: code, name, category, subtype, item (joined by ;), used, reason,
                                             confirmation, capacity, nearest_households; id: what can be confirmed
    GET  /api/v1/coverage/gates           -> GeoJSON: code, name, estate_code, estate_name, is_open
    GET  /api/v1/coverage/units?kind=&item=&minutes= -> {"units": [UnitTotal]}: community, estate or grid
    GET  /api/v1/coverage/gaps?item=      -> {"gaps": [Gap]}, most households first
    GET  /api/v1/coverage/route?building=&item=  -> WalkRoute
    GET  /api/v1/coverage/scenarios       -> {"scenarios": [Scenario]} (signed in)
    GET  /api/v1/coverage/runs            -> {"runs": [Run]}, newest first (signed in, as all of runs)
    GET  /api/v1/coverage/runs/{id}       -> KeptOpening; /buildings and /facilities: GeoJSON as above, as it was then
    GET  /api/v1/coverage/runs/{id}/gaps  -> {"gaps": [KeptGap]}: the kept ledger with what became of each row
    GET  /api/v1/coverage/runs/compare?before=&after=&by=   -> Comparison: by all, community or estate

Trying (what-if public, since it changes nothing; siting and keeping need ``measure_coverage``)::

    POST /api/v1/coverage/what-if         Trial -> WhatIf: totals with the changes, as they are, and changed homes
    POST /api/v1/coverage/what-if/route   RouteTrial -> WalkRoute: a home's way with the changes
    POST /api/v1/coverage/siting          SitingWish -> Siting
    POST /api/v1/coverage/scenarios       NewScenario -> Scenario (201)
    POST /api/v1/coverage/runs            NewRun -> {"job_id"} (202): measure as a job; result {"run_id"}
    PUT  /api/v1/coverage/gaps/{id}/state GapMark (204): what becomes of a row of a kept ledger

Seconds are rounded up to hundredths, so that a walk longer than a tier never rounds into it. ``*_status`` is of
the item's widest tier.
"""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from gis.model.categories import Category

Code = Annotated[str, Field(min_length=1, max_length=80)]
Name = Annotated[str, Field(min_length=1, max_length=80)]


class Named(BaseModel):
    """A template or profile: its name, what people read, and where it comes from."""

    name: str
    chinese: str
    source: str


class ItemTiers(BaseModel):
    """One kind of facility that is asked for, with its tiers in minutes, ascending."""

    item: str
    chinese: str
    category: Category
    minutes: list[int]


class Total(BaseModel):
    """Households of one item and tier; the four kinds add up to ``households``."""

    item: str
    minutes: int
    households: int
    covered_households: int
    uncovered_households: int
    uncertain_households: int
    unreachable_households: int


class UnitTotal(Total):
    """The same for one unit."""

    unit_kind: str
    unit_code: str
    unit_name: str


class Place(BaseModel):
    """The sub-district."""

    code: str
    name: str


class Opening(BaseModel):
    """What the page opens with."""

    place: Place
    edition: str
    edition_date: str
    template: Named
    templates: list[Named]
    profile: Named
    profiles: list[Named]
    items: list[ItemTiers]
    totals: list[Total]
    households: int
    households_estimated: int
    all_six_households: int
    unconfirmed_facilities: int


class Gap(BaseModel):
    """One row of the ledger; ``nearest_seconds`` is null where nothing can be walked to."""

    unit_kind: str
    unit_code: str
    unit_name: str
    community_code: str
    community_name: str
    item: str
    minutes: int
    households: int
    households_lacking: int
    nearest_seconds: float | None
    nearest_name: str
    remedy: str
    remedy_households: int | None
    remedy_text: str
    remedy_lon: float | None
    remedy_lat: float | None
    responsible_unit: str
    department: str
    lon: float
    lat: float


class Gaps(BaseModel):
    """The ledger."""

    gaps: list[Gap]


class UnitTotals(BaseModel):
    """Totals of units."""

    units: list[UnitTotal]


class WalkRoute(BaseModel):
    """The way from a building to its nearest facility of an item; ``line`` is a GeoJSON LineString."""

    seconds: float
    length_m: float
    facility_code: str
    facility_name: str
    line: dict[str, Any]
