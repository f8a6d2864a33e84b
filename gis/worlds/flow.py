"""Which way streets want to run: one direction and its normal at every place.

Streets follow the river near its bank and the contour lines on slopes, a chessboard where a planner once
drew one, and circles around the old centre. Each influence is a symmetric tensor, written as the cosine and
sine of the doubled angle, so that opposite directions are the same and influences add up (Chen, Esch,
Wonka, Müller, Zhang: Interactive Procedural Street Modeling, SIGGRAPH 2008).
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter

from gis.worlds.terrain import MESH_M, Floats, Terrain, mesh, wavy

QUARTERS = (
    (-1500, -1000, 0.32, 900), (-250, 300, 0.72, 700), (1250, 900, -0.12, 850), (-900, -2000, 0.12, 800),
    (400, -1300, 1.02, 600), (2200, 1400, 0.3, 700), (-3300, 2200, 0.5, 900), (600, 3000, 0.1, 900),
)  # fmt: skip
OLD_CENTRE = (-620, 640, 420)


@dataclass(frozen=True, slots=True)
class Flow:
    """The field, sampled on the mesh.

    Attributes
    ----------
    cosines, sines
        Of the doubled angle, as nested lists: a plain look-up is what tracing spends its time on.
    west_m, south_m, step_m
        Position of the first crossing, and the mesh.
    """

    cosines: list[list[float]]
    sines: list[list[float]]
    west_m: float
    south_m: float
    step_m: float

    def angle(self, x_m: float, y_m: float) -> float:
        """Direction of the nearest crossings' blend, radians in (-pi/2, pi/2]."""
        across = min(max((x_m - self.west_m) / self.step_m, 0.0), len(self.cosines[0]) - 1.001)
        up = min(max((y_m - self.south_m) / self.step_m, 0.0), len(self.cosines) - 1.001)
        left, low = int(across), int(up)
        part_x, part_y = across - left, up - low
        return 0.5 * math.atan2(
            _blend(self.sines, low, left, part_x, part_y), _blend(self.cosines, low, left, part_x, part_y)
        )


def _blend(table: list[list[float]], low: int, left: int, part_x: float, part_y: float) -> float:
    lower, upper = table[low], table[low + 1]
    south = lower[left] * (1 - part_x) + lower[left + 1] * part_x
    north = upper[left] * (1 - part_x) + upper[left + 1] * part_x
    return south * (1 - part_y) + north * part_y


def make_flow(terrain: Terrain, rng: np.random.Generator) -> Flow:
    """Add up what pulls streets at every place."""
    xs, ys = mesh()
    cosines, sines = np.zeros_like(xs), np.zeros_like(xs)

    def add(angles: Floats, weights: Floats) -> None:
        cosines[...] += weights * np.cos(2 * angles)
        sines[...] += weights * np.sin(2 * angles)

    add(terrain.bank_angle.values, 1.5 * np.exp(-np.abs(terrain.bank_distance_m.values) / 420))
    rise_y, rise_x = np.gradient(gaussian_filter(terrain.height_m.values, 4), MESH_M)
    contour = np.arctan2(rise_x, -rise_y)
    add(contour, 1.3 * np.clip(np.hypot(rise_x, rise_y) / 0.16, 0, 1.3))
    for x_m, y_m, angle, reach_m in QUARTERS:
        away = ((xs - x_m) ** 2 + (ys - y_m) ** 2) / (2 * reach_m**2)
        add(np.full_like(xs, angle), np.exp(-away))
    x_m, y_m, reach_m = OLD_CENTRE
    around = np.arctan2(ys - y_m, xs - x_m) + np.pi / 2
    add(around, 1.1 * np.exp(-((xs - x_m) ** 2 + (ys - y_m) ** 2) / (2 * reach_m**2)))
    return _settle(cosines, sines, wavy(xs, ys, rng, (700.0, 1300.0)))


def _settle(cosines: Floats, sines: Floats, unrest: Floats) -> Flow:
    """Smooth the field and bend it a little everywhere: no street of a grown town is straight."""
    cosines, sines = gaussian_filter(cosines, 3), gaussian_filter(sines, 3)
    angles = np.arctan2(sines, cosines) + 2 * 0.3 * unrest
    xs, ys = mesh()
    return Flow(np.cos(angles).tolist(), np.sin(angles).tolist(), float(xs[0, 0]), float(ys[0, 0]), MESH_M)
