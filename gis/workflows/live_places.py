"""Keep the units of the plan in force in memory, and notice when another comes into force.

One ``LivePlaces`` per store and process. Every request may ask for ``today()``; at most once a second the
store is asked for the version of the map, and only when that changed is the index built anew, by one thread
while the others still answer from the old one. Former days are built when asked for, a few are kept.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from weakref import WeakKeyDictionary

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from gis.errors import NotFound
from gis.locate.addresses.book import AddressBook
from gis.locate.addresses.entries import point_entries, unit_entries
from gis.locate.nearest import NearestPoints
from gis.locate.places import LOCATED_KINDS, PlaceAnswer, Places
from gis.model.ids import UnitId
from gis.model.units import UnitKind
from gis.network.build import build_network
from gis.space.layers import Layer
from gis.store import layers, lookup, units
from gis.store.editions import today
from gis.store.engine import Connection, Store
from gis.store.patches import read_patches
from gis.workflows.watched import RECHECK_S, Watched

_FORMER_DAYS_KEPT = 4
_POINTS_NAMED = 3
_SEATS_NAMED = 24
_registry: "WeakKeyDictionary[Store, LivePlaces]" = WeakKeyDictionary()
_registry_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class NearServicePoint:
    """A service point and the walk to it; ``walk_s`` is None where it cannot be reached on foot."""

    point_id: int
    name: str
    level: str
    lon: float
    lat: float
    walk_s: float | None


@dataclass(frozen=True, slots=True)
class Nearby:
    """What is near a place on foot.

    Attributes
    ----------
    points
        The three nearest service points, those without a way last.
    seats
        (unit id, seconds) of the nearest grids and communities whose people may come, the nearest first.
    """

    points: tuple[NearServicePoint, ...] = ()
    seats: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Walks:
    """Walking times of one sub-district, to its service points first and to the seats of its units after them."""

    nearest: NearestPoints
    service_points: int


class Snapshot:
    """What is known of one day: the units, and the book of addresses, made when first asked for.

    Parameters
    ----------
    places
        The units.
    points
        Service points of the day: id, name, address, level, community_id, geometry.
    facilities
        Facilities of the service circle: id, name, address, geometry.
    version
        Of the map it was read from.
    walks
        Walking times to the service points and to the seats of grids and communities, per sub-district.
    addresses
        Road address of an estate by its id, where known.
    """

    def __init__(
        self,
        places: Places,
        points: pd.DataFrame,
        facilities: gpd.GeoDataFrame,
        version: str,
        walks: Mapping[int, Walks],
        *,
        addresses: Mapping[int, str],
    ) -> None:
        self.places = places
        self.points = points
        self.facilities = facilities
        self.version = version
        self._walks = walks
        self.addresses = addresses
        self._nearby_of: dict[int, Nearby] = {}

    @cached_property
    def book(self) -> AddressBook:
        """Everything that a written address may mean."""
        paths = {unit_id: unit.path for unit_id, unit in self.places.units.items()}
        areas = [paths.get(-1 if pd.isna(owner) else int(owner), "") for owner in self.points["community_id"]]
        around = self.places.ids_at(
            UnitKind.COMMUNITY,
            self.facilities.geometry.x.to_numpy(dtype=float),
            self.facilities.geometry.y.to_numpy(dtype=float),
        )
        return AddressBook.build(
            [
                *unit_entries(self.places, addresses=self.addresses),
                *point_entries(self.points, "service_point", areas=areas),
                *point_entries(
                    self.facilities, "facility", areas=[paths.get(int(owner), "") for owner in around]
                ),
            ]
        )

    def nearby(self, place: PlaceAnswer) -> Nearby:
        """Name what is nearest to a place by walking time, from its building where it has one."""
        walks = self._walks.get(place.subdistrict.unit_id) if place.subdistrict else None
        if walks is None:
            return Nearby()
        if place.building is None:
            return self._nearby(walks, place.lon, place.lat)
        building_id = place.building.unit_id
        if building_id not in self._nearby_of:
            self._nearby_of[building_id] = self._nearby(walks, *self.places.centre_of[building_id])
        return self._nearby_of[building_id]

    def _nearby(self, walks: Walks, lon: float, lat: float) -> Nearby:
        """Ask for service points and seats at once; a seat beyond an hour is nobody's help."""
        service_points, seats = walks.nearest.from_place_each(
            lon,
            lat,
            groups=(
                (slice(walks.service_points), _POINTS_NAMED),
                (slice(walks.service_points, None), _SEATS_NAMED),
            ),
        )
        points = (replace(self._service_points[near.point_id], walk_s=near.walk_s) for near in service_points)
        reached = ((near.point_id, near.walk_s) for near in seats if near.walk_s is not None)
        return Nearby(tuple(points), tuple(reached))

    @cached_property
    def _service_points(self) -> dict[int, NearServicePoint]:
        columns = (self.points[name].tolist() for name in ("id", "name", "level"))
        rows = zip(*columns, self.points.geometry, strict=True)
        return {
            int(point_id): NearServicePoint(int(point_id), str(name), str(level), point.x, point.y, None)
            for point_id, name, level, point in rows
        }

    def position_of(self, key: str) -> tuple[float, float]:
        """Give a position inside an entry of the book.

        Raises
        ------
        NotFound
            ``place_unknown`` where it has no shape.
        """
        kind, _, number = key.partition(":")
        if kind == "unit" and int(number) in self.places.centre_of:
            return self.places.centre_of[int(number)]
        shape = self._shape_of(kind, int(number))
        if shape is None or shape.is_empty:
            raise NotFound(f"{key} has no shape", chinese="这个地点没有图形，无法定位", code="place_unknown")
        point = shape.representative_point()
        return float(point.x), float(point.y)

    def name_of(self, unit_id: int) -> str:
        """Name a unit as people call it, a building with its estate; empty where it is not of this day."""
        unit = self.places.units.get(unit_id)
        if unit is None:
            return ""
        estate = self.places.units.get(self.places.estate_of.get(unit_id, -1))
        return unit.name if estate is None or estate.name in unit.name else estate.name + unit.name

    def _shape_of(self, kind: str, number: int) -> BaseGeometry | None:
        if kind == "unit":
            return self.places.indexes[self.places.units[number].kind].shape_of(number)
        return self._point_shapes.get((kind, number))

    @cached_property
    def _point_shapes(self) -> dict[tuple[str, int], BaseGeometry]:
        frames = {"service_point": self.points, "facility": self.facilities}
        return {
            (kind, int(number)): shape
            for kind, frame in frames.items()
            for number, shape in zip(frame["id"], frame.geometry, strict=True)
        }


