"""Choose sites where places serve only so many households: whoever is served is a largest flow.

A household goes to any place within its tier, not only the nearest; homes are shared out so that as many
as can be are served, which is the largest flow from homes (households) to places (capacity)::

    f(S) = max flow of homes -> existing and chosen places S

f is submodular in S (a maximum flow in its sinks, Megiddo 1974), so lazy greedy holds as without
capacities. HiGHS proves and improves, with z the share of a group of like homes that a place serves::

    maximise sum W_g z_gj   s.t.  sum_j z_gj <= 1,  z_gj <= x_j,  sum_g W_g z_gj <= c_j x_j,  sum_j x_j = k
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from gis.coverage.siting_bound import Rows, prove_rows

Ints = npt.NDArray[np.int64]


class Demand(NamedTuple):
    """Who can go where within the tier.

    Attributes
    ----------
    weight
        Households of each group of homes with the same places within reach.
    offsets, group
        Groups within reach of place p are ``group[offsets[p]:offsets[p + 1]]``.
    capacity
        Households that each place serves at most.
    standing
        So many of the places, the first ones, exist; the others are candidates.
    """

    weight: Ints
    offsets: Ints
    group: Ints
    capacity: Ints
    standing: int

    def within(self, place: int) -> Ints:
        """Groups within reach of a place."""
        return self.group[self.offsets[place] : self.offsets[place + 1]]


class LimitedChoice(NamedTuple):
    """Chosen candidates in the order they are best built, households served after each, bound, solver's words."""

    chosen: Ints
    served: Ints
    bound: float
    solver_status: str


def gather_demand(within: list[Ints], households: Ints, capacity: Ints, standing: int) -> Demand:
    """Group homes by the places within their reach.

    Parameters
    ----------
    within
        Rows of the homes within reach of each place.
    households
        Of each home.
    capacity, standing
        As in ``Demand``; a capacity above all households is as good as none.
    """
    places = np.repeat(np.arange(len(within)), [len(rows) for rows in within])
    rows = np.concatenate([*within, np.empty(0, np.int64)]).astype(np.int64)
    table = csr_array((np.ones(len(rows), np.int8), (rows, places)), shape=(len(households), len(within)))
    table.sort_indices()
    keys: dict[bytes, int] = {}
    group_of = np.full(len(households), -1, np.int64)
    for home in np.flatnonzero((np.diff(table.indptr) > 0) & (households > 0)):
        key = table.indices[table.indptr[home] : table.indptr[home + 1]].tobytes()
        group_of[home] = keys.setdefault(key, len(keys))
    kept = group_of >= 0
    weight = np.bincount(group_of[kept], weights=households[kept], minlength=len(keys)).astype(np.int64)
    groups = [np.unique(group_of[rows][group_of[rows] >= 0]) for rows in within]
    offsets = np.concatenate([[0], np.cumsum([len(own) for own in groups])]).astype(np.int64)
    most = np.minimum(np.asarray(capacity, np.int64), int(weight.sum()))
    return Demand(weight, offsets, np.concatenate([*groups, np.empty(0, np.int64)]), most, standing)


def served(demand: Demand, candidates: list[int]) -> int:
    """Most households that the existing places and some candidates (numbers of places) can serve."""
    places = np.array([*range(demand.standing), *candidates], dtype=np.int64)
    groups = len(demand.weight)
    if not len(places) or not groups:
        return 0
    source, sink = groups + len(places), groups + len(places) + 1
    reached = [demand.within(int(place)) for place in places]
    own = np.repeat(groups + np.arange(len(places)), [len(rows) for rows in reached])
    start = np.concatenate([np.full(groups, source), *reached, groups + np.arange(len(places))])
    end = np.concatenate([np.arange(groups), own, np.full(len(places), sink)])
    room = np.concatenate([demand.weight, demand.weight[np.concatenate(reached)], demand.capacity[places]])
    graph = csr_array((room.astype(np.int32), (start, end)), shape=(sink + 1, sink + 1))
    return int(maximum_flow(graph, source, sink).flow_value)


