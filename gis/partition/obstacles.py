"""Why a grid is out of the band: what whole buildings and contiguity allow, shown where it can be shown.

The total of a community may allow the band while its buildings do not. For each grid out of the band the first of
these that holds is told; each is a proof that no plan has all of these cells in the band:

``building_above_max``   it holds a building of more households than the maximum.
``piece_total``          its cells lie in a piece that buildings above the maximum cut off (every one of those is out
                         of the band whatever it is put with), and no K has K L <= households of the piece <= K U.
``pocket``               no connected set of whole cells that holds some cell of it has L to U households and leaves
                         every other piece with a total that can be divided. Land of fewer than L households behind a
                         single cell must go with that cell, which shortens the search; it is exhaustive.

Where none is shown within ``_MOST_SETS`` steps, the reason is ``not_found``: a better plan may exist.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.partition.arrays import Flags, Ints
from gis.partition.instance import Instance

_MOST_SETS = 20_000


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why one grid is out of the band.

    Attributes
    ----------
    grid
        Its label.
    code
        See above.
    households
        Of the grid.
    core
        Cells that the proof is about: the building, the piece, or the cells that belong together.
    core_households
        Of these.
    """

    grid: int
    code: str
    households: int
    core: Ints
    core_households: int


@njit(cache=True, nogil=True)
def can_divide(total: int, least: int, most: int) -> bool:
    """Whether some number of grids has its average in the band; nobody needs no grid."""
    return total == 0 or -(-total // most) * least <= total


@njit(cache=True, nogil=True)
def _spread(  # noqa: PLR0917
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
                count = _spread(start, near, closed, place, seen, queue)
                held = 0
                for other in queue[:count]:
                    held += lived[other]
                if held < least:
                    owner[queue[:count]] = gate
                    changed = True
    return owner


@njit(cache=True, nogil=True)
def _leaves_divisible(start: Ints, near: Ints, lived: Ints, chosen: Flags, least: int, most: int) -> bool:  # noqa: PLR0917
    """Whether every piece that a set leaves has a total that can be divided."""
    seen = chosen.copy()
    queue = np.empty(len(lived), dtype=np.int64)
    for place in range(len(lived)):
        if seen[place]:
            continue
        count = _spread(start, near, chosen, place, seen, queue)
        held = 0
        for other in queue[:count]:
            held += lived[other]
        if not can_divide(held, least, most):
            return False
    return True


@njit(cache=True, nogil=True)
def _find_set(start: Ints, near: Ints, lived: Ints, begin: int, least: int, most: int, limit: int) -> int:  # noqa: PLR0917
    """Look for a connected set in the band that holds ``begin``: 1 there is one, 0 there is none, -1 unknown.

    Depth first: the next node beside the set is taken in, and then barred.
    """
    size = len(lived)
    chosen, barred = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    path = np.empty(size + 1, dtype=np.int64)
    is_in = np.zeros(size + 1, dtype=np.bool_)
    chosen[begin] = True
    held, depth, steps, fresh = lived[begin], 0, 0, True
    if held > most:
        return 0
    while True:
        steps += 1
        if steps > limit:
            return -1
        if fresh and held >= least and _leaves_divisible(start, near, lived, chosen, least, most):
            return 1
        pick = -1
        for node in range(size):
            if chosen[node]:
                for place in range(start[node], start[node + 1]):
                    other = near[place]
                    if not chosen[other] and not barred[other] and held + lived[other] <= most:
                        pick = other
                        break
                if pick >= 0:
                    break
        if pick >= 0:
            path[depth], is_in[depth] = pick, True
            depth += 1
            chosen[pick], fresh = True, True
            held += lived[pick]
            continue
        while depth > 0 and not is_in[depth - 1]:
            depth -= 1
            barred[path[depth]] = False
        if depth == 0:
            return 0
        last = path[depth - 1]
        is_in[depth - 1] = False
        chosen[last], barred[last], fresh = False, True, False
        held -= lived[last]


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


class _Piece:
    """A connected piece without buildings above the maximum, its pockets joined to their gates."""

    def __init__(self, instance: Instance, cells: Ints) -> None:
        band = instance.band
        number = np.full(instance.size, -1)
        number[cells] = np.arange(len(cells))
        one, other = (number[end] for end in _open_pairs(instance, number >= 0))
        lived = instance.households[cells]
        owner = _join_pockets(*_graph(len(cells), one, other), lived, band.min_households)
        _, node = np.unique(owner, return_inverse=True)
        self.cells, self.node, self.band = cells, node, band
        self.lived = np.bincount(node, lived).astype(np.int64)
        self.start, self.near = _graph(len(self.lived), node[one], node[other])

    def stuck_node(self, members: np.ndarray) -> int:
        """Return a node that holds some of these cells and is in no set in the band; -1 where none is shown."""
        least, most = self.band.min_households, self.band.max_households
        for own in np.unique(self.node[np.isin(self.cells, members)]):
            if self.lived[own] == 0:
                continue
            if _find_set(self.start, self.near, self.lived, int(own), least, most, _MOST_SETS) == 0:
                return int(own)
        return -1


def find_obstacles(instance: Instance, grid: Ints) -> list[Obstacle]:
    """Say of every grid out of the band why it is.

    Parameters
    ----------
    grid
        Label of each cell.
    """
    band = instance.band
    sums = np.bincount(grid, instance.households).astype(np.int64)
    used = np.bincount(grid) > 0
    bad = [int(own) for own in np.flatnonzero(used) if not band.holds(int(sums[own]))]
    if not bad:
        return []
    is_giant = instance.households > band.max_households
    label = _labels(instance, ~is_giant)
    pieces: dict[int, _Piece] = {}
    return [_obstacle(instance, own, np.flatnonzero(grid == own), label, pieces) for own in bad]


def _labels(instance: Instance, inside: np.ndarray) -> Ints:
    """Label the connected pieces of the cells ``inside``."""
    pairs = _open_pairs(instance, inside)
    graph = coo_array((np.ones(len(pairs[0]), dtype=np.int8), pairs), shape=(instance.size,) * 2)
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _obstacle(
    instance: Instance, own: int, members: Ints, label: Ints, pieces: dict[int, _Piece]
) -> Obstacle:
    """The first reason that holds."""
    band, lived = instance.band, instance.households
    held = int(lived[members].sum())
    giants = members[lived[members] > band.max_households]
    if len(giants):
        return Obstacle(own, "building_above_max", held, giants, int(lived[giants].max()))
    homes = members[lived[members] > 0]
    piece = int(label[homes[0] if len(homes) else members[0]])
    cells = np.flatnonzero((label == piece) & (lived <= band.max_households))
    total = int(lived[cells].sum())
    if not can_divide(total, band.min_households, band.max_households) or total == 0:
        return Obstacle(own, "piece_total", held, cells, total)
    if piece not in pieces:
        pieces[piece] = _Piece(instance, cells)
    stuck = pieces[piece].stuck_node(members)
    if stuck < 0:
        return Obstacle(own, "not_found", held, members, held)
    core = cells[pieces[piece].node == stuck]
    return Obstacle(own, "pocket", held, core, int(lived[core].sum()))
