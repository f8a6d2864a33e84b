"""The bounded multi-source search: shortest walking time to the nearest facility, for every node.

Dijkstra's algorithm with a bucket queue (Dial 1969, buckets wider than the shortest arc, so that a node may
be scanned twice within one bucket: label-correcting inside, label-setting between). Labels are compared as
whole numbers, time first and facility second, so the answer is unique whatever the order of scanning.

The queue is a ring of linked lists in one growing array of entries. An entry keeps the label it was pushed
with; if the node has a better one when its turn comes, the entry is stale and dropped.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

from gis.network.network import Ints
from gis.network.weights import CLOSED_TICKS, LABEL_SHIFT, TICKS_PER_S, Arcs, Seeds

UNREACHED = np.int64(CLOSED_TICKS) << LABEL_SHIFT
BUCKET_SHIFT = 21 + LABEL_SHIFT


@njit(cache=True, nogil=True)
def search(
    arcs: Arcs,
    seeds: Seeds,
    limit: int,
    labels: npt.NDArray[np.int64],
) -> int:
    """Lower ``labels`` until none can be lowered; gives the number of nodes scanned.

    Parameters
    ----------
    arcs
        Arcs to walk along.
    seeds
        Where it starts.
    limit
        Labels at or above it are not set (the bound on time).
    labels
        Best label of each node so far; lowered in place. Only nodes that get better are scanned.
    """
    offsets, packed = arcs
    seed_nodes, seed_labels = seeds
    bucket_count = (limit >> BUCKET_SHIFT) + 2
    heads = np.full(bucket_count, -1, np.int32)
    room = 1024 + seed_nodes.size
    entry_node = np.empty(room, np.int32)
    entry_next = np.empty(room, np.int32)
    entry_label = np.empty(room, np.int64)
    used = 0
    for k in range(seed_nodes.size):
        node, label = seed_nodes[k], seed_labels[k]
        if label < labels[node] and label < limit:
            labels[node] = label
            entry_node[used], entry_label[used] = node, label
            entry_next[used] = heads[label >> BUCKET_SHIFT]
            heads[label >> BUCKET_SHIFT] = used
            used += 1
    scanned = 0
    for bucket in range(bucket_count):
        while heads[bucket] >= 0:
            entry = heads[bucket]
            heads[bucket] = entry_next[entry]
            node = entry_node[entry]
            label = labels[node]
            if entry_label[entry] != label:
                continue
            scanned += 1
            first, last = offsets[node], offsets[node + 1]
            if used + (last - first) > room:
                room = 2 * room + (last - first)
                entry_node = np.concatenate((entry_node, np.empty(room - entry_node.size, np.int32)))
                entry_next = np.concatenate((entry_next, np.empty(room - entry_next.size, np.int32)))
                entry_label = np.concatenate((entry_label, np.empty(room - entry_label.size, np.int64)))
            for arc in range(first, last):
                step = packed[arc]
                target = step & 0xFFFFFFFF
                reached = label + (step - target)
                if reached < labels[target] and reached < limit:
                    labels[target] = reached
                    slot = reached >> BUCKET_SHIFT
                    entry_node[used], entry_label[used] = target, reached
                    entry_next[used] = heads[slot]
                    heads[slot] = used
                    used += 1
    return scanned


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
