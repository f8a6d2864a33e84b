"""Exact repair: a region of whole neighbouring grids around one out of the band is drawn anew to proven feasibility.

Random cuts (``repair``) find a plan where many are possible. Where buildings are large there may be one in
thousands, and the way to it may lead through ten grids. So around each grid that is out of the band without a proof
that it has to be, a region is formed: the grid and one neighbour, then more of them, ring by ring, the smallest
first. All connected sets of the region in the band are enumerated (``sets``; land that must go together is one
node) and sets are looked for that hold every node once (``covers``). Where none exist the region grows; where
some do, those of least cost are taken, and annealing without heat sets right what nodes were too coarse for. One
grid more or fewer in the region is allowed where no number was asked for.
"""

import numpy as np

from gis.partition.anneal import improve
from gis.partition.arrays import Ints
from gis.partition.columns import price_sets, sets_in_band
from gis.partition.contiguity import connected_parts, fill, neighbours, ring_by_ring
from gis.partition.covers import Cover, can_cover, find_cover
from gis.partition.instance import Instance, merge, restrict
from gis.partition.obstacles import find_stuck
from gis.partition.plan import make_board
from gis.partition.random import State, below, seed_state
from gis.partition.search import Aim, Found, community_seed, weighed
from gis.partition.sets import MOST_CELLS, bits

# Sets of one region, and its grids.
_MOST_SETS, _MOST_GRIDS = 20_000, 24
# Sets over all regions of a piece of land: some tens of seconds where nothing helps.
_MOST_SETS_IN_ALL = 2_000_000
# Orders in which the region of a grid is grown: ring by ring, then at random.
_TURNS = 12
# Grids that make a region too large and are left out, until it is given up.
_MOST_LEFT_OUT = 5
# Proposals per cell of the region afterwards, and the heat they begin with.
_STEPS_PER_CELL, _HEAT_M = 100, 20.0


def mend(instance: Instance, found: Found, asked: int | None, aim: Aim) -> Found:
    """Bring grids into the band that random cuts left outside; all others keep theirs, or one in their region.

    Parameters
    ----------
    found
        A plan, labels 0..count-1; comes back as it is where nothing helps. Grids with locked cells keep all of theirs.
    asked
        Number of grids asked for, which then stays; None: a region may have other numbers of them.
    """
    stuck, barred, node = find_stuck(instance, found.grid)
    barred |= set(np.unique(found.grid[instance.is_fixed]).tolist())
    stuck = [own for own in stuck if own not in barred]
    mender = _Mender(instance, found.grid, asked, aim, barred=barred, node=node)
    for turn in range(_TURNS):
        for own in stuck:
            if not aim.effort.is_over() and mender.sets_left > 0 and mender.is_out(own):
                mender.try_once(own, turn)
    if mender.grid is found.grid:
        return found
    return weighed(instance, mender.grid, aim, is_finished=found.is_finished)


class _Mender:
    """A plan under repair, with the sets that may still be enumerated."""

    def __init__(
        self, instance: Instance, grid: Ints, asked: int | None, aim: Aim, *, barred: set[int], node: Ints
    ) -> None:
        self._instance, self._aim, self._asked = instance, aim, asked
        self._barred, self._node = barred, node
        self.grid, self.sets_left = grid, _MOST_SETS_IN_ALL

    def is_out(self, own: int) -> bool:
        """Whether a grid is there and out of the band."""
        held = int(self._instance.households[self.grid == own].sum())
        return bool((self.grid == own).any()) and not self._instance.band.holds(held)

    def try_once(self, own: int, turn: int) -> None:
        """Grow a region from one grid until it has a plan in the band, which is then taken."""
        near = neighbours(self._instance, self.grid, self._barred)
        cells_of = np.bincount(self.grid)
        state = seed_state(community_seed(self._aim.seed, self._instance.code), 300, own, turn)
        order = (
            ring_by_ring(near, own, cells_of, _MOST_GRIDS)
            if turn == 0
            else _at_random(near, own, cells_of, state)
        )
        region, left_out = order[:1], 0
        for pick in order[1:]:
            tried = [*region, pick]
            cells = np.flatnonzero(np.isin(self.grid, tried))
            answer, fresh = self._solve(cells, len(tried))
            if answer is Cover.FOUND:
                self._take(cells, tried, fresh, state)
                return
            left_out += answer is Cover.OPEN
            region = tried if answer is Cover.NONE else region
            if left_out == _MOST_LEFT_OUT or self.sets_left <= 0 or self._aim.effort.is_over():
                return

    def _solve(self, cells: Ints, count: int) -> tuple[Cover, Ints]:
        """Look for a plan of a region in the band: grid of each cell; open where it is too large.

        Where there are too many sets, land without households goes with its neighbour of the longest border.
        """
        label = np.unique(self._node[cells], return_inverse=True)[1]
        fine = merge(restrict(self._instance, cells), label)
        settled = fill(fine, np.where(fine.households > 0, np.arange(fine.size), -1))
        coarse = np.unique(settled, return_inverse=True)[1]
        for land, labels in ((fine, label), (merge(fine, coarse), coarse[label])):
            masks = None if land.size > MOST_CELLS else sets_in_band(land, _MOST_SETS)
            if masks is None:
                continue
            self.sets_left -= len(masks)
            sets = bits(masks, land.size)
            answer = can_cover(masks, land.size)
            if answer is not Cover.FOUND:
                return answer, labels
            cost_m = price_sets(masks, make_board(land, count, self._aim.weights))
            answer, chosen = find_cover(sets, cost_m, None if self._asked is None else (count, count))
            if answer is not Cover.FOUND:
                return answer, labels
            return answer, sets[chosen].argmax(axis=0)[labels].astype(np.int64)
        return Cover.OPEN, label

    def _take(self, cells: Ints, region: list[int], fresh: Ints, state: State) -> None:
        """Put a region's plan into the whole, improved without heat; nothing is taken if a grid is in pieces."""
        part, count = restrict(self._instance, cells), int(fresh.max()) + 1
        board = make_board(part, count, self._aim.weights)
        steps = _STEPS_PER_CELL * part.size
        better, _ = improve(board, fresh, count, steps=steps, state=state, hot_m=_HEAT_M, loose=1.0)
        if len(np.unique(connected_parts(part, better))) > count:
            return
        unused = np.arange(self.grid.max() + 1, self.grid.max() + 1 + count)
        self.grid = self.grid.copy()
        self.grid[cells] = np.concatenate([region, unused])[better]


def _at_random(near: dict[int, set[int]], own: int, cells_of: Ints, state: State) -> list[int]:
    """A grid and others, each the smaller of two drawn from those beside the ones before."""
    order, beside = [own], set(near.get(own, set()))
    while beside and len(order) < _MOST_GRIDS:
        choice = sorted(beside)
        drawn = (choice[below(state, len(choice))], choice[below(state, len(choice))])
        pick = min(drawn, key=lambda one: (cells_of[one], one))
        order.append(pick)
        beside = (beside | near.get(pick, set())) - set(order)
    return order
