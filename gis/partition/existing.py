"""Redraw from an existing plan, so that as few households as possible change hands."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from gis.partition.anew import search_around
from gis.partition.anneal import improve
from gis.partition.arrays import Ints
from gis.partition.contiguity import connected_parts, fill
from gis.partition.instance import Instance, restrict
from gis.partition.mend import mend
from gis.partition.plan import make_board, make_plan, outside, plan_cost
from gis.partition.pool import Pool
from gis.partition.random import State, seed_state
from gis.partition.search import Aim, Found, community_seed, search
from gis.partition.trees import cut_trees

# Temperatures at the begin of the rounds, in households that change hands; every other round starts afresh.
_HEATS_HOUSEHOLDS = (60.0, 20.0, 120.0, 40.0, 200.0, 10.0, 80.0, 5.0)


def _largest_parts(instance: Instance, grid: Ints) -> Ints:
    """Keep of every grid the part with most households (then most cells); the rest becomes -1.

    Locked cells keep their grid wherever they lie.
    """
    part = connected_parts(instance, grid)
    weight = np.bincount(part, instance.households + 1e-6)
    kept = grid.copy()
    for own in np.unique(grid[grid >= 0]):
        parts = np.unique(part[grid == own])
        main = parts[int(np.argmax(weight[parts]))]
        kept[(grid == own) & (part != main) & ~instance.is_fixed] = -1
    return kept


def adopt(instance: Instance, count: int) -> Ints:
    """Take the existing plan over as a start: connected, and with every cell in a grid."""
    return fill(
        instance, _largest_parts(instance, np.where(instance.previous < count, instance.previous, -1))
    )


def _divide(instance: Instance, grid: Ints, own: int, fresh: int, state: State) -> Ints:
    """Cut one grid in two along a random tree; the part with fewer households of the old grid is the new one."""
    inside = np.flatnonzero(grid == own)
    if len(inside) < 2:
        return grid
    label = cut_trees(restrict(instance, inside), 2, state)
    kept = [
        int(instance.households[inside][(label == side) & (instance.previous[inside] == own)].sum())
        for side in (0, 1)
    ]
    new = inside[label == int(np.argmin(kept))]
    if instance.is_fixed[new].any():
        new = inside[label == int(np.argmax(kept))]
    changed = grid.copy()
    if not instance.is_fixed[new].any():
        changed[new] = fresh
    return changed


def _dissolve(instance: Instance, grid: Ints, own: int) -> Ints:
    """Give a grid's cells to its neighbours and close the numbering; existing numbers stay where they can."""
    return fill(instance, np.where(grid == own, -1, grid))


def redraw(
    instance: Instance, count: int, asked: int | None, aim: Aim, *, counts: Sequence[int] = ()
) -> Found:
    """Redraw one community from its existing plan.

    A plan too far from the band to be mended grid by grid is drawn from nothing, and its grids take the
    identities of the existing ones so that as few households as possible change hands.

    Parameters
    ----------
    count
        Number of existing grids (the labels of ``instance.previous`` are below it).
    asked
        Number of grids asked for; None: as many as now, and one more or fewer only where the band asks it.
    counts
        Numbers of grids to try where the plan is drawn from nothing.

    Returns
    -------
    Found
        Labels below ``count`` are the existing grids, those above are new; some may be empty.
    """
    grid = adopt(instance, count)
    found = _settle(instance, grid, count, aim)
    if asked is None and _misses(instance, found.grid, found.count) == 0:
        return found
    best = found if asked in (None, len(np.unique(found.grid))) else None
    for change in _changes(found, asked):
        tried = _resize(instance, found, change, aim)
        if best is None or tried.objective_m < best.objective_m:
            best = tried
        if aim.effort.is_over():
            return best
    best = best if best is not None else found
    if _misses(instance, best.grid, best.count) > 0:
        mended = _mended(instance, best, count, asked, aim)
        best = mended if mended.objective_m < best.objective_m else best
    if counts and not instance.is_fixed.any() and _misses(instance, best.grid, best.count) > 0:
        afresh = _afresh(instance, count, counts, asked, aim)
        best = afresh if afresh.objective_m < best.objective_m else best
    return best


def _mended(instance: Instance, found: Found, count: int, asked: int | None, aim: Aim) -> Found:
    """Regions around grids out of the band drawn anew; their grids take the identities of those that were there."""
    grid = np.unique(found.grid, return_inverse=True)[1].astype(np.int64)
    closed = replace(found, grid=grid, count=int(grid.max()) + 1)
    better = mend(instance, closed, asked, aim)
    return found if better is closed else _with_identities(instance, better, count, aim)


