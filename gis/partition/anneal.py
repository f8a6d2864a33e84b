"""Local search on the bounded objective of ``programme``: moves, estates' shares, swaps and chains (compiled).

A plan is held with the sums that its objective needs (households, area, perimeter and cut per grid), so that a
proposal is applied, weighed by what changed, and taken back in a few microseconds. Contiguity is asked only of
what a removal can break: the cells beside the removed ones must still reach each other within their grid,
which is the articulation-point test done locally, and stops as soon as the last of them is reached.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from gis.partition.instance import Instance
from gis.partition.programme import Weights
from gis.partition.random import State, below, uniform

# Entries of ``sums``: cut metres, needless estate parts, households changed hands.
_CUT, _SPLIT, _CHANGE = 0, 1, 2
_LONGEST_PROPOSAL = 4096


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

    grid: np.ndarray
    households: np.ndarray
    area_m2: np.ndarray
    perimeter_m: np.ndarray
    cells: np.ndarray
    estate_cells: np.ndarray
    estate_parts: np.ndarray
    balance: np.ndarray
    sums: np.ndarray


class Problem(NamedTuple):
    """An ``Instance`` as the kernels take it."""

    households: np.ndarray
    start: np.ndarray
    neighbour: np.ndarray
    source: np.ndarray
    length_m: np.ndarray
    cost_m: np.ndarray
    is_open: np.ndarray
    area_m2: np.ndarray
    perimeter_m: np.ndarray
    estate: np.ndarray
    allowed: np.ndarray
    previous: np.ndarray
    is_fixed: np.ndarray
    balance: np.ndarray
    balance_mean: np.ndarray
    tolerance: np.ndarray
    band: np.ndarray
    weights: np.ndarray


class Scratch(NamedTuple):
    """Room for one proposal: moves made, marks of cells seen, a queue."""

    cell: np.ndarray
    origin: np.ndarray
    stamp: np.ndarray
    clock: np.ndarray
    queue: np.ndarray
    touched: np.ndarray


def make_problem(instance: Instance, count: int, weights: Weights) -> Problem:
    """Gather an instance for ``count`` grids."""
    band = instance.band
    return Problem(
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
def make_plan(problem, grid, count):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Sum up a plan from the grid of each cell."""
    estates = len(problem.allowed)
    plan = Plan(
        grid.copy(),
        np.zeros(count),
        np.zeros(count),
        np.zeros(count),
        np.zeros(count, dtype=np.int64),
        np.zeros((estates, count), dtype=np.int32),
        np.zeros(estates, dtype=np.int64),
        np.zeros((problem.balance.shape[0], count)),
        np.zeros(3),
    )
    for cell in range(len(grid)):
        own = grid[cell]
        plan.households[own] += problem.households[cell]
        plan.area_m2[own] += problem.area_m2[cell]
        plan.perimeter_m[own] += problem.perimeter_m[cell]
        plan.cells[own] += 1
        plan.balance[:, own] += problem.balance[:, cell]
        if problem.estate[cell] >= 0:
            plan.estate_cells[problem.estate[cell], own] += 1
        if problem.previous[cell] >= 0 and problem.previous[cell] != own:
            plan.sums[_CHANGE] += problem.households[cell]
        for entry in range(problem.start[cell], problem.start[cell + 1]):
            if grid[problem.neighbour[entry]] == own:
                plan.perimeter_m[own] -= problem.length_m[entry]
            else:
                plan.sums[_CUT] += problem.cost_m[entry] / 2
    for estate in range(estates):
        plan.estate_parts[estate] = np.count_nonzero(plan.estate_cells[estate])
        plan.sums[_SPLIT] += max(0, plan.estate_parts[estate] - problem.allowed[estate])
    return plan


