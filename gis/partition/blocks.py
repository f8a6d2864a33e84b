"""Cut communities into blocks along roads, walls and estate borders, before any building is looked at."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.partition.stretch import Geometries, Stretch

# Ways inside estates and parks; a grid border along them is no border along a street.
NOT_STREETS = frozenset(
    [
        "footway",
        "path",
        "steps",
        "cycleway",
        "corridor",
        "bridleway",
        "elevator",
        "track",
        "service",
        "construction",
        "proposed",
    ]
)
# Blocks thinner or smaller than this without a building are slivers between a road and a wall.
SLIVER_AREA_M2 = 150.0
SLIVER_WIDTH_M = 6.0


@dataclass(frozen=True, slots=True)
class Blocks:
    """Faces of the linework, in metres of one Stretch.

    Attributes
    ----------
    faces
        Polygons without overlap; together they are the communities.
    community, estate
        Per face: position of its community, and of its estate (-1: none).
    is_sliver
        Too thin or small to stand alone.
    """

    faces: Geometries
    community: np.ndarray
    estate: np.ndarray
    is_sliver: np.ndarray


def clean_coverage(shapes: Geometries, snap: float, gap: float = 0.0) -> Geometries:
    """``shapely.coverage_clean`` (new in 2.2 and not yet in the published type stubs).

    ``snap`` and ``gap`` are in the units of the shapes.
    """
    clean = vars(shapely)["coverage_clean"]
    return np.asarray(clean(shapes, snapping_distance=snap, gap_width=gap), dtype=object)


def streets_only(roads: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    """Keep the roads that divide: no footways, no service ways, no tunnels."""
    if roads is None or roads.empty:
        return None
    keep = pd.Series(True, index=roads.index)
    for column in ("road_class", "highway"):
        if column in roads.columns:
            keep &= ~roads[column].astype(str).isin(NOT_STREETS)
    if "is_tunnel" in roads.columns:
        keep &= ~roads["is_tunnel"].fillna(False).astype(bool)
    return roads.loc[keep]


def lines_of(frame: gpd.GeoDataFrame | None) -> Geometries:
    """Return the lines of a layer, and the outlines of its areas; nothing else."""
    if frame is None or frame.empty:
        return np.array([], dtype=object)
    shapes = shapely.force_2d(frame.geometry.to_numpy())
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    areas = np.isin(shapely.get_type_id(shapes), (3, 6))
    shapes[areas] = shapely.boundary(shapes[areas])
    lines = shapely.get_parts(shapes)
    return np.asarray(lines[np.isin(shapely.get_type_id(lines), (1, 2))], dtype=object)


def _inside(points: Geometries, areas: Geometries) -> np.ndarray:
    """Position of the smallest area that holds each point, -1 where none does."""
    found = np.full(len(points), -1, dtype=np.int64)
    if not len(areas):
        return found
    point, area = shapely.STRtree(areas).query(points, predicate="intersects")
    order = np.lexsort((area, -shapely.area(areas)[area]))
    found[point[order]] = area[order]
    return found


def cut_blocks(communities: Geometries, estates: Geometries, dividers: Geometries) -> Blocks:
    """Cut the communities (metres) by estates' borders and dividing lines.

    A line is cut off at the communities' common border; a line that ends inside a block divides nothing.
    """
    whole = shapely.union_all(communities)
    lines = [shapely.boundary(communities), shapely.boundary(estates), dividers]
    inside = shapely.intersection(np.concatenate([np.atleast_1d(part) for part in lines]), whole)
    border = np.array([shapely.boundary(whole)], dtype=object)
    noded = shapely.union_all(np.concatenate([inside, border]))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    middles = shapely.point_on_surface(faces)
    community = _inside(middles, communities)
    faces, middles, community = faces[community >= 0], middles[community >= 0], community[community >= 0]
    thin = shapely.area(faces) / np.maximum(shapely.length(faces) / 2, 1e-9) < SLIVER_WIDTH_M
    is_sliver = thin | (shapely.area(faces) < SLIVER_AREA_M2)
    return Blocks(np.asarray(faces, dtype=object), community, _inside(middles, estates), is_sliver)


def dividing_lines(
    stretch: Stretch, roads: gpd.GeoDataFrame | None, barriers: gpd.GeoDataFrame | None
) -> Geometries:
    """Streets and barriers as lines in metres."""
    return np.concatenate(
        [
            stretch.flatten(lines)
            for lines in (lines_of(streets_only(roads)), lines_of(barriers))
            if len(lines)
        ]
        or [np.array([], dtype=object)]
    )
