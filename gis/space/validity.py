"""Find broken shapes, mend them openly, and find where borders of neighbours do not match."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.model.problems import Problem, Severity
from gis.space.layers import LAYERS, Layer

Shapes = npt.NDArray[np.object_]

_DIMENSION_OF = {"Point": 0, "LineString": 1, "MultiLineString": 1, "Polygon": 2, "MultiPolygon": 2}


@dataclass(frozen=True, slots=True)
class Broken:
    """One shape that is not valid.

    Attributes
    ----------
    position
        0-based place in the array.
    reason
        GEOS's words, such as ``Self-intersection``.
    lon, lat
        Where it breaks; not-a-number where GEOS names no place.
    """

    position: int
    reason: str
    lon: float
    lat: float


def find_broken(geometries: npt.ArrayLike) -> list[Broken]:
    """Shapes that are not valid, with where and why; missing and empty shapes are not broken."""
    shapes: Shapes = np.asarray(geometries, dtype=object)
    wrong = np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes))
    return [_explain(int(position), str(shapely.is_valid_reason(shapes[position]))) for position in wrong]


def _explain(position: int, reason: str) -> Broken:
    """Split GEOS's ``Self-intersection[121.47 31.23]``."""
    words, _, place = reason.partition("[")
    try:
        lon, lat = (float(number) for number in place.rstrip("]").split()[:2])
    except ValueError:
        lon, lat = float("nan"), float("nan")
    return Broken(position, words.strip(), lon, lat)


def mend(frame: gpd.GeoDataFrame, layer: Layer, *, file: str = "") -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Mend invalid shapes, and say which.

    A self-crossing ring becomes the area it encloses (GEOS ``make_valid``, structure method), and slivers
    of lower dimension that this leaves are dropped. What cannot become a shape of the layer's types is left
    as it is and reported as refused.

    Returns
    -------
    tuple
        The frame with mended shapes, in the same order, and one problem for each row touched.
    """
    shapes: Shapes = np.array(frame.geometry, dtype=object)
    problems = []
    for broken in find_broken(shapes):
        mended = _of_dimension(shapes[broken.position], LAYERS[layer].geometry_types)
        problems.append(_told(broken, layer, file, mended=mended is not None))
        if mended is not None:
            shapes[broken.position] = mended
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs)), problems


def _of_dimension(shape: shapely.Geometry, allowed: tuple[str, ...]) -> shapely.Geometry | None:
    """Join the parts of the mended shape that have the layer's dimension, or None."""
    dimension = max((_DIMENSION_OF[name] for name in allowed), default=2)
    parts = shapely.get_parts(shapely.make_valid(shape, method="structure", keep_collapsed=False))
    flat = shapely.get_parts(parts)
    kept = flat[(shapely.get_dimensions(flat) == dimension) & ~shapely.is_empty(flat)]
    if not len(kept):
        return None
    whole = kept[0] if len(kept) == 1 else shapely.union_all(kept)
    return whole if whole.geom_type in allowed else None


def _told(broken: Broken, layer: Layer, file: str, *, mended: bool) -> Problem:
    place = "" if np.isnan(broken.lon) else f"（约在 {broken.lon:.6f}, {broken.lat:.6f}）"
    return Problem(
        code="shape_mended" if mended else "shape_invalid",
        reason=f"图形不合法：{broken.reason}{place}",
        remedy="已按围合范围修复，请核对" if mended else "无法自动修复，请在 GIS 软件中重画",
        severity=Severity.CHANGED if mended else Severity.REFUSED,
        file=file,
        layer=layer.value,
        row=broken.position + 1,
    )


def coverage_faults(geometries: npt.ArrayLike) -> Shapes:
    """Edges where polygons that should tile do not match: overlaps, and borders with differing vertices.

    Returns
    -------
    numpy.ndarray
        One entry per polygon: None where its border is sound, else the faulty part of the border (lines).
        A hole between polygons whose rims match vertex by vertex is no fault of a coverage; compare the
        union with what should be covered to find those.
    """
    shapes: Shapes = np.asarray(geometries, dtype=object)
    if not len(shapes) or shapely.coverage_is_valid(shapes):
        return np.full(len(shapes), None, dtype=object)
    edges: Shapes = np.asarray(shapely.coverage_invalid_edges(shapes), dtype=object)
    edges[shapely.is_empty(edges)] = None
    return edges


def unite_coverage(shapes: npt.ArrayLike) -> shapely.Polygon | shapely.MultiPolygon:
    """Unite polygons that share their vertices; nothing is left between neighbours, and no vertex moves.

    GEOS gives a collection that holds polygons; that is taken for the multipolygon, or the polygon, it holds.
    """
    united = shapely.coverage_union_all(np.asarray(shapes, dtype=object))
    parts = shapely.get_parts(shapely.get_parts(united))
    return shapely.Polygon(parts[0]) if len(parts) == 1 else shapely.MultiPolygon(list(parts))
