"""Land as a graph of nodes: connected pieces of cells, what must go together put into one node (compiled)."""

from typing import NamedTuple

import numpy as np
from numba import njit
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.partition.arrays import Flags, Ints
from gis.partition.instance import Instance


@njit(cache=True, nogil=True)
def spread(  # noqa: PLR0917
    start: Ints, near: Ints, closed: Flags, begin: int, seen: Flags, queue: Ints
) -> int:
    """Mark what is reached from ``begin`` without the closed nodes, into the queue; how many."""
    queue[0] = begin
    seen[begin] = True
    head, tail = 0, 1
    while head < tail:
        here = queue[head]
        head += 1
        for place in range(start[here], start[here + 1]):
            other = near[place]
            if not closed[other] and not seen[other]:
                seen[other] = True
                queue[tail] = other
                tail += 1
    return tail


@njit(cache=True, nogil=True)
def _join_pockets(start: Ints, near: Ints, lived: Ints, least: int) -> Ints:
    """Join what lies behind one node with fewer than ``least`` households to it, until nothing changes."""
    size = len(lived)
    owner = np.arange(size)
    queue = np.empty(size, dtype=np.int64)
    changed = True
    while changed:
        changed = False
        for gate in range(size):
            if owner[gate] != gate:
                continue
            closed = owner == gate
            seen = closed.copy()
            for place in range(size):
                if seen[place]:
                    continue
                count = spread(start, near, closed, place, seen, queue)
                held = 0
                for other in queue[:count]:
                    held += lived[other]
                if held < least:
                    owner[queue[:count]] = gate
                    changed = True
    return owner


class Land(NamedTuple):
    """Nodes with their households and neighbours (CSR), and the band."""

    start: Ints
    near: Ints
    lived: Ints
    least: int
    most: int


def _graph(size: int, one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """Neighbours in CSR from pairs given in both directions; repeated pairs and loops are dropped."""
    keep = one != other
    pairs = np.unique(one[keep] * size + other[keep])
    return np.searchsorted(pairs // size, np.arange(size + 1)).astype(np.int64), pairs % size


def _open_pairs(instance: Instance, inside: np.ndarray) -> tuple[Ints, Ints]:
    """Open borders between the cells ``inside``, in both directions, as positions of cells."""
    source = np.repeat(np.arange(instance.size), np.diff(instance.start))
    keep = instance.is_open & inside[source] & inside[instance.neighbour]
    return source[keep], instance.neighbour[keep]


def label_pieces(instance: Instance, inside: np.ndarray) -> Ints:
    """Label the connected pieces of the cells ``inside``."""
    pairs = _open_pairs(instance, inside)
    graph = coo_array((np.ones(len(pairs[0]), dtype=np.int8), pairs), shape=(instance.size,) * 2)
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


class Piece:
    """A connected piece without buildings above the maximum, its pockets joined to their gates."""

    def __init__(self, instance: Instance, cells: Ints) -> None:
        band = instance.band
        number = np.full(instance.size, -1)
        number[cells] = np.arange(len(cells))
        one, other = (number[end] for end in _open_pairs(instance, number >= 0))
        lived = instance.households[cells]
        owner = _join_pockets(*_graph(len(cells), one, other), lived, band.min_households)
        _, node = np.unique(owner, return_inverse=True)
        self.cells, self.node = cells, node
        summed = np.bincount(node, lived).astype(np.int64)
        near = _graph(len(summed), node[one], node[other])
        self.land = Land(*near, summed, band.min_households, band.max_households)
