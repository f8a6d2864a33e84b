"""How buildings stand on a plot: rows that follow the street, towers, courtyards, hamlets.

Every layout takes the ground left for buildings and returns footprints that stand on it and keep their
distance from each other. Coordinates are metres on the world's own plane.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString, Point, Polygon, STRtree
from shapely.affinity import rotate, translate
from shapely.geometry.base import BaseGeometry

from gis.worlds.parts import largest, lines_of
from gis.worlds.terrain import Floats

CORNER = math.radians(42)


@dataclass(frozen=True, slots=True)
class Slabs:
    """Measures of a row of slab buildings.

    Attributes
    ----------
    depth_m
        From front to back.
    stairwell_m
        Front taken by one stairwell.
    stairwells
        Least and most stairwells of one slab.
    pitch_m
        From one row's middle to the next.
    gap_m
        Between neighbours in a row.
    """

    depth_m: float
    stairwell_m: float
    stairwells: tuple[int, int]
    pitch_m: float
    gap_m: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A footprint, how many stairwells it has, and its form: ``slab``, ``tower`` or ``house``."""

    shape: Polygon
    stairwells: int
    form: str


def rows(ground: Polygon, slabs: Slabs, rng: np.random.Generator) -> tuple[list[Placed], list[LineString]]:
    """Rows parallel to the ground's most east-western long side; and the paths between them."""
    guide = _guide(ground)
    inward = _inward(guide, ground)
    placed: list[Placed] = []
    paths: list[LineString] = []
    reach_m = math.hypot(*(np.array(ground.bounds[2:]) - np.array(ground.bounds[:2])))
    offset_m = slabs.depth_m / 2 + 1
    while offset_m < reach_m:
        for line in lines_of(
            guide.offset_curve(inward * offset_m).intersection(ground.buffer(-slabs.depth_m / 2))
        ):
            placed += _along(line, ground, slabs, rng)
        between = guide.offset_curve(inward * (offset_m + slabs.pitch_m / 2))
        paths += [line for line in lines_of(between.intersection(ground.buffer(6))) if line.length > 30]
        offset_m += slabs.pitch_m
    return keep_apart(placed, 5.0), paths


def courtyard(
    ground: Polygon, slabs: Slabs, rng: np.random.Generator, *, least_inner_m2: float = 900.0
) -> tuple[list[Placed], list[LineString]]:
    """Slabs along the ground's edge, and rows inside where the inner ground is large enough."""
    inset = largest(ground.buffer(-slabs.depth_m / 2 - 0.5, join_style="mitre"))
    if inset.is_empty:
        return [], []
    edge = [placed for side in _sides(inset) for placed in _along(side, ground, slabs, rng)]
    inner = largest(ground.buffer(-slabs.depth_m - slabs.pitch_m * 0.55))
    inside, paths = rows(inner, slabs, rng) if inner.area > least_inner_m2 else ([], [])
    return keep_apart([*edge, *inside], 5.0), paths


def towers(
    ground: Polygon, spacing_m: float, rng: np.random.Generator, *, twin_share: float = 0.3
) -> tuple[list[Placed], list[LineString]]:
    """Towers in staggered rows turned with the ground's longest side."""
    angle = math.degrees(_bearing(_guide(ground)))
    flat = rotate(ground, -angle, origin=(0, 0))
    west, south, east, north = flat.bounds
    placed = []
    for row, y_m in enumerate(np.arange(south + 15, north, spacing_m * 0.92)):
        for x_m in np.arange(west + 14 + (row % 2) * spacing_m / 2, east, spacing_m):
            spot = (x_m + rng.uniform(-4, 4), y_m + rng.uniform(-4, 4))
            stairwells = 2 if rng.random() < twin_share else 1
            shape = translate(_tower_shape(stairwells, rng), *spot)
            if flat.contains(shape):
                placed.append(Placed(rotate(shape, angle, origin=(0, 0)), stairwells, "tower"))
    return keep_apart(placed, 12.0), []


