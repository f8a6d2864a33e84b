"""All ways as they are written down: streets, lanes inside estates, the promenade, stairs; cut at junctions.

Coordinates are metres on the world's own plane.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Point, STRtree, unary_union
from shapely.geometry.base import BaseGeometry

from gis.worlds.blocks import Block
from gis.worlds.estates import Site
from gis.worlds.junctions import Piece, on_main_net
from gis.worlds.parts import largest, lines_of
from gis.worlds.street_lines import StreetLines, reaching_over
from gis.worlds.terrain import Terrain

SHORTEST_M = 1.6
STEEP_SHARE = 0.115
PROMENADE_M = 16.0
PROMENADE_LINKS_M = 260.0


@dataclass(frozen=True, slots=True)
class Way:
    """A way between two junctions; ``road`` is None for ways without a name."""

    line: LineString
    road_class: str
    road: int | None
    kind: str
    climb_m: float


def lay_ways(
    pieces: list[Piece], sites: list[Site], parks: list[BaseGeometry], terrain: Terrain, area: BaseGeometry
) -> list[Way]:
    """Join everything one can walk on inside ``area`` into one net."""
    ground: list[tuple[LineString, str, int | None]] = [
        (piece.line, piece.road_class, piece.road) for piece in pieces if piece.kind == "street"
    ]
    streets = StreetLines([line for line, *_ in ground])
    for site in sites:
        ground += [(lane, "footway" if number else "service", None) for number, lane in enumerate(site.lanes)]
    ground += [(line, "footway", None) for line in _promenade(terrain, streets)]
    ground += [(line, "footway", None) for park in parks for line in _park_paths(park, streets)]
    ways = [
        _way(line, owner[1], owner[2], "street", terrain)
        for line, owner in _cut(ground)
        if area.intersects(line)
    ]
    ways += [
        _way(piece.line, piece.road_class, piece.road, piece.kind, terrain)
        for piece in pieces
        if piece.kind != "street" and area.intersects(piece.line)
    ]
    kept = on_main_net([way.line for way in ways])
    return [way for way, is_kept in zip(ways, kept, strict=True) if is_kept]


def parks_of(blocks: list[Block], uses: list[str]) -> list[BaseGeometry]:
    """Plots of parks inside the town."""
    return [block.plot for block, use in zip(blocks, uses, strict=True) if use == "park"]


def _cut(
    ground: list[tuple[LineString, str, int | None]],
) -> list[tuple[LineString, tuple[LineString, str, int | None]]]:
    """Cut all lines where they meet, and drop the tips that reach over."""
    lines = [line for line, *_ in ground]
    parts = lines_of(unary_union(lines))
    middles = shapely.line_interpolate_point(parts, 0.5, normalized=True)
    owners = STRtree(lines).nearest(middles)
    ends = [(part.coords[0], part.coords[-1]) for part in parts]
    counts: dict[tuple[float, ...], int] = {}
    for pair in ends:
        for end in pair:
            counts[end] = counts.get(end, 0) + 1
    return [
        (part, ground[owner])
        for part, owner, pair in zip(parts, owners, ends, strict=True)
        if part.length >= SHORTEST_M or all(counts[end] > 1 for end in pair)
    ]


def _way(line: LineString, road_class: str, road: int | None, kind: str, terrain: Terrain) -> Way:
    """Measure the climb; what is too steep for wheels becomes stairs."""
    first_m, last_m = terrain.heights_m(np.asarray(line.coords)[[0, -1]])
    climb_m = float(last_m - first_m)
    steep = abs(climb_m) / line.length > STEEP_SHARE and line.length > 12
    if steep and kind == "street" and road_class in ("residential", "footway", "unclassified"):
        road_class = "steps"
    return Way(line, road_class, road, kind, round(climb_m, 1) + 0.0)


def _promenade(terrain: Terrain, streets: StreetLines) -> list[LineString]:
    """A path along the water, tied to the riverside road every 260 m."""
    edge = terrain.river.buffer(PROMENADE_M).exterior
    spots = [edge.interpolate(float(stop)) for stop in np.arange(0, edge.length, PROMENADE_LINKS_M)]
    ties = _ties(spots, streets, nearest_m=20.0, farthest_m=70.0)
    return [LineString(edge.segmentize(40).coords), *ties]


def _park_paths(park: BaseGeometry, streets: StreetLines) -> list[LineString]:
    """A round walk inside a park, and a way in from each of its four sides."""
    inside = largest(park.buffer(-14).simplify(2))
    if inside.is_empty:
        return []
    walk = LineString(inside.exterior.coords)
    spots = [walk.interpolate(share, normalized=True) for share in (0.1, 0.35, 0.6, 0.85)]
    return [walk, *_ties(spots, streets, nearest_m=1.0, farthest_m=60.0)]


def _ties(
    spots: list[Point], streets: StreetLines, *, nearest_m: float, farthest_m: float
) -> list[LineString]:
    """Straight ways from spots to the nearest street, where it is neither too near nor too far."""
    ends = [streets.nearest_spot(spot) for spot in spots]
    return [
        reaching_over(LineString([spot, end]))
        for spot, end in zip(spots, ends, strict=True)
        if nearest_m < spot.distance(end) < farthest_m
    ]
