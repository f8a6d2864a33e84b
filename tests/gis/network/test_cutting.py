import numpy as np
import pytest
import shapely

from gis.network.cutting import Lines, cut_lines
from gis.network.network import OUTSIDE
from gis.network.noding import Marks

NO_MARKS = Marks.of_points([], [], cuts=False)
NO_PAIRS = np.empty((0, 2), np.int64)


def lines(*shapes, level=0):
    geometry = np.array([shapely.LineString(places) for places in shapes], dtype=object)
    return Lines(geometry, np.full(len(shapes), level), np.zeros(len(shapes), bool))


def test_a_loop_is_one_piece_from_a_node_to_itself():
    pieces = cut_lines(lines([(0, 0), (9, 0), (9, 9), (0, 0)]), NO_MARKS, NO_PAIRS, np.empty(0, object))
    assert pieces.start.tolist() == pieces.end.tolist()


def test_a_piece_belongs_to_the_zone_that_holds_its_middle():
    zone = np.array([shapely.box(10, -10, 30, 10)], dtype=object)
    marks = Marks.of_points([0], [shapely.Point(10, 0)], cuts=False)
    pieces = cut_lines(lines([(0, 0), (20, 0)]), marks, NO_PAIRS, zone)
    assert pieces.zone.tolist() == [OUTSIDE, 0]
    assert pieces.end[0] != pieces.start[1]


def test_along_the_wall_counts_as_outside():
    zone = np.array([shapely.box(0, 0, 30, 10)], dtype=object)
    assert cut_lines(lines([(0, 0), (30, 0)]), NO_MARKS, NO_PAIRS, zone).zone.tolist() == [OUTSIDE]


def test_a_cut_parts_the_line_for_good():
    marks = Marks.of_points([0], [shapely.Point(5, 0)], cuts=True)
    pieces = cut_lines(lines([(0, 0), (20, 0)]), marks, NO_PAIRS, np.empty(0, object))
    assert len({*pieces.start.tolist(), *pieces.end.tolist()}) == 4


def test_the_pieces_are_the_line():
    marks = Marks.of_points([0, 0], [shapely.Point(5, 0), shapely.Point(14, 2)], cuts=False)
    pieces = cut_lines(lines([(0, 0), (10, 0), (20, 5)]), marks, NO_PAIRS, np.empty(0, object))
    assert shapely.length(pieces.geometry).sum() == pytest.approx(10 + 125**0.5)
