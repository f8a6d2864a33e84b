"""Estates built up: homes on the plot, the lane inside the wall, gates, the wall with its openings.

Coordinates are metres on the world's own plane.
"""

from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import LineString, MultiLineString, Point, Polygon, STRtree, unary_union
from shapely.geometry.base import BaseGeometry

from gis.worlds.blocks import Block, largest
from gis.worlds.junctions import Piece
from gis.worlds.land_use import Ground, Style
from gis.worlds.layouts import Placed, Slabs, courtyard, keep_apart, rows, towers, with_garden

LANE_INSET_M = 7.5
HOMES_INSET_M = 12.5
GATE_HALF_WIDTH_M = 4.0
OVERSHOOT_M = 0.6
SLABS = {
    "open": Slabs(11.0, 15.0, (2, 4), 25.0, 9.0),
    "yard": Slabs(11.5, 15.5, (2, 4), 28.0, 11.0),
    "row": Slabs(11.5, 15.5, (2, 4), 27.0, 10.0),
    "garden": Slabs(13.0, 19.0, (1, 3), 36.0, 15.0),
    "midrise": Slabs(14.0, 20.0, (2, 3), 40.0, 17.0),
    "resettled": Slabs(12.5, 17.0, (2, 4), 33.0, 13.0),
}


@dataclass(slots=True)
class Site:
    """An estate as built.

    Attributes
    ----------
    ground
        Its plot and style.
    outline
        Its border; the wall where it has one.
    placed
        Footprints.
    lanes
        Ways inside; the links from gates to the street outside among them.
    gates
        Where the wall opens; empty for an open estate.
    """

    ground: Ground
    outline: Polygon
    placed: list[Placed]
    lanes: list[LineString] = field(default_factory=list)
    gates: list[Point] = field(default_factory=list)

    @property
    def is_walled(self) -> bool:
        """Whether it is left only through its gates."""
        return bool(self.gates)

    def wall(self) -> BaseGeometry:
        """The outline less the openings at the gates."""
        openings = unary_union([gate.buffer(GATE_HALF_WIDTH_M) for gate in self.gates])
        return self.outline.exterior.difference(openings)


def build_estates(
    blocks: list[Block], grounds: list[Ground], pieces: list[Piece], rng: np.random.Generator
) -> list[Site]:
    """Build every estate, in the order of their numbers."""
    streets = [piece.line for piece in pieces if piece.kind == "street"]
    tree = STRtree(streets)
    sites = []
    for ground in sorted((g for g in grounds if g.estate is not None), key=lambda g: g.estate or 0):
        sites.append(
            _build(ground, largest(blocks[ground.block].plot.buffer(-1.5).simplify(0.8)), streets, tree, rng)
        )
    return sites


def street_homes(block: Block, rng: np.random.Generator) -> list[Placed]:
    """Houses along the edge of a block that is no estate."""
    ground = largest(block.plot.buffer(-3).simplify(0.8))
    return courtyard(ground, SLABS["yard"], rng, least_inner_m2=9000.0)[0]


def _build(
    ground: Ground, outline: Polygon, streets: list[LineString], tree: STRtree, rng: np.random.Generator
) -> Site:
    assert ground.style is not None
    inside = largest(outline.buffer(-HOMES_INSET_M))
    placed, paths = _layout(ground.style, inside, rng)
    site = Site(ground, outline, placed)
    ring_area = largest(outline.buffer(-LANE_INSET_M).simplify(1.0))
    ring = LineString(ring_area.exterior.coords)
    site.lanes.append(ring)
    walls = unary_union([item.shape for item in placed]).buffer(1.0)
    site.lanes += _clear(paths, ring_area, walls)
    is_open = ground.style.key == "open"
    for spot in _openings(outline, streets, tree, 6 if is_open else int(rng.integers(1, 5))):
        if not is_open:
            site.gates.append(spot)
        site.lanes.append(_link(spot, ring, streets, tree))
    return site


def _layout(style: Style, inside: Polygon, rng: np.random.Generator) -> tuple[list[Placed], list[LineString]]:
    if style.key == "highrise":
        placed, paths = towers(inside, 56.0, rng)
        return placed, paths
    if style.key == "yard":
        return courtyard(inside, SLABS["yard"], rng)
    if style.key == "midrise" and rng.random() < 0.35:
        high, _ = towers(inside, 78.0, rng, twin_share=0.1)
        low, paths = rows(inside, SLABS["midrise"], rng)
        return keep_apart([*high, *low], 12.0), paths
    placed, paths = rows(inside, SLABS[style.key], rng)
    if style.key in ("garden", "midrise", "resettled"):
        placed = with_garden(placed, inside, rng.uniform(0.12, 0.2) * inside.area**0.5)
    return placed, paths


def _clear(paths: list[LineString], area: Polygon, walls: BaseGeometry) -> list[LineString]:
    """Paths from side to side of the ring lane that run through no house."""
    kept = []
    for path in paths:
        cut = path.intersection(area)
        for part in getattr(cut, "geoms", [cut]):
            if isinstance(part, LineString) and part.length > 25 and not part.intersects(walls):
                kept.append(_longer(part))
    return kept


def _longer(line: LineString) -> LineString:
    """Let both ends reach just over what they lead to, so that they meet it."""
    coords = np.asarray(line.coords)
    first, last = coords[0] - coords[1], coords[-1] - coords[-2]
    coords[0] += first / np.hypot(*first) * OVERSHOOT_M
    coords[-1] += last / np.hypot(*last) * OVERSHOOT_M
    return LineString(coords)


def _openings(outline: Polygon, streets: list[LineString], tree: STRtree, count: int) -> list[Point]:
    """Places on the outline near a street, as far from each other as can be."""
    ring = outline.exterior
    spots = [ring.interpolate(share, normalized=True) for share in np.linspace(0, 1, 72, endpoint=False)]
    away = tree.query_nearest(spots, return_distance=True, all_matches=False)[1]
    near = [spot for spot, distance_m in zip(spots, away, strict=True) if distance_m < 34]
    if not near:
        near = [spots[int(np.argmin(away))]]
    chosen = [near[len(near) // 3]]
    while len(chosen) < min(count, len(near)):
        apart = [min(spot.distance(other) for other in chosen) for spot in near]
        if max(apart) < 45:
            break
        chosen.append(near[int(np.argmax(apart))])
    return chosen


def _link(gate: Point, ring: LineString, streets: list[LineString], tree: STRtree) -> LineString:
    """From the street straight through the gate to the ring lane."""
    street = streets[int(tree.nearest(gate))]
    outside = street.interpolate(street.project(gate))
    inside = ring.interpolate(ring.project(gate))
    return _longer(LineString([outside, gate, inside]))


def all_lines(lines: list[LineString]) -> MultiLineString:
    """Gather lines into one shape."""
    return MultiLineString([line for line in lines if not shapely.is_empty(line)])
