"""Shift WGS-84 coordinates to China's map datums GCJ-02 and BD-09, and find the way back.

Neither datum is documented by its owner. The formulas are the published ones every open implementation
agrees on (eviltransform, coordtransform): a polynomial with sines of the distance from (105 E, 35 N), in
metres, divided by the radii of curvature of the Krasovsky 1940 ellipsoid; BD-09 turns the result a little
around the origin and adds a constant.

The shift applies inside the mainland box ``MAINLAND_BOX``, judged on the WGS-84 position, its edges
included; outside it coordinates are unchanged. Near the edges of the box the image of an inside point may
equal an unchanged outside point (up to 1.3 km beyond the edge); the inverse then answers with the inside
point, so that every position inside makes the round trip.

The inverse iterates ``p <- p + (q - f(p))``. The shift's derivative is below 0.03 everywhere in the box, so
each step gains more than a digit and a half; ``MAX_STEPS`` bounds it for any input, finite or not.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Shift = Callable[[Array, Array], tuple[Array, Array]]

MAINLAND_BOX = (72.004, 0.8293, 137.8347, 55.8271)
MAX_STEPS = 12
CLOSE_ENOUGH_DEG = 1e-12
_KRASOVSKY_A_M = 6378245.0
_KRASOVSKY_EE = 0.00669342162296594323
_BAIDU_PI = np.pi * 3000.0 / 180.0


def inside_mainland_box(lon: Array, lat: Array) -> npt.NDArray[np.bool_]:
    """Which WGS-84 positions are shifted at all; the box's edges are inside, not-a-number is outside."""
    west, south, east, north = MAINLAND_BOX
    inside: npt.NDArray[np.bool_] = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def _east_offset_m(x: Array, y: Array) -> Array:
    """Metres east, from degrees east and north of (105, 35)."""
    offset = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    offset += (20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)) * 2.0 / 3.0
    offset += (20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi * x / 3.0)) * 2.0 / 3.0
    offset += (150.0 * np.sin(np.pi * x / 12.0) + 300.0 * np.sin(np.pi * x / 30.0)) * 2.0 / 3.0
    return np.asarray(offset)


def _north_offset_m(x: Array, y: Array) -> Array:
    """Metres north, from degrees east and north of (105, 35)."""
    offset = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    offset += (20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)) * 2.0 / 3.0
    offset += (20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi * y / 3.0)) * 2.0 / 3.0
    offset += (160.0 * np.sin(np.pi * y / 12.0) + 320.0 * np.sin(np.pi * y / 30.0)) * 2.0 / 3.0
    return np.asarray(offset)


def gcj02_shift(lon: Array, lat: Array) -> tuple[Array, Array]:
    """GCJ-02 of WGS-84 positions, wherever they lie (the caller minds the box)."""
    east_m, north_m = _east_offset_m(lon - 105.0, lat - 35.0), _north_offset_m(lon - 105.0, lat - 35.0)
    radians = np.radians(lat)
    flattening = 1.0 - _KRASOVSKY_EE * np.sin(radians) ** 2
    meridian_radius_m = _KRASOVSKY_A_M * (1.0 - _KRASOVSKY_EE) / flattening**1.5
    parallel_radius_m = _KRASOVSKY_A_M / np.sqrt(flattening) * np.cos(radians)
    return lon + np.degrees(east_m / parallel_radius_m), lat + np.degrees(north_m / meridian_radius_m)


def bd09_turn(lon: Array, lat: Array) -> tuple[Array, Array]:
    """BD-09 of GCJ-02 positions."""
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BAIDU_PI)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BAIDU_PI)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def bd09_shift(lon: Array, lat: Array) -> tuple[Array, Array]:
    """BD-09 of WGS-84 positions, wherever they lie (the caller minds the box)."""
    return bd09_turn(*gcj02_shift(lon, lat))


def apply_shift(shift: Shift, lon: Array, lat: Array) -> tuple[Array, Array]:
    """Shift the positions inside the mainland box, and leave the others as they are."""
    inside = inside_mainland_box(lon, lat)
    shifted_lon, shifted_lat = lon.copy(), lat.copy()
    shifted_lon[inside], shifted_lat[inside] = shift(lon[inside], lat[inside])
    return shifted_lon, shifted_lat


def undo_shift(shift: Shift, lon: Array, lat: Array) -> tuple[Array, Array]:
    """WGS-84 of shifted positions; a position that no place inside the box maps to is unchanged."""
    found_lon, found_lat = lon.copy(), lat.copy()
    west, south, east, north = MAINLAND_BOX
    near = (lon > west - 0.1) & (lon < east + 0.1) & (lat > south - 0.1) & (lat < north + 0.1)
    solved_lon, solved_lat = _solve(shift, lon[near], lat[near])
    inside = inside_mainland_box(solved_lon, solved_lat)
    found_lon[near] = np.where(inside, solved_lon, lon[near])
    found_lat[near] = np.where(inside, solved_lat, lat[near])
    return found_lon, found_lat


def _solve(shift: Shift, lon: Array, lat: Array) -> tuple[Array, Array]:
    """Fixed-point iteration; results within a nanodegree of the box's edge are drawn onto it."""
    solved_lon, solved_lat = lon.copy(), lat.copy()
    for _ in range(MAX_STEPS):
        image_lon, image_lat = shift(solved_lon, solved_lat)
        step_lon, step_lat = lon - image_lon, lat - image_lat
        solved_lon, solved_lat = solved_lon + step_lon, solved_lat + step_lat
        if not lon.size or max(np.abs(step_lon).max(), np.abs(step_lat).max()) < CLOSE_ENOUGH_DEG:
            break
    west, south, east, north = MAINLAND_BOX
    return _onto_edges(solved_lon, west, east), _onto_edges(solved_lat, south, north)


def _onto_edges(values: Array, low: float, high: float) -> Array:
    """Draw onto the edge what rounding threw off it by less than a nanodegree."""
    values = np.where(np.abs(values - low) < 1e-9, low, values)
    return np.where(np.abs(values - high) < 1e-9, high, values)
