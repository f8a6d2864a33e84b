"""Which cells of a grid hang together, which grids lie side by side, and whom cells without a grid are given to."""

from collections.abc import Set

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.partition.arrays import Ints
from gis.partition.instance import Instance


def connected_parts(instance: Instance, grid: Ints) -> Ints:
    """Label the connected parts of grids (over open borders); unassigned cells are parts of their own kind."""
    source = np.repeat(np.arange(instance.size), np.diff(instance.start))
    keep = instance.is_open & (grid[source] == grid[instance.neighbour]) & (grid[source] >= 0)
    graph = coo_array(
        (np.ones(keep.sum(), dtype=np.int8), (source[keep], instance.neighbour[keep])),
        shape=(instance.size,) * 2,
    )
    return np.asarray(connected_components(graph, directed=False)[1])


def fill(instance: Instance, grid: Ints) -> Ints:
    """Give every cell without a grid to the neighbouring grid with the longest common border, inwards."""
    grid = grid.copy()
    while (grid < 0).any():
        changed = False
        for cell in np.flatnonzero(grid < 0):
            entries = slice(instance.start[cell], instance.start[cell + 1])
            near = grid[instance.neighbour[entries]]
            usable = (near >= 0) & instance.is_open[entries]
            if usable.any():
                border = np.bincount(near[usable], instance.length_m[entries][usable] + 1e-6)
                grid[cell] = int(np.argmax(border))
                changed = True
        if not changed:
            grid[np.flatnonzero(grid < 0)[0]] = 0
    return grid


def neighbours(instance: Instance, grid: Ints, barred: Set[int] = frozenset()) -> dict[int, set[int]]:
    """The grids beside each grid across open borders, without those barred."""
    source = np.repeat(np.arange(instance.size), np.diff(instance.start))
    pairs = np.column_stack([grid[source], grid[instance.neighbour]])[instance.is_open]
    near: dict[int, set[int]] = {}
    for one, other in np.unique(pairs, axis=0).tolist():
        if one != other and other not in barred:
            near.setdefault(one, set()).add(other)
    return near


def ring_by_ring(near: dict[int, set[int]], own: int, cells_of: Ints, most: int) -> list[int]:
    """A grid and those around it, ring by ring, in a ring those of fewest cells first; no more rings from ``most`` grids on."""
    seen, ring, order = {own}, {own}, [own]
    while ring and len(order) < most:
        ring = {other for one in ring for other in near.get(one, set())} - seen
        seen |= ring
        order += sorted(ring, key=lambda one: (cells_of[one], one))
    return order
