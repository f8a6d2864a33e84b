"""Cut a territory into districts of about equal weight by straight sweeps, as one does with a ruler on a map.

A set of units is cut in two along a line of some direction so that both sides weigh their share; stray bits
go to the other side; the cheapest cut that leaves both sides in one piece and able to be cut further is
taken, and so on down. Where the ruler fails, one edge of a spanning tree is cut instead. It is quick and
legible rather than optimal: existing grids look like that.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from gis.errors import CannotSatisfy
from gis.worlds.territory_graph import Territory, components, strongest_tree

Feasible = Callable[[int, int], bool]
DIRECTIONS = 11
REACH = 3
UNEVEN_COST = 8.0
PATIENCE = 8
FEW_TRIES, MANY_TRIES = 3, 8
MANNERS = ((0.0, True), (0.5, True), *((0.2 + 0.004 * at, False) for at in range(190)))


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to cut a set in two: what it costs, both sides, and how many districts the first becomes."""

    cost: float
    first: frozenset[int]
    second: frozenset[int]
    share: int


@dataclass(slots=True)
class Cutter:
    """How sets are cut.

    Attributes
    ----------
    feasible
        Called with a weight and a number of districts: whether so much may become so many.
    unrest
        0–1: how far the sweeps' directions are turned and the tree's ties are shaken.
    has_ruler
        Whether sweeps are tried, or the tree alone.
    patience
        How many sets may still be looked at before this manner is given up.
    """

    territory: Territory
    feasible: Feasible
    unrest: float
    has_ruler: bool
    patience: int

    def cut(self, units: frozenset[int], count: int) -> list[frozenset[int]] | None:
        """Cut into ``count`` districts; None where no sequence of cuts was found."""
        self.patience -= 1
        if self.patience < 0 or not self.feasible(self.territory.weight(units), count):
            return None
        if count == 1:
            return [units]
        cuts = list(self._tree_cuts(units, count))
        if self.has_ruler:
            cuts += self._sweeps(units, count)
        cuts.sort(key=lambda cut: (cut.cost, min(cut.first)))
        for cut in cuts[: FEW_TRIES if count > 3 else MANY_TRIES]:
            one = self.cut(cut.first, cut.share)
            two = self.cut(cut.second, count - cut.share) if one is not None else None
            if one is not None and two is not None:
                return one + two
        return None

    def _sweeps(self, units: frozenset[int], count: int) -> Iterator[Cut]:
        """Sweeps in every direction, at and around the place where the weight is shared rightly."""
        listed = sorted(units)
        places = self.territory.places_m[listed]
        weights = np.array([self.territory.weights[unit] for unit in listed], dtype=float)
        seen: set[frozenset[int]] = set()
        shares = range(max(count // 2 - 1, 1), min((count + 1) // 2 + 1, count - 1) + 1)
        for direction in range(DIRECTIONS):
            angle = np.pi * (direction + self.unrest) / DIRECTIONS
            order = np.argsort(places @ np.array([np.cos(angle), np.sin(angle)]), kind="stable")
            running = np.cumsum(weights[order])
            for share in shares:
                middle = int(np.searchsorted(running, running[-1] * share / count))
                for stop in range(max(middle - REACH, 1), min(middle + REACH + 1, len(listed))):
                    tidy = self._tidied(frozenset(listed[at] for at in order[:stop]), units)
                    if tidy is not None and tidy not in seen:
                        seen.add(tidy)
                        yield from self._weighed(tidy, units, share, count)

    def _tree_cuts(self, units: frozenset[int], count: int) -> Iterator[Cut]:
        """Cuts of one edge of a spanning tree: both sides hang together by nature."""
        parents = strongest_tree(self.territory, units, self.unrest)
        below = {unit: {unit} for unit in units}
        for unit in reversed(list(parents)):
            if parents[unit] >= 0:
                below[parents[unit]] |= below[unit]
        total = self.territory.weight(units)
        for unit, parent in parents.items():
            if parent >= 0:
                first = frozenset(below[unit])
                share = round(self.territory.weight(first) * count / total)
                yield from self._weighed(first, units, min(max(share, 1), count - 1), count)

    def _weighed(self, first: frozenset[int], units: frozenset[int], share: int, count: int) -> Iterator[Cut]:
        """The cut, if both sides may become their number of districts."""
        second = units - first
        weight, rest = self.territory.weight(first), self.territory.weight(second)
        if self.feasible(weight, share) and self.feasible(rest, count - share):
            mean = (weight + rest) / count
            unevenness = abs(weight / share - mean) / mean if mean else 0.0
            yield Cut(self._cost(first, second) * (1 + UNEVEN_COST * unevenness), first, second, share)

    def _tidied(self, first: frozenset[int], units: frozenset[int]) -> frozenset[int] | None:
        """Move stray bits across until both sides hang together; None where they do not."""
        kept = components(self.territory, first)[0]
        rest = components(self.territory, units - kept)
        if not rest:
            return None
        side = units - rest[0]
        return side if side and len(components(self.territory, side)) == 1 else None

    def _cost(self, first: frozenset[int], second: frozenset[int]) -> float:
        """What the cut parts, for the size of the smaller side: long thin pieces pay more."""
        ties = self.territory.ties
        parted = sum(tie for unit in first for other, tie in ties[unit].items() if other in second)
        return parted / float(np.sqrt(min(len(first), len(second))))


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
        No sequence of cuts was found.
    """
    for unrest, has_ruler in MANNERS:
        districts = Cutter(territory, feasible, unrest, has_ruler, PATIENCE * count).cut(units, count)
        if districts is not None:
            return districts
    raise CannotSatisfy(
        f"no sweep cuts {len(units)} units into {count}",
        chinese=f"无法把 {len(units)} 个单元分成 {count} 份",
        code="sweep_failed",
    )
