"""Measure lengths, areas and distances in metres, on the ellipsoid (WGS-84, GRS 80 alike)."""

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

Array = npt.NDArray[np.float64]

_GEOD = pyproj.Geod(ellps="WGS84")


def distances_m(
    lon: npt.ArrayLike, lat: npt.ArrayLike, other_lon: npt.ArrayLike, other_lat: npt.ArrayLike
) -> Array:
    """Geodesic distances between positions, elementwise (Karney 2013), in metres."""
    arrays = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in (lon, lat, other_lon, other_lat)))
    shape = arrays[0].shape
    start_lon, start_lat, end_lon, end_lat = (np.ascontiguousarray(values).ravel() for values in arrays)
    distances = np.asarray(_GEOD.inv(start_lon, start_lat, end_lon, end_lat)[2], dtype=np.float64)
    return distances.reshape(shape)


def lengths_m(geometries: npt.ArrayLike) -> Array:
    """Geodesic length of each line, or perimeter of each polygon; 0 for points and missing shapes.

    Parameters
    ----------
    geometries
        Shapely geometries, a GeoSeries or an array of them, in EPSG:4326.
    """
    shapes = np.asarray(geometries, dtype=object)
    parts, owner = shapely.get_parts(_lines_of(shapes), return_index=True)
    vertices, line = shapely.get_coordinates(parts, return_index=True)
    lengths = np.zeros(len(shapes))
    if len(vertices) > 1:
        joined = line[1:] == line[:-1]
        starts, ends = vertices[:-1][joined], vertices[1:][joined]
        steps_m = distances_m(starts[:, 0], starts[:, 1], ends[:, 0], ends[:, 1])
        np.add.at(lengths, owner[line[1:][joined]], steps_m)
    return lengths


def _lines_of(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Boundaries of polygons, lines as they are, nothing of points."""
    dimension = shapely.get_dimensions(shapes)
    lines = shapes.copy()
    lines[dimension == 2] = shapely.boundary(shapes[dimension == 2])
    lines[dimension < 1] = None
    return lines


def areas_m2(geometries: npt.ArrayLike) -> Array:
    """Area of each polygon on the ellipsoid, in square metres; 0 for lines, points and missing shapes.

    Each position is laid on the cylindrical equal-area projection of the ellipsoid (Snyder 1987, equation
    10-16), which keeps areas exactly. Edges are straight there rather than geodesic, which matters by less
    than 1e-6 for edges below 10 km.

    Parameters
    ----------
    geometries
        Shapely geometries, a GeoSeries or an array of them, in EPSG:4326.
    """
    shapes = np.asarray(geometries, dtype=object)
    flat = shapely.transform(shapes, _equal_area)
    return np.asarray(np.nan_to_num(shapely.area(flat)), dtype=np.float64)


def _equal_area(vertices: Array) -> Array:
    project = pyproj.Transformer.from_crs("EPSG:4326", "+proj=cea +ellps=WGS84", always_xy=True)
    x_m, y_m = project.transform(vertices[:, 0], vertices[:, 1])
    return np.column_stack([x_m, y_m])


def box_around(lon: float, lat: float, radius_m: float) -> tuple[float, float, float, float]:
    """Find the box (west, south, east, north) that holds every position within ``radius_m``.

    A hair larger than needed: the shortest radii of curvature of the ellipsoid are used (6,335 km along the
    meridian at the equator, 6,378 km along parallels).
    """
    reach_lat = float(np.degrees(radius_m / 6_335_439.0))
    widest = min(abs(lat) + reach_lat, 89.999)
    reach_lon = float(np.degrees(radius_m / (6_378_137.0 * np.cos(np.radians(widest)))))
    return lon - reach_lon, lat - reach_lat, lon + reach_lon, lat + reach_lat


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Length of a degree of longitude and of latitude at a latitude, in metres (WGS-84's radii of curvature).

    ``pi/180 a cos(lat) / sqrt(1 - e2 sin2)`` along the parallel and ``pi/180 a (1 - e2) / (1 - e2 sin2)^1.5``
    along the meridian (Snyder 1987, equations 4-18 to 4-20).
    """
    radians = np.radians(lat)
    flattening = 1.0 - _GEOD.es * np.sin(radians) ** 2
    along_parallel_m = _GEOD.a * np.cos(radians) / np.sqrt(flattening)
    along_meridian_m = _GEOD.a * (1.0 - _GEOD.es) / flattening**1.5
    return float(np.radians(along_parallel_m)), float(np.radians(along_meridian_m))
