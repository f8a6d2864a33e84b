"""Cut lines into pieces where they meet: at shared vertices, at crossings on one level, at walls, at barriers.

One table of vertices (``Vertices``) carries everything: each street's own vertices, and those inserted where
a line crosses another, a wall or a barrier, or where a gate leads onto it. Two vertices at one place are one
node if they lie on one level; a line that **ends** at a place meets the lines of its own level there and those
on the ground (a bridge lands on a road; a lane that ends under a bridge does not climb onto it).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Shapes = npt.NDArray[np.object_]

SAME_PLACE_M = 0.01
NEAR_END_M = 0.5


@dataclass(frozen=True, slots=True)
class Marks:
    """Places to insert on lines, in metres.

    Attributes
    ----------
    line
        Index of the line.
    x_m, y_m
        The place; on the line, or within ``NEAR_END_M`` of it.
    cuts
        Whether the line is severed there rather than joined with what else is at the place.
    """

    line: Ints
    x_m: Floats
    y_m: Floats
    cuts: Flags

    @classmethod
    def join(cls, several: "list[Marks]") -> "Marks":
        """Put lists of marks one after the other."""
        return cls(
            np.concatenate([marks.line for marks in several]).astype(np.int64),
            np.concatenate([marks.x_m for marks in several]).astype(np.float64),
            np.concatenate([marks.y_m for marks in several]).astype(np.float64),
            np.concatenate([marks.cuts for marks in several]).astype(bool),
        )

    @classmethod
    def of_points(cls, line: npt.ArrayLike, points: npt.ArrayLike, *, cuts: bool) -> "Marks":
        """Marks from shapely points."""
        shapes = np.asarray(points, dtype=object)
        return cls(
            np.asarray(line, dtype=np.int64),
            np.asarray(shapely.get_x(shapes), dtype=np.float64),
            np.asarray(shapely.get_y(shapes), dtype=np.float64),
            np.full(len(shapes), cuts),
        )


@dataclass(frozen=True, slots=True)
class Vertices:
    """Every vertex of every line, in order along the lines.

    Attributes
    ----------
    line
        The line it belongs to.
    x_m, y_m
        Its place.
    is_end
        First or last of its line.
    is_cut
        The line is severed here.
    is_marked
        Inserted, or an own vertex at an inserted place.
    of_mark
        For each mark, the vertex that stands for it.
    """

    line: Ints
    x_m: Floats
    y_m: Floats
    is_end: Flags
    is_cut: Flags
    is_marked: Flags
    of_mark: Ints


def insert(lines: Shapes, marks: Marks) -> Vertices:
    """Insert the marks into the lines, each at its place along the line.

    A mark within 1 cm (along the line) of an own vertex, or of another mark, is that vertex.
    """
    vertices, line = shapely.get_coordinates(lines, return_index=True)
    along_m = _along(vertices, line)
    span_m = float(along_m.max(initial=0.0)) + 1.0
    own = line * span_m + along_m
    located_m = shapely.line_locate_point(lines[marks.line], shapely.points(marks.x_m, marks.y_m))
    keys = marks.line * span_m + located_m
    near, is_own = _nearest(own, keys)
    added, group = _group(keys, ~is_own)
    shift = np.searchsorted(added, own, side="left")
    place = np.where(is_own, near + shift[near], 0)
    new_place = np.arange(len(added)) + np.searchsorted(own, added, side="right")
    place[~is_own] = new_place[group]
    first = _first_of(group, ~is_own)
    places = (np.arange(len(own)) + shift, new_place, place)
    return _assemble(vertices, line, marks, first, places)


def _along(vertices: Floats, line: Ints) -> Floats:
    """Metres along its line of each vertex."""
    first = np.concatenate([[True], line[1:] != line[:-1]])
    steps_m = np.concatenate([[0.0], np.hypot(*np.diff(vertices, axis=0).T)])
    total = np.cumsum(np.where(first, 0.0, steps_m))
    return np.asarray(total - total[first][np.cumsum(first) - 1], dtype=np.float64)


def _nearest(own: Floats, keys: Floats) -> tuple[Ints, Flags]:
    """Nearest own vertex of each mark, and whether it is the same place."""
    right = np.clip(np.searchsorted(own, keys), 1, len(own) - 1)
    near = np.where(keys - own[right - 1] <= own[right] - keys, right - 1, right)
    return near.astype(np.int64), np.abs(own[near] - keys) < SAME_PLACE_M


def _group(keys: Floats, chosen: Flags) -> tuple[Floats, Ints]:
    """Sort the chosen marks, and number those that share a place."""
    rest = keys[chosen]
    order = np.argsort(rest, kind="stable")
    fresh = np.concatenate([[True], np.diff(rest[order]) >= SAME_PLACE_M])[: len(rest)]
    group = np.empty(len(rest), np.int64)
    group[order] = np.cumsum(fresh) - 1
    return rest[order][fresh], group


def _first_of(group: Ints, chosen: Flags) -> Ints:
    """Index of a mark for each group."""
    first = np.zeros(int(group.max(initial=-1)) + 1, np.int64)
    first[group[::-1]] = np.flatnonzero(chosen)[::-1]
    return first


def _assemble(
    vertices: Floats, line: Ints, marks: Marks, first: Ints, places: tuple[Ints, Ints, Ints]
) -> Vertices:
    own_place, new_place, place = places
    size = len(own_place) + len(new_place)
    line_of = np.empty(size, np.int64)
    x_m, y_m = np.empty(size), np.empty(size)
    line_of[own_place], line_of[new_place] = line, marks.line[first]
    x_m[own_place], x_m[new_place] = vertices[:, 0], marks.x_m[first]
    y_m[own_place], y_m[new_place] = vertices[:, 1], marks.y_m[first]
    is_end = np.ones(size, bool)
    is_end[1:-1] = (line_of[1:-1] != line_of[:-2]) | (line_of[1:-1] != line_of[2:])
    is_cut, is_marked = np.zeros(size, bool), np.zeros(size, bool)
    is_cut[place[marks.cuts]] = True
    is_marked[place] = True
    return Vertices(line_of, x_m, y_m, is_end, is_cut, is_marked, place)


def number_places(vertices: Vertices, level: Ints, joins: Ints) -> Ints:
    """Number the places of the graph: one number per vertex, equal where one can pass from one to another.

    Parameters
    ----------
    vertices
        Every vertex.
    level
        Level of each vertex's line; 0 is the ground.
    joins
        Pairs of vertices (n, 2) that are one place whatever their coordinates say.
    """
    cells = np.rint(np.column_stack([vertices.x_m, vertices.y_m]) / SAME_PLACE_M).astype(np.int64)
    _, where = np.unique(cells, axis=0, return_inverse=True)
    where = where.ravel()
    at_end = _levels_ending(where, level, vertices.is_end)
    ends_here = np.zeros(int(where.max()) + 1, bool)
    ends_here[where[vertices.is_end]] = True
    shares_end = ends_here[where] & ((level == 0) | at_end)
    group = np.where(vertices.is_end | shares_end, 0, 1000 + level)
    _, number = np.unique(np.column_stack([where, group]), axis=0, return_inverse=True)
    number = number.ravel()
    if not len(joins):
        return number.astype(np.int64)
    size = int(number.max()) + 1
    pairs = number[joins]
    link = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    return connected_components(link, directed=False)[1][number].astype(np.int64)


def _levels_ending(where: Ints, level: Ints, is_end: Flags) -> Flags:
    """Whether some line of the vertex's own level ends at its place."""
    keys = where * 64 + (level + 32)
    return np.isin(keys, keys[is_end])


def find_breaks(vertices: Vertices, number: Ints) -> Flags:
    """Vertices where a line is cut into pieces: its ends, marked places, and places visited more than once."""
    return vertices.is_end | vertices.is_marked | (np.bincount(number)[number] > 1)
