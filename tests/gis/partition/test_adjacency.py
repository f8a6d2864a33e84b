"""Who touches whom."""

import geopandas as gpd
import numpy as np
import shapely

from gis.partition.adjacency import find_adjacency
from tests.gis.partition.rasters import NORTH, SIDE_DEG, WEST, raster


def _only(cells, **layers):
    return next(iter(find_adjacency(cells, **layers).values()))[1]


def _pairs(adjacency):
    return set(zip(adjacency.first.tolist(), adjacency.second.tolist(), strict=True))


def test_cells_that_touch_at_a_corner_do_not_touch() -> None:
    assert _pairs(_only(raster([[1, 1], [1, 1]]))) == {(0, 1), (0, 2), (1, 3), (2, 3)}


def test_a_shared_border_has_its_length_in_metres() -> None:
    adjacency = _only(raster([[1, 1]]))
    assert np.isclose(adjacency.length_m[0], SIDE_DEG * 110_855, rtol=1e-3)


def test_a_border_along_a_street_costs_nothing_and_a_footpath_is_no_street() -> None:
    cells = raster([[1, 1]])
    line = shapely.LineString([(WEST + SIDE_DEG, NORTH), (WEST + SIDE_DEG, NORTH - SIDE_DEG)])
    for road_class, is_free in (("residential", True), ("footway", False)):
        roads = gpd.GeoDataFrame({"road_class": [road_class]}, geometry=[line], crs=4326)
        assert bool(_only(cells, roads=roads).off_road_m[0] == 0) is is_free


def _river(kind: str) -> gpd.GeoDataFrame:
    x = WEST + 2 * SIDE_DEG
    line = shapely.LineString([(x, NORTH + 1e-3), (x, NORTH - 1e-2)])
    return gpd.GeoDataFrame({"kind": [kind]}, geometry=[line], crs=4326)


def test_a_river_breaks_contiguity_and_a_wall_does_not() -> None:
    cells = raster([[400, 400, 400, 400]])
    assert not _only(cells, barriers=_river("river")).is_open.all()
    assert _only(cells, barriers=_river("wall")).is_open.all()


def test_a_way_across_the_river_joins_its_banks() -> None:
    y = NORTH - SIDE_DEG / 2
    way = shapely.LineString([(WEST, y), (WEST + 4 * SIDE_DEG, y)])
    roads = gpd.GeoDataFrame({"road_class": ["footway"]}, geometry=[way], crs=4326)
    assert _only(raster([[400, 400, 400, 400]]), barriers=_river("river"), roads=roads).is_open.all()


def test_too_few_households_behind_a_river_are_linked_across() -> None:
    adjacency = _only(raster([[400, 400, 40, 40]]), barriers=_river("river"))
    assert adjacency.is_open.all()
    assert adjacency.is_link.sum() == 1


def test_pieces_that_lie_apart_are_linked_where_they_are_nearest() -> None:
    cells = raster([[400, 400, 400, 400]]).drop(index=1).reset_index(drop=True)
    adjacency = _only(cells)
    linked = np.flatnonzero(adjacency.is_link)
    assert [(int(adjacency.first[k]), int(adjacency.second[k])) for k in linked] == [(0, 1)]


def test_no_border_joins_two_communities() -> None:
    cells = raster([[1, 1]])
    cells["community_code"] = ["A", "B"]
    assert all(len(adjacency.first) == 0 for _, adjacency in find_adjacency(cells).values())
