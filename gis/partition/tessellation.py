"""Share each block's land out among its buildings, and give all neighbours the same nodes."""

import itertools
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.errors import CannotSatisfy
from gis.model.progress import Progress, silent
from gis.partition.arrays import positions
from gis.partition.blocks import Blocks, clean_coverage
from gis.partition.stretch import Geometries, Stretch

# Footprints are drawn in this far, so that buildings wall to wall do not share points.
SHRINK_M = 0.4
# Points along walls are this far apart; half of it bounds how far a border strays from half-way.
SPACING_M = 3.0
# GEOS builds broken Voronoi tiles where many points lie on one circle, as in rows of equal houses; points are
# shaken by up to this much, the same way every time.
_SHAKE_M = 0.005
# Snapping distances tried in turn (1e-8 degrees is 1 mm), and the gap that is closed.
_SNAPS_DEG = (1e-8, 1e-9, 3e-8, 0.0)
_GAP_DEG = 1e-8
_GRID_DEG = 1e-9


def _seeds(shapes: Geometries) -> tuple[np.ndarray, np.ndarray]:
    """Points along each footprint's walls (metres), and the footprint each belongs to.

    Land under two footprints goes to the one listed first. A footprint with nothing left is given none.
    """
    taken: BaseGeometry = shapely.Polygon()
    walls = []
    overlaps = _overlapping(shapes)
    for place, shape in enumerate(shapes):
        drawn = shapely.buffer(shape, -SHRINK_M, join_style="mitre")
        if drawn.is_empty:
            drawn = shape
        if place in overlaps:
            drawn = shapely.difference(drawn, taken)
            taken = shapely.union(taken, shapely.buffer(shape, SHRINK_M))
        walls.append(shapely.segmentize(drawn, SPACING_M))
    points, owner = shapely.get_coordinates(np.array(walls, dtype=object), return_index=True)
    points = np.round(points, 2)
    _, first = np.unique(points, axis=0, return_index=True)
    first.sort()
    shaken = np.random.default_rng(len(first)).uniform(-_SHAKE_M, _SHAKE_M, (len(first), 2))
    return points[first] + shaken, owner[first]


def _overlapping(shapes: Geometries) -> set[int]:
    """Positions of footprints that share land with another of the block."""
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    return set(left[left != right].tolist())


def _strips(area: BaseGeometry, count: int) -> list[BaseGeometry]:
    """Cut an area into ``count`` strips across its longer side; for buildings drawn at one place."""
    west, south, east, north = area.bounds
    lengthwise = east - west >= north - south
    marks = np.linspace(west if lengthwise else south, east if lengthwise else north, count + 1)
    boxes = [
        shapely.box(low, south, high, north) if lengthwise else shapely.box(west, low, east, high)
        for low, high in itertools.pairwise(marks)
    ]
    return [shapely.intersection(area, part) for part in boxes]


def _share_with_hidden(shares: list[BaseGeometry], shapes: Geometries) -> list[BaseGeometry]:
    """Give each building without land a strip of the land of the one that covers it."""
    hidden = [place for place, share in enumerate(shares) if share.is_empty]
    if not hidden:
        return shares
    landed = [place for place in range(len(shares)) if place not in set(hidden)]
    middles = shapely.point_on_surface(shapes)
    hosts: dict[int, list[int]] = {}
    for place in hidden:
        away = shapely.distance(np.array([shares[host] for host in landed], dtype=object), middles[place])
        hosts.setdefault(landed[int(np.argmin(away))], []).append(place)
    for host, guests in hosts.items():
        everyone = [host, *guests]
        for place, strip in zip(everyone, _strips(shares[host], len(everyone)), strict=True):
            shares[place] = strip
    return shares


def _joined(tiles: Geometries) -> BaseGeometry:
    """One shape of Voronoi tiles, whose corners may differ by a rounding."""
    try:
        joined = shapely.coverage_union_all(tiles)
    except shapely.errors.GEOSException:
        joined = shapely.union_all(shapely.make_valid(tiles))
    return joined if joined.is_valid else shapely.make_valid(joined, method="structure")


