"""Answer where a position or an address is, and search for places by what people write.

What a visitor gets names units only; the nearest service points are told to those who signed in, and who
answers for a place to those who may see people.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any

from gis.errors import InputError, NotFound
from gis.locate.addresses.book import Match
from gis.locate.chain import ChainLink, chain_of, link_of
from gis.locate.places import PlaceAnswer
from gis.model.access import Right, Role, Scope
from gis.model.units import UnitKind
from gis.space.crs import to_wgs84
from gis.store.engine import Store
from gis.workflows.live_people import acting_on, acting_today
from gis.workflows.live_places import Nearby, NearServicePoint, Snapshot, live_places

__all__ = [
    "Found",
    "Located",
    "NearServicePoint",
    "Responder",
    "locate_address",
    "locate_building",
    "locate_point",
    "responders_of",
    "search_places",
    "tell_place",
]

Acting = Callable[..., list[dict[str, Any]]]

_RESPONDERS_NAMED = 3
_AREAS = (UnitKind.SUBDISTRICT, UnitKind.COMMUNITY, UnitKind.GRID)
_DETAIL_KINDS = (UnitKind.SUBDISTRICT, UnitKind.COMMUNITY, UnitKind.GRID)


@dataclass(frozen=True, slots=True)
class Responder:
    """Who acts first at a grid or community nearby, and the walk from where its people set out.

    That is the unit's service point, or a point inside the unit: nobody's whereabouts are kept.
    """

    link: ChainLink
    walk_s: float


@dataclass(frozen=True, slots=True)
class Located:
    """The answer to one question.

    Attributes
    ----------
    place
        The units.
    chain
        Who answers, from the stairwell up; None for those who may not see people.
    nearest
        Service points by walking time, the nearest first; none for visitors.
    responders
        Who could come on foot, the nearest first; None for those who may not see people.
    """

    place: PlaceAnswer
    chain: tuple[ChainLink, ...] | None
    nearest: tuple[NearServicePoint, ...] = ()
    responders: tuple[Responder, ...] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One hit of a search, with what is shown beside it and where to fly to."""

    match: Match
    title: str
    detail: str
    lon: float
    lat: float


def locate_point(
    store: Store,
    scope: Scope,
    lon: float,
    lat: float,
    *,
    crs: str = "wgs84",
    accuracy_m: float | None = None,
    at: datetime.date | None = None,
) -> Located:
    """Say which units cover a position, and who acts there.

    Parameters
    ----------
    lon, lat
        In ``crs``: degrees, or metres east and north.
    crs
        ``wgs84``, ``cgcs2000``, ``gcj02``, ``bd09`` or ``EPSG:n``.
    accuracy_m
        Radius within which the true position lies with 95 %.
    at
        The day; today where not given.

    Raises
    ------
    InputError
        ``crs_unknown``, ``accuracy_invalid``, ``position_invalid``.
    """
    wgs_lon, wgs_lat = (lon, lat) if crs == "wgs84" else to_wgs84(lon, lat, crs=crs)
    if not (-180 <= wgs_lon <= 180 and -90 <= wgs_lat <= 90):
        raise InputError(
            f"({lon}, {lat}) is no position in {crs}",
            chinese=f"坐标（{lon}, {lat}）不在 {crs} 的有效范围内，请核对经纬度顺序和坐标系",
            code="position_invalid",
            lon=lon,
            lat=lat,
            crs=crs,
        )
    snapshot = live_places(store).on(at)
    place = snapshot.places.at(wgs_lon, wgs_lat, accuracy_m=accuracy_m)
    return _answer(store, scope, snapshot, place)


def locate_building(
    store: Store,
    scope: Scope,
    building_id: int,
    *,
    stairwell: int | None = None,
    at: datetime.date | None = None,
) -> Located:
    """Say what a building belongs to, and who acts there; raises ``NotFound`` (``building_unknown``)."""
    snapshot = live_places(store).on(at)
    return _answer(store, scope, snapshot, snapshot.places.of_building(building_id, stairwell=stairwell))


