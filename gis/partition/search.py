"""Search one community: several starts, K-1, K and K+1 grids, the best kept; stops early on request.

The search is a race: every number of grids gets a few short runs, the best starts get longer ones, and the
winner the longest. All randomness comes from the seed and the community's code, so that the plan depends
neither on the number of threads nor on the order in which communities are drawn.
"""

import time
import zlib
from dataclasses import dataclass, field
from threading import Event

from gis.partition.anneal import improve
from gis.partition.arrays import Ints
from gis.partition.instance import Instance
from gis.partition.plan import make_board
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

    def steps(self, instance: Instance) -> int:
        """Proposals for one community."""
        return int(self.factor * max(_LEAST_STEPS, STEPS_PER_CELL * instance.size))


@dataclass(frozen=True, slots=True)
class Aim:
    """What a search is after and how long it may take: weights, the plan's seed, effort."""

    weights: Weights
    seed: int
    effort: Effort


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
    own = community_seed(aim.seed, instance.code)
    effort, weights = aim.effort, aim.weights
    steps = effort.steps(instance)
    starts = _STARTS
    if instance.size <= _SMALL:
        starts = min(_MOST_SMALL_STARTS, max(_SMALL_STARTS, round(_SMALL_STARTS * effort.factor)))
    runs = [(count, start) for start in range(starts) for count in counts]
    found: list[Found] = []
    for count, start in runs:
        state = seed_state(own, count, start)
        grid = cut_trees(instance, count, state)
        found.append(
            _run(instance, grid, weights, int(_SHARES[0] * steps / len(runs)), state=state, hot_m=_HEATS_M[0])
        )
        if effort.is_over():
            return _best(found, finished=False)
    found.sort(key=lambda plan: plan.objective_m)
    for place, plan in enumerate(found[:_FINALISTS]):
        state = seed_state(own, plan.count, 100 + place)
        found.append(
            _run(
                instance,
                plan.grid,
                weights,
                int(_SHARES[1] * steps / _FINALISTS),
                state=state,
                hot_m=_HEATS_M[1],
            )
        )
        if effort.is_over():
            return _best(found, finished=False)
    best = _best(found)
    state = seed_state(own, best.count, 200)
    return _best(
        [*found, _run(instance, best.grid, weights, int(_SHARES[2] * steps), state=state, hot_m=_HEATS_M[2])]
    )


def _best(found: list[Found], *, finished: bool = True) -> Found:
    """The plan of least objective; the first among equals."""
    best = min(found, key=lambda plan: plan.objective_m)
    return Found(best.grid, best.count, best.objective_m, best.bound_m, finished)


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
