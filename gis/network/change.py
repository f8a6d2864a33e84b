"""Change the answer of a search a little without searching again: a facility, or an edge, more or less.

Adding is a search that starts from the new seeds and stops where it brings nothing (``engine.search``).
Taking away resets every node whose label hangs on what is gone: the nodes tight to it, that is, whose label
is exactly the neighbour's label plus the arc (labels are whole numbers, so this is decided without
tolerance). They start again from the labels around the region (Ramalingam and Reps 1996, with the whole
region reset at once). A node that hangs on two equal ways is reset too and finds the other one again. The
labels end as those of a full search, to the last tick.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from gis.network.engine import UNREACHED, search
from gis.network.network import Ints
from gis.network.weights import LABEL_SHIFT, ArcPair, Arcs, Seeds


class Arrows(NamedTuple):
    """Some arcs; arrays of one length.

    Attributes
    ----------
    origin, target
        Nodes.
    ticks
        Walking time.
    """

    origin: Ints
    target: Ints
    ticks: Ints


def add_sources(arcs: ArcPair, labels: Ints, seeds: Seeds, limit: int) -> None:
    """Lower the labels in place by more sources."""
    search(arcs.against, seeds, limit, labels)


def drop_sources(arcs: ArcPair, labels: Ints, gone: Seeds, left: Seeds, limit: int) -> None:
    """Raise the labels in place where they hung on sources that are gone.

    Parameters
    ----------
    labels
        Labels of the nodes.
    gone, left
        The sources that go, and all that stay.
    """
    _drop(arcs, labels, gone.nodes[labels[gone.nodes] == gone.labels], left, limit)


def open_arcs(arcs: ArcPair, labels: Ints, ends: Ints, limit: int) -> None:
    """Lower the labels in place after arcs between some nodes became shorter."""
    _relax(arcs, labels, np.unique(ends), limit)


def hanging_nodes(arcs: ArcPair, labels: Ints, ends: Ints) -> Ints:
    """Nodes among the ends of some edges whose label hangs on one of these edges."""
    return np.asarray(_hanging(arcs.along, labels, np.unique(ends)))


def close_arcs(arcs: ArcPair, labels: Ints, hanging: Ints, seeds: Seeds, limit: int) -> None:
    """Raise the labels in place after edges were closed.

    Parameters
    ----------
    arcs
        After closing.
    hanging
        The edges' ends that hung on them (``hanging_nodes`` of the arcs before).
    seeds
        Every source.
    """
    _drop(arcs, labels, hanging, seeds, limit)


def set_ticks(arcs: Arcs, tails: Ints, heads: Ints, ticks: Ints) -> Arcs:
    """Copy the arcs with other weights between some pairs of nodes.

    Parallel edges between one pair of nodes take the shortest of the weights given for that pair.
    """
    packed = arcs.packed.copy()
    for tail, head, weight in zip(tails.tolist(), heads.tolist(), ticks.tolist(), strict=True):
        rows = slice(int(arcs.offsets[tail]), int(arcs.offsets[tail + 1]))
        targets = packed[rows] & 0xFFFFFFFF
        packed[rows] = np.where(targets == head, (weight << LABEL_SHIFT) | head, packed[rows])
    return Arcs(arcs.offsets, packed)


def splice_arcs(arcs: Arcs, node_count: int, gone: Arrows, come: Arrows) -> Arcs:
    """Copy the arcs without some of them, and with others; nodes up to ``node_count`` are new ones."""
    counts = np.diff(arcs.offsets)
    origin = np.repeat(np.arange(len(counts)), counts)
    kept = np.ones(len(origin), bool)
    for node, target, ticks in zip(*(column.tolist() for column in gone), strict=True):
        row = np.arange(arcs.offsets[node], arcs.offsets[node + 1])
        same = row[(arcs.packed[row] == (ticks << LABEL_SHIFT) | target) & kept[row]]
        kept[same[:1]] = False
    origin = np.concatenate([origin[kept], come.origin])
    packed = np.concatenate([arcs.packed[kept], (come.ticks << LABEL_SHIFT) | come.target])
    order = np.argsort(origin, kind="stable")
    offsets = np.concatenate([[0], np.cumsum(np.bincount(origin, minlength=node_count))]).astype(np.int64)
    return Arcs(offsets, packed[order])


def respread(
    arcs: ArcPair, labels: Ints, *, hanging: Ints, gone: Seeds, seeds: Seeds, ends: Ints, limit: int
) -> None:
    """Bring the labels in place to those of a full search after arcs and sources went and came.

    Parameters
    ----------
    arcs
        As they are now.
    labels
        As they were, new nodes ``UNREACHED``.
    hanging
        Nodes that hung on arcs that are gone (``hanging_nodes`` of the arcs before).
    gone
        Sources that are gone.
    seeds
        Every source there is now.
    ends
        Ends of the arcs that came.
    """
    on_gone = gone.nodes[labels[gone.nodes] == gone.labels]
    _drop(arcs, labels, np.unique(np.concatenate([hanging, on_gone])), seeds, limit)
    _relax(arcs, labels, np.unique(ends), limit)


@njit(cache=True, nogil=True)
def _hanging(
    along: Arcs, labels: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Nodes among the ends whose label hangs on an arc to another of the ends."""
    found = np.empty(ends.size, np.int64)
    count = 0
    for k in range(ends.size):
        node = ends[k]
        label = labels[node]
        if label >= UNREACHED:
            continue
        for arc in range(along.offsets[node], along.offsets[node + 1]):
            target = along.packed[arc] & 0xFFFFFFFF
            weight = along.packed[arc] - target
            other = labels[target]
            if other < UNREACHED and other + weight == label and (ends == target).any():
                found[count] = node
                count += 1
                break
    return found[:count]


