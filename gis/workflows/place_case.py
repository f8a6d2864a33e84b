"""Say where a case lies: by scanned building, position or address; or with whom it waits where it lies elsewhere.

A resident's request is never refused. About another sub-district of this installation it is recorded where it belongs,
as referred (转办). About a place that no sub-district here holds it is recorded by its address in words with the filer's
own community, referred as well, once the filer says that it is elsewhere: an outside position is a slip of coordinates
more often than a request.
"""

from dataclasses import dataclass

from gis.casework.admission import CaseSource
from gis.errors import InputError
from gis.locate.places import PlaceAnswer, UnitBrief
from gis.model.access import Role, Scope
from gis.model.ids import UnitId
from gis.model.units import UnitKind
from gis.space.crs import to_wgs84
from gis.workflows.live_places import Snapshot
from gis.workflows.locate_case import place_of_match


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a person says of a case's place.

    Attributes
    ----------
    building_id, stairwell
        Scanned or chosen; it goes before a position, and that before an address.
    lon, lat, crs, accuracy_m
        A position.
    address
        As written.
    is_elsewhere
        The filer says that the place is in no sub-district here.
    """

    building_id: int | None = None
    stairwell: int | None = None
    lon: float | None = None
    lat: float | None = None
    crs: str = "wgs84"
    accuracy_m: float | None = None
    address: str = ""
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class CasePlace:
    """Where a case is kept.

    Attributes
    ----------
    unit_id
        The smallest unit it belongs to.
    subdistrict
        Name of the sub-district that numbers it.
    lon, lat
        WGS-84; None where it lies in no sub-district here.
    referred_to
        Who has to take it, where it lies outside the filer's sub-district; empty within.
    """

    unit_id: UnitId
    subdistrict: str
    community_id: UnitId | None
    grid_id: UnitId | None
    building_id: UnitId | None
    lon: float | None
    lat: float | None
    address: str
    referred_to: str = ""


def place_case(snapshot: Snapshot, scope: Scope, told: Whereabouts, source: CaseSource) -> CasePlace:
    """Find the place of a case.

    Raises
    ------
    InputError
        ``case_place_missing``: nothing told, or an address that is not found; ``case_outside``: in no sub-district here, and
        the filer has not said so; ``case_within``: said to be elsewhere, but within the filer's own sub-district.
    NotFound
        ``building_unknown``.
    """
    if told.is_elsewhere and source is not CaseSource.DEPARTMENT:
        return _elsewhere(snapshot, scope, told)
    answer = _located(snapshot, scope, told)
    if answer is None:
        raise _no_place(f"没有找到地址“{told.address[:80]}”，请在地图上选点或选择楼栋")
    if answer.community is None and answer.subdistrict is None:
        raise InputError(
            "the place lies outside the sub-district",
            chinese="该位置不在本街道范围内，请核对坐标或坐标系；确属其他街道的居民诉求，请写明地址并勾选“不在本街道”，登记后转办",
            code="case_outside",
            lon=answer.lon,
            lat=answer.lat,
        )
    return _kept(answer, told, referred_to=_other_subdistrict(scope, answer))


def _located(snapshot: Snapshot, scope: Scope, told: Whereabouts) -> PlaceAnswer | None:
    if told.building_id is not None:
        return snapshot.places.of_building(told.building_id, stairwell=told.stairwell)
    if told.lon is not None and told.lat is not None:
        lon, lat = to_wgs84(told.lon, told.lat, crs=told.crs)
        return snapshot.places.at(lon, lat, accuracy_m=told.accuracy_m)
    if told.address.strip():
        matches = snapshot.book.search(told.address, limit=1, within=scope.paths)
        return place_of_match(snapshot, matches[0]) if matches else None
    raise _no_place("请给出地点：扫楼栋二维码、在地图上选点、定位，或写明地址")


def _kept(answer: PlaceAnswer, told: Whereabouts, *, referred_to: str) -> CasePlace:
    smallest = answer.building or answer.grid or answer.community or answer.subdistrict
    if smallest is None:
        raise _no_place("该位置不属于任何社区")
    return CasePlace(
        unit_id=UnitId(smallest.unit_id),
        subdistrict=answer.subdistrict.name if answer.subdistrict else "街道",
        community_id=_id_of(answer.community),
        grid_id=_id_of(answer.grid),
        building_id=_id_of(answer.building),
        lon=answer.lon,
        lat=answer.lat,
        address=told.address or _address_of(answer),
        referred_to=referred_to,
    )


def _elsewhere(snapshot: Snapshot, scope: Scope, told: Whereabouts) -> CasePlace:
    """Keep with the filer's own community what lies in no sub-district here: the address in words, no position."""
    if not told.address.strip():
        raise _no_place("不在本街道的诉求，请写明地址，转办时用")
    if told.building_id is not None or (told.lon is not None and told.lat is not None):
        answer = _located(snapshot, scope, told)
        if answer is not None and not answer.is_outside:
            named = answer.community or answer.subdistrict
            raise InputError(
                "said to be elsewhere, but within",
                chinese=f"该位置在{named.name if named else '本街道'}，请去掉“不在本街道”后登记",
                code="case_within",
            )
    community, subdistrict = (
        _own(snapshot, scope, UnitKind.COMMUNITY),
        _own(snapshot, scope, UnitKind.SUBDISTRICT),
    )
    unit = community or subdistrict  # it waits there, but counts as no community's matter
    if unit is None:
        raise _no_place("您的账号没有所属社区，不能登记外街道的诉求")
    return CasePlace(
        unit_id=UnitId(unit.unit_id),
        subdistrict=subdistrict.name if subdistrict else "街道",
        community_id=None,
        grid_id=None,
        building_id=None,
        lon=None,
        lat=None,
        address=told.address.strip(),
        referred_to="所在街道",
    )


def _own(snapshot: Snapshot, scope: Scope, kind: UnitKind) -> UnitBrief | None:
    """The unit of a kind that a scope's first path leads through."""
    labels = scope.paths[0].split(".") if scope.paths else []
    units = (snapshot.places.units.get(int(label)) for label in labels)
    return next((unit for unit in units if unit is not None and unit.kind is kind), None)


def _other_subdistrict(scope: Scope, answer: PlaceAnswer) -> str:
    """Name of the sub-district that a place is in, where the filer works in none of it; empty otherwise.

    Only who hears residents refers: a planner's or department's filing is bound to where they work.
    """
    unit = answer.subdistrict or answer.community
    if unit is None or scope.role not in (Role.GRID_WORKER, Role.COMMUNITY) or not scope.paths:
        return ""
    root = unit.path.split(".")[0]
    return "" if any(path.split(".")[0] == root for path in scope.paths) else unit.name


def _id_of(unit: UnitBrief | None) -> UnitId | None:
    return None if unit is None else UnitId(unit.unit_id)


def _no_place(chinese: str) -> InputError:
    return InputError("the case has no place", chinese=chinese, code="case_place_missing")


def _address_of(place: PlaceAnswer) -> str:
    """Place in words where none were given: 融汇江山3栋2单元."""
    parts = [place.estate.name if place.estate else "", place.building.name if place.building else ""]
    stairwell = f"{place.stairwell}单元" if place.stairwell and place.building else ""
    front = parts[0] if parts[0] not in parts[1] else ""
    return front + parts[1] + stairwell
