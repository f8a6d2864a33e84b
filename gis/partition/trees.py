"""A first plan by recursive balanced cuts of random spanning trees (compiled)."""

from typing import NamedTuple

import numpy as np
from numba import njit

from gis.partition.arrays import Flags, Floats, Ints
from gis.partition.instance import Instance
from gis.partition.random import State, uniform

_TRIES = 12
# Scores of a cut: a household that cannot be placed in the band, an estate cut, a lopsided cut.
_MISS, _ESTATE, _LOPSIDED, _CHANCE = 1e6, 1000.0, 300.0, 60.0
_GOOD_ENOUGH = 1000.0
# Share of the trees that heed neither estates nor streets, so that an estate can be cut where the band asks it.
FREE_SHARE = 0.2


class Wood(NamedTuple):
    """What trees grow on: households and estates of the cells, borders, band.

    ``toughness`` orders the borders that a tree takes up: those inside an estate first, those along streets
    last, and chance among equals.
    """

    households: Floats
    estate: Ints
    start: Ints
    neighbour: Ints
    is_open: Flags
    toughness: Floats
    least: float
    most: float


class Tree(NamedTuple):
    """A spanning tree: its cells from the root outwards, and each cell's parent (-1 at a root)."""

    order: Ints
    parent: Ints


class Cut(NamedTuple):
    """An edge to cut: above which cell (-1: none), how many grids below it, and how bad it is."""

    child: int
    grids: int
    score: float


@njit(cache=True, nogil=True)
def root_of(parent: Ints, node: int) -> int:
    """Find the set of a node, halving the path."""
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@njit(cache=True, nogil=True)
def _edges(wood: Wood, cells: Ints, label: Ints, mark: int, state: State) -> tuple[Ints, Floats]:
    """Open borders among the marked cells, and a random key for each."""
    size = 0
    for cell in cells:
        size += wood.start[cell + 1] - wood.start[cell]
    ends = np.empty((size, 2), dtype=np.int64)
    keys = np.empty(size)
    count = 0
    heed = 1.0 if uniform(state) >= FREE_SHARE else 0.0
    for cell in cells:
        for entry in range(wood.start[cell], wood.start[cell + 1]):
            other = wood.neighbour[entry]
            if wood.is_open[entry] and other > cell and label[other] == mark:
                ends[count, 0], ends[count, 1] = cell, other
                keys[count] = heed * wood.toughness[entry] + uniform(state)
                count += 1
    return ends[:count], keys[:count]


@njit(cache=True, nogil=True)
def _spanning_tree(wood: Wood, cells: Ints, label: Ints, mark: int, state: State) -> Tree:
    """Least spanning tree of the marked cells under random keys (Kruskal)."""
    ends, keys = _edges(wood, cells, label, mark, state)
    union = np.arange(len(label))
    degree = np.zeros(len(label) + 1, dtype=np.int64)
    chosen = np.empty((len(cells), 2), dtype=np.int64)
    picked = 0
    for place in np.argsort(keys):
        one, other = root_of(union, ends[place, 0]), root_of(union, ends[place, 1])
        if one != other:
            union[one] = other
            chosen[picked] = ends[place]
            degree[ends[place, 0]] += 1
            degree[ends[place, 1]] += 1
            picked += 1
    first, near = both_ends(chosen[:picked], degree, len(label))
    return hang(cells, first, near, len(label))


@njit(cache=True, nogil=True)
def both_ends(edges: Ints, degree: Ints, size: int) -> tuple[Ints, Ints]:
    """The tree's edges from both ends, in CSR."""
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
    return first, near


@njit(cache=True, nogil=True)
def hang(cells: Ints, first: Ints, near: Ints, size: int) -> Tree:
    """Order a tree's cells from its root outwards."""
    parent = np.full(size, -2, dtype=np.int64)
    order = np.empty(len(cells), dtype=np.int64)
    done = 0
    for root in cells:
        if parent[root] != -2:
            continue
        parent[root] = -1
        order[done] = root
        head = done
        done += 1
        while head < done:
            cell = order[head]
            head += 1
            for place in range(first[cell], first[cell + 1]):
                if parent[near[place]] == -2:
                    parent[near[place]] = cell
                    order[done] = near[place]
                    done += 1
    return Tree(order, parent)


