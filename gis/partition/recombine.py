"""Two neighbouring grids put together and cut apart anew along a random spanning tree (compiled).

Moves of single cells cannot leave some plans: an estate whose only way out is a strip of empty land that
belongs to another grid, say. Here both grids of a border are merged, a random tree is grown on their cells as in
``trees``, and *every* edge of it is weighed as a cut by the true objective: a subtree's households, area, rim
and criteria are sums from the leaves up, and its border with the rest is the sum of its cells' borders within
the pair, less twice those whose ends meet (lowest common ancestor) inside it. That is a step of ReCom (DeFord,
Duchin and Solomon, "Recombination: A family of Markov chains for redistricting", Harvard Data Science Review 3,
2021) with the cut drawn by cost and temperature among all of the tree's.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from gis.partition.arrays import Floats, Ints
from gis.partition.compiled import lean
from gis.partition.plan import Board, Plan, balance_cost, grid_cost, move, own_cost
from gis.partition.proposals import Scratch
from gis.partition.random import State, uniform
from gis.partition.trees import FREE_SHARE, both_ends, hang, root_of

# Pairs of more cells than this are left to the moves.
_MOST_CELLS = 512
# Columns of the sums over subtrees.
_HOUSEHOLDS, _AREA, _RIM, _CUT, _BORDER, _KEPT_ONE, _KEPT_OTHER, _FIXED_ONE, _FIXED_OTHER, _LEAN = range(10)
_COLUMNS = 10


class Pair(NamedTuple):
    """Two grids put together: their cells by number, and the borders among these.

    Attributes
    ----------
    one, other
        The grids.
    cells
        Cell by number.
    ends, entry
        Borders within the pair, closed ones too: both numbers, and the entry in the board.
    """

    one: int
    other: int
    cells: Ints
    ends: Ints
    entry: Ints


@njit(cache=True, nogil=True)
def _gather(board: Board, plan: Plan, scratch: Scratch, begin: int) -> Pair:
    """Put the two grids of a border together; no cells where they are too many."""
    one, other = plan.grid[board.source[begin]], plan.grid[board.neighbour[begin]]
    size = plan.cells[one] + plan.cells[other]
    none = np.empty(0, dtype=np.int64)
    if size > _MOST_CELLS:
        return Pair(one, other, none, np.empty((0, 2), dtype=np.int64), none)
    scratch.clock[0] += 2
    seen = scratch.clock[0]
    cells = np.empty(size, dtype=np.int64)
    cells[0] = board.source[begin]
    scratch.stamp[cells[0]] = seen
    scratch.number[cells[0]] = 0
    head, tail, borders = 0, 1, 0
    while head < tail:
        here = cells[head]
        head += 1
        borders += board.start[here + 1] - board.start[here]
        for entry in range(board.start[here], board.start[here + 1]):
            near = board.neighbour[entry]
            fits = board.is_open[entry] and (plan.grid[near] == one or plan.grid[near] == other)
            if fits and scratch.stamp[near] != seen:
                scratch.stamp[near] = seen
                scratch.number[near] = tail
                cells[tail] = near
                tail += 1
    ends, kept = np.empty((borders, 2), dtype=np.int64), np.empty(borders, dtype=np.int64)
    count = 0
    for place in range(tail):
        for entry in range(board.start[cells[place]], board.start[cells[place] + 1]):
            near = board.neighbour[entry]
            if scratch.stamp[near] == seen and scratch.number[near] > place:
                ends[count, 0], ends[count, 1], kept[count] = place, scratch.number[near], entry
                count += 1
    return Pair(one, other, cells[:tail], ends[:count], kept[:count])


@njit(cache=True, nogil=True)
def _grow(board: Board, pair: Pair, state: State) -> tuple[Ints, Ints]:
    """Random spanning tree: numbers from the root outwards, and parents (-1 at the root)."""
    size = len(pair.cells)
    keys = np.empty(len(pair.entry))
    is_free = uniform(state) < FREE_SHARE
    for place in range(len(pair.entry)):
        entry = pair.entry[place]
        estate = board.estate[board.source[entry]]
        keys[place] = uniform(state)
        if not board.is_open[entry]:
            keys[place] = np.inf
        elif is_free:
            continue
        elif estate < 0 or estate != board.estate[board.neighbour[entry]]:
            keys[place] += 2.0 - board.cost_m[entry] / max(board.length_m[entry], 1e-9)
    union, degree = np.arange(size), np.zeros(size + 1, dtype=np.int64)
    chosen, picked = np.empty((size, 2), dtype=np.int64), 0
    for place in np.argsort(keys):
        if picked == size - 1 or keys[place] == np.inf:
            break
        left, right = root_of(union, pair.ends[place, 0]), root_of(union, pair.ends[place, 1])
        if left != right:
            union[left] = right
            chosen[picked] = pair.ends[place]
            degree[pair.ends[place, 0]] += 1
            degree[pair.ends[place, 1]] += 1
            picked += 1
    first, near = both_ends(chosen[:picked], degree, size)
    tree = hang(np.arange(size), first, near, size)
    return tree.order, tree.parent


@lean
def _meeting(parent: Ints, depth: Ints, left: int, right: int) -> int:
    """Lowest common ancestor."""
    while left != right:
        if depth[left] >= depth[right]:
            left = parent[left]
        else:
            right = parent[right]
    return left


@njit(cache=True, nogil=True)
def _own_sums(board: Board, plan: Plan, pair: Pair) -> Floats:
    """What every cell of the pair brings, one row each."""
    sums = np.zeros((len(pair.cells), _COLUMNS))
    for place in range(len(pair.cells)):
        cell = pair.cells[place]
        lived, before = board.households[cell], board.previous[cell]
        sums[place, _HOUSEHOLDS] = lived
        sums[place, _AREA] = board.area_m2[cell]
        sums[place, _RIM] = board.perimeter_m[cell]
        sums[place, _KEPT_ONE] = lived * (before == pair.one)
        sums[place, _KEPT_OTHER] = lived * (before == pair.other)
        if board.is_fixed[cell]:
            sums[place, _FIXED_ONE if plan.grid[cell] == pair.one else _FIXED_OTHER] = 1
        sums[place, _LEAN] = 1 if plan.grid[cell] == pair.one else -1
    return sums


@lean
def _climb(order: Ints, parent: Ints, values: Floats) -> None:
    """Sum every row into its parent's, from the leaves up."""
    for place in range(len(order) - 1, 0, -1):
        here = order[place]
        for column in range(values.shape[1]):
            values[parent[here], column] += values[here, column]


