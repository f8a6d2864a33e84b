"""Test positions against polygons, compiled, in the very arithmetic PostGIS uses for ST_Covers.

PostGIS answers ST_Covers(polygon, point) by a winding number (liblwgeom, ``point_in_ring``; after Sunday,
"Inclusion of a point in a polygon", 2001): for each edge the sign of

    side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)

says on which side the point lies. ``side == 0`` within the edge's box means *on the ring*. All of it is
plain double arithmetic, unlike GEOS's exact predicates, so a point a rounding error beside a sloping edge
may be judged differently by the two. To give PostGIS's answer always, this module does the same operations
in the same order.

A point on a shell or on a hole's rim is covered. Polygons are laid out flat: unit -> parts -> rings ->
vertices, each level by offsets into the next; a part's first ring is its shell.

The raster in front of the test is only a shortcut. ``touch_cells`` marks every cell that a ring touches,
dilated by a millionth of a cell; what is left between marked cells of one row lies wholly inside or wholly
outside a polygon, so one test speaks for the run.

``flat`` is everywhere (xs, ys, rings, parts, units): all vertices, and for ring, part and unit where its
vertices, rings and parts begin. ``frame`` is (west, south, cells per degree east, and north) of the raster,
``shape`` its columns and rows.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
BoolArray = npt.NDArray[np.bool_]
Flat = tuple[Array, Array, Ints, Ints, Ints]
Raster = tuple[Array, Ints, Flat, Small, Small, Small]

OUTSIDE, ON_RING, INSIDE = -1, 0, 1
NOTHING, MIXED = -1, -2
_NO_LENGTH = 1e-24
_DILATION = 1e-6


@njit(cache=True)
def _place_in_ring(x: float, y: float, ring: int, flat: Flat) -> int:
    xs, ys, rings = flat[0], flat[1], flat[2]
    winding = 0
    for i in range(rings[ring], rings[ring + 1] - 1):
        x1, y1, x2, y2 = xs[i], ys[i], xs[i + 1], ys[i + 1]
        if (y < y1 and y < y2) or (y > y1 and y > y2):
            continue
        if (x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1) < _NO_LENGTH:
            continue
        side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
        if side == 0.0:
            if min(x1, x2) <= x <= max(x1, x2):
                return ON_RING
        elif y1 <= y < y2 and side > 0:
            winding += 1
        elif y2 <= y < y1 and side < 0:
            winding -= 1
    return INSIDE if winding != 0 else OUTSIDE


@njit(cache=True)
def _in_hole(x: float, y: float, part: int, flat: Flat) -> bool:
    """Whether a position inside a part's shell falls into one of its holes; a hole's rim is no hole."""
    parts = flat[3]
    for ring in range(parts[part] + 1, parts[part + 1]):
        place = _place_in_ring(x, y, ring, flat)
        if place != OUTSIDE:
            return bool(place == INSIDE)
    return False


@njit(cache=True)
def covers(x: float, y: float, unit: int, flat: Flat) -> bool:
    """Whether a unit's polygon or multipolygon covers a position, its border included."""
    parts, units = flat[3], flat[4]
    for part in range(units[unit], units[unit + 1]):
        place = _place_in_ring(x, y, parts[part], flat)
        if place == ON_RING:
            return True
        if place == INSIDE and not _in_hole(x, y, part, flat):
            return True
    return False


@njit(cache=True)
def _touch_segment(ends: tuple[float, float, float, float], shape: Ints, unit: int, stamp: Small) -> None:
    """Stamp the cells that a segment touches; its ends are in cells from the raster's corner."""
    x1, y1, x2, y2 = ends
    if y1 > y2:
        x1, y1, x2, y2 = x2, y2, x1, y1
    low_row = max(int(np.floor(y1 - _DILATION)), 0)
    high_row = min(int(np.floor(y2 + _DILATION)), shape[1] - 1)
    for row in range(low_row, high_row + 1):
        start, end = x1, x2
        if y2 > y1:
            start = x1 + (x2 - x1) * ((max(y1, row - _DILATION) - y1) / (y2 - y1))
            end = x1 + (x2 - x1) * ((min(y2, row + 1 + _DILATION) - y1) / (y2 - y1))
        low = max(int(np.floor(min(start, end) - _DILATION)), 0)
        high = min(int(np.floor(max(start, end) + _DILATION)), shape[0] - 1)
        for column in range(low, high + 1):
            stamp[row * shape[0] + column] = unit


