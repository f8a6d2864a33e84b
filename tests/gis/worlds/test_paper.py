"""From the world's own plane to the earth."""

import numpy as np
import pytest
from shapely import Point, box

from gis.space.layers import LAYERS, Layer
from gis.space.measure import areas_m2
from gis.worlds.paper import MIDDLE_LAT, MIDDLE_LON, Paper


def test_the_middle_lies_where_it_should():
    middle = Paper(1.0).place([Point(0, 0)])[0]
    assert (middle.x, middle.y) == (pytest.approx(MIDDLE_LON, abs=1e-6), pytest.approx(MIDDLE_LAT, abs=1e-6))


def test_a_square_kilometre_stays_one_and_scales_with_the_square():
    square = box(-500, -500, 500, 500)
    areas = [float(areas_m2(np.array(Paper(scale).place([square])))[0]) for scale in (1.0, 2.0)]
    assert areas[0] == pytest.approx(1e6, rel=1e-3)
    assert areas[1] == pytest.approx(4 * areas[0], rel=1e-4)


def test_a_frame_has_the_columns_of_its_layer():
    frame = Paper(1.0).frame(Layer.WATER, [{"code": "W1", "name": "河"}], [box(0, 0, 9, 9)])
    assert list(frame.columns) == [*LAYERS[Layer.WATER].column_names(), "geometry"]
    assert frame.crs.to_epsg() == 4326
