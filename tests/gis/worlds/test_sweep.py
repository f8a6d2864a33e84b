"""Districts cut by sweeps hang together and weigh what they may."""

import numpy as np
import pytest

from gis.errors import CannotSatisfy
from gis.worlds.sweep import sweep
from gis.worlds.territory_graph import Territory, components


def chessboard(side, weight=10):
    places = np.array([[x, y] for y in range(side) for x in range(side)], dtype=float)
    ties = {unit: {} for unit in range(side * side)}
    for unit, (x, y) in enumerate(places):
        if x + 1 < side:
            ties[unit][unit + 1] = ties[unit + 1][unit] = 1.0
        if y + 1 < side:
            ties[unit][unit + side] = ties[unit + side][unit] = 1.0
    return Territory(places, [weight] * side * side, ties)


@pytest.mark.parametrize("count", [2, 3, 5, 8])
def test_every_unit_is_in_one_connected_district_of_allowed_weight(count):
    board = chessboard(8)
    units = frozenset(range(64))

    def feasible(weight, districts):
        return 0.7 * districts * 640 / count <= weight <= 1.3 * districts * 640 / count

    districts = sweep(board, units, count, feasible)
    assert len(districts) == count
    assert frozenset().union(*districts) == units
    assert sum(map(len, districts)) == 64
    for district in districts:
        assert len(components(board, district)) == 1
        assert feasible(board.weight(district), 1)


def test_what_no_cut_allows_is_refused():
    with pytest.raises(CannotSatisfy):
        sweep(chessboard(3), frozenset(range(9)), 2, lambda weight, districts: weight == 45 * districts)


def test_the_same_question_has_the_same_answer():
    board = chessboard(6)

    def feasible(weight, districts):
        return 60 * districts <= weight <= 120 * districts

    assert sweep(board, frozenset(range(36)), 4, feasible) == sweep(board, frozenset(range(36)), 4, feasible)
