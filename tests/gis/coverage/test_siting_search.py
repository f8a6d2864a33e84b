"""The search against every possible choice, on problems small enough to try them all."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.coverage.siting_search import Reach, bound_by_gains, choose_sites, saving


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), st.booleans(), st.integers(1, 3))
def test_no_choice_passes_the_bound_and_the_search_is_near_the_best(
    draw_reach, best_saving, seed, covering, count
):
    reach = draw_reach(seed, covering=covering)
    count = min(count, len(reach.offsets) - 1)
    chosen, value = choose_sites(reach, count, perturbations=30, seed=1)
    optimum = best_saving(reach, count)
    assert len(set(chosen.tolist())) == count
    assert value == pytest.approx(saving(reach, chosen))
    assert optimum * (1 - 1e-9) - 1e-6 <= bound_by_gains(reach, chosen)
    assert value >= 0.99 * optimum - 1e-9


def test_the_hand_worked_trap_of_greedy_is_escaped_by_swaps():
    """A covers 1-4 (4), B covers 1,2,5 (3), C covers 3,4,6 (3): greedy takes A, then 1 more = 5; B and C are 6."""
    homes = np.array([0, 1, 2, 3, 0, 1, 4, 2, 3, 5])
    reach = Reach(np.array([0, 4, 7, 10]), homes, np.zeros(10), np.ones(6), np.ones(6))
    chosen, value = choose_sites(reach, 2, perturbations=0, seed=0)
    assert (sorted(chosen.tolist()), value) == ([1, 2], 6.0)


def test_more_sites_than_candidates_takes_them_all(draw_reach):
    reach = draw_reach(1, covering=True)
    chosen, _ = choose_sites(reach, 99, perturbations=3, seed=0)
    assert sorted(chosen.tolist()) == list(range(len(reach.offsets) - 1))


def test_the_same_seed_gives_the_same_choice(draw_reach):
    reach = draw_reach(5, covering=False)
    one, other = (choose_sites(reach, 2, perturbations=10, seed=3)[0] for _ in range(2))
    np.testing.assert_array_equal(one, other)
