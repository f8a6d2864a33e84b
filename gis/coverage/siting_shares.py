"""Choose sites by walking time where places serve only so many households: a transportation problem.

Households h of home i go to any place j within the tier, at most c_j to each place that has a limit; who is served by
none of them walks as things stand, d_i: to the nearest place without a limit, at most the tier. With s_ij = d_i - t_ij::

    f(S) = max sum s_ij x_ij   s.t.  sum_j x_ij <= h_i,  sum_i x_ij <= c_j,  x >= 0      over existing and chosen S

Prices u_i of a household and v_j of a place (the dual) bound what any other place can add: at most what it earns by
filling its room with the households that gain most over their price, a knapsack k_j. For every set T of k candidates
f(T) <= f(S) + the k largest k_j, and one candidate adds at most its k_j: greedy solves the programme only for the few
that may be best. HiGHS proves the whole in a process of its own, as for the other questions.
"""

from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csr_array

from gis.coverage.model import CoverageModel
from gis.coverage.siting_bound import Rows, prove_rows
from gis.coverage.siting_places import candidate_doors, walks_to
from gis.network.doors import Doors
from gis.network.network import Floats, Ints

SAME_SHARE = 1e-9


class Shares(NamedTuple):
    """Who gains how much where.

    Attributes
    ----------
    weight
        Households of each home.
    is_free
        Whether a place without a limit serves the home within the tier already.
    offsets, home, saved_s
        Pairs of place p are ``offsets[p]:offsets[p + 1]``: a home, and the seconds that each household saves there.
    capacity
        Households that each place serves at most.
    standing
        So many of the places, the first ones, exist; the others are candidates.
    """

    weight: Ints
    is_free: npt.NDArray[np.bool_]
    offsets: Ints
    home: Ints
    saved_s: Floats
    capacity: Ints
    standing: int

    def pairs_of(self, places: list[int]) -> Ints:
        """Numbers of the pairs of some places."""
        parts = [np.arange(self.offsets[place], self.offsets[place + 1]) for place in places]
        return np.concatenate([*parts, np.empty(0, np.int64)]).astype(np.int64)


class Split(NamedTuple):
    """Households shared out: seconds saved, households served, and the price of a household of each home."""

    saved_s: float
    served_households: int
    price_s: Floats


class SharedChoice(NamedTuple):
    """Chosen candidates in the order they are best built; saved and served before any and after each; bound."""

    chosen: Ints
    saved_s: Floats
    served_households: Ints
    bound_s: float
    solver_status: str


def find_shares(
    model: CoverageModel, item: int, places: gpd.GeoDataFrame, minutes: int, site_capacity: int | None
) -> Shares:
    """Find the households' gains at the existing places with a known capacity and at the candidates."""
    limit_s, members = minutes * 60.0, model.members[item]
    given = model.facilities.get("capacity")
    unknown = np.full(len(members), np.nan)
    known = unknown if given is None else given.to_numpy(float, na_value=np.nan)[members]
    is_limited = ~np.isnan(known)
    walks = [_seconds(model, model.facility_doors, int(row), minutes) for row in members]
    free = [walk for walk, limited in zip(walks, is_limited, strict=True) if not limited]
    nearest_s = np.minimum.reduce(free) if free else np.full(len(model.buildings), np.inf)
    standing_s = np.minimum(nearest_s, limit_s)
    doors = candidate_doors(model, places)
    there = [walk for walk, limited in zip(walks, is_limited, strict=True) if limited]
    there += [_seconds(model, doors, candidate, minutes) for candidate in range(len(places))]
    households = model.households.astype(np.int64)
    gains = [np.flatnonzero((walk < standing_s) & (households > 0)) for walk in there]
    most = int(households.sum()) if site_capacity is None else site_capacity
    return Shares(
        households,
        np.asarray(nearest_s <= limit_s, dtype=bool),
        np.concatenate([[0], np.cumsum([len(rows) for rows in gains])]).astype(np.int64),
        np.concatenate([*gains, np.empty(0, np.int64)]).astype(np.int64),
        np.concatenate(
            [*((standing_s - walk)[rows] for walk, rows in zip(there, gains, strict=True)), np.empty(0)]
        ),
        np.concatenate([known[is_limited], np.full(len(places), most)]).astype(np.int64),
        int(is_limited.sum()),
    )


def _seconds(model: CoverageModel, doors: Doors, row: int, minutes: int) -> Floats:
    """Walking seconds of every home to one place; infinite beyond the tier."""
    return np.nan_to_num(walks_to(model, doors.take(np.array([row])), minutes), nan=np.inf)


def split(shares: Shares, candidates: list[int]) -> Split:
    """Share the households out among the existing places and some candidates (numbers of places)."""
    places = [*range(shares.standing), *candidates]
    pairs = shares.pairs_of(places)
    homes = len(shares.weight)
    if not len(pairs):
        return Split(0.0, int(shares.weight[shares.is_free].sum()), np.zeros(homes))
    place = np.repeat(np.arange(len(places)), [shares.offsets[p + 1] - shares.offsets[p] for p in places])
    row = np.concatenate([shares.home[pairs], homes + place])
    column = np.tile(np.arange(len(pairs)), 2)
    limits = csr_array((np.ones(len(row)), (row, column)), shape=(homes + len(places), len(pairs)))
    room = np.concatenate([shares.weight, shares.capacity[places]]).astype(float)
    solve: Any = linprog
    found = solve(-shares.saved_s[pairs], A_ub=limits, b_ub=room, method="highs")
    to_limited = np.bincount(shares.home[pairs], weights=found.x, minlength=homes)
    others = ~shares.is_free
    served = shares.weight[shares.is_free].sum() + to_limited[others].sum()
    return Split(float(-found.fun), round(float(served)), np.maximum(-found.ineqlin.marginals[:homes], 0.0))


