"""Streets traced through the flow: evenly spaced streamlines of both families.

A line starts at a seed that lies far enough from every line of its family, runs both ways with second-order
steps, and ends where the land forbids it, where it comes too close to a line of its own family, or where it
would bend back on itself (Jobard, Lefer: Creating Evenly-Spaced Streamlines of Arbitrary Density, 1997).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from shapely import LineString

from gis.worlds.flow import Flow
from gis.worlds.terrain import HALF_HEIGHT_M, HALF_WIDTH_M

Place = tuple[float, float]
Allowed = Callable[[float, float], bool]
Spacing = Callable[[float, float], float]

STEP_M = 10.0
PATCH_M = 50.0
MAX_STEPS = 700


@dataclass(slots=True)
class Tracks:
    """The traced points of one family, found again by patches of 50 m."""

    patches: dict[tuple[int, int], list[Place]] = field(default_factory=dict)

    def add(self, places: list[Place]) -> None:
        """Remember a finished line."""
        for place in places:
            self.patches.setdefault((int(place[0] // PATCH_M), int(place[1] // PATCH_M)), []).append(place)

    def is_free(self, place: Place, radius_m: float) -> bool:
        """Whether no remembered point lies nearer than ``radius_m``."""
        reach = int(radius_m // PATCH_M) + 1
        column, row = int(place[0] // PATCH_M), int(place[1] // PATCH_M)
        limit = radius_m * radius_m
        for near_column in range(column - reach, column + reach + 1):
            for near_row in range(row - reach, row + reach + 1):
                for x_m, y_m in self.patches.get((near_column, near_row), ()):
                    if (x_m - place[0]) ** 2 + (y_m - place[1]) ** 2 < limit:
                        return False
        return True


@dataclass(frozen=True, slots=True)
class Rules:
    """What one level of street keeps to.

    Attributes
    ----------
    spacing_m
        Distance between neighbours of one family, by place.
    closest_share
        A line ends when it comes nearer than this share of the spacing to its own family.
    allowed
        Where such a street may run.
    shortest_m
        Shorter lines are not kept.
    """

    spacing_m: Spacing
    closest_share: float
    allowed: Allowed
    shortest_m: float


def trace_level(
    flow: Flow, tracks: tuple[Tracks, Tracks], rules: Rules, seeds: list[Place]
) -> list[LineString]:
    """Trace both families from the seeds in turn, and remember the lines in ``tracks``."""
    lines: list[LineString] = []
    for seed in seeds:
        for family in (0, 1):
            spacing_m = rules.spacing_m(*seed)
            if not rules.allowed(*seed) or not tracks[family].is_free(seed, spacing_m):
                continue
            places = _both_ways(flow, tracks[family], rules, seed, family)
            if len(places) * STEP_M >= rules.shortest_m:
                tracks[family].add(places)
                lines.append(LineString(places))
    return lines


def scattered_seeds(rng: np.random.Generator, count: int) -> list[Place]:
    """Draw seeds evenly over the whole mesh."""
    xs = rng.uniform(-HALF_WIDTH_M, HALF_WIDTH_M, count)
    ys = rng.uniform(-HALF_HEIGHT_M, HALF_HEIGHT_M, count)
    return list(zip(xs.tolist(), ys.tolist(), strict=True))


def _both_ways(flow: Flow, own: Tracks, rules: Rules, seed: Place, family: int) -> list[Place]:
    start = flow.angle(*seed) + family * math.pi / 2
    forth = _one_way(flow, own, rules, seed, start)
    back = _one_way(flow, own, rules, seed, start + math.pi)
    return [*reversed(back), seed, *forth]


def _one_way(flow: Flow, own: Tracks, rules: Rules, seed: Place, heading: float) -> list[Place]:
    """Step along the field, from a heading on, until something stops the line."""
    places: list[Place] = []
    x_m, y_m = seed
    for _ in range(MAX_STEPS):
        heading = _towards(flow.angle(x_m, y_m), heading)
        middle = (x_m + STEP_M / 2 * math.cos(heading), y_m + STEP_M / 2 * math.sin(heading))
        heading = _towards(flow.angle(*middle), heading)
        x_m, y_m = x_m + STEP_M * math.cos(heading), y_m + STEP_M * math.sin(heading)
        closest_m = rules.spacing_m(x_m, y_m) * rules.closest_share
        if not _inside(x_m, y_m) or not rules.allowed(x_m, y_m) or not own.is_free((x_m, y_m), closest_m):
            break
        if _bites_itself(places, x_m, y_m, closest_m):
            break
        places.append((x_m, y_m))
    return places


def _towards(angle: float, heading: float) -> float:
    """Of the four directions of both families along an angle, the one nearest to the heading."""
    quarter = round((heading - angle) / (math.pi / 2))
    return angle + quarter * math.pi / 2


def _inside(x_m: float, y_m: float) -> bool:
    return -HALF_WIDTH_M < x_m < HALF_WIDTH_M and -HALF_HEIGHT_M < y_m < HALF_HEIGHT_M


def _bites_itself(places: list[Place], x_m: float, y_m: float, closest_m: float) -> bool:
    """Whether the line comes back to where it was 300 m earlier or more."""
    earlier = places[: -int(300 / STEP_M)] if len(places) > 300 / STEP_M else []
    limit = (closest_m / 2) ** 2
    return any((x_m - px) ** 2 + (y_m - py) ** 2 < limit for px, py in earlier[::4])
