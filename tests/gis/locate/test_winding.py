"""The compiled test judges as liblwgeom does: by the sign of plain double arithmetic."""

import numpy as np
import shapely

from gis.locate.index import PolygonIndex
from gis.locate.winding import covers


def _side(x1, y1, x2, y2, x, y):
    return (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)


def test_points_a_rounding_beside_a_sloping_edge_are_judged_by_the_rounded_sign():
    rng = np.random.default_rng(4)
    for _ in range(300):
        x1, y1, x2, y2 = rng.uniform(106.5, 106.6, 4)
        share = rng.uniform()
        x, y = x1 + share * (x2 - x1), y1 + share * (y2 - y1)
        left = shapely.Polygon([(x1, y1), (x2, y2), (x2 - (y2 - y1), y2 + (x2 - x1))])
        flat = PolygonIndex.build([left], [0])._raster[2]
        rounded = _side(x1, y1, x2, y2, x, y)
        assert covers(x, y, 0, flat) == (rounded >= 0)


def test_an_edge_without_length_is_passed_over():
    doubled = shapely.Polygon([(0, 0), (1, 0), (1, 0), (1, 1), (0, 1), (0, 0)])
    flat = PolygonIndex.build([doubled], [0])._raster[2]
    assert covers(0.5, 0.5, 0, flat)
    assert not covers(1.5, 0.0, 0, flat)