@njit(cache=True, nogil=True)
def _relax(arcs: ArcPair, labels: npt.NDArray[np.int64], nodes: npt.NDArray[np.int64], limit: int) -> None:
    """Offer each node the labels of those it walks to, and carry on from there."""
    along = arcs.along
    best = np.empty(nodes.size, np.int64)
    for k in range(nodes.size):
        best[k] = UNREACHED
        for arc in range(along.offsets[nodes[k]], along.offsets[nodes[k] + 1]):
            target = along.packed[arc] & 0xFFFFFFFF
            if labels[target] < UNREACHED:
                best[k] = min(best[k], labels[target] + (along.packed[arc] - target))
    search(arcs.against, Seeds(nodes, best), limit, labels)


@njit(cache=True, nogil=True)
def _drop(
    arcs: ArcPair, labels: npt.NDArray[np.int64], roots: npt.NDArray[np.int64], seeds: Seeds, limit: int
) -> None:
    """Reset every node that hangs on the roots, and search it again from around and from the seeds."""
    against = arcs.against
    nodes = np.empty(1024 + roots.size, np.int64)
    former = np.empty(1024 + roots.size, np.int64)
    count = 0
    for root in roots:
        if labels[root] < UNREACHED:
            nodes[count], former[count] = root, labels[root]
            labels[root] = UNREACHED
            count += 1
    done = 0
    while done < count:
        node, label = nodes[done], former[done]
        done += 1
        first, last = against.offsets[node], against.offsets[node + 1]
        if count + (last - first) > nodes.size:
            spare = np.empty(nodes.size + (last - first), np.int64)
            nodes = np.concatenate((nodes, spare))
            former = np.concatenate((former, spare))
        for arc in range(first, last):
            target = against.packed[arc] & 0xFFFFFFFF
            held = labels[target]
            if held < UNREACHED and held == label + (against.packed[arc] - target):
                nodes[count], former[count] = target, held
                labels[target] = UNREACHED
                count += 1
    search(against, seeds, limit, labels)
    _relax(arcs, labels, nodes[:count], limit)