@njit(cache=True)
def _touch_unit(unit: int, frame: Array, shape: Ints, flat: Flat, stamp: Small) -> None:
    """Stamp every cell that one of a unit's rings touches."""
    xs, ys, rings, parts, units = flat
    for ring in range(parts[units[unit]], parts[units[unit + 1]]):
        for i in range(rings[ring], rings[ring + 1] - 1):
            ends = (
                (xs[i] - frame[0]) * frame[2],
                (ys[i] - frame[1]) * frame[3],
                (xs[i + 1] - frame[0]) * frame[2],
                (ys[i + 1] - frame[1]) * frame[3],
            )
            _touch_segment(ends, shape, unit, stamp)


@njit(cache=True)
def _span(
    low_deg: float, high_deg: float, start_deg: float, per_deg: float, limit_cells: int
) -> tuple[int, int]:
    """First and last cell of a stretch, one cell wider on both sides, within the raster."""
    low = max(int(np.floor((low_deg - start_deg) * per_deg)) - 1, 0)
    high = min(int(np.floor((high_deg - start_deg) * per_deg)) + 1, limit_cells - 1)
    return low, high


@njit(cache=True)
def touch_cells(
    frame: Array, shape: Ints, bounds: Array, flat: Flat, out: tuple[Small, BoolArray, Small, Small]
) -> None:
    """Walk every unit over the raster: count its cells, or fill them in where there is room.

    Parameters
    ----------
    frame, shape, flat
        See the module's head.
    bounds
        (west, south, east, north) of each unit.
    out
        (counts, edged, offsets, filled): how many units concern each cell; whether a ring touches it; where
        each cell's units go, ascending. ``filled`` is empty on the counting walk.
    """
    counts, edged, offsets, filled = out
    stamp = np.full(shape[0] * shape[1], -1, dtype=np.int32)
    for unit in range(len(flat[4]) - 1):
        _touch_unit(unit, frame, shape, flat, stamp)
        if not np.isfinite(bounds[unit, 0]):
            continue
        low_row, high_row = _span(bounds[unit, 1], bounds[unit, 3], frame[1], frame[3], shape[1])
        low, high = _span(bounds[unit, 0], bounds[unit, 2], frame[0], frame[2], shape[0])
        for row in range(low_row, high_row + 1):
            known, inside = False, False
            for column in range(low, high + 1):
                cell = row * shape[0] + column
                touched = stamp[cell] == unit
                if touched:
                    known = False
                elif not known:
                    x, y = frame[0] + (column + 0.5) / frame[2], frame[1] + (row + 0.5) / frame[3]
                    inside, known = covers(x, y, unit, flat), True
                if touched or inside:
                    if len(filled):
                        filled[offsets[cell] + counts[cell]] = unit
                    counts[cell] += 1
                    edged[cell] = edged[cell] or touched


@njit(cache=True)
def find_first(lon: Array, lat: Array, raster: Raster) -> Small:
    """Lowest unit that covers each position, -1 where none does or a coordinate is not a number.

    ``raster`` is (frame, shape, flat, single, offsets, filled): ``single`` holds a cell's only unit, or
    ``NOTHING``, or ``MIXED`` where the units from ``offsets`` in ``filled`` are to be tried.
    """
    frame, shape, flat, single, offsets, filled = raster
    found = np.full(len(lon), NOTHING, dtype=np.int32)
    for i in range(len(lon)):
        x, y = lon[i], lat[i]
        column, row = (x - frame[0]) * frame[2], (y - frame[1]) * frame[3]
        if not (0 <= column < shape[0] and 0 <= row < shape[1]):
            continue
        cell = int(row) * shape[0] + int(column)
        unit = single[cell]
        if unit == MIXED:
            unit = NOTHING
            for k in range(offsets[cell], offsets[cell + 1]):
                if covers(x, y, filled[k], flat):
                    unit = filled[k]
                    break
        found[i] = unit
    return found
