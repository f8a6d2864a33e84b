"""Nearest places on streets, and lines that reach just over what they lead to.

Coordinates are metres on the world's own plane.
"""

from collections.abc import Sequence

import numpy as np
from shapely import LineString, Point, STRtree

OVERSHOOT_M = 0.6
BESIDE_M = 9.0


class StreetLines:
    """Streets to be found by place.

    Parameters
    ----------
    lines
        Their courses; at least one.
    """

    def __init__(self, lines: Sequence[LineString]) -> None:
        self.lines = list(lines)
        self._tree = STRtree(self.lines)

    def nearest(self, place: Point) -> int:
        """Number of the street nearest to a place."""
        return int(self._tree.nearest(place))

    def nearest_spot(self, place: Point) -> Point:
        """The spot nearest to a place on any street."""
        line = self.lines[self.nearest(place)]
        return line.interpolate(line.project(place))

    def beside(self, place: Point) -> Point:
        """Nine metres beside the nearest street, on the side of the place; the place itself where nearer."""
        spot = self.nearest_spot(place)
        away_m = place.distance(spot)
        share = min(BESIDE_M / away_m, 1.0) if away_m > 0 else 0.0
        return Point(spot.x + (place.x - spot.x) * share, spot.y + (place.y - spot.y) * share)


def reaching_over(line: LineString) -> LineString:
    """Let both ends reach 0.6 m over what they lead to, so that they cross it and become junctions."""
    coords = np.asarray(line.coords)
    first, last = coords[0] - coords[1], coords[-1] - coords[-2]
    coords[0] += first / (np.hypot(*first) or 1.0) * OVERSHOOT_M
    coords[-1] += last / (np.hypot(*last) or 1.0) * OVERSHOOT_M
    return LineString(coords)
