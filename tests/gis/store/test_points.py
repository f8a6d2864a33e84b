"""A point belongs to at most one unit of each kind; on a shared edge, to the smallest id."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.store import layers, points
from tests.worked import tiny

pytestmark = pytest.mark.database


def _kinds(connection, x_m, y_m):
    return {unit.kind: unit for unit in points.covering_units(connection, *tiny.lon_lat(x_m, y_m))}


def test_a_point_in_a_building_lies_in_all_above_it(planner):
    found = _kinds(planner, 30, 30)
    assert list(found) == [
        UnitKind.SUBDISTRICT,
        UnitKind.COMMUNITY,
        UnitKind.GRID,
        UnitKind.BUILDING,
        UnitKind.ESTATE,
        UnitKind.MICRO_GRID,
    ]
    assert found[UnitKind.BUILDING].code == "B07"


def test_a_point_outside_everything_is_an_answer(planner):
    assert points.covering_units(planner, 0.0, 0.0) == []


def test_a_point_on_an_edge_that_grids_share_belongs_to_the_smallest_id(planner):
    grids = layers.read_layer(planner, Layer.GRIDS)
    edge = shapely.Point(*tiny.lon_lat(100, 100))
    touching = grids[shapely.covers(grids.geometry.to_numpy(), edge)]
    found = points.covering_units(planner, edge.x, edge.y)
    assert [unit.unit_id for unit in found if unit.kind is UnitKind.GRID] == [touching["unit_id"].min()]


def test_many_points_at_once_give_what_one_by_one_gives_edges_included(planner):
    grids = layers.read_layer(planner, Layer.GRIDS)
    vertices = shapely.get_coordinates(grids.geometry.to_numpy())
    west, south, east, north = grids.total_bounds
    random = np.random.default_rng(7).uniform(
        (west - 0.001, south - 0.001), (east + 0.001, north + 0.001), (60, 2)
    )
    asked = gpd.GeoSeries(shapely.points(np.vstack([vertices, random])), crs="EPSG:4326")
    asked.index = [f"p{n}" for n in range(len(asked))]
    found = points.covering_grids(planner, asked)
    assert list(found.index) == list(asked.index)
    for label, point in asked.items():
        grid = [
            u.unit_id for u in points.covering_units(planner, point.x, point.y) if u.kind is UnitKind.GRID
        ]
        assert ([] if found.isna()[label] else [found[label]]) == grid
    assert 0 < found.isna().sum() < 60
