"""Choose k of many sites by lazy greedy, then by swaps with perturbation.

Both questions are one programme. With households w_i, the cost d_i of home i as things stand and the cost
c_ij from candidate j (only the pairs with c_ij < d_i are listed)::

    minimise  sum_i w_i min(d_i, min_{j in S} c_ij)     over  |S| = k

*Maximal covering* (Church and ReVelle 1974): d = 1 for uncovered homes, c = 0 within reach. *p-median*
(Hakimi 1964): d and c are walking seconds. The saving is submodular in S, so greedy reaches 1 - 1/e of the
optimum (Nemhauser et al. 1978) and a gain computed earlier bounds a gain computed later: only candidates
whose old gain still beats the best new one are looked at again (Minoux 1978). Swaps follow Resende and
Werneck (2007): the profit of taking j in for s is gain(j) - loss(s) + what both would have counted twice.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

MOST_SHAKEN = 4

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Reach(NamedTuple):
    """Which candidate improves which home, sorted by candidate.

    Attributes
    ----------
    offsets
        Pairs of candidate j are ``offsets[j]:offsets[j + 1]``.
    home, cost
        Home and cost of each pair.
    weight, standing
        Households and present cost of each home.
    """

    offsets: Ints
    home: Ints
    cost: Floats
    weight: Floats
    standing: Floats


def choose_sites(reach: Reach, count: int, *, perturbations: int, seed: int) -> tuple[Ints, float]:
    """Choose sites, and give the saving they bring.

    Parameters
    ----------
    count
        How many sites; at most the number of candidates.
    perturbations
        How often the best choice so far is shaken (a few sites replaced at random) and improved again.
    seed
        Of the shaking.
    """
    count = min(count, len(reach.offsets) - 1)
    draws = np.random.default_rng(seed).random((perturbations, 2 * MOST_SHAKEN + 1))
    return improve_sites(reach, _greedy(reach, count), draws)


def improve_sites(reach: Reach, chosen: Ints, draws: Floats) -> tuple[Ints, float]:
    """Improve a choice by swaps, shaken once per row of draws; gives the choice and its saving."""
    best, value = _improve(reach, chosen.copy(), draws)
    return np.asarray(best, dtype=np.int64), float(value)


def bound_by_gains(reach: Reach, chosen: Ints) -> float:
    """Saving that no choice of as many sites can exceed: the saving so far plus the largest gains left.

    For a submodular saving f and any optimal S*: f(S*) <= f(S) + the sum of the |S| largest gains over S.
    """
    first, _, _ = _serve(reach, chosen)
    gains = np.sort(_gains(reach, first))[::-1][: len(chosen)]
    return saving(reach, chosen) + float(gains.sum())


def saving(reach: Reach, chosen: Ints) -> float:
    """What the chosen sites save over the present."""
    first, _, _ = _serve(reach, chosen)
    return float(((reach.standing - first) * reach.weight).sum())


@njit(cache=True, nogil=True)
def _gain(reach: Reach, first: npt.NDArray[np.float64], candidate: int) -> float:
    total = 0.0
    for pair in range(reach.offsets[candidate], reach.offsets[candidate + 1]):
        home = reach.home[pair]
        if reach.cost[pair] < first[home]:
            total += reach.weight[home] * (first[home] - reach.cost[pair])
    return total


@njit(cache=True, nogil=True)
def _gains(reach: Reach, first: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    gains = np.empty(reach.offsets.size - 1, np.float64)
    for candidate in range(gains.size):
        gains[candidate] = _gain(reach, first, candidate)
    return gains


@njit(cache=True, nogil=True)
def _greedy(reach: Reach, count: int) -> npt.NDArray[np.int64]:
    """Take the candidate with the largest gain, again and again; ties to the lower number."""
    first = reach.standing.copy()
    gains = _gains(reach, first)
    chosen = np.empty(count, np.int64)
    for place in range(count):
        while True:
            best = int(np.argmax(gains))
            former = gains[best]
            gains[best] = _gain(reach, first, best)
            if gains[best] >= former or gains[best] >= gains.max():
                break
        chosen[place] = best
        for pair in range(reach.offsets[best], reach.offsets[best + 1]):
            home = reach.home[pair]
            first[home] = min(first[home], reach.cost[pair])
        gains[best] = -1.0
    return chosen


@njit(cache=True, nogil=True)
def _serve(
    reach: Reach, chosen: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Cost of each home, the chosen place that serves it (-1: as it stands), and its second-best cost."""
    first = reach.standing.copy()
    second = reach.standing.copy()
    server = np.full(first.size, -1, np.int64)
    for place in range(chosen.size):
        for pair in range(reach.offsets[chosen[place]], reach.offsets[chosen[place] + 1]):
            home, cost = reach.home[pair], reach.cost[pair]
            if cost < first[home]:
                second[home] = first[home]
                first[home], server[home] = cost, place
            elif cost < second[home]:
                second[home] = cost
    return first, server, second


