"""Roads meet: crossings become junctions, loose ends are joined or cut off, barriers are bridged.

Coordinates are metres on the world's own plane.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import LineString, Point, STRtree, line_merge, unary_union
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from gis.worlds.loose_ends import reach_out
from gis.worlds.parts import lines_of
from gis.worlds.roads import Road
from gis.worlds.terrain import Terrain

LOOSE_END_M = {
    "primary": 120.0,
    "secondary": 90.0,
    "tertiary": 180.0,
    "residential": 190.0,
    "unclassified": 60.0,
}
CARRIED = frozenset({"primary", "secondary", "tertiary"})
BITE_M = 0.5
# Long enough to cut the street where a bridge begins, too short to be kept as a street.
TIE_M = 1e-3


@dataclass(frozen=True, slots=True)
class Piece:
    """A street between two junctions.

    Attributes
    ----------
    line
        Its course.
    road_class
        Value of OSM's highway key.
    road
        Number of the road it was cut from; pieces of one road share a name.
    kind
        ``street``, ``bridge`` or ``tunnel``.
    """

    line: LineString
    road_class: str
    road: int
    kind: str = "street"


def join_roads(roads: list[Road], terrain: Terrain, rail: LineString) -> list[Piece]:
    """Cut roads where they meet, mend loose ends, carry the greater ones over water and rail."""
    reached = reach_out(roads, terrain)
    pieces = _node(reached)
    pieces = _cross(pieces, terrain.stream.buffer(6), "bridge")
    pieces = _cross(pieces, rail.buffer(12), "tunnel")
    return prune(pieces)


def on_main_net(lines: list[LineString]) -> list[bool]:
    """Which lines hang together, end to end, with the most others."""
    ends = [_ends(line) for line in lines]
    places = {place: number for number, place in enumerate(sorted({end for pair in ends for end in pair}))}
    starts, stops = ([places[pair[side]] for pair in ends] for side in (0, 1))
    links = coo_array((np.ones(len(ends)), (starts, stops)), shape=(len(places), len(places)))
    labels = connected_components(links, directed=False)[1]
    main = int(np.bincount(labels[starts]).argmax())
    return [bool(labels[start] == main) for start in starts]


def prune(pieces: list[Piece]) -> list[Piece]:
    """Cut loose ends shorter than their class allows, until none is left."""
    while True:
        counts: dict[tuple[float, float], int] = {}
        for piece in pieces:
            for end in _ends(piece.line):
                counts[end] = counts.get(end, 0) + 1
        kept = [
            piece
            for piece in pieces
            if piece.line.length >= LOOSE_END_M.get(piece.road_class, 0)
            or all(counts[end] > 1 for end in _ends(piece.line))
        ]
        if len(kept) == len(pieces):
            return kept
        pieces = kept


def _ends(line: LineString) -> tuple[tuple[float, float], tuple[float, float]]:
    first, last = line.coords[0], line.coords[-1]
    return (round(first[0], 2), round(first[1], 2)), (round(last[0], 2), round(last[1], 2))


def _node(roads: list[Road]) -> list[Piece]:
    """Split streets at every meeting; bridges and tunnels only touch at their ends."""
    streets = [(number, road) for number, road in enumerate(roads) if road.kind == "street"]
    special = [(number, road) for number, road in enumerate(roads) if road.kind != "street"]
    lines = [lines_of(road.line.simplify(0.6))[0] for _, road in streets]
    tied, joined = _tie(lines, [road.line for _, road in special])
    parts = [part for part in lines_of(unary_union(tied)) if part.length > 1.0]
    middles = shapely.line_interpolate_point(parts, 0.5, normalized=True)
    owners = STRtree([road.line for _, road in streets]).nearest(middles)
    pieces = [
        Piece(part, streets[owner][1].road_class, streets[owner][0])
        for part, owner in zip(parts, owners, strict=True)
    ]
    return pieces + [
        Piece(line, road.road_class, number, road.kind)
        for (number, road), line in zip(special, joined, strict=True)
    ]


def _tie(lines: list[LineString], special: list[LineString]) -> tuple[list[LineString], list[LineString]]:
    """Lead each bridge or tunnel to the nearest street at both ends; the street is cut there."""
    tied = list(lines)
    tree = STRtree(lines)
    joined = []
    for line in special:
        ends = []
        for end in (Point(line.coords[0]), Point(line.coords[-1])):
            nearest = int(tree.nearest(end))
            spot = lines[nearest].interpolate(lines[nearest].project(end))
            tied[nearest] = _with_vertex(tied[nearest], spot)
            tied.append(LineString([(spot.x, spot.y), (spot.x + TIE_M, spot.y + TIE_M)]))
            ends.append((spot.x, spot.y))
        joined.append(LineString([ends[0], *[(x, y) for x, y in line.coords[1:-1]], ends[1]]))
    return tied, joined


def _with_vertex(line: LineString, spot: Point) -> LineString:
    along_m = line.project(spot)
    if not 0.01 < along_m < line.length - 0.01:
        return line
    head, tail = between(line, 0, along_m), between(line, along_m, line.length)
    return LineString([*list(head.coords)[:-1], (spot.x, spot.y), *list(tail.coords)[1:]])


def _cross(pieces: list[Piece], barrier: BaseGeometry, kind: str) -> list[Piece]:
    """Where a piece meets a barrier: the greater streets pass as bridge or underpass, lanes end."""
    crossed: list[Piece] = []
    shapely.prepare(barrier)
    for piece in pieces:
        if piece.kind != "street" or not barrier.intersects(piece.line):
            crossed.append(piece)
            continue
        over = line_merge(piece.line.intersection(barrier))
        if piece.road_class in CARRIED and isinstance(over, LineString):
            crossed += _carry(piece, over, kind)
        else:
            rest = lines_of(piece.line.difference(barrier.buffer(-BITE_M)))
            crossed += [replace(piece, line=part) for part in rest if part.length > 1]
    return crossed


def _carry(piece: Piece, over: LineString, kind: str) -> list[Piece]:
    """Split a piece into approach, crossing and approach, keeping its direction."""
    along = sorted((piece.line.project(Point(over.coords[0])), piece.line.project(Point(over.coords[-1]))))
    split = []
    for number, (start, stop) in enumerate(pairwise([0.0, *along, piece.line.length])):
        if stop - start > 0.5:
            part = between(piece.line, start, stop)
            split.append(replace(piece, line=part, kind=kind if number == 1 else "street"))
    return split


def between(line: LineString, start_m: float, stop_m: float) -> LineString:
    """The stretch of a line between two distances from its start; it must have a length."""
    return lines_of(substring(line, start_m, stop_m))[0]