@njit(cache=True, nogil=True)
def _miss(wood: Wood, households: float, count: int) -> float:
    """Households by which a part cannot be ``count`` grids in the band."""
    return max(0.0, count * wood.least - households, households - count * wood.most)


@njit(cache=True, nogil=True)
def _best_cut(wood: Wood, tree: Tree, count: int, state: State) -> Cut:
    """Best edge of the tree to cut into two parts of whole numbers of grids."""
    order, parent = tree
    below = np.zeros(len(parent))
    total = 0.0
    for place in range(len(order) - 1, -1, -1):
        cell = order[place]
        below[cell] += wood.households[cell]
        total += wood.households[cell]
        if parent[cell] >= 0:
            below[parent[cell]] += below[cell]
    mean = max(total / count, 1e-9)  # offices alone: land without a household is cut like any other
    best = Cut(-1, 0, np.inf)
    for cell in order:
        if parent[cell] < 0:
            continue
        grids = int(min(max(np.round(below[cell] / mean), 1.0), count - 1.0))
        score = _MISS * (_miss(wood, below[cell], grids) + _miss(wood, total - below[cell], count - grids))
        if wood.estate[cell] >= 0 and wood.estate[cell] == wood.estate[parent[cell]]:
            score += _ESTATE
        score += _LOPSIDED * abs(2 * grids - count) / count + abs(below[cell] - grids * mean) / grids
        score += _CHANCE * uniform(state)
        if score < best.score:
            best = Cut(cell, grids, score)
    return best


@njit(cache=True, nogil=True)
def _split(label: Ints, mark: int, fresh: int, tree: Tree, child: int) -> None:
    """Give the subtree under ``child`` the label ``fresh``."""
    label[child] = fresh
    for cell in tree.order:
        if label[cell] == mark and tree.parent[cell] >= 0 and label[tree.parent[cell]] == fresh:
            label[cell] = fresh


@njit(cache=True, nogil=True)
def _best_of_trees(wood: Wood, label: Ints, mark: int, count: int, state: State) -> tuple[Tree, Cut]:
    """The best cut over several random trees."""
    cells = np.flatnonzero(label == mark)
    best_tree = Tree(cells, cells)
    best = Cut(-1, 0, np.inf)
    for _ in range(_TRIES):
        tree = _spanning_tree(wood, cells, label, mark, state)
        cut = _best_cut(wood, tree, count, state)
        if cut.score < best.score:
            best_tree, best = tree, cut
        if best.score < _GOOD_ENOUGH:
            break
    return best_tree, best


@njit(cache=True, nogil=True)
def divide(wood: Wood, label: Ints, marks: Ints, state: State) -> None:
    """Cut the cells labelled ``marks[0]`` into as many parts as there are marks, and label them so."""
    wanted = np.zeros(len(marks), dtype=np.int64)
    wanted[0] = len(marks)
    used = 1
    for place in range(len(marks)):
        while wanted[place] > 1:
            tree, cut = _best_of_trees(wood, label, marks[place], wanted[place], state)
            if cut.child < 0:
                break
            _split(label, marks[place], marks[used], tree, cut.child)
            wanted[used] = cut.grids
            wanted[place] -= cut.grids
            used += 1


def make_wood(instance: Instance) -> Wood:
    """What trees grow on."""
    source = np.repeat(np.arange(instance.size), np.diff(instance.start))
    same = (instance.estate[source] >= 0) & (instance.estate[source] == instance.estate[instance.neighbour])
    along = 1 - instance.cost_m / np.maximum(instance.length_m, 1e-9)
    return Wood(
        households=instance.households.astype(float),
        estate=instance.estate,
        start=instance.start,
        neighbour=instance.neighbour,
        is_open=instance.is_open,
        toughness=np.where(same, 0.0, 1.0 + np.clip(along, 0, 1)),
        least=float(instance.band.min_households),
        most=float(instance.band.max_households),
    )


def cut_trees(instance: Instance, count: int, state: State) -> Ints:
    """Cut a community into ``count`` connected grids, in the band where random trees allow it.

    Returns
    -------
    int64 array
        Grid of each cell, 0..count-1. Fewer grids where there are fewer cells.
    """
    label = np.zeros(instance.size, dtype=np.int64)
    divide(make_wood(instance), label, np.arange(min(count, instance.size)), state)
    return label
