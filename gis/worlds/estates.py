"""Estates built up: homes on the plot, the lane inside the wall, gates, the wall with its openings.

Coordinates are metres on the world's own plane.
"""

from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import LineString, Point, Polygon, unary_union
from shapely.geometry.base import BaseGeometry

from gis.worlds.blocks import Block
from gis.worlds.junctions import Piece
from gis.worlds.land_use import EstatePlot, Style
from gis.worlds.layouts import Placed, Slabs, courtyard, keep_apart, rows, towers, with_garden
from gis.worlds.parts import largest, lines_of
from gis.worlds.street_lines import StreetLines, reaching_over

LANE_INSET_M = 7.5
HOMES_INSET_M = 12.5
GATE_HALF_WIDTH_M = 4.0
NEAR_STREET_M, LEAST_APART_M = 34.0, 45.0
STRAY_M = 0.9
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
    plot
        Its block and style.
    outline
        Its border; the wall where it has one.
    placed
        Footprints.
    lanes
        Ways inside; the links from gates to the street outside among them.
    gates
        Where the wall opens; empty for an open estate.
    """

    plot: EstatePlot
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
    blocks: list[Block], plots: list[EstatePlot], pieces: list[Piece], rng: np.random.Generator
) -> list[Site]:
    """Build every estate, in the order of their numbers."""
    streets = StreetLines([piece.line for piece in pieces if piece.kind == "street"])
    sites = []
    for plot in plots:
        outline = largest(blocks[plot.block].plot.buffer(-1.5).simplify(0.8))
        sites.append(_build(plot, outline, streets, rng))
    return sites


def street_homes(block: Block, rng: np.random.Generator) -> list[Placed]:
    """Houses along the edge of a block that is no estate."""
    ground = largest(block.plot.buffer(-3).simplify(0.8))
    return courtyard(ground, SLABS["yard"], rng, least_inner_m2=9000.0)[0]


def _build(plot: EstatePlot, outline: Polygon, streets: StreetLines, rng: np.random.Generator) -> Site:
    placed, paths = _layout(plot.style, largest(outline.buffer(-HOMES_INSET_M)), rng)
    site = Site(plot, outline, placed)
    ring_area = largest(outline.buffer(-LANE_INSET_M).simplify(1.0))
    ring = LineString(ring_area.exterior.coords)
    site.lanes.append(ring)
    walls = unary_union([item.shape for item in placed]).buffer(1.0)
    site.lanes += _clear(paths, ring_area, walls)
    is_open = plot.style.key == "open"
    for link in _openings(outline, ring, streets, 6 if is_open else int(rng.integers(1, 5))):
        if not is_open:
            site.gates.append(link.gate)
        site.lanes.append(link.way)
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
        for part in lines_of(path.intersection(area)):
            if part.length > 25 and not part.intersects(walls):
                kept.append(reaching_over(part))
    return kept


@dataclass(frozen=True, slots=True)
class Link:
    """A way from the street through a gate to the ring lane."""

    gate: Point
    way: LineString

    def strays_m(self, outline: Polygon) -> float:
        """How far from the gate the way also crosses the outline."""
        crossings = shapely.get_coordinates(self.way.intersection(outline.exterior))
        return max((self.gate.distance(Point(place)) for place in crossings), default=0.0)


def _openings(outline: Polygon, ring: LineString, streets: StreetLines, count: int) -> list[Link]:
    """Ways in, near a street and through the outline but once, as far from each other as can be."""
    places = [
        outline.exterior.interpolate(share, normalized=True)
        for share in np.linspace(0, 1, 72, endpoint=False)
    ]
    links = [_link(place, ring, streets) for place in places]
    clean = [link for link in links if link.strays_m(outline) < STRAY_M]
    near = [link for link in clean if link.gate.distance(streets.nearest_spot(link.gate)) < NEAR_STREET_M]
    near = near or clean or [min(links, key=lambda link: link.strays_m(outline))]
    chosen = [near[len(near) // 3]]
    while len(chosen) < min(count, len(near)):
        apart = [min(link.gate.distance(other.gate) for other in chosen) for link in near]
        if max(apart) < LEAST_APART_M:
            break
        chosen.append(near[int(np.argmax(apart))])
    return chosen


def _link(gate: Point, ring: LineString, streets: StreetLines) -> Link:
    inside = ring.interpolate(ring.project(gate))
    return Link(gate, reaching_over(LineString([streets.nearest_spot(gate), gate, inside])))
