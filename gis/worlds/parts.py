"""The lines and polygons that a shape consists of."""

from shapely import LineString, Polygon, get_parts
from shapely.geometry.base import BaseGeometry


def lines_of(shape: BaseGeometry) -> list[LineString]:
    """Every line of a shape, in order; nothing of points and polygons."""
    return [part for part in get_parts(get_parts(shape)) if isinstance(part, LineString) and part.length > 0]


def polygons_of(shape: BaseGeometry) -> list[Polygon]:
    """Every polygon of a shape, in order."""
    return [part for part in get_parts(get_parts(shape)) if isinstance(part, Polygon) and not part.is_empty]


def largest(shape: BaseGeometry) -> Polygon:
    """The largest polygon of a shape; an empty polygon where there is none."""
    return max(polygons_of(shape), key=lambda part: part.area, default=Polygon())