@njit(cache=True, nogil=True)
def outside(households, band):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Households by which a grid misses the band; 0 on its bounds."""
    return max(0.0, band[0] - households, households - band[1])


@njit(cache=True, nogil=True)
def _grid_cost(problem, plan, grid, strictness):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Terms A, D, E and balance of one grid, in metres."""
    weights = problem.weights
    cost = strictness * weights[0] * outside(plan.households[grid], problem.band)
    rim = max(plan.perimeter_m[grid], 1e-9)
    cost += weights[2] * (1.0 - min(1.0, 4 * np.pi * plan.area_m2[grid] / (rim * rim)))
    cost += weights[3] * abs(plan.households[grid] - problem.band[2]) / problem.band[2]
    for row in range(problem.balance.shape[0]):
        if problem.balance_mean[row] > 0:
            off = abs(plan.balance[row, grid] / problem.balance_mean[row] - 1) - problem.tolerance[row]
            cost += strictness * weights[5] * max(0.0, off)
    return cost


@njit(cache=True, nogil=True)
def _sums_cost(problem, plan):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Terms B, C and F, in metres."""
    sums, weights = plan.sums, problem.weights
    return sums[_CUT] + weights[1] * sums[_SPLIT] + weights[4] * sums[_CHANGE]


@njit(cache=True, nogil=True)
def objective(problem, plan, strictness=1.0):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Objective of a plan, in metres of border through courtyards."""
    cost = _sums_cost(problem, plan)
    for grid in range(len(plan.households)):
        cost += _grid_cost(problem, plan, grid, strictness)
    return cost


@njit(cache=True, nogil=True)
def _move(problem, plan, cell, to):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Put one cell into another grid and keep all sums true."""
    own = plan.grid[cell]
    from_m = to_m = cut = 0.0
    for entry in range(problem.start[cell], problem.start[cell + 1]):
        other = plan.grid[problem.neighbour[entry]]
        if other == own:
            from_m += problem.length_m[entry]
            cut += problem.cost_m[entry]
        elif other == to:
            to_m += problem.length_m[entry]
            cut -= problem.cost_m[entry]
    plan.sums[_CUT] += cut
    plan.perimeter_m[own] += 2 * from_m - problem.perimeter_m[cell]
    plan.perimeter_m[to] += problem.perimeter_m[cell] - 2 * to_m
    plan.households[own] -= problem.households[cell]
    plan.households[to] += problem.households[cell]
    plan.area_m2[own] -= problem.area_m2[cell]
    plan.area_m2[to] += problem.area_m2[cell]
    plan.cells[own] -= 1
    plan.cells[to] += 1
    for row in range(problem.balance.shape[0]):
        plan.balance[row, own] -= problem.balance[row, cell]
        plan.balance[row, to] += problem.balance[row, cell]
    if problem.previous[cell] == own:
        plan.sums[_CHANGE] += problem.households[cell]
    elif problem.previous[cell] == to:
        plan.sums[_CHANGE] -= problem.households[cell]
    _move_estate(problem, plan, problem.estate[cell], own, to)
    plan.grid[cell] = to


@njit(cache=True, nogil=True)
def _move_estate(problem, plan, estate, own, to):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Count one cell of an estate from one grid into another."""
    if estate < 0:
        return
    before = max(0, plan.estate_parts[estate] - problem.allowed[estate])
    plan.estate_cells[estate, own] -= 1
    if plan.estate_cells[estate, own] == 0:
        plan.estate_parts[estate] -= 1
    if plan.estate_cells[estate, to] == 0:
        plan.estate_parts[estate] += 1
    plan.estate_cells[estate, to] += 1
    plan.sums[_SPLIT] += max(0, plan.estate_parts[estate] - problem.allowed[estate]) - before