@njit(cache=True, nogil=True)
def _subtree_sums(board: Board, plan: Plan, pair: Pair, order: Ints, parent: Ints) -> Floats:
    """Sums over the subtree under every number; _CUT and _BORDER are of its border with the rest."""
    sums = _own_sums(board, plan, pair)
    depth = np.zeros(len(order), dtype=np.int64)
    for place in range(1, len(order)):
        depth[order[place]] = depth[parent[order[place]]] + 1
    for place in range(len(pair.entry)):
        left, right = pair.ends[place, 0], pair.ends[place, 1]
        top = _meeting(parent, depth, left, right)
        cost_m, length_m = board.cost_m[pair.entry[place]], board.length_m[pair.entry[place]]
        for end in (left, right):
            sums[end, _CUT] += cost_m
            sums[end, _BORDER] += length_m
            sums[end, _RIM] -= length_m
        sums[top, _CUT] -= 2 * cost_m
        sums[top, _BORDER] -= 2 * length_m
    _climb(order, parent, sums)
    return sums


@njit(cache=True, nogil=True)
def _split_costs(board: Board, plan: Plan, pair: Pair, order: Ints, parent: Ints) -> tuple[Floats, float]:
    """Needless parts of the pair's estates under a cut above each number, and as they are."""
    size = len(order)
    costs, present = np.zeros(size), 0.0
    held = np.zeros((size, 1))
    done = np.empty(size, dtype=np.int64)
    known = 0
    for place in range(size):
        estate = board.estate[pair.cells[place]]
        if estate < 0 or np.any(done[:known] == estate):
            continue
        done[known] = estate
        known += 1
        for near in range(size):
            held[near, 0] = 1.0 if board.estate[pair.cells[near]] == estate else 0.0
        total = held.sum()
        _climb(order, parent, held)
        both = int(plan.estate_cells[estate, pair.one] > 0) + int(plan.estate_cells[estate, pair.other] > 0)
        away = plan.estate_parts[estate] - both - board.allowed[estate]
        present += max(0, away + both)
        for near in range(size):
            costs[near] += max(0, away + (2 if 0 < held[near, 0] < total else 1))
    return costs * board.weights[1], present * float(board.weights[1])


@njit(cache=True, nogil=True)
def _balance_costs(board: Board, pair: Pair, order: Ints, parent: Ints, strictness: float) -> Floats:
    """Cost of all criteria of both sides of a cut above each number."""
    size, rows = len(order), board.balance.shape[0]
    costs, sums = np.zeros(size), np.zeros((size, rows))
    for place in range(size):
        sums[place] = board.balance[:, pair.cells[place]]
    _climb(order, parent, sums)
    for place in range(size):
        for row in range(rows):
            costs[place] += balance_cost(board, row, sums[place, row], strictness)
            costs[place] += balance_cost(board, row, sums[order[0], row] - sums[place, row], strictness)
    return costs


