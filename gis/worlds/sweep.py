"""Cut a territory into districts of about equal weight by straight sweeps, as one does with a ruler on a map.

A set of units is cut in two along a line of some direction so that both sides weigh their share; stray bits
go to the other side; the cheapest cut that leaves both sides in one piece and able to be cut further is
taken, and so on down. It is quick and legible rather than optimal: existing grids look like that.
"""

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gis.errors import CannotSatisfy
from gis.worlds.terrain import Floats

Feasible = Callable[[int, int], bool]
DIRECTIONS = 11
REACH = 3
UNEVEN_COST = 8.0
FEW_TRIES, MANY_TRIES = 3, 8
TURNS = (0.0, 0.5, 0.25, 0.75, 0.125, 0.625, 0.375, 0.875)


@dataclass(frozen=True, slots=True)
class Territory:
    """What is to be cut.

    Attributes
    ----------
    places_m
        ``(n, 2)`` middles of the units.
    weights
        Households of each unit.
    ties
        ``ties[i][j]``: what it costs to part neighbours i and j; a unit without a tie to another is alone.
    """

    places_m: Floats
    weights: Sequence[int]
    ties: Mapping[int, Mapping[int, float]]

    def weight(self, units: frozenset[int]) -> int:
        """Households of several units."""
        return sum(self.weights[unit] for unit in units)


def sweep(
    territory: Territory, units: frozenset[int], count: int, feasible: Feasible
) -> list[frozenset[int]]:
    """Cut ``units`` into ``count`` connected sets, each feasible.

    Parameters
    ----------
    feasible
        Called with a weight and a number of districts: whether so much may become so many.

    Raises
    ------
    CannotSatisfy
        No sequence of sweeps was found.
    """
    for turn in TURNS:
        districts = _cut(territory, units, count, feasible, turn)
        if districts is not None:
            return districts
    raise CannotSatisfy(
        f"no sweep cuts {len(units)} units into {count}",
        chinese=f"无法用直线划分把 {len(units)} 个单元分成 {count} 份",
        code="sweep_failed",
    )


def components(territory: Territory, units: frozenset[int]) -> list[frozenset[int]]:
    """Connected sets of units, the largest first."""
    left, found = set(units), []
    while left:
        start = min(left)
        left.discard(start)
        group, stack = {start}, [start]
        while stack:
            near = left.intersection(territory.ties[stack.pop()])
            left -= near
            group |= near
            stack += near
        found.append(frozenset(group))
    return sorted(found, key=lambda group: (-len(group), min(group)))


def _cut(
    territory: Territory, units: frozenset[int], count: int, feasible: Feasible, turn: float
) -> list[frozenset[int]] | None:
    if not feasible(territory.weight(units), count):
        return None
    if count == 1:
        return [units]
    tried = 0
    found = [
        *_candidates(territory, units, count, feasible, turn),
        *_tree_candidates(territory, units, count, feasible, turn),
    ]
    for _, first, second, share in sorted(found, key=_by_cost):
        one = _cut(territory, first, share, feasible, turn)
        two = _cut(territory, second, count - share, feasible, turn) if one is not None else None
        if one is not None and two is not None:
            return one + two
        tried += 1
        if tried >= (FEW_TRIES if count > 3 else MANY_TRIES):
            break
    return None


Candidate = tuple[float, frozenset[int], frozenset[int], int]


def _by_cost(candidate: Candidate) -> tuple[float, int]:
    return candidate[0], min(candidate[1])


def _candidates(
    territory: Territory, units: frozenset[int], count: int, feasible: Feasible, turn: float
) -> Iterator[Candidate]:
    """Sweeps in every direction, at and around the place where the weight is shared rightly."""
    listed = sorted(units)
    places = territory.places_m[listed]
    weights = np.array([territory.weights[unit] for unit in listed], dtype=float)
    seen: set[frozenset[int]] = set()
    shares = range(max(count // 2 - 1, 1), min((count + 1) // 2 + 1, count - 1) + 1)
    mean = float(weights.sum()) / count
    for direction in range(DIRECTIONS):
        angle = np.pi * (direction + turn) / DIRECTIONS
        order = np.argsort(places @ np.array([np.cos(angle), np.sin(angle)]), kind="stable")
        running = np.cumsum(weights[order])
        for share in shares:
            middle = int(np.searchsorted(running, running[-1] * share / count))
            for stop in range(max(middle - REACH, 1), min(middle + REACH + 1, len(listed))):
                first = frozenset(listed[at] for at in order[:stop])
                tidy = _tidied(territory, first, units)
                if tidy is None or tidy in seen:
                    continue
                seen.add(tidy)
                rest = units - tidy
                weight = territory.weight(tidy)
                if feasible(weight, share) and feasible(territory.weight(rest), count - share):
                    unevenness = abs(weight / share - mean) / mean
                    yield _cost(territory, tidy, rest) * (1 + UNEVEN_COST * unevenness), tidy, rest, share


def _tree_candidates(
    territory: Territory, units: frozenset[int], count: int, feasible: Feasible, turn: float
) -> Iterator[Candidate]:
    """Cuts of one edge of a spanning tree that keeps the strongest ties: both sides hang together by nature."""
    parents = _strongest_tree(territory, units, turn)
    below = {unit: {unit} for unit in units}
    for unit in reversed(list(parents)):
        if parents[unit] >= 0:
            below[parents[unit]] |= below[unit]
    total = territory.weight(units)
    for unit, parent in parents.items():
        first = frozenset(below[unit])
        weight = territory.weight(first)
        share = min(max(round(weight * count / total), 1), count - 1)
        if parent >= 0 and feasible(weight, share) and feasible(total - weight, count - share):
            unevenness = abs(weight / share - total / count) * count / total
            yield (
                _cost(territory, first, units - first) * (1 + UNEVEN_COST * unevenness),
                first,
                units - first,
                share,
            )


def _strongest_tree(territory: Territory, units: frozenset[int], turn: float) -> dict[int, int]:
    """Parents in a spanning tree of the greatest ties (Prim), in order of joining; the root's is -1."""
    noise = np.random.default_rng([int(turn * 1000), len(units)]).uniform(1 - turn / 2, 1, max(units) + 1)
    root = min(units)
    parents = {root: -1}
    edge = [
        (-tie * noise[other], other, root) for other, tie in territory.ties[root].items() if other in units
    ]
    heapq.heapify(edge)
    while edge:
        _, unit, parent = heapq.heappop(edge)
        if unit not in parents:
            parents[unit] = parent
            for other, tie in territory.ties[unit].items():
                if other in units and other not in parents:
                    heapq.heappush(edge, (-tie * noise[other], other, unit))
    return parents


def _tidied(territory: Territory, first: frozenset[int], units: frozenset[int]) -> frozenset[int] | None:
    """Move stray bits across until both sides hang together; None where they do not."""
    kept = components(territory, first)[0]
    rest = components(territory, units - kept)
    if not rest:
        return None
    side = units - rest[0]
    return side if side and len(components(territory, side)) == 1 else None


def _cost(territory: Territory, first: frozenset[int], second: frozenset[int]) -> float:
    """What the cut parts, for the size of the smaller side: long thin pieces pay more."""
    parted = sum(tie for unit in first for other, tie in territory.ties[unit].items() if other in second)
    return parted / float(np.sqrt(min(len(first), len(second))))