@njit(cache=True, nogil=True)
def _stays_connected(problem, plan, scratch, first, last, grid):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Whether a connected grid is still connected after losing moves first..last-1 (already made)."""
    scratch.clock[0] += 2
    wanted, seen = scratch.clock[0], scratch.clock[0] + 1
    missing = 0
    seed = -1
    for place in range(first, last):
        cell = scratch.cell[place]
        for entry in range(problem.start[cell], problem.start[cell + 1]):
            other = problem.neighbour[entry]
            if problem.is_open[entry] and plan.grid[other] == grid and scratch.stamp[other] != wanted:
                scratch.stamp[other] = wanted
                missing += 1
                seed = other
    if missing <= 1:
        return plan.cells[grid] > 0
    scratch.queue[0] = seed
    scratch.stamp[seed] = seen
    missing -= 1
    head, tail = 0, 1
    while head < tail:
        cell = scratch.queue[head]
        head += 1
        for entry in range(problem.start[cell], problem.start[cell + 1]):
            other = problem.neighbour[entry]
            if problem.is_open[entry] and plan.grid[other] == grid and scratch.stamp[other] != seen:
                if scratch.stamp[other] == wanted:
                    missing -= 1
                    if missing == 0:
                        return True
                scratch.stamp[other] = seen
                scratch.queue[tail] = other
                tail += 1
    return False


@njit(cache=True, nogil=True)
def _gather_share(problem, plan, scratch, cell):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Cells of the same estate and grid that hang together with ``cell``, into scratch.queue; how many."""
    scratch.clock[0] += 2
    seen = scratch.clock[0]
    estate, own = problem.estate[cell], plan.grid[cell]
    scratch.queue[0] = cell
    scratch.stamp[cell] = seen
    head, tail = 0, 1
    while head < tail and tail < _LONGEST_PROPOSAL // 4:
        here = scratch.queue[head]
        head += 1
        for entry in range(problem.start[here], problem.start[here + 1]):
            other = problem.neighbour[entry]
            fits = problem.is_open[entry] and plan.grid[other] == own and problem.estate[other] == estate
            if fits and scratch.stamp[other] != seen and not problem.is_fixed[other]:
                scratch.stamp[other] = seen
                scratch.queue[tail] = other
                tail += 1
    return tail


@njit(cache=True, nogil=True)
def _take(problem, plan, scratch, made, cell, to, whole):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Move a cell, or its estate's whole share; returns moves made in all, or -1 if its grid falls apart."""
    own = plan.grid[cell]
    count = _gather_share(problem, plan, scratch, cell) if whole and problem.estate[cell] >= 0 else 1
    if count >= plan.cells[own] or made + count > _LONGEST_PROPOSAL:
        return -1
    if count == 1:
        scratch.queue[0] = cell
    for place in range(count):
        scratch.cell[made + place] = scratch.queue[place]
        scratch.origin[made + place] = own
    for place in range(count):
        _move(problem, plan, scratch.cell[made + place], to)
    if _stays_connected(problem, plan, scratch, made, made + count, own):
        return made + count
    for place in range(count - 1, -1, -1):
        _move(problem, plan, scratch.cell[made + place], own)
    return -1


@njit(cache=True, nogil=True)
def _next_of(problem, plan, scratch, grid, near, avoid, back, state):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Pick a border entry out of ``grid``, found near a cell: to ``back``, or to any grid but it and ``avoid``."""
    scratch.clock[0] += 2
    seen = scratch.clock[0]
    scratch.queue[0] = near
    scratch.stamp[near] = seen
    head, tail, found, pick = 0, 1, 0, -1
    while head < tail and found < 24 and head < 200:
        here = scratch.queue[head]
        head += 1
        for entry in range(problem.start[here], problem.start[here + 1]):
            other = problem.neighbour[entry]
            to = plan.grid[other]
            if not problem.is_open[entry]:
                continue
            if to == grid:
                if scratch.stamp[other] != seen:
                    scratch.stamp[other] = seen
                    scratch.queue[tail] = other
                    tail += 1
            elif here != near and not problem.is_fixed[here] and (to == avoid) == back:
                found += 1
                if below(state, found) == 0:
                    pick = entry
    return pick


@njit(cache=True, nogil=True)
def _undo(problem, plan, scratch, made):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Take back the moves of a proposal, last first."""
    for place in range(made - 1, -1, -1):
        _move(problem, plan, scratch.cell[place], scratch.origin[place])


