"""What a network was cut from, kept so that a few lines can be cut anew: lines, marks, and whose each edge is."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely

from gis.network.cutting import Lines
from gis.network.gates import Lead
from gis.network.network import Flags, Floats, Ints, Shapes
from gis.network.noding import Marks

NOT_A_LINE = -1


@dataclass(frozen=True, slots=True)
class Traits:
    """What an edge takes over from its line; arrays of one length.

    Attributes
    ----------
    ratio
        Length on the ellipsoid over length in the plane.
    grade
        Metres up per metre along the line.
    is_stairs, is_big_road
        As in ``network.Edges``.
    row
        Row of the input streets.
    """

    ratio: Floats
    grade: Floats
    is_stairs: Flags
    is_big_road: Flags
    row: Ints


@dataclass(frozen=True)
class LineIndex:
    """An index over lines, built when first asked."""

    geometry: Shapes

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The index."""
        return shapely.STRtree(self.geometry)


@dataclass(frozen=True, slots=True)
class Laid:
    """Lines and marks of a network.

    Attributes
    ----------
    lines, traits
        Streets in metres, and what their edges take over.
    marks, pairs
        Every place inserted on a line, and the pairs of them that are one place. A mark taken back is on
        ``NOT_A_LINE``.
    rank
        (marks, 4) the order of the marks, which decides whose place counts where two are within 1 cm: meetings
        of streets (see ``crossings``), walls and barriers, ways to gates by gate.
    mark_gate
        The gate that leads onto each mark, or -1.
    line_of_edge
        Line of each edge, ``NOT_A_LINE`` for ways to gates and through barriers.
    index
        Over the lines there were at first.
    """

    lines: Lines
    traits: Traits
    marks: Marks
    pairs: Ints
    rank: Ints
    mark_gate: Ints
    line_of_edge: Ints
    index: LineIndex

    def near(self, shapes: Shapes, distance_m: float) -> Ints:
        """Numbers of the lines within a distance of any of the shapes, ascending."""
        found = [self.index.tree.query(shapes, predicate="dwithin", distance=distance_m)[1]]
        for line in range(len(self.index.geometry), len(self.lines.geometry)):
            if shapely.dwithin(shapes, self.lines.geometry[line], distance_m).any():
                found.append(np.array([line]))
        return np.unique(np.concatenate(found)).astype(np.int64)

    def part(self, chosen: Ints) -> tuple[Lines, Marks, Ints, Ints]:
        """Some lines (ascending) with their marks, numbered anew, and which marks these are."""
        lines = self.lines
        some = Lines(lines.geometry[chosen], lines.level[chosen], lines.is_noded[chosen])
        number = np.full(len(lines.geometry) + 1, NOT_A_LINE, np.int64)
        number[chosen] = np.arange(len(chosen))
        kept = np.flatnonzero(number[self.marks.line] >= 0)
        kept = kept[np.lexsort(self.rank[kept].T[::-1])]
        marks = Marks(
            number[self.marks.line[kept]],
            self.marks.x_m[kept],
            self.marks.y_m[kept],
            self.marks.cuts[kept],
        )
        place = np.full(len(self.marks.line), -1, np.int64)
        place[kept] = np.arange(len(kept))
        pairs = place[self.pairs]
        return some, marks, pairs[(pairs >= 0).all(axis=1)], kept

    def with_line(self, line: Lines, traits: Traits) -> "Laid":
        """One line more."""
        return replace(
            self,
            lines=Lines(
                np.append(self.lines.geometry, line.geometry),
                np.append(self.lines.level, line.level),
                np.append(self.lines.is_noded, line.is_noded),
            ),
            traits=Traits(
                *(
                    np.append(getattr(self.traits, name), getattr(traits, name))
                    for name in Traits.__dataclass_fields__
                )
            ),
        )

    def with_marks(self, marks: Marks, pairs: Ints, rank: Ints, gate: Ints) -> "Laid":
        """More marks; ``pairs`` counts them from 0."""
        return replace(
            self,
            marks=Marks.join([self.marks, marks]),
            pairs=np.concatenate([self.pairs, pairs + len(self.marks.line)]).astype(np.int64),
            rank=np.concatenate([self.rank, rank]),
            mark_gate=np.concatenate([self.mark_gate, gate]).astype(np.int64),
        )

    def without_marks(self, gone: Ints) -> "Laid":
        """Some marks taken back."""
        line = self.marks.line.copy()
        line[gone] = NOT_A_LINE
        return replace(self, marks=replace(self.marks, line=line))


def rank_of(which: int, count: int) -> Ints:
    """Ranks of marks that come in the order they have."""
    ranks = np.zeros((count, 4), np.int64)
    ranks[:, 0], ranks[:, 2] = which, np.arange(count)
    return ranks


def rank_leads(leads: list[Lead]) -> Ints:
    """Ranks of the marks of ways to gates: by gate, in the order given."""
    ranks = rank_of(5, len(leads))
    ranks[:, 1] = [lead.gate for lead in leads]
    return ranks