@lean
def _sides(board: Board, sums: Floats, place: int, root: int) -> tuple[float, bool]:
    """What stays with its existing grid, and whether the subtree is the first grid; -1 where locks forbid both."""
    below, whole = sums[place], sums[root]
    straight = below[_KEPT_ONE] + whole[_KEPT_OTHER] - below[_KEPT_OTHER]
    crossed = below[_KEPT_OTHER] + whole[_KEPT_ONE] - below[_KEPT_ONE]
    can = below[_FIXED_OTHER] == 0 and below[_FIXED_ONE] == whole[_FIXED_ONE]
    could = below[_FIXED_ONE] == 0 and below[_FIXED_OTHER] == whole[_FIXED_OTHER]
    if can and could:
        return (straight, True) if (straight, below[_LEAN]) >= (crossed, -below[_LEAN]) else (crossed, False)
    if can or could:
        return (straight, True) if can else (crossed, False)
    return -1.0, True


@lean
def _present_cost(board: Board, plan: Plan, pair: Pair, strictness: float) -> float:
    """What the two grids cost as they are, without their estates."""
    cost = grid_cost(board, plan, pair.one, strictness) + grid_cost(board, plan, pair.other, strictness)
    for place in range(len(pair.entry)):
        left, right = pair.cells[pair.ends[place, 0]], pair.cells[pair.ends[place, 1]]
        if plan.grid[left] != plan.grid[right]:
            cost += board.cost_m[pair.entry[place]]
    for cell in pair.cells:
        if board.previous[cell] == plan.grid[cell]:
            cost -= board.weights[4] * board.households[cell]
    return float(cost)


@njit(cache=True, nogil=True)
def _draw_cut(  # noqa: PLR0917
    board: Board,
    order: Ints,
    sums: Floats,
    extra_m: Floats,
    heat_m: float,
    strictness: float,
    state: State,
) -> tuple[int, float]:
    """Draw the number to cut above (-1: none may be) with chance exp(-cost / heat), and its cost.

    ``extra_m`` is what else a cut above each number costs.
    """
    root = order[0]
    best, drawn, least_m = -1, np.inf, np.inf
    for place in order[1:]:
        kept, _ = _sides(board, sums, place, root)
        if kept < 0:
            continue
        border_m = sums[place, _BORDER]
        cost_m = sums[place, _CUT] + extra_m[place] - board.weights[4] * kept
        lived, area_m2, rim_m = sums[place, _HOUSEHOLDS], sums[place, _AREA], sums[place, _RIM]
        cost_m += own_cost(board, lived, area_m2, rim_m + border_m, strictness)
        lived, area_m2 = sums[root, _HOUSEHOLDS] - lived, sums[root, _AREA] - area_m2
        rim_m = sums[root, _RIM] - rim_m
        cost_m += own_cost(board, lived, area_m2, rim_m + border_m, strictness)
        chance = cost_m + heat_m * np.log(-np.log(max(uniform(state), 1e-300)))
        if chance < drawn:
            best, drawn, least_m = place, chance, cost_m
    return best, least_m


@njit(cache=True, nogil=True)
def recombine(  # noqa: PLR0917
    board: Board,
    plan: Plan,
    scratch: Scratch,
    entry: int,
    limit_m: float,
    heat_m: float,
    strictness: float,
    state: State,
) -> bool:
    """Cut the two grids of a border apart anew if that changes the objective by at most ``limit_m``.

    Returns whether that was done; the two grids stand in ``scratch.touched``.
    """
    pair = _gather(board, plan, scratch, entry)
    scratch.touched[0], scratch.touched[1], scratch.touched[2] = pair.one, pair.other, -1
    if len(pair.cells) < 3:
        return False
    order, parent = _grow(board, pair, state)
    sums = _subtree_sums(board, plan, pair, order, parent)
    extra_m, present_m = _split_costs(board, plan, pair, order, parent)
    if board.balance.shape[0] > 0:
        extra_m += _balance_costs(board, pair, order, parent, strictness)
    present_m += _present_cost(board, plan, pair, strictness)
    top, least_m = _draw_cut(board, order, sums, extra_m, heat_m, strictness, state)
    if top < 0 or least_m - present_m > limit_m:
        return False
    _apply(board, plan, pair, order, parent, top, _sides(board, sums, top, order[0])[1])
    return True


@njit(cache=True, nogil=True)
def _apply(  # noqa: PLR0917
    board: Board, plan: Plan, pair: Pair, order: Ints, parent: Ints, top: int, is_one: bool
) -> None:
    """Give the subtree under ``top`` to one grid and the rest to the other."""
    inside = np.zeros(len(order), dtype=np.bool_)
    inside[top] = True
    for place in order[1:]:
        inside[place] |= inside[parent[place]]
    for place in range(len(order)):
        to = pair.one if inside[place] == is_one else pair.other
        if plan.grid[pair.cells[place]] != to:
            move(board, plan, pair.cells[place], to)
