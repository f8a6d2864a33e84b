"""Choose sites, bound every choice, and have the solver prove what the bound leaves open."""

from dataclasses import dataclass

import numpy as np

from gis.coverage.siting_answer import PROVEN_SHARE
from gis.coverage.siting_bound import prove
from gis.coverage.siting_dual import dual_bound, only
from gis.coverage.siting_search import (
    MOST_SHAKEN,
    Floats,
    Ints,
    Reach,
    bound_by_gains,
    choose_sites,
    improve_sites,
    saving,
)

PERTURBATIONS = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of sites, the bound of any, and the candidates that may be part of a better one."""

    chosen: Ints
    bound: float
    kept: Ints


def search_sites(reach: Reach, k: int, *, seed: int, perturbations: int = PERTURBATIONS) -> Choice:
    """Choose by greedy and swaps, bound, leave out who cannot help, and shake among the rest."""
    chosen, value = choose_sites(reach, k, perturbations=0, seed=seed)
    bound, kept = dual_bound(reach, len(chosen), value)
    kept = np.union1d(kept, chosen)
    draws = np.random.default_rng(seed).random((perturbations, 2 * MOST_SHAKEN + 1))
    better, _ = improve_sites(only(reach, kept), np.searchsorted(kept, chosen), draws)
    chosen = kept[better]
    return Choice(chosen, max(min(bound, bound_by_gains(reach, chosen)), saving(reach, chosen)), kept)


def prove_choice(
    reach: Reach, choice: Choice, *, is_covering: bool, time_limit_s: float
) -> tuple[Ints, float, str]:
    """The better of our choice and the solver's, the least bound, and the solver's words.

    The solver is asked only where the bound leaves a doubt, and only about candidates that may help; what
    it bounds is then the larger of its bound and our own saving.
    """
    chosen, value = choice.chosen, saving(reach, choice.chosen)
    if time_limit_s <= 0 or choice.bound - value <= PROVEN_SHARE * choice.bound:
        return chosen, choice.bound, "Not run"
    few = only(reach, choice.kept)
    proof = prove(few, len(chosen), is_covering=is_covering, time_limit_s=time_limit_s)
    if len(proof.chosen) == len(chosen) and saving(few, proof.chosen) > value:
        chosen, value = choice.kept[proof.chosen], saving(few, proof.chosen)
    return chosen, max(min(choice.bound, proof.bound), value), proof.status


def in_order(reach: Reach, chosen: Ints) -> Ints:
    """Sites in the order they are best built: each the best next step."""
    left: list[int] = chosen.tolist()
    order: list[int] = []
    while left:
        steps = [saving(reach, np.array([*order, one], dtype=np.int64)) for one in left]
        order.append(left.pop(int(np.argmax(steps))))
    return np.array(order, dtype=np.int64)


def steps_of(reach: Reach, chosen: Ints) -> Floats:
    """What each site adds to the saving of those before it."""
    return np.diff([0.0, *(saving(reach, chosen[: order + 1]) for order in range(len(chosen)))])
