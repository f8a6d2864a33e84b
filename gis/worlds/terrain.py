"""Land before people: a river, a stream, hills, and the height of every place.

Everything here is in metres on a plane of its own, x to the east, y to the north, (0, 0) in the middle of
the sub-district. Rasters hold values at the crossings of a square mesh; between crossings they are
interpolated bilinearly, outside they repeat their edge.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree
from shapely import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry

from gis.worlds.parts import largest

Floats = NDArray[np.float64]

HALF_WIDTH_M = 3700.0
HALF_HEIGHT_M = 3500.0
MESH_M = 20.0
RIVER_COURSE = (
    (-3300, -4600), (-2950, -3300), (-2620, -2200), (-2560, -1100), (-2420, -200),
    (-2020, 750), (-1280, 1480), (-300, 1930), (750, 2120), (1750, 2050), (2900, 2230), (4600, 2750),
)  # fmt: skip
STREAM_COURSE = (
    (2050, -2250), (1500, -1650), (1090, -1310), (830, -820), (420, -520), (240, -60),
    (-90, 330), (-120, 760), (-330, 1220), (-420, 1900),
)  # fmt: skip
RIDGES = (
    (2450, -650, 190, 620), (2150, -1500, 215, 640), (1400, -2250, 175, 620), (300, -2750, 120, 560),
    (2700, 350, 130, 520), (-750, -3050, 90, 620), (-3900, 1600, 150, 800), (60, -150, 26, 300),
    (-1150, -700, 22, 330), (900, 950, 20, 340),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Raster:
    """Values on a square mesh.

    Attributes
    ----------
    west_m, south_m
        Position of ``values[0, 0]``.
    step_m
        Distance between crossings.
    values
        Rows from south to north, columns from west to east.
    """

    west_m: float
    south_m: float
    step_m: float
    values: Floats

    def at(self, x_m: Floats, y_m: Floats) -> Floats:
        """Interpolate at many places; arrays of one shape in, the same shape out."""
        rows, columns = self.values.shape
        across = np.clip((np.asarray(x_m) - self.west_m) / self.step_m, 0, columns - 1.001)
        up = np.clip((np.asarray(y_m) - self.south_m) / self.step_m, 0, rows - 1.001)
        left, low = across.astype(int), up.astype(int)
        part_x, part_y = across - left, up - low
        lower = self.values[low, left] * (1 - part_x) + self.values[low, left + 1] * part_x
        upper = self.values[low + 1, left] * (1 - part_x) + self.values[low + 1, left + 1] * part_x
        blended: Floats = lower * (1 - part_y) + upper * part_y
        return blended


@dataclass(frozen=True, slots=True)
class Terrain:
    """The land.

    Attributes
    ----------
    river, stream
        Water surfaces.
    river_line, stream_line
        Middle lines in flow direction.
    height_m
        Height over the river's level.
    slope_share
        Rise over run, 0.2 is 20 %.
    bank_distance_m
        Distance from the river's bank; negative in the water.
    stream_distance_m
        Distance from the stream's middle line.
    bank_angle
        Direction of the nearest stretch of river, radians from east.
    """

    river: Polygon
    stream: BaseGeometry
    river_line: LineString
    stream_line: LineString
    height_m: Raster
    slope_share: Raster
    bank_distance_m: Raster
    stream_distance_m: Raster
    bank_angle: Raster

    def heights_m(self, places_m: Floats) -> Floats:
        """Heights of ``(n, 2)`` places."""
        return self.height_m.at(places_m[:, 0], places_m[:, 1])


def mesh() -> tuple[Floats, Floats]:
    """Coordinates of the mesh crossings, two arrays of one shape."""
    across = np.arange(-HALF_WIDTH_M, HALF_WIDTH_M + 1, MESH_M)
    up = np.arange(-HALF_HEIGHT_M, HALF_HEIGHT_M + 1, MESH_M)
    xs, ys = np.meshgrid(across, up)
    return xs, ys


def raster(values: Floats) -> Raster:
    """Wrap values standing at the crossings of ``mesh()``."""
    return Raster(-HALF_WIDTH_M, -HALF_HEIGHT_M, MESH_M, values)


def smooth_curve(places_m: tuple[tuple[float, float], ...], step_m: float = 15.0) -> Floats:
    """Run a cubic spline through places; ``(n, 2)`` points about ``step_m`` apart."""
    corners = np.asarray(places_m, dtype=float)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(corners, axis=0).T))])
    stops = np.linspace(0, along[-1], int(along[-1] / step_m) + 2)
    curve: Floats = CubicSpline(along, corners)(stops)
    return curve


def wavy(xs: Floats, ys: Floats, rng: np.random.Generator, lengths_m: tuple[float, ...]) -> Floats:
    """Sum plane waves of random direction and phase; longer waves are higher, the whole lies in -1..1."""
    total = np.zeros_like(xs)
    weight = 0.0
    for length_m in lengths_m:
        for _ in range(3):
            angle, phase = rng.uniform(0, 2 * np.pi, 2)
            turn = (xs * np.cos(angle) + ys * np.sin(angle)) * 2 * np.pi / length_m
            total += np.sqrt(length_m) * np.sin(turn + phase)
            weight += np.sqrt(length_m)
    return total / weight


def make_terrain(rng: np.random.Generator) -> Terrain:
    """Shape the land."""
    xs, ys = mesh()
    centre = smooth_curve(RIVER_COURSE)
    brook = smooth_curve(STREAM_COURSE)
    half_widths_m = 215 + 35 * np.sin(np.arange(len(centre)) / 38.0)
    places = np.column_stack([xs.ravel(), ys.ravel()])
    to_river, nearest = (np.asarray(found) for found in cKDTree(centre).query(places))
    bank_m = (to_river - half_widths_m[nearest]).reshape(xs.shape)
    stream_m = np.asarray(cKDTree(brook).query(places)[0]).reshape(xs.shape)
    tangents = np.gradient(centre, axis=0)
    angles = np.arctan2(tangents[:, 1], tangents[:, 0])[nearest].reshape(xs.shape)
    heights = _heights(xs, ys, bank_m, stream_m, rng)
    rise_y, rise_x = np.gradient(heights, MESH_M)
    return Terrain(
        river=largest(_ribbon(centre, half_widths_m).intersection(_domain())),
        stream=LineString(brook).buffer(7.0, cap_style="flat").difference(_ribbon(centre, half_widths_m)),
        river_line=LineString(centre),
        stream_line=LineString(brook),
        height_m=raster(heights),
        slope_share=raster(np.hypot(rise_x, rise_y)),
        bank_distance_m=raster(bank_m),
        stream_distance_m=raster(stream_m),
        bank_angle=raster(angles),
    )


def _domain() -> Polygon:
    return box(-HALF_WIDTH_M, -HALF_HEIGHT_M, HALF_WIDTH_M, HALF_HEIGHT_M)


def _ribbon(centre: Floats, half_widths_m: Floats) -> Polygon:
    """Widen a middle line to both sides."""
    tangents = np.gradient(centre, axis=0)
    tangents /= np.hypot(tangents[:, 0], tangents[:, 1])[:, None]
    normals = np.column_stack([-tangents[:, 1], tangents[:, 0]]) * half_widths_m[:, None]
    return largest(Polygon(np.vstack([centre + normals, (centre - normals)[::-1]])).buffer(0))


def _heights(xs: Floats, ys: Floats, bank_m: Floats, stream_m: Floats, rng: np.random.Generator) -> Floats:
    """Bank, terrace, ridges and ripples, with the stream's valley cut into them."""
    heights = 6 + 34 * (1 - np.exp(-np.maximum(bank_m, 0) / 420))
    for x_m, y_m, top_m, reach_m in RIDGES:
        heights += top_m * np.exp(-((xs - x_m) ** 2 + (ys - y_m) ** 2) / (2 * reach_m**2))
    heights += 7 * wavy(xs, ys, rng, (520.0, 900.0, 1500.0))
    heights -= 14 * np.exp(-((stream_m / 110) ** 2)) * np.clip(heights / 40, 0, 1)
    heights = np.where(bank_m < 0, 0.0, np.maximum(heights, 2.0))
    smoothed: Floats = gaussian_filter(heights, 1.5)
    return smoothed