def _shares(face: shapely.Polygon, shapes: Geometries) -> list[BaseGeometry]:
    """Land of each building of one block: what lies nearest to its walls."""
    if len(shapes) == 1:
        return [face]
    inside = shapely.intersection(shapes, face)
    inside = np.where(shapely.area(inside) > 0, inside, shapes)
    points, owner = _seeds(inside)
    polygons = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=face, ordered=True)
    tiles = np.asarray(shapely.get_parts(polygons), dtype=object)
    shares: list[BaseGeometry] = [shapely.Polygon()] * len(shapes)
    for place, own in positions(owner).items():
        shares[place] = shapely.intersection(_joined(tiles[own]), face)
    return _share_with_hidden(shares, shapes)


def _cut(blocks: Blocks, shapes: Geometries, block: np.ndarray, progress: Progress) -> pd.DataFrame:
    """Pieces of all blocks: geometry in metres, building (-1 none), block; several may share a building."""
    members = pd.Series(np.arange(len(block))).groupby(block).indices
    geometry: list[BaseGeometry] = []
    building: list[int] = []
    home: list[int] = []
    for number, face in enumerate(blocks.faces):
        here = np.asarray(members.get(number, []), dtype=np.int64)
        shares = _shares(face, shapes[here]) if len(here) else [face]
        geometry += shares
        building += here.tolist() if len(here) else [-1]
        home += [number] * len(shares)
        if number % 50 == 0:
            progress("划分楼栋地块", number, len(blocks.faces))
    progress("划分楼栋地块", len(blocks.faces), len(blocks.faces))
    return pd.DataFrame({"geometry": geometry, "building": building, "block": home})


def _one_piece_each(pieces: pd.DataFrame, shapes: Geometries) -> pd.DataFrame:
    """Explode shares of several parts: the part nearest the building's middle keeps the building."""
    parts, source = shapely.get_parts(pieces["geometry"].to_numpy(), return_index=True)
    areal = np.isin(shapely.get_type_id(parts), (3,)) & (shapely.area(parts) > 0)
    parts, source = parts[areal], source[areal]
    rows = pieces.iloc[source].reset_index(drop=True)
    rows["geometry"] = parts
    building = rows["building"].to_numpy()
    middles = shapely.point_on_surface(shapes)
    away = np.where(building >= 0, shapely.distance(parts, middles[building] if len(middles) else None), 0.0)
    rows["away"], rows["area"] = away, -shapely.area(parts)
    order = rows.sort_values(["away", "area"], kind="stable")
    keeps = ~order["building"].duplicated() | (order["building"] < 0)
    rows["is_scrap"] = ~keeps.reindex(rows.index)
    return rows


def _absorb_scraps(rows: pd.DataFrame, community: np.ndarray) -> pd.DataFrame:
    """Give scraps to the neighbour with the longest common border in the same community, until none is left.

    A scrap with no such neighbour (an island of land) stays, as an empty cell.
    """
    for _ in range(8):
        scraps = np.flatnonzero(rows["is_scrap"].to_numpy())
        if not scraps.size:
            break
        host = _longest_neighbour(rows["geometry"].to_numpy(), scraps, community[rows["block"].to_numpy()])
        taken = scraps[host >= 0]
        if not taken.size:
            break
        rows = _merge(rows, taken, host[host >= 0])
    rows.loc[rows["is_scrap"], "building"] = -1
    return rows


def _longest_neighbour(shapes: Geometries, scraps: np.ndarray, community: np.ndarray) -> np.ndarray:
    """Position of each scrap's host, -1 where none."""
    scrap, other = shapely.STRtree(shapes).query(shapely.buffer(shapes[scraps], 0.02), predicate="intersects")
    fits = (scraps[scrap] != other) & (community[scraps[scrap]] == community[other])
    fits &= ~np.isin(other, scraps)
    scrap, other = scrap[fits], other[fits]
    near = shapely.buffer(shapes[scraps[scrap]], 0.02)
    border = shapely.length(shapely.intersection(shapely.boundary(shapes[other]), near))
    host = np.full(len(scraps), -1, dtype=np.int64)
    order = np.lexsort((-other, border))
    order = order[border[order] > 0.1]
    host[scrap[order]] = other[order]
    return host