@njit(cache=True, nogil=True)
def _swap(reach: Reach, chosen: npt.NDArray[np.int64], is_in: npt.NDArray[np.bool_]) -> bool:
    """Make the best swap if it profits."""
    first, server, second = _serve(reach, chosen)
    loss = np.zeros(chosen.size)
    for home in range(first.size):
        if server[home] >= 0:
            loss[server[home]] += reach.weight[home] * (second[home] - first[home])
    best, best_in, best_out = 1e-9, -1, -1
    twice = np.zeros(chosen.size)
    for candidate in range(is_in.size):
        if is_in[candidate]:
            continue
        gain = 0.0
        twice[:] = 0.0
        for pair in range(reach.offsets[candidate], reach.offsets[candidate + 1]):
            home, cost = reach.home[pair], reach.cost[pair]
            if cost < first[home]:
                gain += reach.weight[home] * (first[home] - cost)
            if server[home] >= 0 and cost < second[home]:
                twice[server[home]] += reach.weight[home] * (second[home] - max(cost, first[home]))
        profits = gain - loss + twice
        place = int(np.argmax(profits))
        if profits[place] > best:
            best, best_in, best_out = profits[place], candidate, place
    if best_in < 0:
        return False
    is_in[chosen[best_out]], is_in[best_in] = False, True
    chosen[best_out] = best_in
    return True


@njit(cache=True, nogil=True)
def _value(reach: Reach, chosen: npt.NDArray[np.int64]) -> float:
    first, _, _ = _serve(reach, chosen)
    return float(((reach.standing - first) * reach.weight).sum())


@njit(cache=True, nogil=True)
def _improve(
    reach: Reach, chosen: npt.NDArray[np.int64], draws: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.int64], float]:
    """Swap until nothing profits; shake the best and swap again, once per row of draws."""
    size = reach.offsets.size - 1
    is_in = np.zeros(size, np.bool_)
    is_in[chosen] = True
    while _swap(reach, chosen, is_in):
        pass
    best, value = chosen.copy(), _value(reach, chosen)
    if chosen.size in (0, size):
        return best, value
    for row in range(draws.shape[0]):
        chosen[:] = best
        is_in[:] = False
        is_in[chosen] = True
        shaken = 1 + int(draws[row, 0] * min(MOST_SHAKEN, chosen.size))
        for k in range(min(shaken, chosen.size)):
            place = int(draws[row, 1 + 2 * k] * chosen.size)
            fresh = int(draws[row, 2 + 2 * k] * size)
            if not is_in[fresh]:
                is_in[chosen[place]], is_in[fresh] = False, True
                chosen[place] = fresh
        while _swap(reach, chosen, is_in):
            pass
        reached = _value(reach, chosen)
        if reached > value + 1e-9:
            best, value = chosen.copy(), reached
    return best, value