def _afresh(instance: Instance, count: int, counts: Sequence[int], asked: int | None, aim: Aim) -> Found:
    """Draw from nothing, and search on from there."""
    free = replace(aim, weights=replace(aim.weights, change_m=0.0))
    drawn = mend(instance, search(instance, list(counts), free), asked, free)
    return _with_identities(instance, search_around(instance, drawn, asked, free), count, aim)


def _with_identities(instance: Instance, drawn: Found, count: int, aim: Aim) -> Found:
    """Give each grid the identity with which it shares most households, and search on."""
    was = instance.previous >= 0
    shared = np.zeros((drawn.count, count))
    np.add.at(shared, (drawn.grid[was], instance.previous[was]), instance.households[was] + 1e-6)
    # Locked cells keep their grid, whatever else it has.
    locked = was & instance.is_fixed
    np.add.at(shared, (drawn.grid[locked], instance.previous[locked]), float(instance.total) + 1.0)
    identity = np.full(drawn.count, -1, dtype=np.int64)
    for new, old in zip(*linear_sum_assignment(-shared), strict=True):
        identity[new] = old if shared[new, old] > 0 else -1
    fresh = identity < 0
    identity[fresh] = np.arange(count, count + fresh.sum())
    return _settle(instance, identity[drawn.grid], count + int(fresh.sum()), aim)


def _changes(found: Found, asked: int | None) -> list[int]:
    """Numbers of grids to add (or take away)."""
    if asked is None:
        return [1, -1, 2]
    return [asked - len(np.unique(found.grid))]


def _misses(instance: Instance, grid: Ints, count: int) -> float:
    """Households outside the band, over all grids that hold a cell."""
    band = np.array([instance.band.min_households, instance.band.max_households], dtype=float)
    sums = np.bincount(grid, instance.households, minlength=count)
    used = np.bincount(grid, minlength=count) > 0
    return float(sum(outside(value, band) for value in sums[used]))


def _settle(instance: Instance, grid: Ints, count: int, aim: Aim) -> Found:
    """Search from a plan; an untouched plan in the band comes back as it is where change weighs most."""
    weights = aim.weights
    board = make_board(instance, len(np.unique(grid)), weights)
    start_m = plan_cost(board, make_plan(board, grid, count))
    same = bool((instance.previous[instance.households > 0] == grid[instance.households > 0]).all())
    if same and weights.change_m >= weights.split_m / 10 and _misses(instance, grid, count) == 0:
        return Found(grid, count, start_m)
    own = community_seed(aim.seed, instance.code)
    best = Found(grid, count, start_m)
    used, pool = len(np.unique(grid)), Pool(instance, weights, int(instance.previous.max(initial=-1)) + 1)
    loose = max(2e-4, 2 * weights.change_m / weights.band_m)
    for start, heat in enumerate(_HEATS_HOUSEHOLDS):
        state = seed_state(own, count, start)
        hot_m = max(400.0, weights.change_m * heat)
        begin = grid if start % 2 == 0 else best.grid
        steps = aim.effort.steps(instance) // 4
        better, _ = improve(board, begin, count, steps=steps, state=state, hot_m=hot_m, loose=loose)
        cost_m = plan_cost(board, make_plan(board, better, count))
        pool.add(better, count)
        if cost_m < best.objective_m:
            best = Found(better, count, cost_m)
        if aim.effort.is_over():
            return Found(best.grid, count, best.objective_m, None, is_finished=False)
    chosen = pool.choose((used, used))
    return min(best, Found(*chosen), key=lambda plan: plan.objective_m) if chosen else best


def _resize(instance: Instance, found: Found, change: int, aim: Aim) -> Found:
    """Cut the fullest grids in two, or dissolve the emptiest, and search again."""
    grid, count = found.grid.copy(), found.count
    state = seed_state(community_seed(aim.seed, instance.code), count, 999, change)
    for _ in range(abs(change)):
        sums = np.bincount(grid, instance.households, minlength=count).astype(float)
        if change > 0:
            grid = _divide(instance, grid, int(np.argmax(sums)), count, state)
            count += 1
        else:
            sums[np.bincount(grid, minlength=count) == 0] = np.inf
            sums[np.unique(grid[instance.is_fixed])] = np.inf
            grid = _dissolve(instance, grid, int(np.argmin(sums)))
    return _settle(instance, grid, count, aim)
