"""A plan under search: its cells, its sums, what it costs, and one cell's move (compiled).

A plan is held with the sums that its objective needs (households, area, perimeter and cut per grid), so that a
move is made, weighed by what it changed, and taken back in a few microseconds.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from gis.partition.arrays import Flags, Floats, Ints, Small
from gis.partition.compiled import lean
from gis.partition.instance import Instance
from gis.partition.programme import Weights

# Entries of ``Plan.sums``: cut metres, needless estate parts, households changed hands.
CUT, SPLIT, CHANGE = 0, 1, 2


class Plan(NamedTuple):
    """A plan under search; arrays are altered in place by the kernels.

    Attributes
    ----------
    grid
        Grid of each cell.
    households, area_m2, perimeter_m, cells
        Per grid.
    estate_cells
        (estates, grids): cells with households.
    estate_parts
        Per estate: grids it lies in.
    balance
        (criteria, grids) sums.
    sums
        Cut metres, needless parts, households changed hands.
    """

    grid: Ints
    households: Floats
    area_m2: Floats
    perimeter_m: Floats
    cells: Ints
    estate_cells: Small
    estate_parts: Ints
    balance: Floats
    sums: Floats


class Board(NamedTuple):
    """An ``Instance`` as the kernels take it."""

    households: Ints
    start: Ints
    neighbour: Ints
    source: Ints
    length_m: Floats
    cost_m: Floats
    is_open: Flags
    area_m2: Floats
    perimeter_m: Floats
    estate: Ints
    allowed: Ints
    previous: Ints
    is_fixed: Flags
    balance: Floats
    balance_mean: Floats
    tolerance: Floats
    band: Floats
    weights: Floats


def make_board(instance: Instance, count: int, weights: Weights) -> Board:
    """Gather an instance for ``count`` grids."""
    band = instance.band
    return Board(
        households=instance.households,
        start=instance.start,
        neighbour=instance.neighbour,
        source=np.repeat(np.arange(instance.size), np.diff(instance.start)).astype(np.int64),
        length_m=instance.length_m,
        cost_m=instance.cost_m,
        is_open=instance.is_open,
        area_m2=instance.area_m2,
        perimeter_m=instance.perimeter_m,
        estate=instance.estate,
        allowed=instance.allowed_parts,
        previous=instance.previous,
        is_fixed=instance.is_fixed,
        balance=instance.balance,
        balance_mean=instance.balance.sum(axis=1) / count,
        tolerance=instance.balance_tolerance,
        band=np.array([band.min_households, band.max_households, band.target_households], dtype=float),
        weights=np.array(
            [
                weights.band_m,
                weights.split_m,
                weights.shape_m,
                weights.target_m,
                weights.change_m,
                weights.balance_m,
            ]
        ),
    )


@njit(cache=True, nogil=True)
def make_plan(board: Board, grid: Ints, count: int) -> Plan:
    """Sum up a plan from the grid of each cell."""
    estates = len(board.allowed)
    plan = Plan(
        grid.copy(),
        np.zeros(count),
        np.zeros(count),
        np.zeros(count),
        np.zeros(count, dtype=np.int64),
        np.zeros((estates, count), dtype=np.int32),
        np.zeros(estates, dtype=np.int64),
        np.zeros((board.balance.shape[0], count)),
        np.zeros(3),
    )
    for cell in range(len(grid)):
        own = grid[cell]
        plan.households[own] += board.households[cell]
        plan.area_m2[own] += board.area_m2[cell]
        plan.perimeter_m[own] += board.perimeter_m[cell]
        plan.cells[own] += 1
        plan.balance[:, own] += board.balance[:, cell]
        if board.estate[cell] >= 0:
            plan.estate_cells[board.estate[cell], own] += 1
        if board.previous[cell] >= 0 and board.previous[cell] != own:
            plan.sums[CHANGE] += board.households[cell]
        for entry in range(board.start[cell], board.start[cell + 1]):
            if grid[board.neighbour[entry]] == own:
                plan.perimeter_m[own] -= board.length_m[entry]
            else:
                plan.sums[CUT] += board.cost_m[entry] / 2
    for estate in range(estates):
        plan.estate_parts[estate] = np.count_nonzero(plan.estate_cells[estate])
        plan.sums[SPLIT] += max(0, plan.estate_parts[estate] - board.allowed[estate])
    return plan


@lean
def outside(households: float, band: Floats) -> float:
    """Households by which a grid misses the band; 0 on its bounds."""
    return max(0.0, float(band[0]) - households, households - float(band[1]))


@lean
def own_cost(board: Board, households: float, area_m2: float, perimeter_m: float, strictness: float) -> float:
    """Terms A, D and E of a grid of these measures, in metres."""
    weights = board.weights
    cost = strictness * float(weights[0]) * outside(households, board.band)
    rim = max(perimeter_m, 1e-9)
    cost += weights[2] * (1.0 - min(1.0, 4 * np.pi * area_m2 / (rim * rim)))
    return float(cost + weights[3] * abs(households - board.band[2]) / board.band[2])


@lean
def balance_cost(board: Board, row: int, value: float, strictness: float) -> float:
    """What a grid's sum of one criterion costs, in metres; nothing within its tolerance."""
    if board.balance_mean[row] <= 0:
        return 0.0
    off = abs(value / board.balance_mean[row] - 1) - board.tolerance[row]
    return float(strictness * board.weights[5] * max(0.0, off))


