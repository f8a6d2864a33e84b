"""Nearest places on streets."""

import pytest
from shapely import LineString, Point

from gis.worlds.street_lines import StreetLines, reaching_over

STREETS = StreetLines([LineString([(0, 0), (100, 0)]), LineString([(0, 50), (100, 50)])])


def test_the_nearest_spot_lies_on_the_nearest_street():
    assert STREETS.nearest_spot(Point(30, 40)).equals(Point(30, 50))
    assert STREETS.nearest(Point(30, 40)) == 1


def test_beside_is_nine_metres_off_on_the_side_of_the_place():
    assert STREETS.beside(Point(30, 20)).equals(Point(30, 9))
    assert STREETS.beside(Point(30, 4)).equals(Point(30, 4))
    assert STREETS.beside(Point(30, 0)).equals(Point(30, 0))


def test_reaching_over_lengthens_both_ends():
    assert reaching_over(LineString([(0, 0), (10, 0)])).length == pytest.approx(11.2)
