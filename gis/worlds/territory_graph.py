"""A territory as a graph: units with a place and a weight, ties between neighbours."""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gis.worlds.terrain import Floats


@dataclass(frozen=True, slots=True)
class Territory:
    """What is to be cut.

    Attributes
    ----------
    places_m
        ``(n, 2)`` middles of the units.
    weights
        Households of each unit.
    ties
        ``ties[i][j]``: what it costs to part neighbours i and j; a unit without a tie to another is alone.
    """

    places_m: Floats
    weights: Sequence[int]
    ties: Mapping[int, Mapping[int, float]]

    def weight(self, units: frozenset[int]) -> int:
        """Households of several units."""
        return sum(map(self.weights.__getitem__, units))


def components(territory: Territory, units: frozenset[int]) -> list[frozenset[int]]:
    """Connected sets of units, the largest first."""
    left, found = set(units), []
    for start in sorted(units):
        if start not in left:
            continue
        left.discard(start)
        group, stack = {start}, [start]
        while stack:
            near = left.intersection(territory.ties[stack.pop()])
            left -= near
            group |= near
            stack += near
        found.append(frozenset(group))
    return sorted(found, key=lambda group: (-len(group), min(group)))


def strongest_tree(territory: Territory, units: frozenset[int], unrest: float) -> dict[int, int]:
    """Parents in a spanning tree of the greatest ties (Prim), in order of joining; the root's is -1.

    Parameters
    ----------
    unrest
        0–1: how far ties are shaken by chance; the same figure gives the same tree.
    """
    rng = np.random.default_rng([round(unrest * 1000), len(units)])
    shaken = rng.uniform(1 - unrest, 1, max(units) + 1)
    root = min(units)
    parents: dict[int, int] = {}
    heap = [(0.0, root, -1)]
    while heap:
        _, unit, parent = heapq.heappop(heap)
        if unit not in parents:
            parents[unit] = parent
            for other, tie in territory.ties[unit].items():
                if other in units and other not in parents:
                    heapq.heappush(heap, (-tie * shaken[other], other, unit))
    return parents