class LivePlaces:
    """The snapshots of one store.

    Parameters
    ----------
    store
        Where units are read from, as the owner: scopes are minded by who asks.
    recheck_s
        How long an answer may be older than the map.
    """

    def __init__(self, store: Store, *, recheck_s: float = RECHECK_S) -> None:
        self._store = store
        self._watched = Watched(store, lookup.map_version, _read_today, recheck_s=recheck_s)
        self._former: OrderedDict[tuple[date, str], Snapshot] = OrderedDict()
        self._lock = threading.Lock()

    def today(self) -> Snapshot:
        """Give the snapshot of today, at most ``recheck_s`` older than the map."""
        return self._watched.get()

    def held(self) -> Snapshot | None:
        """Give the snapshot of today if it is at hand and fresh, without ever waiting for the store."""
        return self._watched.held()

    def on(self, day: date | None) -> Snapshot:
        """Give the snapshot of a day, with the plan that was or will be in force on it."""
        current = self.today()
        if day is None or day == current.places.on:
            return current
        key = (day, current.version)
        with self._lock:
            if key not in self._former:
                with self._store.system() as connection:
                    self._former[key] = read_snapshot(connection, at=day, version=current.version)
            self._former.move_to_end(key)
            while len(self._former) > _FORMER_DAYS_KEPT:
                self._former.popitem(last=False)
            return self._former[key]


