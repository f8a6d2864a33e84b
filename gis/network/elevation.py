"""Read heights from a raster, and the grade of each edge from them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely

from gis.errors import InputError
from gis.network.geotiff import read_geotiff
from gis.space.crs import STORAGE_CRS, from_wgs84
from gis.space.metric import MetricPlane

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Raster:
    """Heights on a regular grid, in degrees or in metres of a projected system.

    Attributes
    ----------
    west, north
        Outer corner of the first cell, in units of ``crs``.
    cell
        Side of a cell, in units of ``crs``.
    height_m
        Rows from north to south; NaN where unknown.
    cell_north
        Side of a cell northwards, where it is not square.
    crs
        As ``gis.space.crs`` names it.
    """

    west: float
    north: float
    cell: float
    height_m: npt.NDArray[np.float64]
    cell_north: float | None = None
    crs: str = STORAGE_CRS

    @classmethod
    def read(cls, path: str | Path) -> "Raster":
        """Read a GeoTIFF (.tif, .tiff; any EPSG system), or an ESRI ASCII grid (.asc) in degrees.

        Raises
        ------
        InputError
            ``file_missing``, ``file_unreadable``.
        """
        file = Path(path)
        if not file.is_file():
            raise InputError(
                f"no file {file}", chinese=f"找不到文件“{file}”", code="file_missing", file=str(file)
            )
        if file.suffix.lower() in (".tif", ".tiff"):
            grid = read_geotiff(file)
            return cls(grid.west, grid.north, grid.cell, grid.height_m, grid.cell_north, grid.crs)
        try:
            return cls._parse(file)
        except (ValueError, KeyError, UnicodeDecodeError) as error:
            raise InputError(
                f"{file} is no ESRI ASCII grid: {error}",
                chinese=f"文件“{file}”不是有效的高程栅格（ESRI ASCII，经纬度）",
                code="file_unreadable",
                file=str(file),
            ) from error

    @classmethod
    def _parse(cls, file: Path) -> "Raster":
        with file.open(encoding="ascii") as stream:
            position, header = 0, {}
            for line in stream:
                words = line.split()
                if len(words) != 2 or not words[0][0].isalpha():
                    break
                header[words[0].lower()] = float(words[1])
                position += 1
        shape = (int(header["nrows"]), int(header["ncols"]))
        height_m = np.loadtxt(file, skiprows=position, ndmin=2)
        if height_m.shape != shape or header["cellsize"] <= 0:
            raise ValueError("rows and columns differ from the header")
        height_m[height_m == header.get("nodata_value", -9999.0)] = np.nan
        cell = header["cellsize"]
        south = header["yllcorner"] if "yllcorner" in header else header["yllcenter"] - cell / 2
        west = header["xllcorner"] if "xllcorner" in header else header["xllcenter"] - cell / 2
        return cls(west, south + cell * len(height_m), cell, height_m)

    def heights_at(self, lon: Floats, lat: Floats) -> Floats:
        """Bilinear height in metres at WGS-84 places; NaN outside and beside unknown cells."""
        x, y = from_wgs84(lon, lat, crs=self.crs)
        column = (x - self.west) / self.cell - 0.5
        row = (self.north - y) / (self.cell_north or self.cell) - 0.5
        rows, columns = self.height_m.shape
        r = np.clip(np.floor(row), 0, max(rows - 2, 0)).astype(np.int64)
        c = np.clip(np.floor(column), 0, max(columns - 2, 0)).astype(np.int64)
        dr, dc = np.clip(row - r, 0, 1), np.clip(column - c, 0, 1)
        r2, c2 = np.minimum(r + 1, rows - 1), np.minimum(c + 1, columns - 1)
        corners = ((r, c, 1 - dr, 1 - dc), (r, c2, 1 - dr, dc), (r2, c, dr, 1 - dc), (r2, c2, dr, dc))
        shares = [(self.height_m[i, j], u * v) for i, j, u, v in corners]
        height_m = np.sum([np.where(share > 0, share * z, 0.0) for z, share in shares], axis=0)
        inside = (row >= -0.5) & (row <= rows - 0.5) & (column >= -0.5) & (column <= columns - 0.5)
        return np.where(inside, height_m, np.nan)


def grades_of(geometry: Shapes, plane: MetricPlane, elevation: Raster) -> Floats:
    """Grade from the start to the end of each line in metres; 0 where a height is unknown."""
    ends = [shapely.get_point(geometry, place) for place in (0, -1)]
    first, last = (
        elevation.heights_at(*plane.unproject(shapely.get_x(end), shapely.get_y(end))) for end in ends
    )
    length_m = shapely.length(geometry)
    with np.errstate(divide="ignore", invalid="ignore"):
        grade = (last - first) / length_m
    return np.where(np.isfinite(grade), grade, 0.0)
