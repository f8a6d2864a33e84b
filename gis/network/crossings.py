"""Find where lines meet each other, walls and barriers."""

import numpy as np
import shapely

from gis.network.noding import NEAR_END_M, Flags, Ints, Marks, Shapes


def street_crossings(lines: Shapes, level: Ints, is_noded: Flags) -> tuple[Marks, Ints, Ints]:
    """Marks where two streets of one level meet without a shared vertex, in pairs.

    A street that ends within 0.5 m of another of its level (or of one on the ground) leads onto it. Streets
    whose file says that they meet only at shared nodes (``is_noded``) are left alone.

    Returns
    -------
    marks
        Two for each meeting.
    pairs
        (n, 2) indices of marks that are one place.
    rank
        (marks, 4) what the marks are sorted by: which list of four, which end of the street, the streets of
        the pair.
    """
    crossing, met = _cross(lines, level, is_noded)
    landing, landed = _land(lines, level, is_noded)
    marks = Marks.join([crossing[0], crossing[1], landing[0], landing[1]])
    n, m = len(crossing[0].line), len(landing[0].line)
    pairs = np.concatenate(
        [
            np.column_stack([np.arange(n), np.arange(n) + n]),
            np.column_stack([np.arange(m), np.arange(m) + m]) + 2 * n,
        ]
    )
    rank = [np.column_stack([np.full(n, which), met]) for which in (0, 1)]
    rank += [np.column_stack([np.full(m, which), landed]) for which in (2, 3)]
    return marks, pairs.astype(np.int64), np.concatenate(rank).astype(np.int64)


def _cross(lines: Shapes, level: Ints, is_noded: Flags) -> tuple[tuple[Marks, Marks], Ints]:
    tree = shapely.STRtree(lines)
    first, second = tree.query(lines, predicate="intersects")
    kept = (first < second) & (level[first] == level[second]) & ~(is_noded[first] & is_noded[second])
    first, second = first[kept], second[kept]
    order = np.lexsort((second, first))
    first, second = first[order], second[order]
    points, owner = points_of(shapely.intersection(lines[first], lines[second]))
    marks = (
        Marks.of_points(first[owner], points, cuts=False),
        Marks.of_points(second[owner], points, cuts=False),
    )
    return marks, np.column_stack([np.zeros_like(owner), first[owner], second[owner]])


def _land(lines: Shapes, level: Ints, is_noded: Flags) -> tuple[tuple[Marks, Marks], Ints]:
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    street = np.tile(np.arange(len(lines)), 2)
    end, other = shapely.STRtree(lines).query(ends, predicate="dwithin", distance=NEAR_END_M)
    order = np.lexsort((other, end))
    end, other = end[order], other[order]
    mine = street[end]
    fits = (level[mine] == level[other]) | (level[other] == 0)
    kept = (mine != other) & fits & ~(is_noded[mine] & is_noded[other])
    points = ends[end[kept]]
    marks = (
        Marks.of_points(mine[kept], points, cuts=False),
        Marks.of_points(other[kept], points, cuts=False),
    )
    return marks, np.column_stack([end[kept] // max(len(lines), 1), mine[kept], other[kept]])


def wall_marks(lines: Shapes, on_ground: Flags, walls: Shapes, *, cuts: bool) -> Marks:
    """Marks where streets on the ground meet walls; bridges and tunnels pass."""
    if not len(walls) or not on_ground.any():
        return Marks.of_points([], [], cuts=cuts)
    chosen = np.flatnonzero(on_ground)
    wall, street = shapely.STRtree(lines[chosen]).query(walls, predicate="intersects")
    points, owner = points_of(shapely.intersection(lines[chosen][street], walls[wall]))
    return Marks.of_points(chosen[street][owner], points, cuts=cuts)


def points_of(meetings: Shapes) -> tuple[Shapes, Ints]:
    """Points of intersections; a stretch in common counts as its two ends."""
    parts, owner = shapely.get_parts(meetings, return_index=True)
    is_point, is_line = shapely.get_type_id(parts) == 0, shapely.get_type_id(parts) == 1
    ends = [shapely.get_point(parts[is_line], place) for place in (0, -1)]
    points = np.concatenate([parts[is_point], *ends])
    return points, np.concatenate([owner[is_point], owner[is_line], owner[is_line]]).astype(np.int64)


def crosses_any(segments: Shapes, walls: Shapes) -> Flags:
    """Whether each segment meets one of the walls."""
    met = np.zeros(len(segments), bool)
    if len(walls) and len(segments):
        met[shapely.STRtree(walls).query(segments, predicate="intersects")[0]] = True
    return met
