"""Changes a search proposes: a cell's move, an estate's share, swaps and chains (compiled).

Contiguity is asked only of what a removal can break: the cells beside the removed ones must still reach each
other within their grid. That is the articulation-point test done locally, and it stops as soon as the last of
them is reached.

Board, plan and scratch are handed on one by one: inside another tuple they cost 2.4 times the time, since every
function then counts references to some thirty arrays.
"""

from typing import NamedTuple

import numpy as np

from gis.partition.arrays import Ints
from gis.partition.compiled import lean
from gis.partition.plan import Board, Plan, move
from gis.partition.random import State, below, uniform

_LONGEST_PROPOSAL = 4096
# Which kind of change is tried, by a number drawn in [0, 1): below the first, two grids are cut apart anew; up
# to the second a cell moves alone; up to the third another follows from its new grid (a swap or a chain); above, an
# estate's whole share moves, and above the last something follows it.
RECOMBINED, SINGLE, _SHARE, _SHARE_THEN = 0.15, 0.49, 0.79, 0.915
# How often what follows goes back where the first came from (a swap) rather than on (a chain).
_SWAP = 0.7


class Scratch(NamedTuple):
    """Room for one proposal: moves made, marks of cells seen, a queue, numbers within a pair of grids."""

    cell: Ints
    origin: Ints
    stamp: Ints
    clock: Ints
    queue: Ints
    touched: Ints
    number: Ints


def make_scratch(size: int) -> Scratch:
    """Room for proposals on ``size`` cells."""
    return Scratch(
        cell=np.zeros(_LONGEST_PROPOSAL, dtype=np.int64),
        origin=np.zeros(_LONGEST_PROPOSAL, dtype=np.int64),
        stamp=np.zeros(size, dtype=np.int64),
        clock=np.zeros(1, dtype=np.int64),
        queue=np.zeros(size + 1, dtype=np.int64),
        touched=np.zeros(3, dtype=np.int64),
        number=np.zeros(size, dtype=np.int64),
    )


@lean
def _stays_connected(board: Board, plan: Plan, scratch: Scratch, first: int, last: int, grid: int) -> bool:  # noqa: PLR0917
    """Whether a connected grid is still connected after losing moves first..last-1 (already made)."""
    scratch.clock[0] += 2
    wanted, seen = scratch.clock[0], scratch.clock[0] + 1
    missing = 0
    seed = -1
    for place in range(first, last):
        cell = scratch.cell[place]
        for entry in range(board.start[cell], board.start[cell + 1]):
            other = board.neighbour[entry]
            if board.is_open[entry] and plan.grid[other] == grid and scratch.stamp[other] != wanted:
                scratch.stamp[other] = wanted
                missing += 1
                seed = other
    if missing <= 1:
        return bool(plan.cells[grid] > 0)
    scratch.queue[0] = seed
    scratch.stamp[seed] = seen
    missing -= 1
    head, tail = 0, 1
    while head < tail:
        cell = scratch.queue[head]
        head += 1
        for entry in range(board.start[cell], board.start[cell + 1]):
            other = board.neighbour[entry]
            if board.is_open[entry] and plan.grid[other] == grid and scratch.stamp[other] != seen:
                if scratch.stamp[other] == wanted:
                    missing -= 1
                    if missing == 0:
                        return True
                scratch.stamp[other] = seen
                scratch.queue[tail] = other
                tail += 1
    return False


@lean
def _gather_share(board: Board, plan: Plan, scratch: Scratch, cell: int) -> int:
    """Cells of the same estate and grid that hang together with ``cell``, into scratch.queue; how many."""
    scratch.clock[0] += 2
    seen = scratch.clock[0]
    estate, own = board.estate[cell], plan.grid[cell]
    scratch.queue[0] = cell
    scratch.stamp[cell] = seen
    head, tail = 0, 1
    while head < tail < _LONGEST_PROPOSAL // 4:
        here = scratch.queue[head]
        head += 1
        for entry in range(board.start[here], board.start[here + 1]):
            other = board.neighbour[entry]
            fits = board.is_open[entry] and plan.grid[other] == own and board.estate[other] == estate
            if fits and scratch.stamp[other] != seen and not board.is_fixed[other]:
                scratch.stamp[other] = seen
                scratch.queue[tail] = other
                tail += 1
    return tail


