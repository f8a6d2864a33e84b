"""Search one community: several starts, K-1, K and K+1 grids, the best kept; stops early on request.

The search is a race: every number of grids gets a few short runs, the best starts get longer ones, and the
winner the longest. The grids of all plans on the way go into a ``pool``, and the best choice among them runs on with
the rest. Where there is time for it the race is run again from other cuts, with all that is in the pool, until two
rounds bring nothing. All randomness comes from the seed and the community's code, so that the plan depends
neither on the number of threads nor on the order in which communities are drawn.
"""

import time
import zlib
from dataclasses import dataclass, field, replace
from threading import Event

import numpy as np

from gis.partition.anneal import improve
from gis.partition.arrays import Ints
from gis.partition.instance import Instance
from gis.partition.plan import make_board, make_plan, objective
from gis.partition.pool import Pool
from gis.partition.programme import Weights
from gis.partition.random import State, seed_state
from gis.partition.repair import repair
from gis.partition.trees import cut_trees

# Proposals per cell over the whole search, at effort 1.
STEPS_PER_CELL = 110
_LEAST_STEPS = 5_000
# Shares of the steps: for the short runs (divided among them), the longer ones, and the last.
_SHARES = (0.5, 0.25, 0.25)
_STARTS = 2
_FINALISTS = 2
# Small communities are easily caught in a poor plan, and short runs suffice: more starts for up to this many cells,
# by effort.
_SMALL = 80
_SMALL_STARTS, _MOST_SMALL_STARTS = 3, 12
# A race of this effort is worth more than one twice as long; from this effort on plans are put together anew.
_ROUND_EFFORT, _POOL_EFFORT = 3.0, 1.5
# Rounds without a gain of so many metres until the search ends, and what the seed grows by from round to round.
_PATIENCE, _GAIN_M, _SEED_STRIDE = 2, 1e-6, 7919
# Temperatures at the begin of the three stages, in metres; a needless split of an estate is 1,500.
_HEATS_M = (1000.0, 250.0, 60.0)


@dataclass(frozen=True, slots=True)
class Found:
    """A plan of one community.

    Attributes
    ----------
    grid
        Grid of each cell, 0..count-1.
    objective_m
        Of ``programme``, in metres of border through courtyards.
    bound_m
        Proven lower bound, where the exact search gave one.
    is_finished
        Whether the search ran to its end rather than out of time.
    proof
        ``optimal`` or ``infeasible`` (no plan meets the band) where the exact search proved it; else empty.
    """

    grid: Ints
    count: int
    objective_m: float
    bound_m: float | None = None
    is_finished: bool = True
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search: steps per cell times ``factor``, not beyond ``deadline`` (time.monotonic) or ``stop``."""

    factor: float = 1.0
    deadline: float | None = None
    stop: Event = field(default_factory=Event)

    def is_over(self) -> bool:
        """Whether time is up, or someone asked to stop."""
        return self.stop.is_set() or (self.deadline is not None and time.monotonic() >= self.deadline)

    def left_s(self, most_s: float) -> float:
        """Seconds until the deadline, at most ``most_s``."""
        return most_s if self.deadline is None else max(0.0, min(most_s, self.deadline - time.monotonic()))

    def steps(self, instance: Instance) -> int:
        """Proposals for one community."""
        return int(self.factor * max(_LEAST_STEPS, STEPS_PER_CELL * instance.size))


@dataclass(frozen=True, slots=True)
class Aim:
    """What a search is after and how long it may take: weights, the plan's seed, effort."""

    weights: Weights
    seed: int
    effort: Effort


def weighed(instance: Instance, grid: Ints, aim: Aim, *, is_finished: bool) -> Found:
    """Number the grids of a plan without gaps and weigh it."""
    closed = np.unique(grid, return_inverse=True)[1].astype(np.int64)
    count = int(closed.max()) + 1
    board = make_board(instance, count, aim.weights)
    objective_m = float(objective(board, make_plan(board, closed, count), 1.0))
    return Found(closed, count, objective_m, None, is_finished)


def community_seed(seed: int, code: str) -> int:
    """Mix the seed with the community's code."""
    return (seed * 1_000_003 + zlib.crc32(code.encode())) % 2**31


