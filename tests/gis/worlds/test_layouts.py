"""Buildings stand on their ground and keep their distance."""

import numpy as np
import pytest
import shapely
from shapely import LineString, Polygon, box

from gis.worlds.layouts import Placed, Slabs, courtyard, hamlet, keep_apart, rows, towers, with_garden

GROUND = Polygon([(0, 0), (230, 20), (260, 190), (120, 230), (-10, 160)])
SLABS = Slabs(12.0, 16.0, (2, 4), 28.0, 10.0)


def lay(kind):
    rng = np.random.default_rng(4)
    if kind == "towers":
        return towers(GROUND, 56.0, rng)[0]
    return (rows if kind == "rows" else courtyard)(GROUND, SLABS, rng)[0]


@pytest.mark.parametrize("kind", ["rows", "courtyard", "towers"])
def test_every_footprint_stands_on_the_ground_and_apart_from_the_others(kind):
    placed = lay(kind)
    shapes = [item.shape for item in placed]
    assert len(shapes) >= 6
    assert all(GROUND.buffer(0.01).contains(shape) and shape.is_valid for shape in shapes)
    for number, shape in enumerate(shapes):
        assert all(shape.distance(other) >= 5.0 for other in shapes[:number])


def test_slabs_are_as_long_as_their_stairwells():
    for item in lay("rows"):
        length_m = max(
            np.diff(shapely.get_coordinates(shapely.minimum_rotated_rectangle(item.shape)), axis=0).tolist()
        )
        assert item.form == "slab" and 2 <= item.stairwells <= 4
        assert item.shape.area == pytest.approx(item.stairwells * 16 * 11.3, rel=0.12), length_m


def test_a_garden_is_left_free():
    placed = lay("rows")
    garden = GROUND.representative_point().buffer(40)
    kept = with_garden(placed, GROUND, 40)
    assert 0 < len(kept) < len(placed)
    assert not any(item.shape.intersects(garden) for item in kept)


def test_farmhouses_stand_on_their_land_and_off_the_lane():
    lane = LineString([(0, 0), (400, 40)])
    houses = hamlet([lane], box(-50, -90, 450, 130), 20, np.random.default_rng(4))
    assert len(houses) == 20
    assert all(house.shape.distance(lane) > 4 for house in houses)


def test_without_a_lane_there_is_no_hamlet():
    assert hamlet([], box(0, 0, 9, 9), 5, np.random.default_rng(1)) == []


def test_of_two_footprints_too_near_the_first_stays():
    pair = [Placed(box(0, 0, 10, 10), 1, "slab"), Placed(box(12, 0, 20, 10), 1, "slab")]
    assert keep_apart(pair, 5.0) == pair[:1]
    assert keep_apart(pair, 1.9) == pair