@lean
def _take(board: Board, plan: Plan, scratch: Scratch, made: int, cell: int, to: int, whole: bool) -> int:  # noqa: PLR0917
    """Move a cell, or its estate's whole share; returns moves made in all, or -1 if its grid falls apart."""
    own = plan.grid[cell]
    count = _gather_share(board, plan, scratch, cell) if whole and board.estate[cell] >= 0 else 1
    if count >= plan.cells[own] or made + count > _LONGEST_PROPOSAL:
        return -1
    if count == 1:
        scratch.queue[0] = cell
    for place in range(count):
        scratch.cell[made + place] = scratch.queue[place]
        scratch.origin[made + place] = own
    for place in range(count):
        move(board, plan, scratch.cell[made + place], to)
    if _stays_connected(board, plan, scratch, made, made + count, own):
        return made + count
    for place in range(count - 1, -1, -1):
        move(board, plan, scratch.cell[made + place], own)
    return -1


@lean
def _next_of(  # noqa: PLR0917
    board: Board, plan: Plan, scratch: Scratch, grid: int, near: int, avoid: int, back: bool, state: State
) -> int:
    """Pick a border entry out of ``grid``, found near a cell: to ``back``, or to any grid but it and ``avoid``."""
    scratch.clock[0] += 2
    seen = scratch.clock[0]
    scratch.queue[0] = near
    scratch.stamp[near] = seen
    head, tail, found, pick = 0, 1, 0, -1
    while head < tail and found < 24 and head < 200:
        here = scratch.queue[head]
        head += 1
        for entry in range(board.start[here], board.start[here + 1]):
            other = board.neighbour[entry]
            to = plan.grid[other]
            if not board.is_open[entry]:
                continue
            if to == grid:
                if scratch.stamp[other] != seen:
                    scratch.stamp[other] = seen
                    scratch.queue[tail] = other
                    tail += 1
            elif here != near and not board.is_fixed[here] and (to == avoid) == back:
                found += 1
                if below(state, found) == 0:
                    pick = entry
    return pick


@lean
def undo(board: Board, plan: Plan, scratch: Scratch, made: int) -> None:
    """Take back the moves of a proposal, last first."""
    for place in range(made - 1, -1, -1):
        move(board, plan, scratch.cell[place], scratch.origin[place])


@lean
def move_alone(board: Board, plan: Plan, scratch: Scratch, cell: int, to: int) -> bool:
    """Move one cell if its grid stays connected; whether that was done. Touched grids: scratch."""
    scratch.touched[0], scratch.touched[1], scratch.touched[2] = plan.grid[cell], to, -1
    return bool(_take(board, plan, scratch, 0, cell, to, False) > 0)


@lean
def propose(  # noqa: PLR0917
    board: Board, plan: Plan, scratch: Scratch, entry: int, kind: float, state: State
) -> int:
    """Make one proposal across a border; returns the moves made (0: none possible). Touched grids: scratch."""
    cell, to = board.source[entry], plan.grid[board.neighbour[entry]]
    own = plan.grid[cell]
    scratch.touched[0], scratch.touched[1], scratch.touched[2] = own, to, -1
    made = _take(board, plan, scratch, 0, cell, to, kind > _SHARE)
    if made < 0:
        return 0
    if kind <= _SHARE or kind > _SHARE_THEN:
        back = uniform(state) < _SWAP
        second = _next_of(board, plan, scratch, to, cell, own, back, state)
        if second >= 0:
            third = plan.grid[board.neighbour[second]]
            whole = kind > _SHARE_THEN and uniform(state) < 0.5
            if third != own:
                scratch.touched[2] = third
            after = _take(board, plan, scratch, made, board.source[second], third, whole)
            made = max(made, after)
    return made
