"""Cover cells by sets, every cell once: a set partition solved by HiGHS.

Whether there is any cover at all is asked of a search in depth (Knuth, "Dancing links", 2000: the cell with the
fewest sets left is covered next). It has an answer in a fraction of a second, either way, where branch and bound spends
seconds on cuts for a programme without an objective.
"""

from enum import Enum

import numpy as np
from numba import njit
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array, csr_array

from gis.partition.arrays import Floats, Ints, Masks

# Of branch and bound. The time limit is a stop for a machine in distress: an answer must not depend on the machine.
_MOST_BRANCHES, _TIME_LIMIT_S = 5_000, 60.0
# Sets looked at by the search in depth: a second or two.
_MOST_LOOKS = 20_000_000
# How near to the best cover a chosen one must be proven to be, unless told otherwise.
_GAP_SHARE = 0.01
_INFEASIBLE = 2


class Cover(Enum):
    """What is known of a set partition."""

    FOUND = "found"
    NONE = "none"
    OPEN = "open"


def find_cover(
    sets: np.ndarray | csc_array | csr_array,
    cost_m: Floats | None = None,
    counts: tuple[int, int] | None = None,
    *,
    at_most_once: np.ndarray | None = None,
    gap_share: float = _GAP_SHARE,
) -> tuple[Cover, Ints]:
    """Choose sets that hold every cell once.

    Parameters
    ----------
    sets
        (sets, cells) of 0 and 1.
    cost_m
        What each set costs; the cover of least cost is sought. None: any cover.
    counts
        Sets to choose, at least and at most; None: any number.
    at_most_once
        (groups, sets): of each group at most one set is chosen.
    gap_share
        How near to the best cover the chosen one must be proven to be.

    Returns
    -------
    tuple
        ``NONE`` where it is proven that no cover exists, ``OPEN`` where the search gave up; places of the sets chosen.
    """
    nothing = np.empty(0, dtype=np.int64)
    size = sets.shape[0]
    if not size or not (sets.sum(axis=0) > 0).all():
        return Cover.NONE, nothing
    rows = [LinearConstraint(csc_array(sets.T).astype(float), 1, 1)]
    if counts is not None:
        rows.append(LinearConstraint(np.ones((1, size)), *counts))
    if at_most_once is not None and len(at_most_once):
        rows.append(LinearConstraint(csc_array(at_most_once.astype(float)), 0, 1))
    solved = milp(
        np.zeros(size) if cost_m is None else cost_m,
        constraints=rows,
        integrality=np.ones(size, dtype=np.int64),
        bounds=Bounds(0, 1),
        options={
            "node_limit": _MOST_BRANCHES,
            "time_limit": _TIME_LIMIT_S,
            "mip_rel_gap": gap_share,
            # On these programmes it takes tens of times longer than it saves, and on the way back it now and then prints
            # a line of its own to standard output.
            "presolve": False,
        },
    )
    if solved.status == _INFEASIBLE:
        return Cover.NONE, nothing
    if solved.x is None:
        return Cover.OPEN, nothing
    return Cover.FOUND, np.flatnonzero(solved.x > 0.5)


def can_cover(masks: Masks, size: int) -> Cover:
    """Whether sets can hold every cell once.

    Parameters
    ----------
    masks
        The sets as bit masks.
    size
        Number of cells, at most ``sets.MOST_CELLS``.

    Returns
    -------
    Cover
        ``OPEN`` where the looks were used up: branch and bound may sit over such a programme for minutes.
    """
    if not len(masks):
        return Cover.NONE if size else Cover.FOUND
    answer = _seek(masks, size, _MOST_LOOKS)
    if answer == 0:
        return Cover.OPEN
    return Cover.FOUND if answer > 0 else Cover.NONE


@njit(cache=True, nogil=True)
def _seek(masks: Masks, size: int, most_looks: int) -> int:
    """Search in depth: 1 where a cover was found, -1 where there is none, 0 where the looks were used up."""
    one = np.uint64(1)
    whole = (one << np.uint64(size)) - one
    left = np.empty((size + 1, len(masks)), dtype=np.int32)
    length, at = np.zeros(size + 1, dtype=np.int64), np.zeros(size + 1, dtype=np.int64)
    pick, covered = np.zeros(size + 1, dtype=np.int64), np.zeros(size + 1, dtype=np.uint64)
    left[0], length[0] = np.arange(len(masks)), len(masks)
    pick[0] = _rarest(masks, left[0], covered[0], size)
    level, looks = 0, len(masks)
    while level >= 0:
        if at[level] == length[level] or pick[level] < 0:
            level -= 1
            continue
        chosen = masks[left[level, at[level]]]
        at[level] += 1
        if chosen >> np.uint64(pick[level]) & one == np.uint64(0):
            continue
        looks += length[level]
        if looks > most_looks:
            return 0
        kept = 0
        for place in left[level, : length[level]]:
            if masks[place] & chosen == np.uint64(0):
                left[level + 1, kept] = place
                kept += 1
        level += 1
        length[level], at[level], covered[level] = kept, 0, covered[level - 1] | chosen
        if covered[level] == whole:
            return 1
        pick[level] = _rarest(masks, left[level, :kept], covered[level], size)
    return -1


@njit(cache=True, nogil=True)
def _rarest(masks: Masks, left: np.ndarray, covered: np.uint64, size: int) -> int:
    """The cell not covered yet that the fewest sets hold; -1 where one is held by none."""
    one, held = np.uint64(1), np.zeros(size, dtype=np.int64)
    for place in left:
        for cell in range(size):
            held[cell] += np.int64(masks[place] >> np.uint64(cell) & one)
    best = -1
    for cell in range(size):
        if covered >> np.uint64(cell) & one == np.uint64(0) and (best < 0 or held[cell] < held[best]):
            best = cell
    return best if held[best] > 0 else -1
