import numpy as np
import pytest
import shapely

from gis.network.noding import Marks, find_breaks, insert, number_places

LINES = np.array(
    [shapely.LineString([(0, 0), (10, 0), (20, 0)]), shapely.LineString([(10, 0), (10, 9)])], dtype=object
)


def marks(*places, cuts=False):
    points = [shapely.Point(x, y) for _, x, y in places]
    return Marks.of_points([line for line, *_ in places], points, cuts=cuts)


def test_a_mark_is_inserted_at_its_place_along_the_line():
    vertices = insert(LINES, marks((0, 15, 0), (1, 10, 4)))
    assert vertices.x_m[vertices.line == 0].tolist() == [0, 10, 15, 20]
    assert vertices.y_m[vertices.line == 1].tolist() == [0, 4, 9]
    assert vertices.of_mark.tolist() == [2, 5]


def test_a_mark_within_a_centimetre_is_the_vertex_that_is_there():
    vertices = insert(LINES, marks((0, 10.004, 0), (0, 9.996, 0), (0, 20, 0)))
    assert len(vertices.line) == 5
    assert vertices.of_mark.tolist() == [1, 1, 2]


def test_two_marks_at_one_place_are_one_vertex():
    vertices = insert(LINES, marks((0, 5, 0), (0, 5.002, 0)))
    assert vertices.of_mark.tolist() == [1, 1]


def test_ends_and_cuts_are_known():
    vertices = insert(LINES, marks((0, 15, 0), cuts=True))
    assert vertices.is_end.tolist() == [True, False, False, True, True, True]
    assert np.flatnonzero(vertices.is_cut).tolist() == [2]


@pytest.mark.parametrize(
    ("levels", "joined"), [((0, 0), True), ((0, 1), True), ((1, 0), False), ((1, 1), True)]
)
def test_a_line_that_ends_meets_its_own_level_and_the_ground(levels, joined):
    """Line 1 ends in the middle of line 0."""
    vertices = insert(LINES, marks())
    number = number_places(vertices, np.array(levels)[vertices.line], np.empty((0, 2), np.int64))
    assert (number[1] == number[3]) is np.bool_(joined)
    assert find_breaks(vertices, number)[1] == joined


def test_joined_marks_are_one_place_wherever_they_lie():
    far = np.array(
        [shapely.LineString([(0, 0), (10, 0)]), shapely.LineString([(5, 0.3), (5, 9)])], dtype=object
    )
    vertices = insert(far, marks((0, 5, 0), (1, 5, 0.3)))
    number = number_places(vertices, np.zeros(len(vertices.line), np.int64), vertices.of_mark[[[0, 1]]])
    assert number[vertices.of_mark[0]] == number[vertices.of_mark[1]]