def _merge(rows: pd.DataFrame, scraps: np.ndarray, hosts: np.ndarray) -> pd.DataFrame:
    """Join each scrap to its host and drop the scrap's own row."""
    shapes = rows["geometry"].to_numpy().copy()
    for host, own in positions(hosts).items():
        whole = shapely.union_all(shapes[[host, *scraps[own]]], grid_size=0.001)
        parts = shapely.get_parts(whole)
        shapes[host] = parts[int(np.argmax(shapely.area(parts)))]
    rows = rows.assign(geometry=shapes)
    return rows.drop(index=rows.index[scraps]).reset_index(drop=True)


def _fits(cleaned: Geometries, degrees: Geometries) -> bool:
    """Whether cleaning left a valid coverage and took from no piece more than a tenth of its land."""
    kept = shapely.area(cleaned) >= 0.9 * shapely.area(degrees)
    return bool(kept.all() and shapely.coverage_is_valid(cleaned) and shapely.is_valid(cleaned).all())


def _renode(degrees: Geometries) -> Geometries:
    """Node all borders at once and build every piece anew from the faces whose middle it holds."""
    faces = shapely.get_parts(
        shapely.polygonize([shapely.union_all(shapely.boundary(degrees), grid_size=_GRID_DEG)])
    )
    face, piece = shapely.STRtree(degrees).query(shapely.point_on_surface(faces), predicate="intersects")
    once = np.unique(face, return_index=True)[1]
    faces, piece = faces[face[once]], piece[once]
    joined: list[Any] = [shapely.Polygon()] * len(degrees)
    for place, own in positions(piece).items():
        joined[place] = shapely.coverage_union_all(faces[own])
    return np.array(joined, dtype=object)


def _match_nodes(shapes: Geometries, stretch: Stretch) -> Geometries:
    """Return the pieces in degrees with identical nodes along shared borders.

    GEOS 3.14's cleaner now and then loses a whole polygon at one snapping distance and not at another, so
    its answer is compared with what went in, and the linework is noded anew where no distance will do.

    Raises
    ------
    CannotSatisfy
        Where nothing leaves a valid coverage (no input is known to do that).
    """
    degrees = stretch.restore(shapes)
    for snap in _SNAPS_DEG:
        try:
            cleaned = clean_coverage(degrees, snap=snap, gap=_GAP_DEG)
        except shapely.errors.GEOSException:
            continue
        if _fits(cleaned, degrees):
            return np.asarray(cleaned, dtype=object)
    cleaned = _renode(degrees)
    if _fits(cleaned, degrees):
        return cleaned
    raise CannotSatisfy(
        "cells do not form a valid coverage",
        chinese="楼栋地块无法拼合成无缝覆盖，请检查社区、道路与小区边界的几何",
        code="cells_invalid",
    )


def tessellate(
    blocks: Blocks, shapes: Geometries, block: np.ndarray, stretch: Stretch, progress: Progress = silent
) -> gpd.GeoDataFrame:
    """Cut all blocks into cells.

    Parameters
    ----------
    blocks
        Faces in metres.
    shapes, block
        Footprints in metres and the block of each.

    Returns
    -------
    GeoDataFrame
        EPSG:4326; building (position in ``shapes``, -1 none), community and estate (positions, -1 none); one
        polygon per row, exactly one row per building.
    """
    rows = _one_piece_each(_cut(blocks, shapes, block, progress), shapes)
    empty = rows["building"].to_numpy() < 0
    rows["is_scrap"] |= empty & blocks.is_sliver[rows["block"].to_numpy()]
    rows = _absorb_scraps(rows, blocks.community)
    rows["geometry"] = _match_nodes(rows["geometry"].to_numpy(), stretch)
    rows = rows.loc[~shapely.is_empty(rows["geometry"].to_numpy())]
    home = rows["block"].to_numpy()
    rows["community"], rows["estate"] = blocks.community[home], blocks.estate[home]
    order = rows.assign(none=rows["building"] < 0).sort_values(
        ["community", "none", "building"], kind="stable"
    )
    return gpd.GeoDataFrame(
        order[["building", "community", "estate", "geometry"]].reset_index(drop=True), crs=4326
    )