def most_to_gain(shares: Shares, price_s: Floats, candidates: list[int]) -> Floats:
    """What each candidate can add at most at these prices: its room filled with who gains most over the price."""
    most = np.zeros(len(candidates))
    for number, place in enumerate(candidates):
        pairs = slice(int(shares.offsets[place]), int(shares.offsets[place + 1]))
        home = shares.home[pairs]
        worth_s = shares.saved_s[pairs] - price_s[home]
        order = np.argsort(-worth_s)
        order = order[worth_s[order] > 0]
        weight = shares.weight[home[order]]
        before = np.cumsum(weight) - weight
        taken = np.clip(shares.capacity[place] - before, 0, weight)
        most[number] = float((taken * worth_s[order]).sum())
    return most


def choose_shares(shares: Shares, k: int, *, time_limit_s: float) -> SharedChoice:
    """Choose by greedy over the prices; let HiGHS bound it, and take its choice where that saves more.

    Parameters
    ----------
    k
        How many candidates; fewer where there are no more.
    time_limit_s
        For the proof; 0 leaves it out, and the bound is then that of the prices.
    """
    candidates = list(range(shares.standing, len(shares.capacity)))
    count = min(k, len(candidates))
    chosen, bound = _greedy(shares, candidates, count)
    status, reached = "Not run", split(shares, chosen).saved_s
    if time_limit_s > 0 and reached < bound * (1 - SAME_SHARE):
        proof = prove_rows(programme(shares), len(candidates), count, time_limit_s=time_limit_s)
        status, bound = proof.status, min(bound, proof.bound)
        solved = [shares.standing + int(site) for site in proof.chosen]
        if len(solved) == count and split(shares, solved).saved_s > reached:
            chosen = solved
    ordered = _in_order(shares, chosen)
    steps = [split(shares, ordered[:step]) for step in range(count + 1)]
    saved = np.array([step.saved_s for step in steps])
    served = np.array([step.served_households for step in steps], dtype=np.int64)
    numbers = np.array(ordered, dtype=np.int64) - shares.standing
    return SharedChoice(numbers, saved, served, max(bound, float(saved[-1])), status)


def _greedy(shares: Shares, candidates: list[int], count: int) -> tuple[list[int], float]:
    """The best next candidate again and again, and what no choice of as many can exceed."""
    chosen: list[int] = []
    now, bound = split(shares, chosen), np.inf
    for _ in range(count):
        left = [place for place in candidates if place not in chosen]
        most = most_to_gain(shares, now.price_s, left)
        bound = min(bound, now.saved_s + float(np.sort(most)[::-1][:count].sum()))
        best, found = -1, now
        for number in np.argsort(-most, kind="stable"):
            if best >= 0 and now.saved_s + most[number] <= found.saved_s:
                break
            tried = split(shares, [*chosen, left[number]])
            if best < 0 or tried.saved_s > found.saved_s:
                best, found = left[number], tried
        chosen.append(best)
        now = found
    rest = [place for place in candidates if place not in chosen]
    most = most_to_gain(shares, now.price_s, rest)
    return chosen, min(bound, now.saved_s + float(np.sort(most)[::-1][:count].sum()))


def _in_order(shares: Shares, chosen: list[int]) -> list[int]:
    """Sites in the order they are best built."""
    left, order = sorted(chosen), list[int]()
    while left:
        order.append(left.pop(int(np.argmax([split(shares, [*order, one]).saved_s for one in left]))))
    return order


def programme(shares: Shares) -> Rows:
    """Write the programme for HiGHS; the first columns are the candidates, then the share of each pair's home."""
    candidates, pairs = len(shares.capacity) - shares.standing, len(shares.home)
    place = np.repeat(np.arange(len(shares.capacity)), np.diff(shares.offsets))
    _, home = np.unique(shares.home, return_inverse=True)
    homes, own, site = int(home.max(initial=-1)) + 1, np.arange(pairs), np.arange(candidates)
    fresh = place >= shares.standing
    linked = homes + np.arange(int(fresh.sum()))
    room = homes + len(linked)
    row = [home, linked, linked, room + place, room + shares.standing + site]
    column = [
        candidates + own,
        candidates + own[fresh],
        place[fresh] - shares.standing,
        candidates + own,
        site,
    ]
    weight, one = shares.weight[shares.home].astype(float), np.ones(len(linked))
    value = [np.ones(pairs), one, -one, weight, -shares.capacity[shares.standing :].astype(float)]
    upper = [np.ones(homes), np.zeros(len(linked)), shares.capacity[: shares.standing], np.zeros(candidates)]
    return Rows(
        weight * shares.saved_s,
        np.concatenate(row).astype(np.int64),
        np.concatenate(column).astype(np.int64),
        np.concatenate(value),
        np.concatenate(upper).astype(np.float64),
    )
