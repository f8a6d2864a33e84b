"""Draw every piece of the land: searched, mended, proven where that is quick; all of them side by side."""

import os
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from threading import Event

from gis.model.progress import Progress
from gis.partition.anew import search_around
from gis.partition.exact import QUICK_SETS, solve_exactly
from gis.partition.existing import redraw
from gis.partition.mend import mend
from gis.partition.search import Aim, Effort, Found, search
from gis.partition.tasks import Task
from gis.partition.wishes import Wishes

# Steps per cell fall with the size of the job, so that 50,000 buildings stay within half a minute.
_FULL_EFFORT_CELLS = 24_000
_MOST_EFFORT = 12.0
# From this effort on small communities are solved to proven optimality where that is quick; in larger jobs, where it is
# quicker still.
_PROOF_EFFORT, _HASTY_SETS = 2.0, 5_000
# Communities of up to so many cells are searched so well in every job: they take little.
_SMALL_CELLS, _SMALL_EFFORT = 80, 3.0


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
    is_hasty = effort.factor < _PROOF_EFFORT
    if wishes.effort is None and task.instance.size <= _SMALL_CELLS:
        effort = replace(effort, factor=max(effort.factor, _SMALL_EFFORT))
    aim = Aim(wishes.weights(redrawing=bool(task.previous_codes)), wishes.seed, effort)
    instance, counts, asked = task.instance, _candidates(task), task.asked
    if task.previous_codes:
        found = redraw(instance, len(task.previous_codes), asked, aim, counts=counts)
    else:
        found = search_around(instance, mend(instance, search(instance, counts, aim), asked, aim), asked, aim)
    if wishes.exact:
        return solve_exactly(instance, found, counts, aim)
    if is_hasty and wishes.effort is not None:
        return found
    most_sets = _HASTY_SETS if is_hasty else QUICK_SETS
    return solve_exactly(instance, found, counts, aim, most_sets=most_sets)


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
