"""The way itself: from a home to its nearest facility, as a line."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from gis.network.attach import Attachments
from gis.network.doors import Doors
from gis.network.engine import UNREACHED
from gis.network.network import Floats, Ints, Network, Shapes
from gis.network.weights import LABEL_SHIFT, ArcPair

_LOWER = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Route:
    """A walk.

    Attributes
    ----------
    geometry
        From door to door, EPSG:4326.
    length_m
        On the ground.
    seconds
        Walking time.
    facility
        The facility's number in the labels.
    """

    geometry: shapely.LineString
    length_m: float
    seconds: float
    facility: int


@dataclass(frozen=True, slots=True)
class Door:
    """One place among many: its attachments, its doors, its number."""

    places: Attachments
    doors: Doors
    number: int

    @property
    def point(self) -> tuple[float, float]:
        """Metres east and north of the place itself."""
        return float(self.places.x_m[self.number]), float(self.places.y_m[self.number])

    @property
    def ways(self) -> range:
        """Its ways in the doors."""
        return range(int(self.doors.offsets[self.number]), int(self.doors.offsets[self.number + 1]))


def walk_nodes(arcs: ArcPair, node_labels: Ints, start: int) -> list[int]:
    """Nodes from a start to the last one before the facility, following the labels downhill.

    Each step goes to a neighbour whose label plus the arc is exactly one's own; every arc has at least one
    tick, so the walk ends, at the node from which the facility is entered.
    """
    nodes, along = [start], arcs.along
    while True:
        node = nodes[-1]
        steps = along.packed[along.offsets[node] : along.offsets[node + 1]]
        targets = steps & _LOWER
        held = node_labels[targets]
        exact = np.flatnonzero((held < UNREACHED) & (held + (steps - targets) == node_labels[node]))
        if not len(exact):
            return nodes
        nodes.append(int(targets[exact[np.argmin(held[exact])]]))


def best_way(home: Door, node_labels: Ints) -> tuple[int, int] | None:
    """Best label of a home by its ways to nodes, and the way; None where no way leads anywhere."""
    best: tuple[int, int] | None = None
    for way in home.ways:
        label = int(node_labels[home.doors.node[way]])
        if label < UNREACHED:
            reached = label + (int(home.doors.out_ticks[way]) << LABEL_SHIFT)
            best = min(best, (reached, way)) if best else (reached, way)
    return best


def draw_route(
    network: Network, home: Door, facility: Door, nodes: list[int]
) -> tuple[shapely.LineString, float]:
    """Draw a walk through nodes as a line in EPSG:4326, and measure it.

    Parameters
    ----------
    nodes
        Nodes passed; none where home and facility stand on one edge.
    """
    parts = [np.array([home.point])]
    if nodes:
        parts.append(_from_door(network, home, nodes[0]))
        parts += [_edge_between(network, a, b) for a, b in pairwise(nodes)]
        parts.append(_from_door(network, facility, nodes[-1])[::-1])
    else:
        parts.append(_along_edge(network, home, facility))
    parts.append(np.array([facility.point]))
    vertices = np.concatenate(parts)
    moved = np.concatenate([[True], np.hypot(*np.diff(vertices, axis=0).T) > 1e-6])
    kept = vertices[moved] if moved.sum() > 1 else np.repeat(vertices[:1], 2, axis=0)
    lon, lat = network.plane.unproject(kept[:, 0], kept[:, 1])
    return shapely.LineString(np.column_stack([lon, lat])), float(shapely.LineString(kept).length)


def _from_door(network: Network, door: Door, node: int) -> Floats:
    """Vertices from where the door meets its edge to a node at one of the edge's ends."""
    edge = int(door.places.edge[door.number])
    if edge < 0:
        return np.array([[network.node_x_m[node], network.node_y_m[node]]])
    to_end = int(network.edges.end[edge]) == node and not (
        int(network.edges.start[edge]) == node and float(door.places.fraction[door.number]) < 0.5
    )
    return _stretch(network.edges.geometry, edge, float(door.places.fraction[door.number]), float(to_end))


def _along_edge(network: Network, home: Door, facility: Door) -> Floats:
    shares = [float(door.places.fraction[door.number]) for door in (home, facility)]
    return _stretch(network.edges.geometry, int(home.places.edge[home.number]), shares[0], shares[1])


def _stretch(geometry: Shapes, edge: int, share: float, to_share: float) -> Floats:
    """Vertices of part of an edge, in walking order."""
    vertices = shapely.get_coordinates(geometry[edge])
    steps = np.hypot(*np.diff(vertices, axis=0).T)
    at = np.concatenate([[0.0], np.cumsum(steps)]) / max(float(steps.sum()), 1e-12)
    low, high = min(share, to_share), max(share, to_share)
    inner = vertices[(at > low) & (at < high)]
    ends = np.column_stack([np.interp([low, high], at, vertices[:, axis]) for axis in (0, 1)])
    line = np.concatenate([ends[:1], inner, ends[1:]])
    return line if share <= to_share else line[::-1]


def _edge_between(network: Network, start: int, end: int) -> Floats:
    """Vertices of the shortest edge between two nodes, in walking order."""
    edges = network.edges
    ahead = np.flatnonzero((edges.start == start) & (edges.end == end))
    back = np.flatnonzero((edges.start == end) & (edges.end == start))
    both = np.concatenate([ahead, back])
    edge = int(both[np.argmin(edges.length_m[both])])
    vertices = shapely.get_coordinates(edges.geometry[edge])
    return vertices if edge in ahead else vertices[::-1]
