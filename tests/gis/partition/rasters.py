"""Communities drawn in letters: a raster of square cells, one building each, for tests of the partition room."""

import geopandas as gpd
import numpy as np
import shapely

from gis.model.bands import RESIDENTIAL_BAND, Band
from gis.partition.adjacency import find_adjacency
from gis.partition.instance import Instance, make_instance
from gis.partition.programme import DEFAULT_WEIGHTS, Weights

SIDE_DEG = 0.0005
WEST, NORTH = 106.5, 29.5


def raster(households, *, estates=None, community="500199098001", west=WEST) -> gpd.GeoDataFrame:
    """Cells of about 48 m by 55 m, numbered from 1 row by row from the north-west."""
    grid = np.asarray(households)
    rows, columns = grid.shape
    shapes = [
        shapely.box(*np.round([x, y - SIDE_DEG, x + SIDE_DEG, y], 9))
        for y in NORTH - SIDE_DEG * np.arange(rows)
        for x in west + SIDE_DEG * np.arange(columns)
    ]
    names = [None] * grid.size if estates is None else [None if e == "." else e for e in "".join(estates)]
    return gpd.GeoDataFrame(
        {
            "cell": np.arange(1, grid.size + 1, dtype=np.int64),
            "building_code": [f"B{place:02d}" for place in range(1, grid.size + 1)],
            "community_code": community,
            "estate_code": np.array(names, dtype=object),
            "households": grid.ravel().astype(np.int64),
            "residents": grid.ravel().astype(np.int64) * 3,
        },
        geometry=shapes,
        crs=4326,
    )


def instance_of(
    cells: gpd.GeoDataFrame,
    *,
    band: Band = RESIDENTIAL_BAND,
    weights: Weights = DEFAULT_WEIGHTS,
    previous=None,
) -> Instance:
    """The only community of these cells as arrays."""
    code, (members, adjacency) = next(iter(find_adjacency(cells).items()))
    own = cells.iloc[members]
    return make_instance(
        code,
        adjacency,
        households=own["households"].to_numpy(),
        estates=own["estate_code"].to_numpy(dtype=object),
        band=band,
        weights=weights,
        previous=previous,
    )


def random_raster(seed: int, rows: int = 5, columns: int = 7) -> gpd.GeoDataFrame:
    """Random households, two estates."""
    rng = np.random.default_rng(seed)
    estates = ["AAA" + "." * (columns - 5) + "BB"] * 2 + ["." * columns] * (rows - 2)
    return raster(rng.integers(30, 150, (rows, columns)), estates=estates)


def footprints(cells: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A building of a third of the side in the middle of every cell."""
    shapes = shapely.buffer(shapely.centroid(cells.geometry.to_numpy()), SIDE_DEG / 6, cap_style="square")
    frame = gpd.GeoDataFrame(
        {"code": cells["building_code"], "households": cells["households"]}, geometry=shapes, crs=4326
    )
    return frame.assign(residents=cells["residents"])


def outline(cells: gpd.GeoDataFrame, name: str = "茶花社区") -> gpd.GeoDataFrame:
    """The community of all cells."""
    shape = shapely.coverage_union_all(cells.geometry.to_numpy())
    code = cells["community_code"].iloc[0]
    return gpd.GeoDataFrame(
        {"code": [code], "name": [name], "kind": ["community"]}, geometry=[shape], crs=4326
    )
