from itertools import combinations

import numpy as np
import pytest

from gis.coverage.siting_bound import solve_rows
from gis.coverage.siting_capacity import choose_limited, gather_demand, programme, served


def worked():
    """Homes of 60, 50 and 40 households; one place stands (homes 0 and 1, room for 70).

    Candidates, each with room for 60: A within reach of home 0, B of homes 1 and 2, C of home 2.
    """
    within = [np.array([0, 1]), np.array([0]), np.array([1, 2]), np.array([2])]
    return gather_demand(within, np.array([60, 50, 40]), np.array([70, 60, 60, 60]), 1)


def test_the_worked_case_by_hand():
    """As it stands 70 of 110 near it. With A 60 more could go, but only 40 of homes 0 and 1 are left over.

    B takes 60: all of home 2 and 20 of home 1; 150 - 130 = 20 remain. B and A serve all 150; so do A and C.
    """
    demand = worked()
    assert served(demand, []) == 70
    assert [served(demand, [place]) for place in (1, 2, 3)] == [110, 130, 110]
    one = choose_limited(demand, 1, time_limit_s=0)
    assert (one.chosen.tolist(), one.served.tolist()) == ([1], [70, 130])
    two = choose_limited(demand, 2, time_limit_s=0)
    assert two.served.tolist() == [70, 130, 150]
    assert two.bound == 150


def test_a_full_place_is_relieved_by_one_that_takes_over_its_homes():
    """The standing place (room 50) alone reaches home 1; a site at home 0 frees room for it."""
    within = [np.array([0, 1]), np.array([0])]
    demand = gather_demand(within, np.array([50, 50]), np.array([50, 50]), 1)
    assert (served(demand, []), served(demand, [1])) == (50, 100)


def test_without_limits_it_is_the_plain_covering():
    within = [np.array([0]), np.array([1, 2]), np.array([0, 2])]
    demand = gather_demand(within, np.array([5, 6, 7]), np.full(3, 10**12), 0)
    assert choose_limited(demand, 1, time_limit_s=0).served.tolist() == [0, 13]


def drawn(seed):
    rng = np.random.default_rng(seed)
    within = [np.flatnonzero(rng.random(25) < 0.3) for _ in range(9)]
    return gather_demand(within, rng.integers(0, 60, 25), rng.integers(20, 200, 9), 2)


@pytest.mark.parametrize("seed", range(6))
def test_the_choice_is_within_its_bound_and_the_bound_holds_for_every_choice(seed):
    demand = drawn(seed)
    best = max(served(demand, list(pair)) for pair in combinations(range(2, 9), 2))
    choice = choose_limited(demand, 2, time_limit_s=0)
    assert (1 - 1 / np.e) * best <= choice.served[-1] <= best <= choice.bound
    found = solve_rows(programme(demand), 7, 2, limit_s=20)
    assert found["bound"] == pytest.approx(best)


def test_with_time_the_choice_is_proven():
    demand = drawn(3)
    choice = choose_limited(demand, 2, time_limit_s=600)
    best = max(served(demand, list(pair)) for pair in combinations(range(2, 9), 2))
    assert choice.served[-1] == choice.bound == best


def test_nobody_in_reach_is_nobody_served():
    demand = gather_demand([np.array([], dtype=np.int64)], np.array([5]), np.array([9]), 0)
    assert choose_limited(demand, 3, time_limit_s=0).served.tolist() == [0, 0]
