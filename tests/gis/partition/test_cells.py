"""Cells tile every community, one round each building, whatever the footprints are like."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.errors import InputError
from gis.model.problems import Severity
from gis.partition.cells import build_cells
from tests.gis.partition.rasters import footprints, outline, raster

CELLS = raster(np.full((3, 4), 50))
COMMUNITY = outline(CELLS)


def _tiles(answer, communities) -> None:
    cells = answer.cells
    assert shapely.coverage_is_valid(cells.geometry.to_numpy())
    assert set(cells.geom_type) == {"Polygon"}
    for code, shape in zip(communities["code"], communities.geometry, strict=True):
        union = shapely.coverage_union_all(cells.loc[cells["community_code"] == code].geometry.to_numpy())
        assert union.symmetric_difference(shape).area < 1e-6 * shape.area


def test_cells_tile_the_community_and_every_building_has_one() -> None:
    answer = build_cells(footprints(CELLS), COMMUNITY)
    _tiles(answer, COMMUNITY)
    assert sorted(answer.cells["building_code"].dropna()) == sorted(CELLS["building_code"])
    assert answer.cells["households"].sum() == answer.households_in == 600
    assert answer.problems == []


def test_streets_and_estates_bound_cells() -> None:
    west, south, east, north = COMMUNITY.total_bounds
    line = shapely.LineString([((west + east) / 2, south), ((west + east) / 2, north)])
    roads = gpd.GeoDataFrame({"road_class": ["primary"]}, geometry=[line], crs=4326)
    answer = build_cells(footprints(CELLS), COMMUNITY, roads=roads)
    _tiles(answer, COMMUNITY)
    assert not shapely.crosses(line, shapely.buffer(answer.cells.geometry.to_numpy(), -1e-8)).any()


def test_touching_overlapping_and_coincident_footprints_get_a_cell_each() -> None:
    x, y = COMMUNITY.geometry.iloc[0].centroid.coords[0]
    one = shapely.box(x, y, x + 2e-4, y + 2e-4)
    shapes = [
        one,
        shapely.box(x + 2e-4, y, x + 4e-4, y + 2e-4),
        shapely.box(x + 1e-4, y + 1e-4, x + 3e-4, y + 3e-4),
        one,
    ]
    buildings = gpd.GeoDataFrame({"code": list("abcd"), "households": 10}, geometry=shapes, crs=4326)
    answer = build_cells(buildings, COMMUNITY)
    _tiles(answer, COMMUNITY)
    assert sorted(answer.cells["building_code"].dropna()) == list("abcd")


def test_a_courtyard_and_a_building_in_it_have_a_cell_each() -> None:
    x, y = COMMUNITY.geometry.iloc[0].centroid.coords[0]
    ring = shapely.box(x - 4e-4, y - 4e-4, x + 4e-4, y + 4e-4) - shapely.box(
        x - 3e-4, y - 3e-4, x + 3e-4, y + 3e-4
    )
    inner = shapely.box(x - 1e-4, y - 1e-4, x + 1e-4, y + 1e-4)
    buildings = gpd.GeoDataFrame(
        {"code": ["ring", "inner"], "households": 10}, geometry=[ring, inner], crs=4326
    )
    answer = build_cells(buildings, COMMUNITY)
    _tiles(answer, COMMUNITY)
    assert sorted(answer.cells["building_code"].dropna()) == ["inner", "ring"]


def test_a_building_outside_every_community_is_listed_and_its_households_counted() -> None:
    buildings = footprints(CELLS)
    far = buildings.geometry.iloc[0].buffer(0)
    buildings.loc[0, "geometry"] = shapely.affinity.translate(far, 1.0, 0.0)
    answer = build_cells(buildings, COMMUNITY)
    assert [item.code for item in answer.problems if item.severity is Severity.REFUSED] == [
        "building_outside"
    ]
    assert answer.households_excluded + answer.cells["households"].sum() == answer.households_in


def test_a_building_on_a_border_belongs_to_one_community_and_is_reported() -> None:
    right = raster(np.full((3, 4), 50), community="500199098002", west=106.5 + 4 * 0.0005)
    both = gpd.pd.concat([COMMUNITY, outline(right, "合建社区")], ignore_index=True)
    x = 106.5 + 4 * 0.0005
    shape = shapely.box(x - 1e-4, 29.4990, x + 2e-4, 29.4992)
    buildings = gpd.GeoDataFrame({"code": ["border"], "households": [9]}, geometry=[shape], crs=4326)
    answer = build_cells(buildings, both)
    _tiles(answer, both)
    home = answer.cells.loc[answer.cells["building_code"] == "border", "community_code"]
    assert home.tolist() == ["500199098002"]
    assert [item.code for item in answer.problems] == ["building_cut"]


def test_two_pieces_of_a_community_are_tiled_both() -> None:
    parts = [COMMUNITY.geometry.iloc[0], shapely.box(106.51, 29.49, 106.512, 29.492)]
    community = COMMUNITY.set_geometry([shapely.MultiPolygon(parts)], crs=4326)
    _tiles(build_cells(footprints(CELLS), community), community)


def test_without_communities_the_land_near_buildings_is_one() -> None:
    answer = build_cells(footprints(CELLS))
    assert set(answer.cells["community_code"]) == {"AREA"}
    assert shapely.coverage_is_valid(answer.cells.geometry.to_numpy())


def test_a_community_code_given_twice_is_refused() -> None:
    with pytest.raises(InputError, match="twice"):
        build_cells(footprints(CELLS), gpd.pd.concat([COMMUNITY, COMMUNITY], ignore_index=True))


@pytest.mark.parametrize("shapes", [[], [shapely.Point(106.5, 29.5)], [None]])
def test_a_layer_of_communities_without_any_area_is_refused(shapes) -> None:
    nothing = gpd.GeoDataFrame({"code": ["C"] * len(shapes)}, geometry=shapes, crs=4326)
    with pytest.raises(InputError) as refused:
        build_cells(footprints(CELLS), nothing)
    assert refused.value.code == "layer_empty"


def test_what_bounds_nothing_is_listed_and_what_was_mended_told() -> None:
    bow = shapely.Polygon([(106.5, 29.5), (106.501, 29.499), (106.501, 29.5), (106.5, 29.499)])
    estates = gpd.GeoDataFrame({"code": ["A", "B"]}, geometry=[None, bow], crs=4326)
    found = build_cells(footprints(CELLS), outline(CELLS), estates=estates).problems
    assert [(item.code, item.layer, item.row) for item in found] == [
        ("geometry_empty", "小区", 1),
        ("geometry_mended", "小区", 2),
    ]


def test_an_estate_without_a_code_and_one_off_the_earth_are_refused() -> None:
    box = shapely.box(106.5, 29.499, 106.501, 29.5)
    for code, shape, told in (
        (None, box, "code_missing"),
        ("A", shapely.box(500, 500, 501, 501), "bounds_invalid"),
    ):
        estates = gpd.GeoDataFrame({"code": [code]}, geometry=[shape], crs=4326)
        with pytest.raises(InputError) as refused:
            build_cells(footprints(CELLS), outline(CELLS), estates=estates)
        assert (refused.value.code, refused.value.facts["row"]) == (told, 1)
