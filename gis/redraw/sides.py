"""Which side of a drawn line a place lies on.

The nearest segment decides, by the sign of the cross product of its direction with the way to the place. Where
the nearest place of the line is a corner, two segments are equally near and may disagree; there the sum of
their unit normals decides (the *angle-weighted pseudo-normal* of Bærentzen and Aanæs, 2005, which in the plane is
the bisector of the corner). The two ends are drawn out far beyond the places asked for. Within a millimetre of
the line a place counts as on it.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gis.errors import InputError
from gis.space.metric import MetricPlane

Floats = NDArray[np.float64]
ON_LINE_M = 0.001


@lru_cache(maxsize=4)
def _plane(whole_lon: int, whole_lat: int) -> MetricPlane:
    """Lay out a plane around a whole degree; making one takes longer than all the rest here."""
    return MetricPlane.around(float(whole_lon), float(whole_lat))


def left_of_line(lon: Floats, lat: Floats, line: Sequence[tuple[float, float]]) -> NDArray[np.bool_]:
    """Say for each place whether it lies left of the line, seen in drawing direction.

    Parameters
    ----------
    lon, lat
        The places, WGS-84 degrees.
    line
        At least two different places (lon, lat); repeated ones count once.

    Returns
    -------
    Array of flags; a place exactly on the line is not left of it.

    Raises
    ------
    InputError
        The line has fewer than two different places (``line_too_short``).
    """
    plane = _plane(round(line[0][0]), round(line[0][1]))
    x_m, y_m = plane.project(
        np.r_[[place[0] for place in line], lon], np.r_[[place[1] for place in line], lat]
    )
    metres = np.column_stack([x_m, y_m])
    corners, places = metres[: len(line)], metres[len(line) :]
    corners = corners[np.r_[True, np.any(np.diff(corners, axis=0) != 0, axis=1)]]
    if len(corners) < 2:
        raise InputError("line of one place", chinese="分割线至少要有两个不同的点", code="line_too_short")
    return np.array([_side(place, _drawn_out(corners, places)) > 0 for place in places], dtype=bool)


def _drawn_out(corners: Floats, places: Floats) -> Floats:
    """Draw the line's ends out beyond every place."""
    everything = np.vstack([corners, places])
    far_m = 10 * float(np.ptp(everything, axis=0).max() + 1)
    first, last = _unit(corners[0] - corners[1]), _unit(corners[-1] - corners[-2])
    return np.vstack([corners[0] + far_m * first, corners[1:-1], corners[-1] + far_m * last])


def _unit(vectors: Floats) -> Floats:
    """Scale vectors to length 1."""
    scaled: Floats = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return scaled


def _side(place: Floats, corners: Floats) -> float:
    """Positive left of the line, negative right, 0 on it."""
    starts, ways = corners[:-1], np.diff(corners, axis=0)
    along = np.clip(((place - starts) * ways).sum(axis=1) / (ways**2).sum(axis=1), 0, 1)
    gaps = place - (starts + along[:, None] * ways)
    distances_m2 = (gaps**2).sum(axis=1)
    if distances_m2.min() <= ON_LINE_M**2:
        return 0.0
    nearest = np.isclose(distances_m2, distances_m2.min(), rtol=1e-12, atol=1e-12)
    normals = _unit(np.column_stack([-ways[:, 1], ways[:, 0]]))[nearest]
    return float((gaps[nearest][0] * normals.sum(axis=0)).sum())
