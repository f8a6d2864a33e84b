"""Everything projected and searched once: what one measurement stands on, and what-if starts from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.coverage.templates import Item, Template
from gis.model.problems import Problem
from gis.network.attach import Attachments, attach_points
from gis.network.doors import Doors, open_doors
from gis.network.engine import nearest_labels
from gis.network.nearest import OnEdges, door_labels, facilities_on_edges
from gis.network.network import Floats, Ints, Network
from gis.network.profiles import Profile
from gis.network.weights import ArcPair, Arcs, Timing, pack_arcs, time_edges

FORMULA_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Walks:
    """A profile on a network: times and arcs."""

    timing: Timing
    arcs: ArcPair


@dataclass(frozen=True)
class Asked:
    """What a measurement is asked for.

    Attributes
    ----------
    template, profile
        For what, and how people walk.
    max_access_m
        Farthest street a home or facility is attached to.
    resolution
        H3 resolution of the cells.
    extent
        Area (EPSG:4326) within which streets and facilities are complete; None: the streets' convex hull.
    communities, estates, grid_of_building
        Names and belonging, where given.
    """

    template: Template
    profile: Profile
    max_access_m: float
    resolution: int
    extent: BaseGeometry | None = None
    communities: gpd.GeoDataFrame | None = None
    estates: gpd.GeoDataFrame | None = None
    grid_of_building: "pd.Series[str] | None" = None


@dataclass(frozen=True)
class CoverageModel:
    """A measurement ready to be answered, asked again, and changed in thought; never changed itself.

    Attributes
    ----------
    network, walks, asked
        What one walks on, with which times, and what is asked.
    buildings, facilities
        Checked frames (see ``inputs``), EPSG:4326.
    home_places, facility_places
        Where they meet the network.
    homes, facility_doors
        The ways from and to them.
    items
        Items asked for (an optional one without any facility is left out).
    members
        For each item, the rows of the facilities that count.
    node_labels, home_labels
        (items, nodes) and (items, buildings): nearest facility and walking time, packed.
    horizon_s
        Longer walks are not looked for.
    border_m
        For each building, the straight distance to where the map ends.
    problems
        What was found wrong.
    seconds
        Time spent, by step.
    """

    network: Network
    walks: Walks
    asked: Asked
    buildings: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    home_places: Attachments
    facility_places: Attachments
    homes: Doors
    facility_doors: Doors
    items: tuple[Item, ...]
    members: tuple[Ints, ...]
    node_labels: Ints
    home_labels: Ints
    horizon_s: float
    border_m: Floats
    problems: tuple[Problem, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def profile(self) -> Profile:
        """How people walk."""
        return self.asked.profile

    @property
    def template(self) -> Template:
        """For what."""
        return self.asked.template

    @property
    def households(self) -> Ints:
        """Households of each building."""
        return np.asarray(self.buildings["households"], dtype=np.int64)

    def on_edges(self, item: int) -> OnEdges:
        """Facilities of an item that stand on edges."""
        members = self.members[item]
        return facilities_on_edges(self.facility_doors.take(members), members)


def item_members(items: tuple[Item, ...], facilities: gpd.GeoDataFrame) -> tuple[Ints, ...]:
    """Rows of the open facilities of each item: of its category and, where it names any, its subtypes."""
    is_open = facilities["is_open"].to_numpy(bool)
    members = []
    for item in items:
        fits = is_open & facilities["category"].eq(item.category.value).to_numpy()
        if item.subtypes:
            fits &= facilities["subtype"].isin(item.subtypes).to_numpy()
        members.append(np.flatnonzero(fits).astype(np.int64))
    return tuple(members)


def search_items(
    against: Arcs, homes: Doors, facility_doors: Doors, members: tuple[Ints, ...], horizon_s: float
) -> tuple[Ints, Ints]:
    """Search each item from its facilities: labels of nodes and of homes, one row per item."""
    node_rows, home_rows = [], []
    for rows in members:
        doors = facility_doors.take(rows)
        labels = nearest_labels(against, doors.labels(rows), limit_s=horizon_s)
        node_rows.append(labels)
        on_edges = facilities_on_edges(doors, rows)
        home_rows.append(door_labels(homes, labels, on_edges, limit_s=horizon_s))
    size = len(against.offsets) - 1
    return (
        np.stack(node_rows) if node_rows else np.empty((0, size), np.int64),
        np.stack(home_rows) if home_rows else np.empty((0, len(homes.edge)), np.int64),
    )


def time_walks(network: Network, profile: Profile) -> Walks:
    """Time and pack the arcs for a profile."""
    timing = time_edges(network, profile)
    return Walks(timing, pack_arcs(network, timing))


def attach(
    network: Network, timing: Timing, lon: Floats, lat: Floats, max_access_m: float
) -> tuple[Attachments, Doors]:
    """Attach places given in degrees."""
    x_m, y_m = network.plane.project(lon, lat)
    places = attach_points(network, timing, x_m, y_m, max_access_m=max_access_m)
    return places, open_doors(network, timing, places)


def border_distances(network: Network, lon: Floats, lat: Floats, extent: BaseGeometry | None) -> Floats:
    """Straight distance from each place to where the map ends; 0 outside of it.

    Parameters
    ----------
    extent
        Area within which streets and facilities are complete (EPSG:4326); the convex hull of the streets
        where not given.
    """
    if extent is None:
        area = shapely.convex_hull(shapely.multilinestrings(list(network.edges.geometry)))
    else:
        area = network.plane.project_geometries(np.array([extent], dtype=object))[0]
    shapely.prepare(area)
    points = shapely.points(*network.plane.project(lon, lat))
    away_m = np.asarray(shapely.distance(points, shapely.boundary(area)), dtype=np.float64)
    away_m[~shapely.covers(area, points)] = 0.0
    return np.nan_to_num(away_m)


class Stopwatch:
    """Seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = perf_counter()

    def lap(self, step: str) -> None:
        """Book the time since the last lap to a step."""
        now = perf_counter()
        self.seconds[step] = round(self.seconds.get(step, 0.0) + now - self._since, 6)
        self._since = now
