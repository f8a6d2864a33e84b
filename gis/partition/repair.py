"""Bring grids into the band that annealing left outside: a few neighbours are cut apart anew (compiled).

A grid out of the band often cannot be helped by its neighbours one at a time: what it needs lies behind a strip
of land that holds another grid together. So two to five neighbouring grids are put together and cut by random
balanced trees, again and again, and what misses the band by no more than before is kept.
"""

import numpy as np
from numba import njit

from gis.partition.arrays import Floats, Ints
from gis.partition.instance import Instance
from gis.partition.random import State, below
from gis.partition.trees import Wood, divide, make_wood

_MOST_GRIDS = 5
# Tries for every grid out of the band at the begin, and at most.
_TRIES, _MOST_TRIES = 150, 6000


@njit(cache=True, nogil=True)
def _outside(wood: Wood, sums: Floats) -> Floats:
    """Households by which each grid misses the band."""
    return np.maximum(0.0, np.maximum(wood.least - sums, sums - wood.most))


@njit(cache=True, nogil=True)
def _next_grid(wood: Wood, grid: Ints, is_in: Ints, state: State) -> int:
    """Draw a grid beside the chosen ones, by the borders it shares with them; -1 where there is none."""
    found, pick = 0, -1
    for cell in range(len(grid)):
        if not is_in[grid[cell]]:
            continue
        for entry in range(wood.start[cell], wood.start[cell + 1]):
            near = grid[wood.neighbour[entry]]
            if wood.is_open[entry] and not is_in[near]:
                found += 1
                if below(state, found) == 0:
                    pick = near
    return pick


@njit(cache=True, nogil=True)
def _cluster(wood: Wood, grid: Ints, count: int, begin: int, state: State) -> Ints:
    """Draw ``begin`` and one to four grids around it."""
    size = 2 + below(state, _MOST_GRIDS - 1)
    is_in = np.zeros(count, dtype=np.int64)
    chosen = np.empty(size, dtype=np.int64)
    chosen[0], is_in[begin], made = begin, 1, 1
    while made < size:
        pick = _next_grid(wood, grid, is_in, state)
        if pick < 0:
            break
        chosen[made], is_in[pick] = pick, 1
        made += 1
    return chosen[:made]


@njit(cache=True, nogil=True)
def _sum_up(wood: Wood, grid: Ints, count: int) -> Floats:
    """Households of each grid."""
    sums = np.zeros(count)
    for cell in range(len(grid)):
        sums[grid[cell]] += wood.households[cell]
    return sums


@njit(cache=True, nogil=True)
def _hopeful(wood: Wood, grid: Ints, misses: Floats) -> Ints:
    """Grids out of the band that hold no cell above the maximum by itself."""
    is_bad = misses > 0
    for cell in range(len(grid)):
        if wood.households[cell] > wood.most:
            is_bad[grid[cell]] = False
    return np.flatnonzero(is_bad)


@njit(cache=True, nogil=True)
def _repair(wood: Wood, grid: Ints, count: int, state: State) -> Ints:
    """Cut clusters around grids out of the band anew until none is left or the tries are used up."""
    misses = _outside(wood, _sum_up(wood, grid, count))
    bad = _hopeful(wood, grid, misses)
    for _ in range(min(_MOST_TRIES, _TRIES * len(bad))):
        if len(bad) == 0:
            break
        chosen = _cluster(wood, grid, count, bad[below(state, len(bad))], state)
        tried = grid.copy()
        for mark in chosen[1:]:
            tried[tried == mark] = chosen[0]
        divide(wood, tried, chosen, state)
        after = _outside(wood, _sum_up(wood, tried, count))
        if after.sum() <= misses.sum():
            grid, misses = tried, after
            bad = _hopeful(wood, grid, misses)
    return grid


def repair(instance: Instance, grid: Ints, count: int, state: State) -> Ints:
    """Bring grids into the band; returns the plan itself where it is in the band or nothing helps."""
    return np.asarray(_repair(make_wood(instance), grid, count, state))
