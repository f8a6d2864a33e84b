"""The walking network as a value: nodes, edges and gates in metres of one local zone."""

from dataclasses import dataclass, field
from datetime import time
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.model.problems import Problem
from gis.network.elevation import Raster
from gis.network.frontage import Frontage
from gis.space.metric import MetricPlane

if TYPE_CHECKING:
    from gis.network.laid import Laid

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Shapes = npt.NDArray[np.object_]

OUTSIDE = -1


@dataclass(frozen=True, slots=True)
class Edges:
    """Pieces of street between places where one may turn; arrays of one length.

    Attributes
    ----------
    start, end
        Nodes.
    length_m
        On the ellipsoid.
    grade
        Metres up per metre from start to end.
    is_stairs, is_big_road
        Stairs are slower or barred; crossing a big road costs a wait.
    zone
        The walled zone it lies in, or ``OUTSIDE``.
    on_ground
        Neither bridge nor tunnel: homes and facilities open onto it.
    gate
        The gate it passes, or -1. Such an edge is passable while its gate is open.
    street
        Row of the input streets, or -1 for the way to a gate.
    geometry
        Lines in metres of the plane.
    """

    start: Ints
    end: Ints
    length_m: Floats
    grade: Floats
    is_stairs: Flags
    is_big_road: Flags
    zone: Ints
    on_ground: Flags
    gate: Ints
    street: Ints
    geometry: Shapes

    def __len__(self) -> int:
        """Give the number of edges."""
        return len(self.start)


@dataclass(frozen=True, slots=True)
class Gates:
    """Gates in use, in the order of their input; arrays of one length.

    Attributes
    ----------
    code, zone, is_open
        Code, walled zone it leads into (``OUTSIDE``: a gate in an open barrier), open at the time asked.
    x_m, y_m
        Its place.
    node
        Its inner node: where homes without a street of their own zone come out; -1 where there is none.
    """

    code: Shapes
    zone: Ints
    is_open: Flags
    x_m: Floats
    y_m: Floats
    node: Ints


@dataclass(frozen=True, slots=True)
class Sources:
    """What a network was built from: the parameters of ``build_network``, and ``paths`` added to the streets."""

    streets: gpd.GeoDataFrame
    estates: gpd.GeoDataFrame | None
    gates: gpd.GeoDataFrame | None
    barriers: gpd.GeoDataFrame | None
    elevation: Raster | None
    at_time: time | None
    connect_crossings: bool
    paths: tuple[gpd.GeoDataFrame, ...] = ()


@dataclass(frozen=True)
class Network:
    """What one walks on; immutable, shared between threads.

    Attributes
    ----------
    plane
        The zone whose metres every coordinate is in.
    node_x_m, node_y_m
        Nodes, numbered along a Morton curve so that neighbours lie close in memory.
    edges, gates
        See ``Edges`` and ``Gates``.
    zone_code, zone_area
        Code and polygon (metres) of each walled zone.
    walls
        Lines (metres) that nobody walks through: borders of the zones, and the barriers.
    piece
        Number of the connected piece of each node, all gates taken as open; the longest is 0.
    problems
        What was found wrong with the streets, walls and gates.
    sources
        The frames it was built from; kept for building it anew with other gates or paths.
    laid
        Its lines and marks; kept for cutting a few of them anew.
    former
        The network it was changed from, and the edge that each of its edges has become (-1: none).
    """

    plane: MetricPlane
    node_x_m: Floats
    node_y_m: Floats
    edges: Edges
    gates: Gates
    zone_code: Shapes
    zone_area: Shapes
    walls: Shapes
    piece: Ints
    problems: tuple[Problem, ...]
    sources: Sources | None = None
    laid: "Laid | None" = field(default=None, repr=False)
    former: "tuple[Network, Ints] | None" = field(default=None, repr=False)
    _trees: dict[tuple[int, bool], Frontage] = field(default_factory=dict, repr=False)

    @property
    def node_count(self) -> int:
        """Number of nodes."""
        return len(self.node_x_m)

    def frontage(self, zone: int, *, stairs: bool) -> Frontage:
        """Edges of a zone that a door may open onto, with an index over them; built on first use.

        Streets on the ground, and not the ways to gates; stairs only for who can take them.
        """
        key = (zone, stairs)
        if key not in self._trees:
            self._trees[key] = self._index(zone, stairs=stairs)
        return self._trees[key]

    def _index(self, zone: int, *, stairs: bool) -> Frontage:
        edges = self.edges
        fits = (edges.street >= 0) & edges.on_ground & (edges.zone == zone) & (stairs | ~edges.is_stairs)
        if self.former is None:
            chosen = np.flatnonzero(fits)
            tree, none = shapely.STRtree(edges.geometry[chosen]), np.empty(0, np.int64)
            return Frontage(tree, chosen, none, edges.geometry)
        before, moved = self.former
        known = before.frontage(zone, stairs=stairs)
        came = np.ones(len(edges), bool)
        came[moved[moved >= 0]] = False
        stood = known.edge >= 0
        edge = np.full(len(known.edge), -1, np.int64)
        edge[stood] = moved[known.edge[stood]]
        more = moved[known.more]
        fresh = np.concatenate([more[more >= 0], np.flatnonzero(fits & came)])
        return Frontage(known.tree, edge, fresh, edges.geometry)

    def zone_of(self, x_m: Floats, y_m: Floats) -> Ints:
        """Walled zone of each place; on the wall itself counts as outside."""
        zone = np.full(len(x_m), OUTSIDE, dtype=np.int64)
        if len(self.zone_area):
            place, area = shapely.STRtree(self.zone_area).query(shapely.points(x_m, y_m), predicate="within")
            zone[place[::-1]] = area[::-1]
        return zone
