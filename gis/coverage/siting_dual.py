"""Bound a siting problem from above by Lagrangian relaxation, and leave out candidates that cannot be best.

With savings s_ij = w_i (d_i - c_ij) and a price p_i >= 0 per home for being served (Cornuejols, Fisher and
Nemhauser 1977)::

    L(p) = sum_i p_i + the k largest of r_j,    r_j = sum_i max(0, s_ij - p_i)

No choice of k sites saves more than L(p), whatever p; subgradient steps lower it towards the bound of the
linear programme. A candidate j outside the k largest with ``L - r_(k) + r_j`` below a saving already
reached cannot be in a better choice.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

from gis.coverage.siting_search import Ints, Reach

STEPS = 300


def dual_bound(reach: Reach, count: int, reached: float, *, steps: int = STEPS) -> tuple[float, Ints]:
    """Bound of the saving, and the candidates that may still be part of a better choice.

    Parameters
    ----------
    reached
        A saving that some choice reaches; it guides the steps and decides who is left out.
    """
    saved = reach.weight[reach.home] * (reach.standing[reach.home] - reach.cost)
    bound, worth = _descend(reach, saved, count, reached, steps)
    least = np.sort(worth)[::-1][min(count, len(worth)) - 1]
    may_help = (worth >= least) | (bound - least + worth > reached * (1 + 1e-12))
    return bound, np.flatnonzero(may_help)


def only(reach: Reach, kept: Ints) -> Reach:
    """The problem with some of its candidates."""
    sizes = np.diff(reach.offsets)[kept]
    ends = np.cumsum(sizes)
    pairs = np.repeat(reach.offsets[kept] - (ends - sizes), sizes) + np.arange(int(sizes.sum()))
    offsets = np.concatenate([[0], ends]).astype(np.int64)
    return reach._replace(offsets=offsets, home=reach.home[pairs], cost=reach.cost[pairs])


@njit(cache=True, nogil=True)
def _descend(
    reach: Reach, saved: npt.NDArray[np.float64], count: int, reached: float, steps: int
) -> tuple[float, npt.NDArray[np.float64]]:
    price = np.zeros(reach.weight.size)
    best, best_worth = np.inf, np.zeros(reach.offsets.size - 1)
    patience, scale = 0, 1.5
    worth, slope = np.empty(best_worth.size), np.empty(price.size)
    for _ in range(steps):
        worth[:] = 0.0
        for j in range(worth.size):
            for pair in range(reach.offsets[j], reach.offsets[j + 1]):
                worth[j] += max(0.0, saved[pair] - price[reach.home[pair]])
        largest = np.argsort(-worth)[:count]
        value = price.sum() + worth[largest].sum()
        if value < best - 1e-9:
            best, best_worth, patience = value, worth.copy(), 0
        else:
            patience += 1
            if patience == 12:
                patience, scale = 0, scale / 2
        slope[:] = 1.0
        for j in largest:
            for pair in range(reach.offsets[j], reach.offsets[j + 1]):
                if saved[pair] > price[reach.home[pair]]:
                    slope[reach.home[pair]] -= 1.0
        slope[(price <= 0.0) & (slope > 0.0)] = 0.0
        length = (slope * slope).sum()
        if length == 0.0 or value - reached <= 1e-9 * max(1.0, abs(reached)):
            break
        price = np.maximum(0.0, price - scale * (value - reached) / length * slope)
    return best, best_worth
