"""Local search on the bounded objective of ``programme`` by simulated annealing (compiled).

After Kirkpatrick, Gelatt and Vecchi, "Optimization by simulated annealing", Science 220, 1983. The temperature
is in metres, like the objective. The weight of the band rises during a run, so that plans out of the band can
be passed through at first and none is left at the end.
"""

import numpy as np
from numba import njit

from gis.partition.arrays import Floats, Ints
from gis.partition.compiled import lean
from gis.partition.plan import Board, Plan, grid_cost, make_plan, objective, sums_cost, weigh_move
from gis.partition.proposals import RECOMBINED, SINGLE, Scratch, make_scratch, move_alone, propose, undo
from gis.partition.random import State, below, uniform
from gis.partition.recombine import recombine

# Proposals between two changes of the band's weight, when every grid's cost is taken anew.
_ROUND = 256
_LOOKS = 30
# Temperature at the end of every run.
COLD_M = 1.0


@njit(cache=True, nogil=True, inline="always")
def _pick_border(board: Board, plan: Plan, state: State) -> int:
    """Draw an entry whose cells lie in different grids and that one can cross; -1 where none came up."""
    entries = len(board.neighbour)
    for _ in range(_LOOKS):
        entry = below(state, entries)
        cell = board.source[entry]
        if plan.grid[cell] != plan.grid[board.neighbour[entry]]:
            return entry if board.is_open[entry] and not board.is_fixed[cell] else -1
    return -1


@lean
def _touched_change(board: Board, plan: Plan, touched: Ints, costs: Floats, strictness: float) -> float:
    """Change in the cost of the grids that a proposal touched."""
    change = 0.0
    for place in range(3):
        grid = touched[place]
        if grid >= 0:
            change += grid_cost(board, plan, grid, strictness) - costs[grid]
    return change


@lean
def _keep_costs(board: Board, plan: Plan, touched: Ints, costs: Floats, strictness: float) -> None:
    """Take the cost of the touched grids anew."""
    for place in range(3):
        grid = touched[place]
        if grid >= 0:
            costs[grid] = grid_cost(board, plan, grid, strictness)


@lean
def _try(  # noqa: PLR0917
    board: Board,
    plan: Plan,
    scratch: Scratch,
    costs: Floats,
    entry: int,
    kind: float,
    limit_m: float,
    strictness: float,
    state: State,
) -> bool:
    """Make a proposal of several cells and take it back where it costs more than the limit."""
    before_m = sums_cost(board, plan)
    made = propose(board, plan, scratch, entry, kind, state)
    if made == 0:
        return False
    change_m = sums_cost(board, plan) - before_m
    change_m += _touched_change(board, plan, scratch.touched, costs, strictness)
    if change_m > limit_m:
        undo(board, plan, scratch, made)
        return False
    return True


@njit(cache=True, nogil=True)
def _round(  # noqa: PLR0917
    board: Board, plan: Plan, scratch: Scratch, costs: Floats, heat_m: float, strictness: float, state: State
) -> int:
    """Run some proposals at one temperature; returns those taken."""
    for grid in range(len(costs)):
        costs[grid] = grid_cost(board, plan, grid, strictness)
    taken = 0
    for _ in range(_ROUND):
        entry = _pick_border(board, plan, state)
        if entry < 0:
            continue
        kind = uniform(state)
        # A proposal is taken up to this change: the test of Metropolis, with its chance drawn beforehand.
        limit = -heat_m * np.log(max(uniform(state), 1e-300))
        if kind < RECOMBINED:
            done = recombine(board, plan, scratch, entry, limit, heat_m, strictness, state)
        elif kind < SINGLE:
            cell, to = board.source[entry], plan.grid[board.neighbour[entry]]
            done = weigh_move(board, plan, costs, cell, to, strictness) <= limit
            done = done and move_alone(board, plan, scratch, cell, to)
        else:
            done = _try(board, plan, scratch, costs, entry, kind, limit, strictness, state)
        if done:
            taken += 1
            _keep_costs(board, plan, scratch.touched, costs, strictness)
    return taken


@njit(cache=True, nogil=True)
def anneal(  # noqa: PLR0917
    board: Board, plan: Plan, scratch: Scratch, steps: int, hot_m: float, loose: float, state: State
) -> int:
    """Run proposals while the temperature falls from ``hot_m`` to ``COLD_M``; returns those taken.

    The weight of the band rises from the share ``loose`` of its full weight to the whole.
    """
    if len(board.neighbour) == 0:
        return 0
    taken = 0
    costs = np.zeros(len(plan.cells))
    rounds = max(1, steps // _ROUND)
    for place in range(rounds):
        share = (place + 1) / rounds
        heat_m = hot_m * (COLD_M / hot_m) ** share
        taken += _round(board, plan, scratch, costs, heat_m, loose ** (1 - share), state)
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
    anneal(board, plan, make_scratch(len(grid)), steps, hot_m, loose, state)
    end_m = objective(board, make_plan(board, plan.grid, count), 1.0)
    return (plan.grid, float(end_m)) if end_m < start_m else (grid, float(start_m))
