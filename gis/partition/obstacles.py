"""Why a grid is out of the band: what whole buildings and contiguity allow, shown where it can be shown.

The total of a community may allow the band while its buildings do not. For each grid out of the band the first of
these that holds is told; each is a proof that no plan has all of these cells in the band:

``building_above_max``   it holds a building of more households than the maximum.
``piece_total``          its cells lie in a piece that buildings above the maximum cut off (every one of those is out
                         of the band whatever it is put with), and no K has K L <= households of the piece <= K U.
``pocket``               no connected set of whole cells that holds some cell of it has L to U households and leaves
                         every other piece with a total that can be divided. Land of fewer than L households behind a
                         single cell must go with that cell, which shortens the search; it is exhaustive.

``strands_others``       there are such sets, and each leaves a cell beside it, whose grid is in the band now, in no such
                         set of the land that remains: this grid can be helped only by putting another out.
``surroundings``         the cells around it cannot be covered by sets in the band (``surroundings``). Of several grids each
                         is told with land of its own.

Where none is shown within bounds of steps and sets, the reason is ``not_found``: a better plan may exist.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit

from gis.partition.arrays import Flags, Ints
from gis.partition.instance import Instance
from gis.partition.land import Land, Piece, label_pieces, spread
from gis.partition.surroundings import MOST_SETS, Surroundings

# Steps of the search through the sets of one node, and through those of a node beside such a set.
_MOST_STEPS, _MOST_STEPS_BESIDE = 100_000, 2_000
# Sets of a neighbourhood where the proof is made in passing, before a repair is tried.
_QUICK_SETS = 500


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
def _leaves_divisible(land: Land, chosen: Flags, taken: Flags) -> bool:
    """Whether every piece that a set leaves has a total that can be divided."""
    closed = chosen | taken
    seen = closed.copy()
    queue = np.empty(len(land.lived), dtype=np.int64)
    for place in range(len(land.lived)):
        if seen[place]:
            continue
        count = spread(land.start, land.near, closed, place, seen, queue)
        held = 0
        for other in queue[:count]:
            held += land.lived[other]
        if not can_divide(held, land.least, land.most):
            return False
    return True


@njit(cache=True, nogil=True)
def _begin(land: Land, node: int, taken: Flags) -> _Walk:
    """Stand at the set of one node."""
    size = len(land.lived)
    chosen = np.zeros(size, dtype=np.bool_)
    chosen[node] = True
    path, is_in = np.full(size + 1, node), np.zeros(size + 1, dtype=np.bool_)
    is_in[0] = True
    return _Walk(chosen, taken.copy(), taken, path, is_in, np.array([land.lived[node], 1, 0, 1]))


@njit(cache=True, nogil=True)
def _beside(land: Land, walk: _Walk) -> int:
    """The first node that could be taken in; -1 where there is none."""
    for node in walk.path[: walk.now[1]][walk.is_in[: walk.now[1]]]:
        for other in land.near[land.start[node] : land.start[node + 1]]:
            fits = walk.now[0] + land.lived[other] <= land.most
            if fits and not walk.chosen[other] and not walk.barred[other]:
                return int(other)
    return -1


@njit(cache=True, nogil=True)
def _go_on(land: Land, walk: _Walk) -> bool:
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
def _next_set(land: Land, walk: _Walk, limit: int) -> int:
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
def _strands(land: Land, walk: _Walk, is_well: Flags) -> bool:
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
def _seek(land: Land, begin: int, is_well: Flags) -> int:
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


def _stuck_node(piece: Piece, members: np.ndarray, well: np.ndarray) -> tuple[int, str]:
    """Return a node that holds some of ``members`` and cannot be in the band, with the reason; -1 if none is shown.

    ``well`` says of each cell of the community whether its grid is in the band.
    """
    is_well = (np.bincount(piece.node, ~well[piece.cells]) == 0) & (piece.land.lived > 0)
    stranding = -1
    for own in np.unique(piece.node[np.isin(piece.cells, members)]):
        if piece.land.lived[own] == 0:
            continue
        verdict = _seek(piece.land, int(own), is_well)
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
    return _reasons(instance, grid, MOST_SETS)[0]


def _reasons(instance: Instance, grid: Ints, most_sets: int) -> tuple[list[Obstacle], dict[int, Piece]]:
    """The reasons, and the pieces looked at; of neighbourhoods with more sets nothing is shown."""
    found, label, pieces = _first_reasons(instance, grid)
    around = {number: Surroundings(piece, most_sets) for number, piece in pieces.items()}
    told = [_with_core(item, label, pieces, around) if item.code == "not_found" else item for item in found]
    return told, pieces


def find_stuck(instance: Instance, grid: Ints) -> tuple[list[int], set[int], Ints]:
    """Which grids are out of the band for no reason that is quickly shown.

    Returns
    -------
    tuple
        Their labels; those of the grids with a reason; and a node of each cell: cells of one node go together in
        every plan that has all of them in the band.
    """
    found, pieces = _reasons(instance, grid, _QUICK_SETS)
    node = np.arange(instance.size)
    for piece in pieces.values():
        first = np.full(len(piece.land.lived), instance.size)
        np.minimum.at(first, piece.node, piece.cells)
        node[piece.cells] = first[piece.node]
    stuck = [item.grid for item in found if item.code == "not_found"]
    return stuck, {item.grid for item in found} - set(stuck), node


def _first_reasons(instance: Instance, grid: Ints) -> tuple[list[Obstacle], Ints, dict[int, Piece]]:
    """The reason of each grid out of the band by itself; the piece of each cell; pieces by their number."""
    band = instance.band
    sums = np.bincount(grid, instance.households).astype(np.int64)
    used = np.bincount(grid) > 0
    bad = [int(own) for own in np.flatnonzero(used) if not band.holds(int(sums[own]))]
    pieces: dict[int, Piece] = {}
    if not bad:
        return [], np.zeros(instance.size, dtype=np.int64), pieces
    label = label_pieces(instance, instance.households <= band.max_households)
    return [_obstacle(instance, grid, own, label, pieces) for own in bad], label, pieces


def _with_core(
    item: Obstacle, label: Ints, pieces: dict[int, Piece], around: dict[int, Surroundings]
) -> Obstacle:
    """Look for land around a grid without a reason that cannot all be in the band."""
    number = int(label[item.core[0]])
    piece = pieces[number]
    core = around[number].find_core(np.unique(piece.node[np.isin(piece.cells, item.core)]))
    if core is None:
        return item
    cells = piece.cells[np.isin(piece.node, core)]
    return Obstacle(item.grid, "surroundings", item.households, cells, int(piece.land.lived[core].sum()))


def _obstacle(instance: Instance, grid: Ints, own: int, label: Ints, pieces: dict[int, Piece]) -> Obstacle:
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
        pieces[piece] = Piece(instance, cells)
    sums = np.bincount(grid, lived)[grid]
    well = (sums >= band.min_households) & (sums <= band.max_households)
    stuck, code = _stuck_node(pieces[piece], members, well)
    if stuck < 0:
        inside = members[lived[members] > 0] if len(homes) else members
        return Obstacle(own, "not_found", held, inside, held)
    core = cells[pieces[piece].node == stuck]
    return Obstacle(own, code, held, core, int(lived[core].sum()))
