"""Local search on the bounded objective of ``programme`` by simulated annealing (compiled).

After Kirkpatrick, Gelatt and Vecchi, "Optimization by simulated annealing", Science 220, 1983. The temperature
is in metres, like the objective. The weight of the band rises during a run, so that plans out of the band can
be passed through at first and none is left at the end.
"""

import numpy as np
from numba import njit

from gis.partition.arrays import Floats, Ints
from gis.partition.plan import Board, grid_cost, make_plan, objective, sums_cost
from gis.partition.proposals import Table, make_scratch, propose, undo
from gis.partition.random import State, below, uniform

# Proposals between two changes of the band's weight, when every grid's cost is taken anew.
_ROUND = 256
_LOOKS = 30


@njit(cache=True, nogil=True)
def _pick_border(table: Table) -> int:
    """Draw an entry whose cells lie in different grids and that one can cross; -1 where none came up."""
    board, plan, _, state = table
    entries = len(board.neighbour)
    for _ in range(_LOOKS):
        entry = below(state, entries)
        cell = board.source[entry]
        if plan.grid[cell] != plan.grid[board.neighbour[entry]]:
            return entry if board.is_open[entry] and not board.is_fixed[cell] else -1
    return -1


@njit(cache=True, nogil=True)
def _touched_change(table: Table, costs: Floats, strictness: float) -> float:
    """Change in the cost of the grids that a proposal touched."""
    change = 0.0
    for place in range(3):
        grid = table.scratch.touched[place]
        if grid >= 0:
            change += grid_cost(table.board, table.plan, grid, strictness) - costs[grid]
    return change


@njit(cache=True, nogil=True)
def _keep_costs(table: Table, costs: Floats, strictness: float) -> None:
    """Take the cost of the touched grids anew."""
    for place in range(3):
        grid = table.scratch.touched[place]
        if grid >= 0:
            costs[grid] = grid_cost(table.board, table.plan, grid, strictness)


@njit(cache=True, nogil=True)
def _round(table: Table, costs: Floats, steps: int, heat_m: float, strictness: float) -> int:
    """Run some proposals at one temperature; returns those taken."""
    board, plan, _, state = table
    for grid in range(len(costs)):
        costs[grid] = grid_cost(board, plan, grid, strictness)
    taken = 0
    for _ in range(steps):
        entry = _pick_border(table)
        if entry < 0:
            continue
        before = sums_cost(board, plan)
        made = propose(table, entry)
        if made == 0:
            continue
        change = sums_cost(board, plan) - before + _touched_change(table, costs, strictness)
        if change <= 0 or uniform(state) < np.exp(-change / heat_m):
            taken += 1
            _keep_costs(table, costs, strictness)
        else:
            undo(table, made)
    return taken


@njit(cache=True, nogil=True)
def anneal(table: Table, steps: int, hot_m: float, cold_m: float, loose: float) -> int:
    """Run proposals while the temperature falls from ``hot_m`` to ``cold_m``; returns those taken.

    The weight of the band rises from the share ``loose`` of its full weight to the whole.
    """
    if len(table.board.neighbour) == 0:
        return 0
    taken = 0
    costs = np.zeros(len(table.plan.cells))
    rounds = max(1, steps // _ROUND)
    for place in range(rounds):
        share = (place + 1) / rounds
        heat_m = hot_m * (cold_m / hot_m) ** share
        taken += _round(table, costs, _ROUND, heat_m, loose ** (1 - share))
    return taken


def improve(
    board: Board,
    grid: Ints,
    count: int,
    steps: int,
    state: State,
    *,
    hot_m: float = 400.0,
    loose: float = 2e-4,
) -> tuple[Ints, float]:
    """Search from a plan; returns the better of what was found and the plan itself, with its objective."""
    plan = make_plan(board, grid, count)
    start_m = objective(board, plan, 1.0)
    anneal(Table(board, plan, make_scratch(len(grid)), state), steps, hot_m, 1.0, loose)
    end_m = objective(board, make_plan(board, plan.grid, count), 1.0)
    return (plan.grid, float(end_m)) if end_m < start_m else (grid, float(start_m))
