"""Proof that land around a grid cannot all be in the band: its set partition has no answer.

Take some nodes R of a piece of land (``land``; R is not closed off, its sets may go on outside). In a plan that has
all of R in the band, every node of R is in exactly one grid; and what such a grid has in R falls into connected
sets, each of which

- holds at most U households, and
- holds at least L, or has a node beside it outside R with which it holds at most U: through that it goes on.

All sets of this kind are enumerated. Where they cannot cover R, each node once, no plan has all of R in the band.
That is a relaxation (what lies outside is asked for nothing), so that the proof holds for the whole piece however
small R is. Land without households is asked for like any other: two neighbours may need the same strip.

A node may be several cells, land behind a gate and the gate, which go together where all of them are in the
band. Where the proof needs that of such a node beside R, the node belongs to what it is about, its *support*;
otherwise the node counts as one that can be entered for nothing.
"""

from collections.abc import Set

import numpy as np

from gis.partition.arrays import Ints, Masks
from gis.partition.covers import Cover, can_cover
from gis.partition.land import Land, Piece
from gis.partition.sets import MOST_CELLS, bits, connected_sets

# Sets of one neighbourhood, at most.
MOST_SETS = 20_000
# Nodes taken in before the sets are enumerated anew.
_STRIDE = 2


class Surroundings:
    """The nodes of a piece and what is proven of them.

    Attributes
    ----------
    spent
        Nodes that earlier proofs were about; later ones are about others, so that each tells of a grid of its own.
    """

    def __init__(self, piece: Piece, most_sets: int = MOST_SETS) -> None:
        land, size = piece.land, len(piece.land.lived)
        self._land: Land = land
        self._most_sets = most_sets
        self._near = [
            set(land.near[land.start[node] : land.start[node + 1]].tolist()) for node in range(size)
        ]
        self._is_joined = np.bincount(piece.node) > 1
        self.spent: set[int] = set()

    def find_core(self, own: Ints) -> Ints | None:
        """Nodes that no plan has all in the band, some of them among ``own``; None where no proof was found."""
        begin = own.tolist()
        for ranked in (self._by_ring(begin), self._by_weight(begin)):
            proven = self._grow(begin, ranked)
            if proven is not None:
                self.spent.update(proven)
                return np.array(proven, dtype=np.int64)
        return None

    def _grow(self, begin: list[int], ranked: list[int]) -> list[int] | None:
        """Take in nodes until they cannot be covered; the fewest of them for which that holds, with the support."""
        chosen = [node for node in begin if node not in self.spent]
        left = [node for node in ranked if node not in self.spent]
        while len(chosen) <= MOST_CELLS:
            covered = self._can_cover(chosen)
            if covered is None:
                return None
            if not covered:
                core = self._shrink(chosen, set(begin))
                support = self._support(core)
                if support & set(begin) and not support & self.spent:
                    return sorted(support)
                # That is the proof of another place: leave it be and look on.
                chosen = [node for node in chosen if node not in core]
                left = [node for node in left if node not in core]
                continue
            if not left:
                return None
            chosen, left = chosen + left[:_STRIDE], left[_STRIDE:]
        return None

    def _support(self, core: list[int]) -> set[int]:
        """The nodes, and those beside them of several cells that the proof needs to go together."""
        beside = {other for node in core for other in self._near[node] if self._is_joined[other]}
        needed = beside - set(core)
        for node in sorted(needed):
            if self._can_cover(core, beside - needed | {node}) is False:
                needed.discard(node)
        return set(core) | needed

    def _shrink(self, core: list[int], begin: set[int]) -> list[int]:
        """Leave out nodes as long as the rest cannot be covered, the last first and ``begin`` at the end."""
        for node in sorted(core, key=lambda node: (node in begin, -core.index(node))):
            fewer = [other for other in core if other != node]
            if fewer and self._can_cover(fewer) is False:
                core = fewer
        return core

    def _can_cover(self, nodes: list[int], free: Set[int] = frozenset()) -> bool | None:
        """Whether these nodes can be covered; None where there are too many sets or it stayed open.

        Nodes of ``free`` are entered for nothing.
        """
        if not nodes:
            return True
        land, place = self._land, {node: number for number, node in enumerate(nodes)}
        lived = land.lived[nodes]
        out = np.full(len(nodes), land.most + 1)
        beside: Masks = np.zeros(len(nodes), dtype=np.uint64)
        for number, node in enumerate(nodes):
            for other in self._near[node]:
                if other in place:
                    beside[number] |= np.uint64(1) << np.uint64(place[other])
                else:
                    out[number] = min(out[number], 0 if other in free else land.lived[other])
        masks = connected_sets(
            lived, beside, land.least, land.most, limit=self._most_sets, edge=out <= land.most
        )
        if masks is None:
            return None
        sets = bits(masks, len(nodes))
        held = sets @ lived
        step_out = np.where(sets == 1, out, land.most + 1).min(axis=1, initial=land.most + 1)
        answer = can_cover(masks[(held >= land.least) | (held + step_out <= land.most)], len(nodes))
        return None if answer is Cover.OPEN else answer is Cover.FOUND

    def _by_ring(self, begin: list[int]) -> list[int]:
        """The nodes around ``begin``, ring by ring, those of most households first."""
        seen, ring = set(begin), set(begin)
        order: list[int] = []
        while ring and len(order) < MOST_CELLS:
            ring = {other for node in ring for other in self._near[node]} - seen
            seen |= ring
            order += sorted(ring, key=self._weight)
        return order

    def _by_weight(self, begin: list[int]) -> list[int]:
        """The nodes around ``begin``, at each step the one of most households beside those taken."""
        taken = set(begin)
        order: list[int] = []
        beside = {other for node in begin for other in self._near[node]} - taken
        while beside and len(order) < MOST_CELLS:
            pick = min(beside, key=self._weight)
            taken.add(pick)
            order.append(pick)
            beside = (beside | self._near[pick]) - taken
        return order

    def _weight(self, node: int) -> tuple[int, int]:
        """Order by most households, then by number."""
        return -int(self._land.lived[node]), node
