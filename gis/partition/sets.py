"""Connected sets of cells within bounds of households, every one of them once, as bit masks (compiled)."""

import numpy as np
from numba import njit

from gis.partition.arrays import Flags, Ints, Masks

# Bits of a mask, less two to spare for shifts.
MOST_CELLS = 62
# Connected sets looked at for each set that is allowed.
_STEPS_PER_SET = 40


@njit(cache=True, nogil=True)
def _enumerate(  # noqa: PLR0917
    households: Ints, beside: Masks, edge: np.uint64, least: int, most: int, limit: int
) -> Masks:
    """All sets; a lone 0 where there are too many. Depth first: a cell beside the set is taken in, then barred."""
    size, steps_left = len(households), limit * _STEPS_PER_SET
    none, one = np.uint64(0), np.uint64(1)
    found, count = np.empty(1024, dtype=np.uint64), 0
    stack, sums = np.empty((8192, 3), dtype=np.uint64), np.empty(8192, dtype=np.int64)
    for root in range(size):
        own = one << np.uint64(root)
        stack[0, 0], stack[0, 1], stack[0, 2] = own, own - one, beside[root]
        sums[0] = households[root]
        top = 1 if households[root] <= most else 0
        while top > 0:
            top -= 1
            steps_left -= 1
            chosen, barred, near, held = stack[top, 0], stack[top, 1], stack[top, 2], sums[top]
            if held >= least or chosen & edge != none:
                if count == len(found):
                    larger = np.empty(2 * count, dtype=np.uint64)
                    larger[:count] = found
                    found = larger
                found[count] = chosen
                count += 1
            if count > limit or steps_left < 0:
                return np.zeros(1, dtype=np.uint64)
            for cell in range(size):
                bit = one << np.uint64(cell)
                if near & bit & ~barred & ~chosen == none:
                    continue
                if held + households[cell] <= most:
                    stack[top, 0], stack[top, 1], stack[top, 2] = chosen | bit, barred, near | beside[cell]
                    sums[top] = held + households[cell]
                    top += 1
                barred |= bit
    return found[:count]


def connected_sets(
    households: Ints, beside: Masks, least: int, most: int, *, limit: int, edge: Flags | None = None
) -> Masks | None:
    """All connected sets with least <= households <= most.

    Parameters
    ----------
    households
        Of at most ``MOST_CELLS`` cells.
    beside
        Per cell a mask of its neighbours.
    limit
        Most sets allowed. The search passes through sets of too few households; where small buildings make
        these too many, it gives up as well.
    edge
        Cells beside land that is not among these; sets that hold one of them may have fewer than ``least``.

    Returns
    -------
    uint64 array, or None where there are too many.
    """
    mask = 0 if edge is None else sum(1 << int(cell) for cell in np.flatnonzero(edge))
    found = _enumerate(households, beside, np.uint64(mask), least, most, limit)
    return None if len(found) and found[0] == 0 else found


def bits(masks: Masks, size: int) -> np.ndarray:
    """(sets, cells) of 0 and 1."""
    return ((masks[:, None] >> np.arange(size, dtype=np.uint64)) & np.uint64(1)).astype(np.int8)


def beside_masks(start: Ints, neighbour: Ints, is_open: Flags) -> Masks:
    """Bit mask of the open neighbours of each cell, from borders in CSR."""
    masks = np.zeros(len(start) - 1, dtype=np.uint64)
    source = np.repeat(np.arange(len(start) - 1), np.diff(start))
    for cell, other in zip(source[is_open], neighbour[is_open], strict=True):
        masks[cell] |= np.uint64(1) << np.uint64(other)
    return masks
