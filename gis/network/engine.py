"""The bounded multi-source search: shortest walking time to the nearest facility, for every node.

Dijkstra's algorithm with a bucket queue (Dial 1969). Buckets are wider than the shortest arc, so a node may
be scanned twice within one bucket: label-correcting inside, label-setting between. Labels are compared as
whole numbers, time first and facility second, so the answer is unique whatever the order of scanning.

The queue is a row of linked lists in one growing array of entries. Nothing is ever taken out of a list: when
a node's turn comes and its label lies in another bucket by now, the entry is stale and passed over. Indices
are cast to unsigned, which spares numba the test for negative ones: a fifth of the time.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

from gis.network.network import Ints
from gis.network.weights import CLOSED_TICKS, LABEL_SHIFT, TICKS_PER_S, Arcs, Seeds

UNREACHED = np.int64(CLOSED_TICKS) << LABEL_SHIFT
BUCKET_SHIFT = 20 + LABEL_SHIFT
_UPPER = -(1 << 32)
_SPARE_ROOM = 1024


@njit(cache=True, nogil=True)
def search(arcs: Arcs, seeds: Seeds, limit: int, labels: npt.NDArray[np.int64]) -> None:
    """Lower ``labels`` in place until none can be lowered.

    Parameters
    ----------
    arcs
        Arcs to walk along.
    seeds
        Where it starts.
    limit
        Labels at or above it are not set (the bound on time).
    labels
        Best label of each node so far. Only nodes that get better are scanned.
    """
    if not _spread(arcs, seeds, limit, labels, arcs.packed.size + seeds.nodes.size + _SPARE_ROOM):
        _sweep(arcs, limit, labels)


@njit(cache=True, nogil=True)
def _spread(arcs: Arcs, seeds: Seeds, limit: int, labels: npt.NDArray[np.int64], room: int) -> bool:
    """Search with a queue of fixed room (a growing one costs a third more); False where it overflowed."""
    offsets, packed = arcs
    heads = np.full((limit >> BUCKET_SHIFT) + 2, -1, np.int32)
    entries, following, turn = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32)
    used, fits = 0, True
    for k in range(seeds.nodes.size):
        node, label = seeds.nodes[k], seeds.labels[k]
        if label < labels[node] and label < limit:
            labels[node] = label
            entries[used], following[used] = node, heads[label >> BUCKET_SHIFT]
            heads[label >> BUCKET_SHIFT] = used
            used += 1
    for bucket in range(heads.size):
        while heads[bucket] >= 0:
            count, entry = 0, heads[bucket]
            heads[bucket] = -1
            while entry >= 0:
                turn[count] = entries[np.uintp(entry)]
                entry = following[np.uintp(entry)]
                count += 1
            for k in range(count):
                tail = np.uintp(turn[k])
                label = labels[tail]
                if (label >> BUCKET_SHIFT) != bucket:
                    continue
                for arc in range(offsets[tail], offsets[tail + np.uintp(1)]):
                    step = packed[np.uintp(arc)]
                    target = np.uintp(step & 0xFFFFFFFF)
                    reached = label + (step & _UPPER)
                    if reached < labels[target] and reached < limit:
                        labels[target] = reached
                        fits = fits and used < room
                        if used < room:
                            slot = np.uintp(reached >> BUCKET_SHIFT)
                            entries[used], following[used] = target, heads[slot]
                            heads[slot] = used
                            used += 1
    return fits


@njit(cache=True, nogil=True)
def _sweep(arcs: Arcs, limit: int, labels: npt.NDArray[np.int64]) -> None:
    """Go through all arcs until nothing gets better: slow and sure, for a queue that overflowed."""
    changed = True
    while changed:
        changed = False
        for node in range(labels.size):
            label = labels[node]
            if label >= limit:
                continue
            for arc in range(arcs.offsets[node], arcs.offsets[node + 1]):
                target = arcs.packed[arc] & 0xFFFFFFFF
                reached = label + (arcs.packed[arc] & _UPPER)
                if reached < labels[target] and reached < limit:
                    labels[target] = reached
                    changed = True


def limit_label(limit_s: float) -> int:
    """The first label beyond ``limit_s`` (a walk of exactly that long is in)."""
    return (int(np.floor(limit_s * TICKS_PER_S)) + 1) << LABEL_SHIFT


def nearest_labels(arcs: Arcs, seeds: Seeds, *, limit_s: float) -> Ints:
    """Label of every node: time to the nearest source and which, or ``UNREACHED``.

    Parameters
    ----------
    arcs
        Against the walk.
    seeds
        The facilities' ways.
    limit_s
        Longer walks are not looked for.
    """
    labels = np.full(len(arcs.offsets) - 1, UNREACHED, dtype=np.int64)
    search(arcs, seeds, limit_label(limit_s), labels)
    return labels
