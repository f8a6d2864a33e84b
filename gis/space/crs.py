"""Turn positions and frames of any datum used in China into WGS-84 and back.

A coordinate system is named by text:

============  ======================================================================================
``wgs84``     longitude and latitude as GPS and browsers give them; also ``EPSG:4326``
``cgcs2000``  China's own, EPSG:4490; equal to WGS-84 within centimetres and treated as equal
``gcj02``     AMap, Tencent, Google in China (火星坐标)
``bd09``      Baidu (longitude and latitude; not its metre grid BD-09MC)
``EPSG:n``    anything pyproj knows; for Gauss-Krueger zones x is east and y is north, with the zone's
              number before x in 4513-4533 and without it in 4534-4554
============  ======================================================================================
"""

from typing import Any, cast, overload

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.exceptions import CRSError

from gis.errors import InputError
from gis.space.china_datums import Shift, apply_shift, bd09_shift, gcj02_shift, undo_shift

Array = npt.NDArray[np.float64]

STORAGE_CRS = "EPSG:4326"
CRS_CHINESE = {
    "wgs84": "WGS-84",
    "cgcs2000": "CGCS2000",
    "gcj02": "GCJ-02（高德、腾讯）",
    "bd09": "BD-09（百度）",
}
_SHIFTS: dict[str, Shift] = {"gcj02": gcj02_shift, "bd09": bd09_shift}
_SAME_AS_WGS84 = {"wgs84", "cgcs2000", "epsg:4326", "epsg:4490"}


@overload
def to_wgs84(lon: float, lat: float, *, crs: str) -> tuple[float, float]: ...
@overload
def to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, *, crs: str) -> tuple[Array, Array]: ...
def to_wgs84(lon: Any, lat: Any, *, crs: str) -> tuple[Any, Any]:
    """Bring positions of a named coordinate system to WGS-84.

    Parameters
    ----------
    lon, lat
        Numbers or arrays of one shape; degrees, or metres east and north for a projected ``crs``.
    crs
        See the module's table.

    Returns
    -------
    tuple
        Longitude and latitude in degrees, numbers for numbers and arrays for arrays. What is not a number
        stays not a number.

    Raises
    ------
    InputError
        ``crs_unknown``.

    Notes
    -----
    GCJ-02 and BD-09 are undone to better than a millimetre, in at most 12 steps for any input.
    """
    return _convert(lon, lat, crs, forward=False)


@overload
def from_wgs84(lon: float, lat: float, *, crs: str) -> tuple[float, float]: ...
@overload
def from_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, *, crs: str) -> tuple[Array, Array]: ...
def from_wgs84(lon: Any, lat: Any, *, crs: str) -> tuple[Any, Any]:
    """Bring WGS-84 positions to a named coordinate system; parameters and errors as :func:`to_wgs84`."""
    return _convert(lon, lat, crs, forward=True)


def _convert(lon: Any, lat: Any, crs: str, *, forward: bool) -> tuple[Any, Any]:
    scalar = np.ndim(lon) == 0 and np.ndim(lat) == 0
    first, second = np.broadcast_arrays(
        np.atleast_1d(np.asarray(lon, dtype=np.float64)), np.atleast_1d(np.asarray(lat, dtype=np.float64))
    )
    name = crs.strip().lower()
    if name in _SHIFTS:
        turn = apply_shift if forward else undo_shift
        first, second = turn(_SHIFTS[name], first, second)
    elif name not in _SAME_AS_WGS84:
        first, second = _reproject(first, second, crs, forward=forward)
    return (float(first[0]), float(second[0])) if scalar else (first.copy(), second.copy())


def _reproject(lon: Array, lat: Array, crs: str, *, forward: bool) -> tuple[Array, Array]:
    there, here = parse_crs(crs), pyproj.CRS(STORAGE_CRS)
    source, target = (here, there) if forward else (there, here)
    moved = pyproj.Transformer.from_crs(source, target, always_xy=True).transform(lon, lat)
    x, y = (np.asarray(values, dtype=np.float64) for values in moved)
    lost = ~(np.isfinite(x) & np.isfinite(y))
    return np.where(lost, np.nan, x), np.where(lost, np.nan, y)


def parse_crs(crs: str) -> pyproj.CRS:
    """Look up the CRS of a name such as ``EPSG:4547``; raises ``InputError`` (``crs_unknown``)."""
    name = crs.strip().lower()
    known = {"wgs84": STORAGE_CRS, "cgcs2000": "EPSG:4490"}.get(name, crs)
    try:
        return pyproj.CRS.from_user_input(known)
    except CRSError as error:
        raise InputError(
            f"unknown coordinate system {crs!r}",
            chinese=f"不认识坐标系“{crs[:80]}”，请用 wgs84、cgcs2000、gcj02、bd09 或 EPSG 编号",
            code="crs_unknown",
            value=crs[:80],
        ) from error


