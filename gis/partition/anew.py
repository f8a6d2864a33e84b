"""Land around a grid that no cut brought into the band, searched anew from other seeds.

``mend`` is exhaustive in regions of a few grids; what it cannot help may still be helped by a plan that differs over
more land than it can enumerate. So whole grids around each that is out of the band without a proof, up to some
hundreds of cells, are drawn from nothing as a piece of their own, several times.
"""

from dataclasses import replace

import numpy as np

from gis.partition.arrays import Ints
from gis.partition.contiguity import neighbours, ring_by_ring
from gis.partition.instance import Instance, restrict
from gis.partition.mend import mend
from gis.partition.obstacles import find_obstacles
from gis.partition.search import Aim, Found, search, weighed

# Cells of the land around one grid, turn by turn: little land is searched best and most often suffices. Land of fewer
# cells is searched whole.
_CELLS_BY_TURN = (150, 300, 150, 600, 150, 300)
# What the seed grows by from turn to turn.
_SEED_STRIDE = 104_729


def search_around(instance: Instance, found: Found, asked: int | None, aim: Aim) -> Found:
    """Search anew around grids out of the band without a proof; what is better than before is taken.

    Parameters
    ----------
    found
        A mended plan without existing grids, labels 0..count-1.
    asked
        Number of grids asked for, which then stays; None: the land around a grid may have one more or fewer.
    """
    best = found
    for turn, most_cells in enumerate(_CELLS_BY_TURN, start=1):
        stuck = [item.grid for item in find_obstacles(instance, best.grid) if item.code == "not_found"]
        if not stuck or aim.effort.is_over():
            break
        other = replace(aim, seed=aim.seed + turn * _SEED_STRIDE)
        for own in stuck:
            better = _searched_once(instance, best, own, asked, aim=other, most_cells=most_cells)
            if better is not best:
                best = better
                break
    return best


def _searched_once(
    instance: Instance, found: Found, own: int, asked: int | None, *, aim: Aim, most_cells: int
) -> Found:
    """The plan with the land around one grid drawn anew, where that is better."""
    cells = _around(instance, found.grid, own, most_cells)
    land = restrict(instance, cells)
    before = len(np.unique(found.grid[cells]))
    counts = [before] if asked is not None else [max(before - 1, 1), before, before + 1]
    drawn = mend(land, search(land, counts, aim), before if asked is not None else None, aim)
    grid = found.grid.copy()
    grid[cells] = found.count + drawn.grid
    after = weighed(instance, grid, aim, is_finished=found.is_finished)
    return after if after.objective_m < found.objective_m else found


def _around(instance: Instance, grid: Ints, own: int, most_cells: int) -> Ints:
    """Cells of a grid and of those around it, ring by ring, as many whole grids as the bound allows."""
    cells_of = np.bincount(grid)
    order = ring_by_ring(neighbours(instance, grid), own, cells_of, len(cells_of))
    inside = order[: max(1, int(np.searchsorted(np.cumsum(cells_of[order]), most_cells, side="right")))]
    return np.flatnonzero(np.isin(grid, inside))