def search(instance: Instance, counts: list[int], aim: Aim) -> Found:
    """Draw one community from nothing.

    Parameters
    ----------
    counts
        Numbers of grids to try.
    """
    rounds = max(1, round(aim.effort.factor / _ROUND_EFFORT))
    effort = replace(aim.effort, factor=aim.effort.factor / rounds)
    pool = Pool(instance, aim.weights) if effort.factor >= _POOL_EFFORT else None
    found: list[Found] = []
    idle = 0
    for turn in range(rounds):
        before_m = min((plan.objective_m for plan in found), default=np.inf)
        race = _Race(instance, counts, replace(aim, seed=aim.seed + turn * _SEED_STRIDE, effort=effort), pool)
        found.append(race.run())
        idle = idle + 1 if found[-1].objective_m >= before_m - _GAIN_M else 0
        if idle == _PATIENCE or effort.is_over():
            break
    return _best(found, finished=all(plan.is_finished for plan in found))


class _Race:
    """One round: short runs from random cuts, longer ones from the best of these, the longest from the winner."""

    def __init__(self, instance: Instance, counts: list[int], aim: Aim, pool: Pool | None) -> None:
        self._instance, self._counts, self._aim, self._pool = instance, counts, aim, pool
        self._own = community_seed(aim.seed, instance.code)
        self._steps = aim.effort.steps(instance)
        self._found: list[Found] = []

    def run(self) -> Found:
        """The best plan of the round, and of all pooled ones; unfinished where time was up before the end."""
        return _best(self._found, finished=self._short() and self._long() and self._last())

    def _short(self) -> bool:
        """Every number of grids from some random cuts; whether there is time left."""
        starts, factor = _STARTS, self._aim.effort.factor
        if self._instance.size <= _SMALL:
            starts = min(_MOST_SMALL_STARTS, max(_SMALL_STARTS, round(_SMALL_STARTS * factor)))
        runs = [(count, start) for start in range(starts) for count in self._counts]
        for count, start in runs:
            state = seed_state(self._own, count, start)
            grid = cut_trees(self._instance, count, state)
            self._improve(grid, _SHARES[0] / len(runs), state, _HEATS_M[0])
            if self._aim.effort.is_over():
                return False
        self._put_together()
        return True

    def _long(self) -> bool:
        """The best plans searched on from lower heat."""
        for place, plan in enumerate(sorted(self._found, key=lambda plan: plan.objective_m)[:_FINALISTS]):
            state = seed_state(self._own, plan.count, 100 + place)
            self._improve(plan.grid, _SHARES[1] / _FINALISTS, state, _HEATS_M[1])
            if self._aim.effort.is_over():
                return False
        return True

    def _last(self) -> bool:
        """The best of all searched on nearly without heat."""
        best = _best(self._found)
        self._improve(best.grid, _SHARES[2], seed_state(self._own, best.count, 200), _HEATS_M[2])
        self._put_together()
        return True

    def _improve(self, grid: Ints, share: float, state: State, hot_m: float) -> None:
        """Search on from a plan with a share of the steps."""
        steps = int(share * self._steps)
        plan = _run(self._instance, grid, self._aim.weights, steps, state=state, hot_m=hot_m)
        self._found.append(plan)
        if self._pool is not None:
            self._pool.add(plan.grid, plan.count)

    def _put_together(self) -> None:
        """Take the best choice among the grids of all plans so far."""
        if self._pool is None:
            return
        chosen = self._pool.choose((min(self._counts), max(self._counts)))
        if chosen is not None:
            self._found.append(Found(*chosen))


def _best(found: list[Found], *, finished: bool = True) -> Found:
    """The plan of least objective; the first among equals."""
    return replace(min(found, key=lambda plan: plan.objective_m), is_finished=finished)


def _run(
    instance: Instance, grid: Ints, weights: Weights, steps: int, *, state: State, hot_m: float
) -> Found:
    """One annealing run from a plan; the band is loose at first only in hot runs."""
    count = int(grid.max()) + 1
    board = make_board(instance, count, weights)
    loose = 2e-4 if hot_m >= _HEATS_M[0] else 1e-2
    better, objective_m = improve(board, grid, count, steps=steps, state=state, hot_m=hot_m, loose=loose)
    if objective_m >= weights.band_m:
        mended = repair(instance, better, count, state)
        after, after_m = improve(
            board, mended, count, steps=steps // 4, state=state, hot_m=_HEATS_M[-1], loose=1.0
        )
        if after_m < objective_m:
            return Found(after, count, after_m)
    return Found(better, count, objective_m)