def choose_limited(demand: Demand, k: int, *, time_limit_s: float) -> LimitedChoice:
    """Choose by lazy greedy; let HiGHS bound it, and take its choice where that serves more.

    Parameters
    ----------
    k
        How many candidates; fewer where there are no more.
    time_limit_s
        For the proof; 0 leaves it out, and the bound is then that of the gains.
    """
    count = min(k, len(demand.capacity) - demand.standing)
    before, chosen, bound = served(demand, []), *_greedy(demand, count)
    status, reached = "Not run", served(demand, chosen)
    if time_limit_s > 0 and reached < bound:
        proof = prove_rows(
            programme(demand),
            len(demand.capacity) - demand.standing,
            count,
            time_limit_s=time_limit_s,
        )
        status = proof.status
        solved = [demand.standing + int(site) for site in proof.chosen]
        if len(solved) == count and served(demand, solved) > reached:
            chosen, reached = solved, served(demand, solved)
        # Whole households are served: a bound of 7.9 allows 7.
        bound = max(float(reached), min(bound, np.floor(proof.bound + 1e-6)))
    order = _in_order(demand, chosen)
    steps = [before, *(served(demand, order[: step + 1]) for step in range(count))]
    return LimitedChoice(np.array(order) - demand.standing, np.array(steps), bound, status)


def _greedy(demand: Demand, count: int) -> tuple[list[int], float]:
    """The best next candidate again and again, and what no choice of as many can exceed."""
    candidates = range(demand.standing, len(demand.capacity))
    total, now = int(demand.weight.sum()), served(demand, [])
    gains = {
        place: min(int(demand.capacity[place]), int(demand.weight[demand.within(place)].sum()))
        for place in candidates
    }
    bound = float(min(total, now + sum(sorted(gains.values(), reverse=True)[:count])))
    chosen: list[int] = []
    for _ in range(count):
        fresh: set[int] = set()
        while (best := max(gains, key=lambda place: (gains[place], -place))) not in fresh:
            gains[best] = served(demand, [*chosen, best]) - now
            fresh.add(best)
        chosen.append(best)
        now += gains.pop(best)
        left = sorted(gains.values(), reverse=True)[:count]
        bound = min(bound, float(now + sum(left)))
    return chosen, bound


def _in_order(demand: Demand, chosen: list[int]) -> list[int]:
    """Sites in the order they are best built."""
    left, order = sorted(chosen), list[int]()
    while left:
        order.append(left.pop(int(np.argmax([served(demand, [*order, one]) for one in left]))))
    return order


def programme(demand: Demand) -> Rows:
    """Write the programme for HiGHS; the first columns are the candidates."""
    places, groups, pairs = len(demand.capacity), len(demand.weight), len(demand.group)
    candidates = places - demand.standing
    place = np.repeat(np.arange(places), np.diff(demand.offsets))
    own, share = np.arange(pairs), candidates + np.arange(pairs)
    fresh = place >= demand.standing
    linked = groups + np.arange(int(fresh.sum()))
    room = groups + len(linked) + place
    site = np.arange(candidates)
    row = [demand.group, linked, linked, room, groups + len(linked) + demand.standing + site]
    column = [share, share[fresh], place[fresh] - demand.standing, candidates + own, site]
    weight = demand.weight[demand.group].astype(np.float64)
    one = np.ones(len(linked))
    value = [np.ones(pairs), one, -one, weight, -demand.capacity[demand.standing :].astype(np.float64)]
    upper = [np.ones(groups), np.zeros(len(linked)), demand.capacity[: demand.standing], np.zeros(candidates)]
    return Rows(
        weight,
        np.concatenate(row).astype(np.int64),
        np.concatenate(column).astype(np.int64),
        np.concatenate(value),
        np.concatenate(upper).astype(np.float64),
    )
