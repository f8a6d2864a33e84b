"""Covers: found where one is, proven away where none is, cheap where costs are given."""

import numpy as np

from gis.partition.covers import Cover, find_cover

SETS = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 1, 1]])


def test_a_cover_holds_every_cell_once() -> None:
    answer, places = find_cover(SETS)
    assert answer is Cover.FOUND
    assert (SETS[places].sum(axis=0) == 1).all()


def test_the_cheapest_is_taken_and_a_number_is_kept() -> None:
    assert find_cover(SETS, np.array([1.0, 1, 9, 9, 9]))[1].tolist() == [0, 1]
    assert find_cover(SETS, np.array([9.0, 9, 1, 1, 1]))[1].tolist() == [2, 4]
    assert find_cover(SETS, count=3)[1].tolist() == [1, 2, 3]


def test_what_cannot_be_covered_is_proven_so() -> None:
    assert find_cover(SETS[[0, 4]])[0] is Cover.NONE
    assert find_cover(SETS[:1])[0] is Cover.NONE
    assert find_cover(SETS[:0])[0] is Cover.NONE
    # Each pair of three cells, one of which is always left: the relaxation has an answer, whole numbers have none.
    assert find_cover(np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]]))[0] is Cover.NONE
