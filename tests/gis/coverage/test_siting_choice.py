"""The choice is as good as its bound says, and the steps of its order add up."""

import numpy as np
import pytest

from gis.coverage.siting_choice import in_order, prove_choice, search_sites, steps_of
from gis.coverage.siting_search import saving


@pytest.mark.parametrize("covering", [True, False])
@pytest.mark.parametrize("seed", [2, 11, 12])
def test_no_choice_is_better_than_the_bound_and_the_best_may_be_kept(draw_reach, best_saving, seed, covering):
    reach = draw_reach(seed, covering=covering)
    choice = search_sites(reach, 2, seed=0, perturbations=5)
    best = best_saving(reach, 2)
    assert saving(reach, choice.chosen) <= best <= choice.bound * (1 + 1e-9) + 1e-9
    assert set(choice.chosen) <= set(choice.kept)


def test_without_time_for_a_proof_the_choice_stays_as_it_is(draw_reach):
    reach = draw_reach(2, covering=True)
    choice = search_sites(reach, 2, seed=0)
    chosen, bound, status = prove_choice(reach, choice, is_covering=True, time_limit_s=0)
    assert (chosen.tolist(), bound, status) == (choice.chosen.tolist(), choice.bound, "Not run")


def test_sites_are_ordered_by_what_each_adds_and_the_steps_are_the_whole(draw_reach):
    reach = draw_reach(11, covering=False)
    ordered = in_order(reach, search_sites(reach, 3, seed=0).chosen)
    steps = steps_of(reach, ordered)
    assert steps.sum() == pytest.approx(saving(reach, ordered))
    assert (np.diff(steps) <= 1e-9).all()
