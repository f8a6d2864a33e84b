"""Draw every piece of the land: searched, mended, proven where that is quick; all of them side by side."""

import os
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from threading import Event

from gis.model.progress import Progress
from gis.partition.exact import QUICK_SETS, solve_exactly
from gis.partition.existing import redraw
from gis.partition.mend import mend
from gis.partition.obstacles import find_stuck
from gis.partition.search import Aim, Effort, Found, search
from gis.partition.tasks import Task
from gis.partition.wishes import Wishes

# Steps per cell fall with the size of the job, so that 50,000 buildings stay within half a minute.
_FULL_EFFORT_CELLS = 8_000
_MOST_EFFORT = 6.0
# From this effort on small communities are solved to proven optimality where that is quick.
_PROOF_EFFORT = 2.0
# Those of up to so many cells for which it is not are searched so many times as long.
_SMALL_CELLS, _SMALL_FACTOR = 80, 4.0
# Land of up to so many cells is searched so often, each time from another seed, while a grid stays out of the band
# without a proof.
_STUCK_CELLS, _SEARCHES, _SEED_STRIDE = 600, 5, 7919


def _candidates(task: Task) -> list[int]:
    """Numbers of grids to try: those asked for, or K-1, K, K+1 within what the total allows."""
    if task.asked is not None:
        return [task.asked]
    proposal = task.proposal
    if proposal.households == 0:
        return [1]
    if proposal.least_grids > proposal.most_grids:
        return sorted({max(proposal.most_grids, 1), max(proposal.least_grids, 1)})
    near = (proposal.grids - 1, proposal.grids, proposal.grids + 1)
    return [count for count in near if proposal.least_grids <= count <= proposal.most_grids]


def _draw_task(task: Task, wishes: Wishes, effort: Effort) -> Found:
    """Draw one piece from its existing grids or from nothing, and prove it where asked or quick."""
    aim = Aim(wishes.weights(redrawing=bool(task.previous_codes)), wishes.seed, effort)
    if task.previous_codes:
        before, counts = len(task.previous_codes), _candidates(task)
        found = redraw(task.instance, before, task.asked, aim, counts=counts)
    else:
        found = _drawn_from_nothing(task, aim)
    if wishes.exact:
        return solve_exactly(task.instance, found, _candidates(task), aim)
    if effort.factor < _PROOF_EFFORT:
        return found
    proven = solve_exactly(task.instance, found, _candidates(task), aim, most_sets=QUICK_SETS)
    if proven.proof or task.previous_codes or not 1 < task.instance.size <= _SMALL_CELLS:
        return proven
    return _drawn_longer(task, proven, aim)


def _drawn_from_nothing(task: Task, aim: Aim) -> Found:
    """A searched and mended plan; searched anew while a grid is still out of the band without a proof."""
    best = mend(task.instance, search(task.instance, _candidates(task), aim), task.asked, aim)
    for turn in range(1, _SEARCHES):
        if (
            task.instance.size > _STUCK_CELLS
            or aim.effort.is_over()
            or not find_stuck(task.instance, best.grid)[0]
        ):
            break
        other = replace(aim, seed=aim.seed + turn * _SEED_STRIDE)
        again = mend(task.instance, search(task.instance, _candidates(task), other), task.asked, other)
        best = replace(min(best, again, key=lambda found: found.objective_m), is_finished=again.is_finished)
    return best


def _drawn_longer(task: Task, found: Found, aim: Aim) -> Found:
    """The better of a plan and one of a longer search: small communities take little, and miss the best most often."""
    effort = replace(aim.effort, factor=_SMALL_FACTOR * aim.effort.factor)
    if effort.is_over():
        return found
    longer = search(task.instance, _candidates(task), replace(aim, effort=effort))
    best = longer if longer.objective_m < found.objective_m else found
    return replace(best, is_finished=longer.is_finished)


def _effort(tasks: list[Task], wishes: Wishes) -> Effort:
    """Steps per cell as asked, or by the size of the job."""
    cells = sum(task.instance.size for task in tasks)
    factor = (
        wishes.effort
        if wishes.effort is not None
        else min(_MOST_EFFORT, max(1.0, _FULL_EFFORT_CELLS / max(cells, 1)))
    )
    deadline = None if wishes.time_limit_s is None else time.monotonic() + wishes.time_limit_s
    return Effort(factor, deadline, wishes.stop or Event())


def draw_pieces(tasks: list[Task], wishes: Wishes, progress: Progress) -> list[Found]:
    """Draw all pieces on all processors; the compiled search runs outside Python's lock.

    An interrupt (Ctrl-C) ends the search, not the drawing: every piece then comes with the best plan so far.
    """
    effort = _effort(tasks, wishes)
    found: dict[int, Found] = {}
    order = sorted(range(len(tasks)), key=lambda place: -tasks[place].instance.size)
    with ThreadPoolExecutor(wishes.workers or os.cpu_count() or 1) as pool:
        waiting = {pool.submit(_draw_task, tasks[place], wishes, effort): place for place in order}
        try:
            for done, future in enumerate(as_completed(waiting), start=1):
                found[waiting[future]] = future.result()
                progress("划分网格", done, len(tasks))
        except KeyboardInterrupt:
            # What is under way ends at its next look at the clock; a second interrupt ends the drawing.
            effort.stop.set()
            progress("收到中止，取当前最好的方案", 0, 0)
            found |= {place: future.result() for future, place in waiting.items()}
    return [found[place] for place in range(len(tasks))]
