"""Roads meet: crossings become junctions, loose ends are joined or cut off, barriers are bridged.

Coordinates are metres on the world's own plane.
"""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import LineString, MultiLineString, Point, STRtree, line_merge, unary_union
from shapely.ops import substring

from gis.worlds.roads import Road
from gis.worlds.terrain import Terrain

REACH_M = {
    "primary": 380.0,
    "secondary": 200.0,
    "tertiary": 240.0,
    "residential": 105.0,
    "unclassified": 130.0,
}
LOOSE_END_M = {
    "primary": 120.0,
    "secondary": 90.0,
    "tertiary": 180.0,
    "residential": 190.0,
    "unclassified": 60.0,
}
CARRIED = frozenset({"primary", "secondary", "tertiary"})
BITE_M = 0.5


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
    reached = _reach_out(roads, terrain)
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


def _reach_out(roads: list[Road], terrain: Terrain) -> list[Road]:
    """Lengthen each loose end straight on to the next road, if one lies within reach on dry land."""
    tree = STRtree([road.line for road in roads])
    longer = []
    for number, road in enumerate(roads):
        line = road.line
        for at_end in (True, False):
            line = _lengthen(line, at_end, number, roads, tree, REACH_M[road.road_class], terrain)
        longer.append(replace(road, line=line))
    return longer


def _lengthen(
    line: LineString,
    at_end: bool,
    number: int,
    roads: list[Road],
    tree: STRtree,
    reach_m: float,
    terrain: Terrain,
) -> LineString:
    coords = np.asarray(line.coords)
    tip, before = (coords[-1], coords[-3:][0]) if at_end else (coords[0], coords[:3][-1])
    ahead = (tip - before) / np.hypot(*(tip - before))
    ray = LineString([tip, tip + ahead * reach_m])
    best = None
    for other in tree.query(ray, predicate="intersects"):
        if other == number or roads[other].kind != "street":
            continue
        for spot in shapely.get_coordinates(roads[other].line.intersection(ray)):
            away = float(np.hypot(*(spot - tip)))
            if best is None or away < best:
                best = away
    if best is None or best < 0.5:
        return line
    target = tip + ahead * (best + 0.5)
    if LineString([tip, target]).intersects(terrain.river):
        return line
    return LineString(np.vstack([coords, target]) if at_end else np.vstack([target, coords]))


def _node(roads: list[Road]) -> list[Piece]:
    """Split streets at every meeting; bridges and tunnels only touch at their ends."""
    streets = [(number, road) for number, road in enumerate(roads) if road.kind == "street"]
    lines = [road.line.simplify(0.6) for _, road in streets]
    special = [(number, road) for number, road in enumerate(roads) if road.kind != "street"]
    lines_and_ties, joined = _tie(lines, special)
    noded = unary_union(MultiLineString(lines_and_ties))
    parts = [part for part in noded.geoms if part.length > 1.0]
    tree = STRtree([road.line for _, road in streets])
    middles = shapely.line_interpolate_point(parts, 0.5, normalized=True)
    owners = tree.nearest(middles)
    pieces = [
        Piece(part, streets[owner][1].road_class, streets[owner][0])
        for part, owner in zip(parts, owners, strict=True)
    ]
    return pieces + [
        Piece(line, road.road_class, number, road.kind)
        for (number, road), line in zip(special, joined, strict=True)
    ]


def _tie(
    lines: list[LineString], special: list[tuple[int, Road]]
) -> tuple[list[LineString], list[LineString]]:
    """Lead each bridge or tunnel to the nearest street at both ends; the street gets a vertex there."""
    tied = list(lines)
    tree = STRtree(lines)
    joined = []
    for _, road in special:
        ends = []
        for end in (road.line.coords[0], road.line.coords[-1]):
            place = Point(end)
            nearest = int(tree.nearest(place))
            along = lines[nearest].project(place)
            spot = lines[nearest].interpolate(along)
            tied[nearest] = _with_vertex(tied[nearest], spot)
            ends.append(spot)
        joined.append(LineString([ends[0], *road.line.coords[1:-1], ends[1]]))
    starts = [LineString([spot, shapely.transform(spot, lambda xy: xy + 1e-3)]) for spot in _spots(joined)]
    return [*tied, *starts], joined


def _spots(joined: list[LineString]) -> list[Point]:
    return [Point(line.coords[at]) for line in joined for at in (0, -1)]


def _with_vertex(line: LineString, spot: Point) -> LineString:
    along = line.project(spot)
    head, tail = substring(line, 0, along), substring(line, along, line.length)
    if head.length < 0.01 or tail.length < 0.01:
        return line
    return LineString([*list(head.coords)[:-1], (spot.x, spot.y), *list(tail.coords)[1:]])


def _cross(pieces: list[Piece], barrier: shapely.Geometry, kind: str) -> list[Piece]:
    """Where a piece meets a barrier: the greater streets pass as bridge or underpass, lanes end."""
    crossed: list[Piece] = []
    for piece in pieces:
        if piece.kind != "street" or not piece.line.intersects(barrier):
            crossed.append(piece)
            continue
        over = line_merge(piece.line.intersection(barrier))
        if piece.road_class in CARRIED and isinstance(over, LineString):
            crossed += _carry(piece, over, kind)
        else:
            rest = piece.line.difference(barrier.buffer(-BITE_M))
            crossed += [
                replace(piece, line=part) for part in getattr(rest, "geoms", [rest]) if part.length > 1
            ]
    return crossed


def _carry(piece: Piece, over: LineString, kind: str) -> list[Piece]:
    """Split a piece into approach, crossing and approach, keeping its direction."""
    along = sorted((piece.line.project(Point(over.coords[0])), piece.line.project(Point(over.coords[-1]))))
    stops = [0.0, *along, piece.line.length]
    split = []
    for number, (start, stop) in enumerate(zip(stops, stops[1:], strict=False)):
        if stop - start > 0.5:
            part = substring(piece.line, start, stop)
            split.append(replace(piece, line=part, kind=kind if number == 1 else "street"))
    return split
