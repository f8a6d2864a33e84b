"""A synthetic town of any size for growth runs: communities in a raster, estates and loose rows within."""

import geopandas as gpd
import numpy as np
import shapely

from bench.draw_world import World

# About 1 m in degrees, east and north, at 30 degrees of latitude.
_EAST, _NORTH = 1 / 96_486, 1 / 110_852
_LON, _LAT = 106.0, 30.0
_SIDE_M = 720.0
_BLOCKS = 4


def _box(x: float, y: float, width: float, height: float) -> shapely.Polygon:
    return shapely.box(
        _LON + x * _EAST, _LAT + y * _NORTH, _LON + (x + width) * _EAST, _LAT + (y + height) * _NORTH
    )


def _block(
    rng: np.random.Generator, x: float, y: float, side: float, community: str, number: int, estate: bool
):
    """Buildings of one block: rows of slabs, or towers; some blocks are a walled estate."""
    tall = rng.random() < 0.35
    width, depth = (28.0, 22.0) if tall else (rng.uniform(40, 60), 13.0)
    gap_x, gap_y = (34.0, 34.0) if tall else (14.0, 22.0)
    rows, place = [], 0
    inner_y = y + 16
    while inner_y + depth < y + side - 14:
        inner_x = x + 16
        while inner_x + width < x + side - 14:
            place += 1
            shift = rng.uniform(-2, 2, 2)
            storeys = int(rng.integers(18, 33)) if tall else int(rng.integers(5, 8))
            homes = int(storeys * rng.integers(4, 7)) if tall else int(storeys * 2 * rng.integers(2, 5))
            if rng.random() < 0.05:
                homes = 0
            code = f"{community}B{number:02d}{place:02d}"
            estate_code = f"{community}E{number:02d}" if estate else None
            rows.append(
                (
                    code,
                    community,
                    estate_code,
                    homes,
                    _box(inner_x + shift[0], inner_y + shift[1], width, depth),
                )
            )
            inner_x += width + gap_x
        inner_y += depth + gap_y
    return rows


def make_town(communities: int, seed: int) -> World:
    """Make a town of ``communities`` communities with some 116 buildings and 3,900 households each."""
    rng = np.random.default_rng(seed)
    across = int(np.ceil(np.sqrt(communities)))
    areas, estates, buildings = [], [], []
    side = _SIDE_M / _BLOCKS
    for number in range(communities):
        x0, y0 = (number % across) * _SIDE_M, (number // across) * _SIDE_M
        code = f"C{number:05d}"
        areas.append((code, _box(x0, y0, _SIDE_M, _SIDE_M)))
        for block in range(_BLOCKS * _BLOCKS):
            x, y = x0 + block % _BLOCKS * side, y0 + block // _BLOCKS * side
            if rng.random() < 0.12:
                continue
            is_estate = rng.random() < 0.5
            if is_estate:
                estates.append((f"{code}E{block:02d}", code, _box(x + 8, y + 8, side - 16, side - 16)))
            buildings += _block(rng, x, y, side, code, block, is_estate)
    return World("town", _buildings(buildings), _areas(areas), _estates(estates), _roads(across))


def _buildings(rows) -> gpd.GeoDataFrame:
    code, community, estate, homes, shapes = zip(*rows, strict=True)
    columns = {"code": code, "community_code": community, "estate_code": estate, "households": homes}
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=4326)


def _areas(rows) -> gpd.GeoDataFrame:
    code, shapes = zip(*rows, strict=True)
    return gpd.GeoDataFrame({"code": code, "name": code}, geometry=list(shapes), crs=4326)


def _estates(rows) -> gpd.GeoDataFrame:
    code, community, shapes = zip(*rows, strict=True)
    return gpd.GeoDataFrame({"code": code, "community_code": community}, geometry=list(shapes), crs=4326)


def _roads(across: int) -> gpd.GeoDataFrame:
    """Streets along every side of every block."""
    reach, step = across * _SIDE_M, _SIDE_M / _BLOCKS
    marks = np.arange(0, reach + 1, step)
    lines = [[(mark, 0), (mark, reach)] for mark in marks] + [[(0, mark), (reach, mark)] for mark in marks]
    shapes = [shapely.LineString([(_LON + x * _EAST, _LAT + y * _NORTH) for x, y in line]) for line in lines]
    return gpd.GeoDataFrame(
        {"road_class": "residential"}, index=range(len(shapes)), geometry=shapes, crs=4326
    )
