import numpy as np
import shapely

from gis.network.crossings import crosses_any, points_of, street_crossings, wall_marks

LINES = np.array([shapely.LineString([(0, 0), (10, 0)]), shapely.LineString([(5, -5), (5, 5)])], dtype=object)
GROUND, FREE = np.zeros(2, np.int64), np.zeros(2, bool)


def test_a_crossing_marks_both_streets_as_one_place():
    marks, pairs, _ = street_crossings(LINES, GROUND, FREE)
    assert pairs.tolist() == [[0, 1]]
    assert sorted(zip(marks.line.tolist(), marks.x_m.tolist(), marks.y_m.tolist(), strict=True)) == [
        (0, 5, 0),
        (1, 5, 0),
    ]


def test_marks_come_in_the_order_of_their_ranks():
    """Crossings first, then ends that lead onto another street; each by the streets of the pair."""
    lines = np.array(
        [
            shapely.LineString(ends)
            for ends in ([(0, 0), (9, 0)], [(5, -5), (5, 5)], [(2, -5), (2, 5)], [(7, 9), (7, 0.2)])
        ]
    )
    _, _, rank = street_crossings(lines, np.zeros(4, np.int64), np.zeros(4, bool))
    assert rank.tolist() == sorted(rank.tolist())
    assert rank.tolist() == [
        [0, 0, 0, 1],
        [0, 0, 0, 2],
        [1, 0, 0, 1],
        [1, 0, 0, 2],
        [2, 1, 3, 0],
        [3, 1, 3, 0],
    ]


def test_streets_of_two_levels_and_noded_streets_are_left_alone():
    assert len(street_crossings(LINES, np.array([0, 1]), FREE)[0].line) == 0
    assert len(street_crossings(LINES, GROUND, ~FREE)[0].line) == 0


def test_walls_mark_only_streets_on_the_ground():
    wall = np.array([shapely.LineString([(2, -1), (2, 1)])], dtype=object)
    assert wall_marks(LINES, np.array([True, True]), wall, cuts=True).cuts.tolist() == [True]
    assert len(wall_marks(LINES, np.array([False, True]), wall, cuts=True).line) == 0
    assert len(wall_marks(LINES, np.array([True, True]), wall[:0], cuts=True).line) == 0


def test_a_stretch_in_common_counts_as_its_two_ends():
    shared = shapely.intersection(LINES[:1], np.array([shapely.LineString([(2, 0), (7, 0)])], dtype=object))
    points, owner = points_of(shared)
    assert sorted(point.x for point in points) == [2, 7]
    assert owner.tolist() == [0, 0]


def test_touching_a_wall_is_crossing_it():
    ways = np.array(
        [shapely.LineString([(0, 0), (1, 0)]), shapely.LineString([(0, 1), (0.5, 1)])], dtype=object
    )
    wall = np.array([shapely.LineString([(1, -1), (1, 2)])], dtype=object)
    assert crosses_any(ways, wall).tolist() == [True, False]
    assert crosses_any(ways, wall[:0]).tolist() == [False, False]