@lean
def grid_cost(board: Board, plan: Plan, grid: int, strictness: float) -> float:
    """Terms A, D, E and balance of one grid, in metres."""
    cost = own_cost(board, plan.households[grid], plan.area_m2[grid], plan.perimeter_m[grid], strictness)
    for row in range(board.balance.shape[0]):
        cost += balance_cost(board, row, plan.balance[row, grid], strictness)
    return float(cost)


@lean
def sums_cost(board: Board, plan: Plan) -> float:
    """Terms B, C and F, in metres."""
    sums, weights = plan.sums, board.weights
    return float(sums[CUT] + weights[1] * sums[SPLIT] + weights[4] * sums[CHANGE])


@lean
def objective(board: Board, plan: Plan, strictness: float) -> float:
    """Objective of a plan, in metres of border through courtyards."""
    cost = sums_cost(board, plan)
    for grid in range(len(plan.households)):
        cost += grid_cost(board, plan, grid, strictness)
    return cost


def plan_cost(board: Board, plan: Plan) -> float:
    """Objective of a plan in metres, without what labels that hold no cell would add."""
    empty = [own for own, cells in enumerate(plan.cells) if not cells]
    nothing_m = sum((grid_cost(board, plan, own, 1.0) for own in empty), 0.0)
    return float(objective(board, plan, 1.0)) - nothing_m


@lean
def move(board: Board, plan: Plan, cell: int, to: int) -> None:
    """Put one cell into another grid and keep all sums true."""
    own = plan.grid[cell]
    from_m = to_m = cut = 0.0
    for entry in range(board.start[cell], board.start[cell + 1]):
        other = plan.grid[board.neighbour[entry]]
        if other == own:
            from_m += board.length_m[entry]
            cut += board.cost_m[entry]
        elif other == to:
            to_m += board.length_m[entry]
            cut -= board.cost_m[entry]
    plan.sums[CUT] += cut
    plan.perimeter_m[own] += 2 * from_m - board.perimeter_m[cell]
    plan.perimeter_m[to] += board.perimeter_m[cell] - 2 * to_m
    plan.households[own] -= board.households[cell]
    plan.households[to] += board.households[cell]
    plan.area_m2[own] -= board.area_m2[cell]
    plan.area_m2[to] += board.area_m2[cell]
    plan.cells[own] -= 1
    plan.cells[to] += 1
    for row in range(board.balance.shape[0]):
        plan.balance[row, own] -= board.balance[row, cell]
        plan.balance[row, to] += board.balance[row, cell]
    if board.previous[cell] == own:
        plan.sums[CHANGE] += board.households[cell]
    elif board.previous[cell] == to:
        plan.sums[CHANGE] -= board.households[cell]
    _count_estate(board, plan, board.estate[cell], own, to)
    plan.grid[cell] = to


@lean
def weigh_move(  # noqa: PLR0917
    board: Board, plan: Plan, costs: Floats, cell: int, to: int, strictness: float
) -> float:
    """Change in the objective if one cell went into another grid, in metres; nothing is moved.

    ``costs`` holds what every grid costs now.
    """
    own, lived = plan.grid[cell], board.households[cell]
    from_m = to_m = change = 0.0
    for entry in range(board.start[cell], board.start[cell + 1]):
        other = plan.grid[board.neighbour[entry]]
        if other == own:
            from_m += board.length_m[entry]
            change += board.cost_m[entry]
        elif other == to:
            to_m += board.length_m[entry]
            change -= board.cost_m[entry]
    area_m2, rim_m = board.area_m2[cell], board.perimeter_m[cell]
    for grid, sign, shared_m in ((own, -1, from_m), (to, 1, to_m)):
        change -= costs[grid]
        change += own_cost(
            board,
            plan.households[grid] + sign * lived,
            plan.area_m2[grid] + sign * area_m2,
            plan.perimeter_m[grid] + sign * (rim_m - 2 * shared_m),
            strictness,
        )
        for row in range(board.balance.shape[0]):
            after = plan.balance[row, grid] + sign * board.balance[row, cell]
            change += balance_cost(board, row, after, strictness)
    changes_hands = int(board.previous[cell] == own) - int(board.previous[cell] == to)
    return float(change + board.weights[4] * lived * changes_hands + _weigh_split(board, plan, cell, own, to))


@lean
def _weigh_split(board: Board, plan: Plan, cell: int, own: int, to: int) -> float:
    """Change in what the needless parts of a cell's estate cost if it moved."""
    estate = board.estate[cell]
    if estate < 0:
        return 0.0
    parts = plan.estate_parts[estate]
    after = parts - int(plan.estate_cells[estate, own] == 1) + int(plan.estate_cells[estate, to] == 0)
    more = max(0, after - board.allowed[estate]) - max(0, parts - board.allowed[estate])
    return float(board.weights[1] * more)


@lean
def _count_estate(board: Board, plan: Plan, estate: int, own: int, to: int) -> None:
    """Count one cell of an estate from one grid into another."""
    if estate < 0:
        return
    before = max(0, plan.estate_parts[estate] - board.allowed[estate])
    plan.estate_cells[estate, own] -= 1
    if plan.estate_cells[estate, own] == 0:
        plan.estate_parts[estate] -= 1
    if plan.estate_cells[estate, to] == 0:
        plan.estate_parts[estate] += 1
    plan.estate_cells[estate, to] += 1
    plan.sums[SPLIT] += max(0, plan.estate_parts[estate] - board.allowed[estate]) - before
