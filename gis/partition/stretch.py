"""Stretch degrees into near-metres, so that half-way lines and lengths are true.

Cells are cut in a plane that is an affine image of (lon, lat), and not in a map projection: an affine
map keeps every straight line straight, so that a node put on a community's border on the way still lies on
that border when the cells are stored in EPSG:4326. A projection would bend it by up to 2 cm per kilometre
and leave slivers between neighbours. Over the 20 km of a sub-district the scale is true to 0.1 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.errors import InputError

# WGS 84: semi-major axis in metres, first eccentricity squared.
_SEMI_MAJOR_M = 6378137.0
_ECCENTRICITY_2 = 6.69437999014e-3
# 1e-9 degrees is 0.1 mm: finer than any survey, coarse enough that equal points become equal numbers.
DECIMALS = 9

Geometries = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Metres per degree around one point.

    Attributes
    ----------
    lon, lat
        Origin in degrees.
    east_m, north_m
        Metres per degree of longitude and of latitude at the origin, from the radii of curvature of the
        WGS 84 ellipsoid (prime vertical times cos lat, and meridian).
    """

    lon: float
    lat: float
    east_m: float
    north_m: float

    @classmethod
    def over(cls, geometries: Sequence[shapely.Geometry] | Geometries) -> "Stretch":
        """Centre on the box of these EPSG:4326 geometries.

        Raises
        ------
        InputError
            Where the box is empty or no (lon, lat) box.
        """
        west, south, east, north = shapely.total_bounds(np.asarray(geometries, dtype=object))
        if not (-180 <= west <= east <= 180 and -90 < south <= north < 90):
            raise InputError(
                f"bounds {west, south, east, north} are not longitudes and latitudes",
                chinese="几何坐标为空或不是经纬度（EPSG:4326），请先转换坐标系",
                code="bounds_invalid",
            )
        lat = float(south + north) / 2
        sine = np.sin(np.radians(lat))
        flatness = 1 - _ECCENTRICITY_2 * sine * sine
        meridian_m = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_2) / flatness**1.5
        vertical_m = _SEMI_MAJOR_M / np.sqrt(flatness)
        return cls(
            lon=float(west + east) / 2,
            lat=lat,
            east_m=float(np.radians(vertical_m * np.cos(np.radians(lat)))),
            north_m=float(np.radians(meridian_m)),
        )

    def flatten(self, geometries: Sequence[shapely.Geometry] | Geometries) -> Geometries:
        """Degrees to metres from the origin; heights are dropped."""
        scale = np.array([self.east_m, self.north_m])
        origin = np.array([self.lon, self.lat])
        flat = shapely.transform(np.asarray(geometries, dtype=object), lambda xy: (xy - origin) * scale)
        return np.atleast_1d(flat)

    def restore(self, geometries: Sequence[shapely.Geometry] | Geometries) -> Geometries:
        """Metres from the origin to degrees, rounded to ``DECIMALS``."""
        scale = np.array([self.east_m, self.north_m])
        origin = np.array([self.lon, self.lat])
        degrees = shapely.transform(
            np.asarray(geometries, dtype=object), lambda xy: np.round(xy / scale + origin, DECIMALS)
        )
        return np.atleast_1d(degrees)
