"""Cut marked lines into pieces with nodes at their ends, each piece on one side of every wall."""

from dataclasses import dataclass

import numpy as np
import shapely

from gis.network.network import OUTSIDE, Flags, Floats, Ints, Shapes
from gis.network.noding import Marks, Vertices, find_breaks, insert, number_places


@dataclass(frozen=True, slots=True)
class Lines:
    """Streets laid in metres.

    Attributes
    ----------
    geometry
        LineStrings in metres.
    level
        0 on the ground; bridges and tunnels without a level of their own are at 1 and -1.
    is_noded
        Meets other such lines only at vertices they share.
    """

    geometry: Shapes
    level: Ints
    is_noded: Flags

    @property
    def on_ground(self) -> Flags:
        """Whether walls and barriers stand in the way."""
        return np.asarray(self.level == 0, dtype=bool)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of the lines.

    Attributes
    ----------
    vertices, place
        Vertices of all lines, and the number of the place each stands at.
    first, last
        Vertices at the ends of each piece.
    line, zone, on_ground, geometry
        Its line, its walled zone, whether it is neither bridge nor tunnel, its shape in metres.
    start, end
        Nodes: equal where one can walk from piece to piece.
    node_count
        Number of nodes.
    """

    vertices: Vertices
    place: Ints
    first: Ints
    last: Ints
    line: Ints
    zone: Ints
    on_ground: Flags
    geometry: Shapes
    start: Ints
    end: Ints
    node_count: int


def cut_lines(lines: Lines, marks: Marks, pairs: Ints, zone_area: Shapes) -> Pieces:
    """Cut the lines at the marks and wherever they share a place.

    A piece lies in the zone that holds the middle of it strictly; along the wall counts as outside. Nodes
    of different zones are different even at one place: that is how a wall severs a street. Bridges and
    tunnels pass over and under walls, and land in the zone that their ends lie in.
    """
    vertices = insert(lines.geometry, marks)
    place = number_places(vertices, lines.level[vertices.line], vertices.of_mark[pairs])
    breaks = np.flatnonzero(find_breaks(vertices, place))
    same = vertices.line[breaks[:-1]] == vertices.line[breaks[1:]]
    first, last = breaks[:-1][same], breaks[1:][same]
    geometry = _shapes(vertices, first, last)
    line = vertices.line[first]
    on_ground = lines.on_ground[line]
    zone = _zones(geometry, on_ground, zone_area)
    ends = np.concatenate([first, last])
    end_zone, raised = np.tile(zone, 2), np.tile(~on_ground, 2)
    end_zone[raised] = _zones_at(vertices, ends[raised], zone_area)
    nodes = _number_ends(vertices, place, ends, end_zone)
    return Pieces(vertices, place, first, last, line, zone, on_ground, geometry, *nodes)


def _shapes(vertices: Vertices, first: Ints, last: Ints) -> Shapes:
    sizes = last - first + 1
    piece = np.repeat(np.arange(len(first)), sizes)
    offset = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    index = np.repeat(first, sizes) + offset
    coordinates = np.column_stack([vertices.x_m[index], vertices.y_m[index]])
    return np.asarray(shapely.linestrings(coordinates, indices=piece), dtype=object)


def _zones(geometry: Shapes, on_ground: Flags, zone_area: Shapes) -> Ints:
    zone = np.full(len(geometry), OUTSIDE, dtype=np.int64)
    if len(zone_area):
        middles = shapely.line_interpolate_point(geometry, 0.5, normalized=True)
        zone = np.where(on_ground, _zones_of(np.asarray(middles, dtype=object), zone_area), OUTSIDE)
    return zone


def _zones_at(vertices: Vertices, chosen: Ints, zone_area: Shapes) -> Ints:
    points = shapely.points(vertices.x_m[chosen], vertices.y_m[chosen])
    return _zones_of(np.asarray(points, dtype=object), zone_area)


def _zones_of(points: Shapes, zone_area: Shapes) -> Ints:
    zone = np.full(len(points), OUTSIDE, dtype=np.int64)
    if len(zone_area):
        point, area = shapely.STRtree(zone_area).query(points, predicate="within")
        zone[point[::-1]] = area[::-1]
    return zone


def _number_ends(vertices: Vertices, place: Ints, ends: Ints, zone: Ints) -> tuple[Ints, Ints, int]:
    """Number the nodes: one per place and zone, and one of its own for each severed end."""
    severed = vertices.is_cut[ends]
    own: Floats = np.where(severed, np.arange(len(ends)) + 1, 0)
    keys = np.column_stack([place[ends], zone, own]).astype(np.int64)
    unique, node = np.unique(keys, axis=0, return_inverse=True)
    node = node.ravel().astype(np.int64)
    return node[: len(ends) // 2], node[len(ends) // 2 :], len(unique)