def live_places(store: Store) -> LivePlaces:
    """Give the one ``LivePlaces`` of a store in this process."""
    with _registry_lock:
        if store not in _registry:
            _registry[store] = LivePlaces(store)
        return _registry[store]


def _read_today(connection: Connection, version: str) -> Snapshot:
    return read_snapshot(connection, at=today(connection), version=version)


def read_snapshot(connection: Connection, *, at: date, version: str) -> Snapshot:
    """Read the units of a day and index them."""
    frames = {kind: units.read_units(connection, kind, at=at) for kind in LOCATED_KINDS}
    places = Places.build(
        at,
        {UnitKind(kind): frame for kind, frame in frames.items()},
        buildings=lookup.read_building_links(connection, at=at),
        dedicated=lookup.read_dedicated_grids(connection, at=at),
        micro_grids=lookup.read_micro_grid_stairwells(connection, at=at),
        patches=read_patches(connection, at=at),
    )
    points = layers.read_layer(connection, Layer.SERVICE_POINTS, at=at)
    facilities = layers.read_layer(connection, Layer.FACILITIES, at=at)
    subdistricts = [UnitId(int(unit_id)) for unit_id in frames[UnitKind.SUBDISTRICT]["unit_id"]]
    walks = {int(unit_id): _read_walks(connection, places, points, unit_id, at) for unit_id in subdistricts}
    return Snapshot(
        places,
        points,
        facilities,
        version,
        {key: found for key, found in walks.items() if found is not None},
        addresses=lookup.read_estate_addresses(connection, at=at),
    )


def _read_walks(
    connection: Connection, places: Places, points: pd.DataFrame, subdistrict_id: UnitId, at: date
) -> Walks | None:
    """Walking times of a sub-district's territory; None without streets or anybody to walk to."""
    territory = units.read_unit(connection, subdistrict_id, at=at).territory
    wanted = (Layer.STREETS, Layer.ESTATES, Layer.GATES, Layer.BARRIERS, Layer.SERVICE_POINTS)
    read = {layer: layers.read_layer(connection, layer, territory=territory, at=at) for layer in wanted}
    own = read[Layer.SERVICE_POINTS]
    seats = _seats(places, points, subdistrict_id)
    if read[Layer.STREETS].empty or (own.empty and not seats):
        return None
    network = build_network(
        read[Layer.STREETS],
        estates=read[Layer.ESTATES],
        gates=read[Layer.GATES],
        barriers=read[Layer.BARRIERS],
    )
    ids = [*own["id"].astype(int), *(unit_id for unit_id, _, _ in seats)]
    lon = [*own.geometry.x, *(lon for _, lon, _ in seats)]
    lat = [*own.geometry.y, *(lat for _, _, lat in seats)]
    return Walks(NearestPoints.build(network, ids, lon, lat), len(own))


def _seats(places: Places, points: pd.DataFrame, subdistrict_id: UnitId) -> list[tuple[int, float, float]]:
    """Where people of a grid or community set out from: (unit id, lon, lat).

    The service point in it where there is one, else a point inside it. Nobody's home, and nobody's
    whereabouts: those are not kept.
    """
    path = places.units[subdistrict_id].path
    seats = []
    for kind in (UnitKind.GRID, UnitKind.COMMUNITY):
        index = places.indexes[kind]
        found = index.find(points.geometry.x, points.geometry.y) if len(points) else index.ids[:0]
        stands = {int(unit_id): k for k, unit_id in reversed(list(enumerate(found)))}
        for unit_id, shape in zip(index.ids.tolist(), index.shapes, strict=True):
            if not places.units[unit_id].path.startswith(f"{path}.") or shape is None or shape.is_empty:
                continue
            seat = (
                points.geometry.iloc[stands[unit_id]] if unit_id in stands else shape.representative_point()
            )
            seats.append((unit_id, float(seat.x), float(seat.y)))
    return seats
