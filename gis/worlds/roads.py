"""The street plan: which lines are traced at which level, the river crossings, the railway, the border line.

Coordinates are metres on the world's own plane (see ``terrain``).
"""

from dataclasses import dataclass

import numpy as np
from shapely import LineString, Polygon, union_all
from shapely.ops import substring

from gis.worlds.flow import OLD_CENTRE, Flow
from gis.worlds.parts import lines_of
from gis.worlds.terrain import Raster, Terrain, mesh, raster, smooth_curve, wavy
from gis.worlds.tracing import Allowed, Place, Rules, Spacing, Tracks, scattered_seeds, trace_level

RAIL_COURSE = (
    (-1900, -3700), (-1330, -2330), (-560, -1700), (330, -1190), (1040, -560),
    (1420, 260), (1900, 960), (2700, 1380), (3900, 1640),
)  # fmt: skip
RIVER_BRIDGES = (((-2060, -640), (-3010, -760)), ((430, 1660), (300, 2480)))
ROAD_TUNNEL = ((1330, -1000), (3080, -1180))
OUTLINE = (
    (-2700, -1250), (-2720, -600), (-2500, 200), (-1900, 1100), (-900, 1850), (300, 2200), (800, 2150),
    (760, 1500), (930, 1150), (1180, 700), (1330, 180), (1560, -130), (1830, -600), (1850, -1250),
    (1560, -1720), (1080, -2020), (450, -2100), (-250, -1990), (-800, -1700), (-1600, -1330),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Road:
    """One traced line before it meets the others.

    Attributes
    ----------
    line
        Its course.
    road_class
        Value of OSM's highway key.
    kind
        ``street``, ``bridge`` or ``tunnel``; bridges and tunnels meet others only at their ends.
    """

    line: LineString
    road_class: str
    kind: str = "street"


def plan_roads(terrain: Terrain, flow: Flow, rng: np.random.Generator) -> list[Road]:
    """Trace arterials, secondary streets, town lanes, country lanes in turn; add the crossings."""
    tracks = (Tracks(), Tracks())
    promenade = _riverside(terrain)
    for line in promenade:
        tracks[0].add([(x, y) for x, y in line.segmentize(10).coords])
    roads = [Road(line, "secondary") for line in promenade]
    for road_class, rules, seeds in _levels(terrain, rng):
        roads += [Road(line, road_class) for line in trace_level(flow, tracks, rules, seeds)]
    roads += [Road(LineString(course), "primary", "bridge") for course in RIVER_BRIDGES]
    return [*roads, Road(LineString(ROAD_TUNNEL), "primary", "tunnel")]


def railway() -> LineString:
    """The railway, along the foot of the hills."""
    return LineString(smooth_curve(RAIL_COURSE))


def outline(scale: float = 1.0) -> Polygon:
    """The sub-district's rough outline before it follows streets, bank and ridge."""
    ring = Polygon(smooth_curve((*OUTLINE, OUTLINE[0]), 30.0))
    centre = np.array([ring.centroid.x, ring.centroid.y])
    return Polygon((np.asarray(ring.exterior.coords) - centre) * scale + centre)


def _levels(terrain: Terrain, rng: np.random.Generator) -> list[tuple[str, Rules, list[Place]]]:
    grain = _grain(terrain, rng)
    country = _where(terrain, steepest=0.27, highest_m=170.0, bank_m=45.0)
    town = _where(terrain, steepest=0.21, highest_m=95.0, bank_m=45.0)
    slopes = _where(terrain, steepest=0.40, highest_m=195.0, bank_m=300.0)
    return [
        ("primary", Rules(_everywhere(900.0), 0.55, country, 900.0), scattered_seeds(rng, 500)),
        ("tertiary", Rules(_everywhere(430.0), 0.5, country, 320.0), scattered_seeds(rng, 1300)),
        ("residential", Rules(grain, 0.52, town, 110.0), scattered_seeds(rng, 6500)),
        ("unclassified", Rules(_everywhere(260.0), 0.45, slopes, 120.0), scattered_seeds(rng, 2500)),
    ]


def _everywhere(spacing_m: float) -> Spacing:
    return lambda x_m, y_m: spacing_m


def _grain(terrain: Terrain, rng: np.random.Generator) -> Spacing:
    """Lanes stand close in the old centre and wide apart where estates were built last."""
    xs, ys = mesh()
    x_m, y_m, reach_m = OLD_CENTRE
    old = np.exp(-((xs - x_m) ** 2 + (ys - y_m) ** 2) / (2 * (1.25 * reach_m) ** 2))
    return _look_up(raster(246 - 96 * old + 60 * wavy(xs, ys, rng, (800.0, 1400.0))))


def _where(terrain: Terrain, *, steepest: float, highest_m: float, bank_m: float) -> Allowed:
    """Land that is dry, not too steep and not too high."""
    slope, height = _look_up(terrain.slope_share), _look_up(terrain.height_m)
    bank = _look_up(terrain.bank_distance_m)

    def allowed(x_m: float, y_m: float) -> bool:
        return bank(x_m, y_m) > bank_m and slope(x_m, y_m) < steepest and height(x_m, y_m) < highest_m

    return allowed


def _look_up(raster: Raster) -> Spacing:
    """Value at the nearest crossing to the south-west; quick, for single places."""
    table = raster.values.tolist()
    last_row, last_column = len(table) - 1, len(table[0]) - 1

    def value(x_m: float, y_m: float) -> float:
        row = min(max(int((y_m - raster.south_m) / raster.step_m), 0), last_row)
        column = min(max(int((x_m - raster.west_m) / raster.step_m), 0), last_column)
        return float(table[row][column])

    return value


def _riverside(terrain: Terrain) -> list[LineString]:
    """A road along each bank, 62 m from the water."""
    around = terrain.river.buffer(62.0)
    ring = around.exterior
    half = ring.length / 2
    sides = [substring(ring, 0, half), substring(ring, half, ring.length)]
    inner = union_all([terrain.river_line.buffer(900, cap_style="flat")]).buffer(-30)
    return [part for side in sides for part in lines_of(side.intersection(inner)) if part.length > 900]
