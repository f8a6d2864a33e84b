"""Why a grid is out of the band: what whole buildings and contiguity allow, shown where it can be shown.

The total of a community may allow the band while its buildings do not. For each grid out of the band the first of
these that holds is told; each is a proof that no plan has all of these cells in the band:

``building_above_max``   it holds a building of more households than the maximum.
``piece_total``          its cells lie in a piece that buildings above the maximum cut off (every one of those is out
                         of the band whatever it is put with), and no K has K L <= households of the piece <= K U.
``pocket``               no connected set of whole cells that holds some cell of it has L to U households and leaves
                         every other piece with a total that can be divided. Land of fewer than L households behind a
                         single cell must go with that cell, which shortens the search; it is exhaustive.

``strands_others``     there are such sets, and each leaves a cell beside it, whose grid is in the band now, in no such set
                       of the land that remains: this grid can be helped only by putting another out.

Where none is shown within ``_MOST_STEPS`` steps, the reason is ``not_found``: a better plan may exist.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.partition.arrays import Flags, Ints
from gis.partition.instance import Instance

# Steps of the search through the sets of one node, and through those of a node beside such a set.
_MOST_STEPS, _MOST_STEPS_BESIDE = 100_000, 2_000


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


class _Land(NamedTuple):
    """Nodes with their households and neighbours (CSR), and the band."""

    start: Ints
    near: Ints
    lived: Ints
    least: int
    most: int


class _Walk(NamedTuple):
    """Where the search through connected sets stands: depth first, a node beside the set is taken in, then barred.

    ``taken`` belongs to a set chosen before. ``path`` and ``is_in`` tell the decisions, the first of which is to
    begin. ``now``: households held, decisions, steps made, whether a node came in last.
    """

    chosen: Flags
    barred: Flags
    taken: Flags
    path: Ints
    is_in: Flags
    now: Ints


@njit(cache=True, nogil=True)
def _leaves_divisible(land: _Land, chosen: Flags, taken: Flags) -> bool:
    """Whether every piece that a set leaves has a total that can be divided."""
    closed = chosen | taken
    seen = closed.copy()
    queue = np.empty(len(land.lived), dtype=np.int64)
    for place in range(len(land.lived)):
        if seen[place]:
            continue
        count = _spread(land.start, land.near, closed, place, seen, queue)
        held = 0
        for other in queue[:count]:
            held += land.lived[other]
        if not can_divide(held, land.least, land.most):
            return False
    return True


@njit(cache=True, nogil=True)
def _begin(land: _Land, node: int, taken: Flags) -> _Walk:
    """Stand at the set of one node."""
    size = len(land.lived)
    chosen = np.zeros(size, dtype=np.bool_)
    chosen[node] = True
    path, is_in = np.full(size + 1, node), np.zeros(size + 1, dtype=np.bool_)
    is_in[0] = True
    return _Walk(chosen, taken.copy(), taken, path, is_in, np.array([land.lived[node], 1, 0, 1]))


@njit(cache=True, nogil=True)
def _beside(land: _Land, walk: _Walk) -> int:
    """The first node that could be taken in; -1 where there is none."""
    for node in walk.path[: walk.now[1]][walk.is_in[: walk.now[1]]]:
        for other in land.near[land.start[node] : land.start[node + 1]]:
            fits = walk.now[0] + land.lived[other] <= land.most
            if fits and not walk.chosen[other] and not walk.barred[other]:
                return int(other)
    return -1


@njit(cache=True, nogil=True)
def _go_on(land: _Land, walk: _Walk) -> bool:
    """Take in the next node beside the set, or bar the last one; False where all sets were tried."""
    now = walk.now
    pick = _beside(land, walk)
    if pick >= 0:
        walk.path[now[1]], walk.is_in[now[1]] = pick, True
        walk.chosen[pick] = True
        now[0] += land.lived[pick]
        now[1] += 1
        now[3] = 1
        return True
    while not walk.is_in[now[1] - 1]:
        now[1] -= 1
        walk.barred[walk.path[now[1]]] = False
    if now[1] == 1:
        return False
    last = walk.path[now[1] - 1]
    walk.is_in[now[1] - 1] = False
    walk.chosen[last], walk.barred[last] = False, True
    now[0] -= land.lived[last]
    now[3] = 0
    return True


@njit(cache=True, nogil=True)
def _next_set(land: _Land, walk: _Walk, limit: int) -> int:
    """Go on to the next set that is in the band and leaves divisible land: 1 found, 0 none left, -1 limit reached."""
    if walk.now[2] > 0 and not _go_on(land, walk):
        return 0
    while walk.now[2] < limit:
        walk.now[2] += 1
        is_in_band = walk.now[3] == 1 and land.least <= walk.now[0] <= land.most
        if is_in_band and _leaves_divisible(land, walk.chosen, walk.taken):
            return 1
        if not _go_on(land, walk):
            return 0
    return -1


@njit(cache=True, nogil=True)
def _strands(land: _Land, walk: _Walk, is_well: Flags) -> bool:
    """Whether the set at hand leaves a node beside it, in the band now, in no set; counts the steps."""
    taken = walk.chosen | walk.taken
    checked = taken | ~is_well
    for node in walk.path[: walk.now[1]][walk.is_in[: walk.now[1]]]:
        for other in land.near[land.start[node] : land.start[node + 1]]:
            if checked[other]:
                continue
            checked[other] = True
            beside = _begin(land, other, taken)
            found = _next_set(land, beside, _MOST_STEPS_BESIDE)
            walk.now[2] += beside.now[2]
            if found == 0:
                return True
    return False


@njit(cache=True, nogil=True)
def _seek(land: _Land, begin: int, is_well: Flags) -> int:
    """Look for a set with ``begin`` in the band: 1 there may be one, 0 there is none, 2 each strands a node."""
    walk = _begin(land, begin, np.zeros(len(land.lived), dtype=np.bool_))
    verdict = 0
    while True:
        found = _next_set(land, walk, _MOST_STEPS)
        if found == 0:
            return verdict
        if found < 0 or not _strands(land, walk, is_well):
            return 1
        verdict = 2


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
        self.cells, self.node = cells, node
        summed = np.bincount(node, lived).astype(np.int64)
        near = _graph(len(summed), node[one], node[other])
        self.land = _Land(*near, summed, band.min_households, band.max_households)

    def stuck_node(self, members: np.ndarray, well: np.ndarray) -> tuple[int, str]:
        """Return a node that holds some of ``members`` and cannot be in the band, with the reason; -1 if none is shown.

        ``well`` says of each cell of the community whether its grid is in the band.
        """
        is_well = (np.bincount(self.node, ~well[self.cells]) == 0) & (self.land.lived > 0)
        stranding = -1
        for own in np.unique(self.node[np.isin(self.cells, members)]):
            if self.land.lived[own] == 0:
                continue
            verdict = _seek(self.land, int(own), is_well)
            if verdict == 0:
                return int(own), "pocket"
            if verdict == 2:
                stranding = int(own)
        return stranding, "strands_others"


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
    return [_obstacle(instance, grid, own, label, pieces) for own in bad]


def _labels(instance: Instance, inside: np.ndarray) -> Ints:
    """Label the connected pieces of the cells ``inside``."""
    pairs = _open_pairs(instance, inside)
    graph = coo_array((np.ones(len(pairs[0]), dtype=np.int8), pairs), shape=(instance.size,) * 2)
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _obstacle(instance: Instance, grid: Ints, own: int, label: Ints, pieces: dict[int, _Piece]) -> Obstacle:
    """The first reason that holds."""
    band, lived = instance.band, instance.households
    members = np.flatnonzero(grid == own)
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
    sums = np.bincount(grid, lived)[grid]
    well = (sums >= band.min_households) & (sums <= band.max_households)
    stuck, code = pieces[piece].stuck_node(members, well)
    if stuck < 0:
        return Obstacle(own, "not_found", held, members, held)
    core = cells[pieces[piece].node == stuck]
    return Obstacle(own, code, held, core, int(lived[core].sum()))