def hamlet(lanes: list[LineString], land: BaseGeometry, count: int, rng: np.random.Generator) -> list[Placed]:
    """Farmhouses along country lanes, in clusters, at odd angles, never on the lane itself."""
    placed: list[Placed] = []
    if not lanes:
        return placed
    lengths = np.array([lane.length for lane in lanes])
    surface = shapely.union_all([lane.buffer(4.5) for lane in lanes])
    hearts = [
        (rng.choice(len(lanes), p=lengths / lengths.sum()), rng.random()) for _ in range(max(count // 4, 3))
    ]
    for _ in range(count * 60):
        lane, share = hearts[rng.integers(len(hearts))]
        along = share * lanes[lane].length + rng.normal(0, 85)
        spot = lanes[lane].interpolate(min(max(along, 0), lanes[lane].length))
        turn = rng.uniform(0, 2 * np.pi)
        away = rng.uniform(14, 78)
        shape = translate(_house_shape(rng), spot.x + away * np.cos(turn), spot.y + away * np.sin(turn))
        if land.contains(shape) and not shape.intersects(surface):
            placed = keep_apart([*placed, Placed(shape, 1, "house")], 6.0)
        if len(placed) >= count:
            break
    return placed


def with_garden(placed: list[Placed], ground: Polygon, reach_m: float) -> list[Placed]:
    """Leave the middle of the ground free as a garden."""
    garden = ground.representative_point().buffer(reach_m)
    return [item for item in placed if not item.shape.intersects(garden)]


def keep_apart(placed: list[Placed], least_m: float) -> list[Placed]:
    """Drop each footprint nearer than ``least_m`` to one that came before it."""
    if not placed:
        return []
    shapes = [item.shape for item in placed]
    tree = STRtree(shapes)
    near = tree.query(shapes, predicate="dwithin", distance=least_m)
    dropped: set[int] = set()
    for one, two in zip(*near.tolist(), strict=True):
        if two < one and one not in dropped and two not in dropped:
            dropped.add(one)
    return [item for number, item in enumerate(placed) if number not in dropped]


def _sides(ground: Polygon) -> list[LineString]:
    """The outline cut at its corners, where it turns by more than 42 degrees within 12 m."""
    ring = ground.exterior.simplify(1.5)
    coords = np.asarray(ring.coords)[:-1]
    steps = np.diff(np.vstack([coords[-1:], coords, coords[:1]]), axis=0)
    bearings = np.arctan2(steps[:, 1], steps[:, 0])
    turns = np.abs((np.diff(bearings) + np.pi) % (2 * np.pi) - np.pi)
    corners = np.nonzero(turns > CORNER)[0]
    if len(corners) == 0:
        return [LineString(ring.coords)]
    turned = np.roll(coords, -corners[0], axis=0)
    stops = [*((corners - corners[0]).tolist()), len(coords)]
    closed = np.vstack([turned, turned[:1]])
    return [LineString(closed[a : b + 1]) for a, b in pairwise(stops) if b > a]


def _guide(ground: Polygon) -> LineString:
    """The longest side, sides running east-west counting a third longer: front doors like the south."""
    return max(_sides(ground), key=lambda side: side.length * (1 + 0.35 * abs(math.cos(_bearing(side)))))


def _bearing(line: LineString) -> float:
    (x1, y1), (x2, y2) = line.coords[0][:2], line.coords[-1][:2]
    return math.atan2(y2 - y1, x2 - x1)


def _inward(guide: LineString, ground: Polygon) -> int:
    """1 where the ground lies to the left of the guide, else -1."""
    middle, ahead = guide.interpolate(0.5, normalized=True), guide.interpolate(0.51, normalized=True)
    across = np.array([-(ahead.y - middle.y), ahead.x - middle.x])
    across = across / (np.hypot(*across) or 1.0) * 6
    return 1 if ground.contains(Point(middle.x + across[0], middle.y + across[1])) else -1


def _along(line: LineString, ground: Polygon, slabs: Slabs, rng: np.random.Generator) -> list[Placed]:
    """Set slabs one after another along a line."""
    placed = []
    at_m = rng.uniform(0, 4)
    while at_m < line.length - slabs.stairwell_m * slabs.stairwells[0]:
        stairwells = int(rng.integers(slabs.stairwells[0], slabs.stairwells[1] + 1))
        length_m = stairwells * slabs.stairwell_m
        if at_m + length_m > line.length:
            stairwells = max(int((line.length - at_m) // slabs.stairwell_m), slabs.stairwells[0])
            length_m = stairwells * slabs.stairwell_m
        start, stop = line.interpolate(at_m), line.interpolate(at_m + length_m)
        shape = _slab_shape(start, stop, slabs.depth_m, stairwells)
        if shape is not None and ground.contains(shape):
            placed.append(Placed(shape, stairwells, "slab"))
            at_m += length_m + slabs.gap_m * rng.uniform(0.85, 1.3)
        else:
            at_m += 6.0
    return placed


def _slab_shape(start: Point, stop: Point, depth_m: float, stairwells: int) -> Polygon | None:
    """A slab from start to stop, its stairwells standing out at the back."""
    length_m = start.distance(stop)
    if length_m < 8:
        return None
    half = depth_m / 2
    front = [(0.0, -half), (length_m, -half)]
    back: list[tuple[float, float]] = []
    bay = length_m / stairwells
    for number in range(stairwells - 1, -1, -1):
        middle = (number + 0.5) * bay
        back += [
            ((number + 1) * bay, half - 1.2),
            (middle + bay * 0.22, half - 1.2),
            (middle + bay * 0.22, half),
            (middle - bay * 0.22, half),
            (middle - bay * 0.22, half - 1.2),
        ]
    back.append((0.0, half - 1.2))
    return _turned(np.array(front + back), start, stop)


def _turned(coords: Floats, start: Point, stop: Point) -> Polygon:
    ahead = np.array([stop.x - start.x, stop.y - start.y])
    ahead /= np.hypot(*ahead)
    across = np.array([-ahead[1], ahead[0]])
    return Polygon(coords[:, :1] * ahead + coords[:, 1:] * across + np.array([start.x, start.y]))


def _tower_shape(stairwells: int, rng: np.random.Generator) -> Polygon:
    """A cross or butterfly of 24-28 m; twins joined at a wing."""
    half = rng.uniform(11.5, 13.5)
    arm, waist = half * rng.uniform(0.42, 0.55), half * 0.78
    one = Polygon([
        (-arm, -half), (arm, -half), (arm, -waist * 0.6), (half, -arm), (half, arm), (arm, waist * 0.6),
        (arm, half), (-arm, half), (-arm, waist * 0.6), (-half, arm), (-half, -arm), (-arm, -waist * 0.6),
    ])  # fmt: skip
    if stairwells == 1:
        return one
    twin = shapely.union_all([translate(one, -half * 0.98, 0), translate(one, half * 0.98, 0)])
    return largest(twin)


def _house_shape(rng: np.random.Generator) -> Polygon:
    """An L of farm buildings."""
    long_m, deep_m, wing_m = rng.uniform(16, 26), rng.uniform(8, 10), rng.uniform(6, 13)
    shape = Polygon([
        (0, 0), (long_m, 0), (long_m, deep_m), (deep_m, deep_m), (deep_m, deep_m + wing_m), (0, deep_m + wing_m),
    ])  # fmt: skip
    return rotate(shape, rng.uniform(0, 360), origin="centroid")
