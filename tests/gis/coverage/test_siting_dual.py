import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.coverage.siting_dual import dual_bound, only
from gis.coverage.siting_search import choose_sites, saving


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), st.booleans(), st.integers(1, 3))
def test_no_choice_passes_the_dual_bound_and_no_better_one_is_left_out(
    draw_reach, best_saving, seed, covering, count
):
    reach = draw_reach(seed, covering=covering)
    count = min(count, len(reach.offsets) - 1)
    _, value = choose_sites(reach, count, perturbations=0, seed=0)
    bound, kept = dual_bound(reach, count, value)
    optimum = best_saving(reach, count)
    assert optimum <= bound + 1e-6
    few = only(reach, kept)
    assert max(value, best_saving(few, min(count, len(kept)))) >= optimum - 1e-6


def test_part_of_a_problem_keeps_its_pairs(draw_reach):
    reach = draw_reach(7, covering=False)
    last = len(reach.offsets) - 2
    assert saving(only(reach, np.array([last])), np.array([0])) == saving(reach, np.array([last]))