def locate_address(
    store: Store, scope: Scope, address: str, *, at: datetime.date | None = None
) -> tuple[Located, Match]:
    """Say where a written address is, and how well it was understood.

    Raises
    ------
    NotFound
        ``address_unknown``: nothing is called so.
    """
    snapshot = live_places(store).on(at)
    matches = snapshot.book.search(address, limit=1, within=scope.paths)
    if not matches:
        raise NotFound(
            f"no place for {address[:80]!r}",
            chinese=f"没有找到“{address[:80]}”，请写明小区和楼栋，例如：某某小区3栋2单元",
            code="address_unknown",
            value=address[:80],
        )
    return _answer(store, scope, snapshot, place_of_match(snapshot, matches[0])), matches[0]


def search_places(
    store: Store, scope: Scope, text: str, *, limit: int = 10, at: datetime.date | None = None
) -> list[Found]:
    """Find places by what people write, own area first, each with a position to fly to."""
    snapshot = live_places(store).on(at)
    return [_found(snapshot, match) for match in snapshot.book.search(text, limit=limit, within=scope.paths)]


def place_of_match(snapshot: Snapshot, match: Match) -> PlaceAnswer:
    """Say where an entry of the book is: a building by belonging, the rest by a point inside it."""
    if match.entry.kind == UnitKind.BUILDING:
        return snapshot.places.of_building(_number(match), stairwell=match.stairwell)
    position = snapshot.position_of(match.entry.key)
    if match.entry.kind in _AREAS:
        return snapshot.places.of_area(_number(match), *position)
    return snapshot.places.at(*position)


def _found(snapshot: Snapshot, match: Match) -> Found:
    lon, lat = snapshot.position_of(match.entry.key)
    stairwell = f"{match.stairwell}单元" if match.stairwell else ""
    return Found(match, match.entry.title + stairwell, _detail(snapshot, match), lon, lat)


def _detail(snapshot: Snapshot, match: Match) -> str:
    """What the place lies in: 茶花社区 · 茶花社区第八网格."""
    labels = (int(label) for label in match.entry.area.split(".") if label)
    above = (snapshot.places.units.get(label) for label in labels)
    names = [
        unit.name for unit in above if unit and unit.kind in _DETAIL_KINDS and unit.name != match.entry.title
    ]
    return " · ".join(names[-2:])


def _number(match: Match) -> int:
    return int(match.entry.key.partition(":")[2])


def _answer(store: Store, scope: Scope, snapshot: Snapshot, place: PlaceAnswer) -> Located:
    is_today = place.on == live_places(store).today().places.on
    return tell_place(
        scope,
        snapshot,
        place,
        partial(acting_today if is_today else partial(acting_on, day=place.on), store, scope),
    )


def tell_place(scope: Scope, snapshot: Snapshot, place: PlaceAnswer, acting: Acting) -> Located:
    """Tell of a place what a scope may know: a visitor the units, who signed in what is near, colleagues people.

    Parameters
    ----------
    acting
        Says who acts at units, as ``live_people.acting_today`` does.
    """
    if scope.role is Role.ANONYMOUS:
        return Located(place, None)
    if not scope.may(Right.SEE_PEOPLE):
        return Located(place, None, snapshot.nearby(place).points)
    chain = chain_of(acting(_unit_ids(place), is_own_place=_is_own(scope, place)), place)
    near = snapshot.nearby(place)
    return Located(place, tuple(chain), near.points, responders_of(snapshot, near, acting))


def _is_own(scope: Scope, place: PlaceAnswer) -> bool:
    """Whether the smallest area the place lies in is one the asker works in."""
    smallest = place.building or place.grid or place.community or place.subdistrict
    return smallest is not None and scope.holds(smallest.path)


def responders_of(snapshot: Snapshot, near: Nearby, acting: Acting) -> tuple[Responder, ...]:
    """Of each unit nearby who acts first by rank, three units at most; where nobody acts today is passed over."""
    found: list[Responder] = []
    for unit_id, walk_s in near.seats:
        present = [row for row in acting((unit_id,)) if not row["is_vacant"]]
        if present:
            first, unit = min(present, key=itemgetter("rank")), snapshot.places.units[unit_id]
            found.append(Responder(link_of(first, unit.kind, unit.name), walk_s))
        if len(found) == _RESPONDERS_NAMED:
            break
    return tuple(found)


def _unit_ids(place: PlaceAnswer) -> Sequence[int]:
    return [unit.unit_id for unit in place.units()] + [micro.unit_id for micro in place.micro_grids]
