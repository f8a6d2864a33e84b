"""Covers: found where one is, proven away where none is, cheap where costs are given."""

import numpy as np
import pytest

from gis.partition.covers import Cover, can_cover, find_cover

SETS = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 1, 1]])


def test_a_cover_holds_every_cell_once() -> None:
    answer, places = find_cover(SETS)
    assert answer is Cover.FOUND
    assert (SETS[places].sum(axis=0) == 1).all()


def test_the_cheapest_is_taken_and_a_number_is_kept() -> None:
    assert find_cover(SETS, np.array([1.0, 1, 9, 9, 9]))[1].tolist() == [0, 1]
    assert find_cover(SETS, np.array([9.0, 9, 1, 1, 1]))[1].tolist() == [2, 4]
    assert find_cover(SETS, counts=(3, 3))[1].tolist() == [1, 2, 3]


def test_what_cannot_be_covered_is_proven_so() -> None:
    assert find_cover(SETS[[0, 4]])[0] is Cover.NONE
    assert find_cover(SETS[:1])[0] is Cover.NONE
    assert find_cover(SETS[:0])[0] is Cover.NONE
    # Each pair of three cells, one of which is always left: the relaxation has an answer, whole numbers have none.
    assert find_cover(np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]]))[0] is Cover.NONE


@pytest.mark.parametrize("seed", range(40))
def test_the_search_in_depth_and_branch_and_bound_agree_on_whether_there_is_a_cover(seed) -> None:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(3, 14))
    sets = rng.random((int(rng.integers(2, 30)), size)) < 0.3
    sets = np.unique(sets[sets.any(axis=1)], axis=0).astype(np.int8)
    masks = (sets.astype(np.uint64) << np.arange(size, dtype=np.uint64)).sum(axis=1, dtype=np.uint64)
    assert can_cover(masks, size) is find_cover(sets)[0]


def test_nothing_is_covered_by_nothing() -> None:
    assert can_cover(np.array([], dtype=np.uint64), 0) is Cover.FOUND
    assert can_cover(np.array([], dtype=np.uint64), 1) is Cover.NONE


def test_what_is_not_known_within_the_looks_is_left_open() -> None:
    # Dominoes on a board of which two corners of one colour are taken: no cover, and no short way to see it.
    side = 7
    cells = [at for at in np.ndindex(side, side + 1) if at not in ((0, 0), (side - 1, side - 1))]
    number = {at: place for place, at in enumerate(cells)}
    dominoes = [
        1 << number[at] | 1 << number[beside]
        for at in cells
        for beside in ((at[0] + 1, at[1]), (at[0], at[1] + 1))
        if beside in number
    ]
    assert can_cover(np.array(dominoes, dtype=np.uint64), len(cells)) in (Cover.NONE, Cover.OPEN)
    assert can_cover(np.array(dominoes[:-1], dtype=np.uint64), len(cells)) in (Cover.NONE, Cover.OPEN)
