"""Cover cells by sets, every cell once: a set partition solved by HiGHS."""

from enum import Enum

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

from gis.partition.arrays import Floats, Ints

# Of branch and bound. The time limit is a stop for a machine in distress: an answer must not depend on the machine.
_MOST_BRANCHES, _TIME_LIMIT_S = 5_000, 60.0
# How near to the best cover a chosen one must be proven to be.
_GAP_SHARE = 0.01
_INFEASIBLE = 2


class Cover(Enum):
    """What is known of a set partition."""

    FOUND = "found"
    NONE = "none"
    OPEN = "open"


def find_cover(
    sets: np.ndarray, cost_m: Floats | None = None, count: int | None = None
) -> tuple[Cover, Ints]:
    """Choose sets that hold every cell once.

    Parameters
    ----------
    sets
        (sets, cells) of 0 and 1.
    cost_m
        What each set costs; the cover of least cost is sought. None: any cover.
    count
        Number of sets to choose; None: any.

    Returns
    -------
    tuple
        ``NONE`` where it is proven that no cover exists, ``OPEN`` where the search gave up; places of the sets chosen.
    """
    nothing = np.empty(0, dtype=np.int64)
    if not len(sets) or not sets.any(axis=0).all():
        return Cover.NONE, nothing
    rows = [LinearConstraint(csc_array(sets.T.astype(float)), 1, 1)]
    if count is not None:
        rows.append(LinearConstraint(np.ones((1, len(sets))), count, count))
    solved = milp(
        np.zeros(len(sets)) if cost_m is None else cost_m,
        constraints=rows,
        integrality=np.ones(len(sets), dtype=np.int64),
        bounds=Bounds(0, 1),
        options={"node_limit": _MOST_BRANCHES, "time_limit": _TIME_LIMIT_S, "mip_rel_gap": _GAP_SHARE},
    )
    if solved.status == _INFEASIBLE:
        return Cover.NONE, nothing
    if solved.x is None:
        return Cover.OPEN, nothing
    return Cover.FOUND, np.flatnonzero(solved.x > 0.5)
