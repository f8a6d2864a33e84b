"""Give every point of a frame the units that cover it: frames in, a frame and a report out, no database."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gis.errors import InputError
from gis.locate.index import NO_UNIT, PolygonIndex
from gis.space.crs import frame_to_wgs84, require_wgs84, to_wgs84

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CodedIndex:
    """A layer's polygons with their codes; where several cover a point, the smallest code answers.

    Attributes
    ----------
    codes
        Ascending; ``index`` speaks of positions in it.
    index
        The polygons.
    """

    codes: npt.NDArray[np.object_]
    index: PolygonIndex

    @classmethod
    def of(cls, layer: gpd.GeoDataFrame) -> "CodedIndex":
        """Index a frame with a ``code`` column, in EPSG:4326."""
        require_wgs84(layer)
        ordered = layer.assign(code=layer["code"].astype(str)).sort_values("code", kind="stable")
        index = PolygonIndex.build(ordered.geometry.to_numpy(), np.arange(len(ordered)))
        return cls(ordered["code"].to_numpy(dtype=object), index)

    def codes_at(self, lon: Array, lat: Array) -> npt.NDArray[np.object_]:
        """Code of the polygon that covers each position, None where none does."""
        found = self.index.find(lon, lat)
        codes = np.full(len(found), None, dtype=object)
        codes[found != NO_UNIT] = self.codes[found[found != NO_UNIT]]
        return codes


@dataclass(frozen=True, slots=True)
class Located:
    """What :func:`locate` answers.

    Attributes
    ----------
    points
        The points as given, with ``grid_code`` and, for the layers given, ``community_code``,
        ``estate_code``, ``building_code``; missing where none covers the point.
    report
        ``points``, ``in_grid``, ``outside``, ``without_position`` (counts), ``seconds``.
    """

    points: pd.DataFrame
    report: Mapping[str, Any]


def locate(
    points: pd.DataFrame,
    grids: gpd.GeoDataFrame,
    *,
    communities: gpd.GeoDataFrame | None = None,
    estates: gpd.GeoDataFrame | None = None,
    buildings: gpd.GeoDataFrame | None = None,
    crs: str | None = None,
) -> Located:
    """Say for every point which grid, community, estate and building it lies in.

    Parameters
    ----------
    points
        A GeoDataFrame of points, or a plain frame with the columns ``lon`` and ``lat``.
    grids, communities, estates, buildings
        Layers in EPSG:4326 with a ``code`` column.
    crs
        What the points are in: ``wgs84``, ``cgcs2000``, ``gcj02``, ``bd09`` or ``EPSG:n``. None: as the
        frame says, and WGS-84 for a plain frame.

    Returns
    -------
    Located
        A point on an edge, or where polygons overlap, belongs to the smallest code.

    Raises
    ------
    InputError
        ``column_missing``, ``crs_missing``, ``crs_mismatch``, ``crs_unknown``, ``shape_type``.
    """
    started = time.perf_counter()
    lon, lat = positions_of(points, crs=crs)
    layers = {"grid": grids, "community": communities, "estate": estates, "building": buildings}
    found = {
        f"{name}_code": CodedIndex.of(layer).codes_at(lon, lat)
        for name, layer in layers.items()
        if layer is not None
    }
    located = points.assign(**found)
    known = np.isfinite(lon) & np.isfinite(lat)
    in_grid = int(located["grid_code"].notna().sum())
    report = {
        "points": len(points),
        "in_grid": in_grid,
        "outside": int(known.sum()) - in_grid,
        "without_position": int((~known).sum()),
        "seconds": round(time.perf_counter() - started, 3),
    }
    return Located(located, report)


def positions_of(points: pd.DataFrame, *, crs: str | None) -> tuple[Array, Array]:
    """WGS-84 longitude and latitude of each row; not-a-number where a row has none."""
    if isinstance(points, gpd.GeoDataFrame) and points.active_geometry_name is not None:
        shapes = frame_to_wgs84(points[[points.active_geometry_name]], crs=crs).geometry.to_numpy()
        return shapely.get_x(shapes), shapely.get_y(shapes)
    for column in ("lon", "lat"):
        if column not in points.columns:
            raise InputError(
                f"column {column!r} is missing",
                chinese=f"缺少“{column}”列：点位表需要 lon（经度）和 lat（纬度）两列",
                code="column_missing",
                column=column,
            )
    lon = pd.to_numeric(points["lon"], errors="coerce").to_numpy(dtype=np.float64)
    lat = pd.to_numeric(points["lat"], errors="coerce").to_numpy(dtype=np.float64)
    return to_wgs84(lon, lat, crs=crs or "wgs84")
