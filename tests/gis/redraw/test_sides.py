import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import InputError
from gis.redraw.sides import left_of_line

LON, LAT = 106.55, 29.5


def left(places, line):
    lon, lat = np.array(places, dtype=float).T
    return list(
        left_of_line(LON + lon / 1000, LAT + lat / 1000, [(LON + x / 1000, LAT + y / 1000) for x, y in line])
    )


def test_left_is_seen_in_drawing_direction():
    assert left([(-1, 0), (1, 0)], [(0, -1), (0, 1)]) == [True, False]
    assert left([(-1, 0), (1, 0)], [(0, 1), (0, -1)]) == [False, True]


def test_a_place_on_the_line_is_not_left_of_it():
    assert left([(0, 0)], [(0, -1), (0, 1)]) == [False]


def test_beyond_its_ends_the_line_runs_on():
    assert left([(-1, 50), (1, 50), (-1, -50)], [(0, 0), (0, 1)]) == [True, False, True]


def test_in_a_corner_both_segments_are_asked():
    corner = [(0, -2), (0, 0), (2, 0)]
    assert left([(-1, 1), (1, -1), (-0.5, 0.1)], corner) == [True, False, True]
    sharp = [(-2, 0.2), (0, 0), (-2, -0.2)]
    assert left([(1, 0.001), (1, -0.001), (-1, 0)], sharp) == [True, True, False]


@settings(deadline=None, max_examples=40)
@given(st.floats(-3, 3), st.floats(-3, 3))
def test_turning_the_line_round_turns_the_answer_round(x, y):
    line = [(-2, -1), (0, 0.5), (1, -0.5), (2, 1)]
    there, back = left([(x, y)], line)[0], left([(x, y)], line[::-1])[0]
    assert not (there and back)


@pytest.mark.parametrize("line", [[(0, 0)], [(0, 0), (0, 0)]])
def test_a_line_of_one_place_has_no_sides(line):
    with pytest.raises(InputError):
        left([(1, 1)], line)
