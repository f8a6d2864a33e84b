"""Read heights from a GeoTIFF: its values by Pillow's libtiff, its place by the tags of the GeoTIFF standard.

Pillow is in the house already and reads what elevation models come as: whole numbers of 8, 16 and 32 bits and float32,
in strips or tiles, plain or packed (LZW, Deflate, with predictors). float64 and rotated rasters are refused by name.
OGC 19-008r4: ModelPixelScale 33550, ModelTiepoint 33922, GeoKeyDirectory 34735; GDAL keeps "unknown" in 42113.
"""

import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from gis.errors import InputError
from gis.space.crs import parse_crs

_SCALE, _TIEPOINT, _TRANSFORM, _KEYS, _NO_DATA = 33550, 33922, 34264, 34735, 42113
_MODEL, _RASTER_KIND, _GEOGRAPHIC, _PROJECTED, _VERTICAL_UNIT = 1024, 1025, 2048, 3072, 4099
_PIXEL_IS_POINT, _USER_DEFINED, _METRE = 2, 32767, 9001
MOST_CELLS = 80_000_000


class Grid(NamedTuple):
    """Heights and where they lie.

    Attributes
    ----------
    west, north
        Outer corner of the first cell, in units of ``crs``.
    cell, cell_north
        Sides of a cell, east and north.
    height_m
        Rows from north to south; NaN where unknown.
    crs
        ``EPSG:n``.
    """

    west: float
    north: float
    cell: float
    cell_north: float
    height_m: npt.NDArray[np.float64]
    crs: str


def read_geotiff(path: Path) -> Grid:
    """Read the first band.

    Raises
    ------
    InputError
        ``file_unreadable`` with the fault: no TIFF, no place, a rotated raster, a coordinate system without an EPSG
        number, heights that are not in metres, or more than 80 million cells.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(path, formats=("TIFF",)) as image:
                return _read(path, image)
    except UnidentifiedImageError as error:
        raise _unreadable(
            path, "不是 TIFF，或其数值类型不支持（支持 8、16、32 位整数与 32 位浮点）"
        ) from error
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _unreadable(path, f"像元超过 {MOST_CELLS} 个，请先裁剪到所需范围") from error
    except (OSError, ValueError, SyntaxError, LookupError, TypeError, OverflowError, Warning) as error:
        raise _unreadable(path, f"内容已损坏（{error}）") from error


def _read(path: Path, image: Image.Image) -> Grid:
    tags = image.tag_v2  # type: ignore[attr-defined]
    if image.width * image.height > MOST_CELLS:
        raise Image.DecompressionBombError("too many cells")
    if _TRANSFORM in tags or _SCALE not in tags or _TIEPOINT not in tags:
        raise _unreadable(path, "没有地理定位，或栅格有旋转；请转为正北方向的 GeoTIFF")
    keys = _geo_keys(tags.get(_KEYS, ()))
    if keys.get(_VERTICAL_UNIT, _METRE) != _METRE:
        raise _unreadable(path, "高程单位不是米")
    if len(image.getbands()) != 1:
        raise _unreadable(path, "应只有一个波段")
    east, north = (float(size) for size in tags[_SCALE][:2])
    column, row, _, x, y, _ = (float(value) for value in tags[_TIEPOINT][:6])
    if not (east > 0 and north > 0):
        raise _unreadable(path, "像元大小不为正")
    # A height that stands for a point is the centre of its cell.
    shift = 0.5 if keys.get(_RASTER_KIND) == _PIXEL_IS_POINT else 0.0
    height_m = np.asarray(image).astype(np.float64)
    unknown = _no_data(tags.get(_NO_DATA))
    if unknown is not None:
        height_m[height_m == unknown] = np.nan
    height_m[~np.isfinite(height_m)] = np.nan
    corner = (x - (column + shift) * east, y + (row + shift) * north)
    return Grid(*corner, east, north, height_m, _crs(path, keys))


def _geo_keys(directory: tuple[int, ...]) -> dict[int, int]:
    """Keys whose value stands in the directory itself."""
    entries = [directory[place : place + 4] for place in range(4, len(directory) - 3, 4)]
    return {key: value for key, where, _, value in entries if where == 0}


def _no_data(text: object) -> float | None:
    try:
        return None if text is None else float(str(text).strip(" \0"))
    except ValueError:
        return None


def _crs(path: Path, keys: dict[int, int]) -> str:
    code = keys.get(_PROJECTED) or keys.get(_GEOGRAPHIC)
    if code is None or code == _USER_DEFINED:
        raise _unreadable(path, "没有写明 EPSG 编号的坐标系；请先转换，例如到 EPSG:4326")
    crs = f"EPSG:{code}"
    parse_crs(crs)
    return crs


def _unreadable(path: Path, fault: str) -> InputError:
    return InputError(
        f"{path} is no elevation raster: {fault}",
        chinese=f"高程栅格“{path}”无法使用：{fault}",
        code="file_unreadable",
        file=str(path),
    )
