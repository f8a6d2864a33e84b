"""Roads that end in the open are led straight on to the next road.

Coordinates are metres on the world's own plane.
"""

from dataclasses import replace

import numpy as np
import shapely
from shapely import LineString, STRtree

from gis.worlds.roads import Road
from gis.worlds.terrain import Floats, Terrain

REACH_M = {
    "primary": 380.0,
    "secondary": 200.0,
    "tertiary": 240.0,
    "residential": 105.0,
    "unclassified": 130.0,
}
OVER_M = 0.5


def reach_out(roads: list[Road], terrain: Terrain) -> list[Road]:
    """Lengthen each loose end straight on to the next road, if one lies within reach on dry land."""
    tree = STRtree([road.line for road in roads])
    longer = []
    for number, road in enumerate(roads):
        coords = np.asarray(road.line.coords)
        others = [other for other in _near(tree, road) if other != number and roads[other].kind == "street"]
        lines = [roads[other].line for other in others]
        last = _next_spot(coords[-3:], lines, REACH_M[road.road_class], terrain)
        first = _next_spot(coords[2::-1], lines, REACH_M[road.road_class], terrain)
        ends = [[] if spot is None else [spot] for spot in (first, last)]
        longer.append(replace(road, line=LineString(np.vstack([*ends[0], coords, *ends[1]]))))
    return longer


def _near(tree: STRtree, road: Road) -> list[int]:
    return sorted(tree.query(road.line.buffer(REACH_M[road.road_class] + 1)).tolist())


def _next_spot(tip: Floats, lines: list[LineString], reach_m: float, terrain: Terrain) -> Floats | None:
    """Where the straight continuation of a tip first meets a line, half a metre on; None where it need not or cannot.

    Parameters
    ----------
    tip
        ``(k, 2)``: the last places of a road, the end itself last.
    """
    end = tip[-1]
    ahead = (end - tip[0]) / np.hypot(*(end - tip[0]))
    ray = LineString([end, end + ahead * reach_m])
    spots = [shapely.get_coordinates(line.intersection(ray)) for line in lines if line.intersects(ray)]
    away = [float(np.hypot(*(spot - end))) for group in spots for spot in group]
    if not away or min(away) < OVER_M:
        return None
    target: Floats = end + ahead * (min(away) + OVER_M)
    return None if LineString([end, target]).intersects(terrain.river) else target