@njit(cache=True, nogil=True)
def _propose(problem, plan, scratch, entry, state):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Make one proposal across a border; returns the moves made (0: none possible). Touched grids: scratch."""
    cell, to = problem.source[entry], plan.grid[problem.neighbour[entry]]
    own = plan.grid[cell]
    kind = uniform(state)
    scratch.touched[0], scratch.touched[1], scratch.touched[2] = own, to, -1
    made = _take(problem, plan, scratch, 0, cell, to, kind > 0.75)
    if made < 0:
        return 0
    if 0.40 < kind <= 0.75 or kind > 0.90:
        back = uniform(state) < 0.7
        second = _next_of(problem, plan, scratch, to, cell, own, back, state)
        if second >= 0:
            third = plan.grid[problem.neighbour[second]]
            whole = kind > 0.90 and uniform(state) < 0.5
            if third != own:
                scratch.touched[2] = third
            after = _take(problem, plan, scratch, made, problem.source[second], third, whole)
            made = max(made, after)
    return made


@njit(cache=True, nogil=True)
def _touched_cost(problem, plan, first, second, strictness):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Objective of what a proposal across two grids changes."""
    cost = _sums_cost(problem, plan)
    return cost + _grid_cost(problem, plan, first, strictness) + _grid_cost(problem, plan, second, strictness)


@njit(cache=True, nogil=True)
def anneal(problem, plan, scratch, costs, steps, hot, cold, loose, strict, state):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Run ``steps`` proposals while the temperature falls from ``hot`` to ``cold`` metres.

    ``costs`` is room for one number per grid. The weight of the band rises from ``loose`` to ``strict`` of
    its full weight meanwhile. Returns the proposals taken.
    """
    entries = len(problem.neighbour)
    if entries == 0:
        return 0
    taken = 0
    strictness = loose
    for step in range(steps):
        share = step / steps
        if step % 256 == 0:
            strictness = loose * (strict / loose) ** share
            for grid in range(len(costs)):
                costs[grid] = _grid_cost(problem, plan, grid, strictness)
        heat = hot * (cold / hot) ** share
        entry = below(state, entries)
        cell = problem.source[entry]
        for _ in range(30):
            if plan.grid[cell] != plan.grid[problem.neighbour[entry]]:
                break
            entry = below(state, entries)
            cell = problem.source[entry]
        to = plan.grid[problem.neighbour[entry]]
        if to == plan.grid[cell] or problem.is_fixed[cell] or not problem.is_open[entry]:
            continue
        before = _sums_cost(problem, plan)
        made = _propose(problem, plan, scratch, entry, state)
        if made == 0:
            continue
        change = _sums_cost(problem, plan) - before
        for place in range(3):
            grid = scratch.touched[place]
            if grid >= 0:
                change += _grid_cost(problem, plan, grid, strictness) - costs[grid]
        if change <= 0 or uniform(state) < np.exp(-change / heat):
            taken += 1
            for place in range(3):
                grid = scratch.touched[place]
                if grid >= 0:
                    costs[grid] = _grid_cost(problem, plan, grid, strictness)
        else:
            _undo(problem, plan, scratch, made)
    return taken


def make_scratch(size: int) -> Scratch:
    """Room for proposals on ``size`` cells."""
    return Scratch(
        cell=np.zeros(_LONGEST_PROPOSAL, dtype=np.int64),
        origin=np.zeros(_LONGEST_PROPOSAL, dtype=np.int64),
        stamp=np.zeros(size, dtype=np.int64),
        clock=np.zeros(1, dtype=np.int64),
        queue=np.zeros(size + 1, dtype=np.int64),
        touched=np.zeros(3, dtype=np.int64),
    )


def improve(
    problem: Problem,
    grid: np.ndarray,
    count: int,
    steps: int,
    state: State,
    *,
    hot: float = 400.0,
    loose: float = 2e-4,
) -> tuple[np.ndarray, float]:
    """Search from a plan; returns the better of what was found and the plan itself, with its objective."""
    plan = make_plan(problem, grid, count)
    start = float(objective(problem, plan))
    anneal(problem, plan, make_scratch(len(grid)), np.zeros(count), steps, hot, 1.0, loose, 1.0, state)
    end = float(objective(problem, make_plan(problem, plan.grid, count)))
    return (plan.grid, end) if end < start else (grid, start)
