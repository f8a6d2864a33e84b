"""The four bounds of a grid in words (四至): what lies along its eastern, southern, western and northern side.

The outline is cut into short pieces. A piece belongs to the side that it lies towards: seen from the middle of
the grid's box, scaled so that the box is a square; on the diagonals it is of the eastern or western side. A piece
runs along the nearest named road, river or wall within ``ALONG_M``; failing that it borders the nearest other
grid or community within ``BESIDE_M``. A side is called by what runs along at least ``LEAST_SHARE`` of its length,
the longest first, at most two; failing that by its longest neighbour; failing that by the border of the sub-district.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.space.metric import MetricPlane

ALONG_M = 25.0
BESIDE_M = 1.0
PIECE_M = 10.0
LEAST_SHARE = 0.25
MOST_NAMES = 2
NOTHING_BESIDE = "街道界"
SIDES = ("东", "南", "西", "北")


@dataclass(frozen=True, slots=True)
class FourBounds:
    """What the four sides are called."""

    east: str
    south: str
    west: str
    north: str

    def sentence(self) -> str:
        """Write them as a register does."""
        names = (self.east, self.south, self.west, self.north)
        return "，".join(f"{side}至{name}" for side, name in zip(SIDES, names, strict=True))


def four_bounds(shape: BaseGeometry, *, lines: gpd.GeoDataFrame, neighbours: gpd.GeoDataFrame) -> FourBounds:
    """Name the four sides of a grid.

    Parameters
    ----------
    shape
        The grid, EPSG:4326; of several pieces the largest is described.
    lines
        Roads, rivers and walls: ``name`` (empty ones are passed over), geometry EPSG:4326.
    neighbours
        Other grids and communities: ``name``, geometry EPSG:4326.
    """
    centre = shape.centroid
    plane = MetricPlane.around(centre.x, centre.y)
    outline = _outline(plane.project_geometries(np.array([shape]))[0])
    middles, lengths_m = _pieces(outline)
    pieces = pd.DataFrame(
        {
            "side": _sides(middles, outline),
            "length_m": lengths_m,
            "along": _nearest_name(middles, lines, plane, ALONG_M),
            "beside": _nearest_name(middles, neighbours, plane, BESIDE_M),
        }
    )
    return FourBounds(*(_name_side(pieces[pieces["side"] == side]) for side in SIDES))


def _outline(shape: BaseGeometry) -> BaseGeometry:
    """Take the outer ring of the largest piece, cut into short straight pieces."""
    largest = max(shapely.get_parts(shape), key=shapely.area)
    ring: BaseGeometry = shapely.segmentize(shapely.get_exterior_ring(largest), PIECE_M)
    return ring


def _pieces(outline: BaseGeometry) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the middle (x_m, y_m) and the length of each piece of the ring."""
    corners = shapely.get_coordinates(outline)
    return (corners[:-1] + corners[1:]) / 2, np.hypot(*np.diff(corners, axis=0).T)


def _sides(middles: NDArray[np.float64], outline: BaseGeometry) -> NDArray[np.str_]:
    """Say towards which side each piece lies."""
    west, south, east, north = shapely.bounds(outline)
    across = (middles[:, 0] - (west + east) / 2) / max(east - west, 1e-9)
    upwards = (middles[:, 1] - (south + north) / 2) / max(north - south, 1e-9)
    sideways = np.where(across >= 0, "东", "西")
    return np.where(np.abs(across) >= np.abs(upwards), sideways, np.where(upwards >= 0, "北", "南"))


def _nearest_name(
    middles: NDArray[np.float64], places: gpd.GeoDataFrame, plane: MetricPlane, within_m: float
) -> NDArray[np.object_]:
    """Name what lies nearest to each middle, at most ``within_m`` away (included); None where nothing does."""
    found: NDArray[np.object_] = np.full(len(middles), None, dtype=object)
    named = places[places["name"].fillna("").astype(str).str.strip() != ""]
    if named.empty:
        return found
    tree = shapely.STRtree(plane.project_geometries(named.geometry.to_numpy()))
    points = shapely.points(middles)
    pairs, _ = tree.query_nearest(points, max_distance=within_m, return_distance=True, all_matches=False)
    found[pairs[0]] = named["name"].to_numpy(dtype=object)[pairs[1]]
    return found


def _name_side(pieces: pd.DataFrame) -> str:
    """Call one side by what runs along it."""
    along = pieces.groupby("along")["length_m"].sum().sort_values(ascending=False, kind="stable")
    long_enough = along[along >= LEAST_SHARE * pieces["length_m"].sum()].index[:MOST_NAMES]
    if len(long_enough):
        return "、".join(str(name) for name in long_enough)
    beside = pieces.groupby("beside")["length_m"].sum()
    return str(beside.idxmax()) if len(beside) else NOTHING_BESIDE
