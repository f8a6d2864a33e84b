"""Lay a frame in metres: the 3-degree Gauss-Krueger zone of its own place, and back.

Inside China the zone is CGCS2000's (EPSG:4534-4554), which a planning bureau's own drawings use; elsewhere
a transverse Mercator on the nearest third degree, scale 1 on its meridian. Lengths are off by less than
0.03 % within the zone (1.5 degrees from its meridian at most); for exact figures use ``measure``.
"""

import threading
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from gis.errors import InputError
from gis.space.crs import STORAGE_CRS, gauss_kruger_epsg, require_wgs84

Array = npt.NDArray[np.float64]
CHINA_BOX = (73.5, 3.0, 136.5, 54.0)


def _zone_of(lon: float, lat: float) -> pyproj.CRS:
    west, south, east, north = CHINA_BOX
    if west <= lon < east and south <= lat <= north:
        return pyproj.CRS.from_epsg(gauss_kruger_epsg(lon))
    meridian = 3.0 * float(np.floor(lon / 3.0 + 0.5))
    around = f"+lat_0=0 +lon_0={meridian} +k=1 +x_0=500000"
    return pyproj.CRS.from_proj4(f"+proj=tmerc {around} +ellps=WGS84 +units=m")


def local_metric_crs(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> pyproj.CRS:
    """Choose the zone of the middle of the frame's box.

    Raises
    ------
    InputError
        ``crs_missing``, ``crs_mismatch``; ``frame_empty`` where nothing says where the frame lies.
    """
    require_wgs84(frame)
    west, south, east, north = (float(bound) for bound in frame.total_bounds)
    if not np.isfinite([west, south, east, north]).all():
        raise InputError(
            "no geometry tells where the frame lies",
            chinese="图层没有任何几何图形，无法确定所在的投影带",
            code="frame_empty",
        )
    return _zone_of((west + east) / 2, (south + north) / 2)


def to_metric(frame: gpd.GeoDataFrame, *, like: gpd.GeoDataFrame | None = None) -> gpd.GeoDataFrame:
    """Lay the frame in metres, in its own zone or in that of another metric frame.

    Parameters
    ----------
    frame
        In EPSG:4326.
    like
        A metric frame to lie beside: both then share one zone.
    """
    require_wgs84(frame)
    if like is None and frame.empty:
        like_crs: Any = _zone_of(0.0, 0.0)
    else:
        like_crs = local_metric_crs(frame) if like is None else like.crs
    return frame.to_crs(like_crs)


def from_metric(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Back to EPSG:4326 from the zone the frame says it is in; ``InputError`` (``crs_missing``) otherwise."""
    if frame.crs is None:
        require_wgs84(frame)
    return frame.to_crs(STORAGE_CRS)


@dataclass(frozen=True, slots=True)
class MetricPlane:
    """One zone, for arrays and bare geometries.

    Attributes
    ----------
    crs
        The zone.
    """

    crs: pyproj.CRS

    @classmethod
    def around(cls, lon: npt.ArrayLike, lat: npt.ArrayLike) -> "MetricPlane":
        """Take the zone of the middle of some positions (degrees); what is not a number is passed over."""
        middles = []
        for values in (lon, lat):
            finite = np.asarray(values, dtype=np.float64).ravel()
            finite = finite[np.isfinite(finite)]
            middles.append(float((finite.min() + finite.max()) / 2) if finite.size else 0.0)
        return cls(_zone_of(*middles))

    def project(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Array, Array]:
        """Metres east and north of WGS-84 positions."""
        return _run(STORAGE_CRS, self.crs, lon, lat)

    def unproject(self, x_m: npt.ArrayLike, y_m: npt.ArrayLike) -> tuple[Array, Array]:
        """WGS-84 longitude and latitude of metres east and north."""
        return _run(self.crs, STORAGE_CRS, x_m, y_m)

    def project_geometries(self, geometries: npt.ArrayLike) -> npt.NDArray[np.object_]:
        """Shapely geometries in metres, from WGS-84."""
        return _run_shapes(self.project, geometries)

    def unproject_geometries(self, geometries: npt.ArrayLike) -> npt.NDArray[np.object_]:
        """Shapely geometries in WGS-84, from metres."""
        return _run_shapes(self.unproject, geometries)


_made = threading.local()  # a pyproj transformer takes 20-100 ms to make and belongs to one thread


def _transformer(source: Any, target: Any) -> pyproj.Transformer:
    """Make a transformer once per thread and pair of CRS.

    Known by their spelling: a CRS itself writes out its whole text each time that it is hashed.
    """
    kept: dict[tuple[str, str], pyproj.Transformer] = _made.__dict__.setdefault("kept", {})
    pair = (_spelling(source), _spelling(target))
    if pair not in kept:
        kept[pair] = pyproj.Transformer.from_crs(source, target, always_xy=True)
    return kept[pair]


def _spelling(crs: Any) -> str:
    return crs if isinstance(crs, str) else str(crs.srs)


def _run(source: Any, target: Any, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Array, Array]:
    moved = _transformer(source, target).transform(
        np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    )
    return np.asarray(moved[0], dtype=np.float64), np.asarray(moved[1], dtype=np.float64)


def _run_shapes(move: Any, geometries: npt.ArrayLike) -> npt.NDArray[np.object_]:
    shapes = np.asarray(geometries, dtype=object)
    moved = shapely.transform(shapes, lambda vertices: np.column_stack(move(vertices[:, 0], vertices[:, 1])))
    return np.asarray(moved, dtype=object)
