"""A first plan by recursive balanced cuts of random spanning trees (compiled)."""

import numpy as np
from numba import njit

from gis.partition.instance import Instance
from gis.partition.random import State, uniform

_TRIES = 12


@njit(cache=True, nogil=True)
def _root(parent, node):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Find the set of a node, halving the path."""
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@njit(cache=True, nogil=True)
def _spanning_tree(cells, label, mark, start, neighbour, is_open, toughness, state):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Minimum spanning tree of the marked cells under random keys, as (child order, parent).

    ``order`` lists the cells from a root outwards, ``parent`` gives each cell's parent (-1 at a root).
    """
    count = 0
    for cell in cells:
        for entry in range(start[cell], start[cell + 1]):
            if is_open[entry] and neighbour[entry] > cell and label[neighbour[entry]] == mark:
                count += 1
    ends = np.empty((count, 2), dtype=np.int64)
    keys = np.empty(count)
    count = 0
    for cell in cells:
        for entry in range(start[cell], start[cell + 1]):
            other = neighbour[entry]
            if is_open[entry] and other > cell and label[other] == mark:
                ends[count, 0], ends[count, 1] = cell, other
                keys[count] = toughness[entry] + uniform(state)
                count += 1
    union = np.arange(len(label))
    degree = np.zeros(len(label) + 1, dtype=np.int64)
    chosen = np.empty((len(cells), 2), dtype=np.int64)
    picked = 0
    for place in np.argsort(keys):
        one, other = _root(union, ends[place, 0]), _root(union, ends[place, 1])
        if one != other:
            union[one] = other
            chosen[picked] = ends[place]
            degree[ends[place, 0]] += 1
            degree[ends[place, 1]] += 1
            picked += 1
    return _hang(cells, chosen[:picked], degree, len(label))


@njit(cache=True, nogil=True)
def _hang(cells, edges, degree, size):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Order a tree's cells from its root outwards."""
    first = np.zeros(size + 1, dtype=np.int64)
    for cell in range(size):
        first[cell + 1] = first[cell] + degree[cell]
    fill = first[:-1].copy()
    near = np.empty(2 * len(edges), dtype=np.int64)
    for place in range(len(edges)):
        one, other = edges[place, 0], edges[place, 1]
        near[fill[one]] = other
        near[fill[other]] = one
        fill[one] += 1
        fill[other] += 1
    parent = np.full(size, -2, dtype=np.int64)
    order = np.empty(len(cells), dtype=np.int64)
    done = 0
    for root in cells:
        if parent[root] != -2:
            continue
        parent[root] = -1
        order[done] = root
        done += 1
        head = done - 1
        while head < done:
            cell = order[head]
            head += 1
            for place in range(first[cell], first[cell + 1]):
                if parent[near[place]] == -2:
                    parent[near[place]] = cell
                    order[done] = near[place]
                    done += 1
    return order, parent


@njit(cache=True, nogil=True)
def _miss(households, count, least, most):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Households by which a part cannot be ``count`` grids in the band."""
    return max(0.0, count * least - households, households - count * most)


@njit(cache=True, nogil=True)
def _best_cut(order, parent, households, estate, count, least, most, state):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Edge of the tree to cut: (score, child, grids below it); the child is -1 where there is none."""
    below = np.zeros(len(parent))
    for place in range(len(order) - 1, -1, -1):
        cell = order[place]
        below[cell] += households[cell]
        if parent[cell] >= 0:
            below[parent[cell]] += below[cell]
    total = below[order[0]]
    for cell in order[1:]:
        if parent[cell] == -1:
            total += below[cell]
    mean = total / count
    best, best_child, best_count = np.inf, np.int64(-1), np.int64(0)
    for cell in order:
        if parent[cell] < 0:
            continue
        grids = min(max(np.int64(np.round(below[cell] / mean)), 1), count - 1)
        score = 1e6 * (
            _miss(below[cell], grids, least, most) + _miss(total - below[cell], count - grids, least, most)
        )
        if estate[cell] >= 0 and estate[cell] == estate[parent[cell]]:
            score += 1000.0
        score += 300.0 * abs(2 * grids - count) / count + abs(below[cell] - grids * mean) / grids
        score += 60.0 * uniform(state)
        if score < best:
            best, best_child, best_count = score, cell, grids
    return best, best_child, best_count


@njit(cache=True, nogil=True)
def _split(label, mark, fresh, order, parent, child):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Give the subtree under ``child`` the label ``fresh``."""
    label[child] = fresh
    for cell in order:
        if label[cell] == mark and parent[cell] >= 0 and label[parent[cell]] == fresh:
            label[cell] = fresh


@njit(cache=True, nogil=True)
def _cut_trees(households, start, neighbour, is_open, toughness, estate, count, least, most, tries, state):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Cut one community into ``count`` grids; returns the grid of each cell."""
    size = len(households)
    label = np.zeros(size, dtype=np.int64)
    wanted = np.zeros(count, dtype=np.int64)
    wanted[0] = count
    used = 1
    for mark in range(count):
        while wanted[mark] > 1:
            cells = np.flatnonzero(label == mark)
            best, best_child, best_count = np.inf, np.int64(-1), np.int64(0)
            best_order, best_parent = cells, cells
            for _ in range(tries):
                order, parent = _spanning_tree(
                    cells, label, mark, start, neighbour, is_open, toughness, state
                )
                score, child, grids = _best_cut(
                    order, parent, households, estate, wanted[mark], least, most, state
                )
                if score < best:
                    best, best_child, best_count = score, child, grids
                    best_order, best_parent = order, parent
                if best < 1000.0:
                    break
            if best_child < 0:
                break
            _split(label, mark, used, best_order, best_parent, best_child)
            wanted[used] = best_count
            wanted[mark] -= best_count
            used += 1
    return label


def cut_trees(instance: Instance, count: int, state: State, tries: int = _TRIES) -> np.ndarray:
    """Cut a community into ``count`` connected grids, in the band where random trees allow it.

    Returns
    -------
    int64 array
        Grid of each cell, 0..count-1. Fewer grids where there are fewer cells.
    """
    source = np.repeat(np.arange(instance.size), np.diff(instance.start))
    same = (instance.estate[source] >= 0) & (instance.estate[source] == instance.estate[instance.neighbour])
    along = 1 - instance.cost_m / np.maximum(instance.length_m, 1e-9)
    toughness = np.where(same, 0.0, 1.0 + np.clip(along, 0, 1))
    return np.asarray(
        _cut_trees(
            instance.households.astype(float),
            instance.start,
            instance.neighbour,
            instance.is_open,
            toughness,
            instance.estate,
            min(count, instance.size),
            float(instance.band.min_households),
            float(instance.band.max_households),
            tries,
            state,
        )
    )