def gauss_kruger_epsg(lon: float, *, prefixed: bool = False) -> int:
    """EPSG number of the CGCS2000 3-degree Gauss-Krueger zone a longitude falls in.

    Zone n is centred on 3n degrees east and reaches 1.5 degrees to both sides; a longitude on the border of
    two zones belongs to the eastern one. EPSG:4513-4533 carry zones 25-45 with the zone's number before x
    (false easting n.5 million metres), EPSG:4534-4554 the same without it (half a million).

    Raises
    ------
    InputError
        ``zone_unknown`` outside 73.5-136.5 degrees east.
    """
    zone = int(np.floor(lon / 3.0 + 0.5)) if np.isfinite(lon) else 0
    if not 25 <= zone <= 45:
        raise InputError(
            f"no CGCS2000 3-degree zone at longitude {lon}",
            chinese=f"经度 {lon} 不在 CGCS2000 三度带（25–45 带，东经 73.5–136.5 度）范围内",
            code="zone_unknown",
            value=str(lon),
        )
    return (4513 if prefixed else 4534) + zone - 25


def frame_to_wgs84(frame: gpd.GeoDataFrame, *, crs: str | None = None) -> gpd.GeoDataFrame:
    """Bring a frame to EPSG:4326.

    Parameters
    ----------
    frame
        Any geometry types; missing and empty shapes stay so.
    crs
        What the coordinates are in. Needed where the frame carries no CRS, and for ``gcj02`` and ``bd09``,
        which are usually labelled EPSG:4326. None: as the frame says.

    Raises
    ------
    InputError
        ``crs_missing`` where neither says; ``crs_mismatch`` where ``crs`` contradicts the frame's own.
    """
    name = _stated_crs(frame, crs)
    if name.lower() in _SHIFTS:
        return _shift_frame(frame, name.lower(), forward=False)
    labelled = frame.set_crs(parse_crs(name), allow_override=True)
    return labelled if name.lower() in _SAME_AS_WGS84 and _relabel(labelled) else labelled.to_crs(STORAGE_CRS)


def _relabel(frame: gpd.GeoDataFrame) -> bool:
    """CGCS2000 degrees are WGS-84 degrees; only the label changes."""
    frame.set_crs(STORAGE_CRS, allow_override=True, inplace=True)
    return True


def _stated_crs(frame: gpd.GeoDataFrame, crs: str | None) -> str:
    if crs is None and frame.crs is None:
        raise InputError(
            "frame without a coordinate system",
            chinese="图层没有坐标系说明，请指明坐标系（wgs84、cgcs2000、gcj02、bd09 或 EPSG 编号）",
            code="crs_missing",
        )
    if crs is None:
        return str(frame.crs.to_string())
    degrees_labelled = frame.crs is None or bool(frame.crs.is_geographic)
    if crs.lower() in _SHIFTS and degrees_labelled:
        return crs
    if crs.lower() in _SHIFTS or (frame.crs is not None and not _agree(parse_crs(crs), frame.crs)):
        raise InputError(
            f"frame says {frame.crs.to_string()!r}, caller says {crs!r}",
            chinese=f"指定的坐标系“{crs}”与文件自带的“{frame.crs.name}”不一致，请核对后只保留正确的一个",
            code="crs_mismatch",
            value=crs,
        )
    return crs


def _agree(one: pyproj.CRS, other: pyproj.CRS) -> bool:
    """Both plain degrees (WGS-84 or CGCS2000), or the same system."""
    plain = {4326, 4490}
    return bool(one == other) or (one.to_epsg() in plain and other.to_epsg() in plain)


def frame_from_wgs84(frame: gpd.GeoDataFrame, *, crs: str) -> gpd.GeoDataFrame:
    """Bring an EPSG:4326 frame to a named system; ``gcj02`` and ``bd09`` frames carry no CRS label.

    Raises
    ------
    InputError
        ``crs_mismatch`` where the frame is not in EPSG:4326, ``crs_unknown``.
    """
    require_wgs84(frame)
    if crs.lower() in _SHIFTS:
        return _shift_frame(frame, crs.lower(), forward=True)
    target = parse_crs(crs)
    if crs.lower() in _SAME_AS_WGS84:
        return frame.set_crs(target, allow_override=True)
    return frame.to_crs(target)


def require_wgs84(frame: gpd.GeoDataFrame) -> None:
    """Raise ``InputError`` unless the frame says EPSG:4326 (``crs_missing``, ``crs_mismatch``)."""
    if frame.crs is None:
        _stated_crs(frame, None)
    if frame.crs.to_epsg() != 4326:
        raise InputError(
            f"frame in {frame.crs.to_string()!r}, EPSG:4326 expected",
            chinese=f"图层坐标系是“{frame.crs.name}”，这里需要 WGS-84（EPSG:4326）经纬度",
            code="crs_mismatch",
            value=str(frame.crs.to_string())[:80],
        )


def _shift_frame(frame: gpd.GeoDataFrame, name: str, *, forward: bool) -> gpd.GeoDataFrame:
    """Every vertex moved; a third coordinate (height) is kept."""

    def move(lon: Array, lat: Array) -> tuple[Array, Array]:
        return cast("tuple[Array, Array]", _convert(lon, lat, name, forward=forward))

    shapes = frame.geometry.to_numpy()
    has_height = bool(shapely.has_z(shapes).any())
    moved = shapely.transform(shapes, _on_vertices(move), include_z=has_height)
    label = None if forward else STORAGE_CRS
    return frame.set_geometry(gpd.GeoSeries(moved, index=frame.index, crs=label))


def _on_vertices(move: Any) -> Any:
    def turn(vertices: Array) -> Array:
        lon, lat = move(vertices[:, 0], vertices[:, 1])
        return np.column_stack([lon, lat, *vertices[:, 2:].T])

    return turn
