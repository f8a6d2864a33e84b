"""The laws of 待调整, on figures reckoned by hand for the tiny world."""

import geopandas as gpd
import pytest

from gis.model.bands import Band, CommunityBands
from gis.space.layers import Layer
from tests.worked import tiny
from web.summary import in_no_grid, out_of_band, summarise, totals


@pytest.fixture
def frames():
    frames = tiny.layers()
    grids = frames[Layer.GRIDS].copy()
    frames[Layer.GRIDS] = grids.assign(unit_id=range(10, 10 + len(grids)))
    return frames


def test_grids_of_the_tiny_world_lie_within_its_band(frames):
    assert out_of_band(frames[Layer.GRIDS], bands=CommunityBands(Band(300, 500, 400))) == []


def test_the_farthest_out_of_band_comes_first(frames):
    found = out_of_band(frames[Layer.GRIDS], bands=CommunityBands(Band(355, 450, 400)))
    assert [(item["households"], item["kind"]) for item in found] == [
        (300, "out_of_band"),
        (480, "out_of_band"),
        (350, "out_of_band"),
    ]


def test_a_bound_is_inside_the_band(frames):
    assert out_of_band(frames[Layer.GRIDS], bands=CommunityBands(Band(300, 480, 400))) == []


def test_a_dedicated_grid_never_waits(frames):
    grids = frames[Layer.GRIDS].assign(kind="dedicated")
    assert out_of_band(grids, bands=CommunityBands(Band(1000, 2000, 1500))) == []


def test_the_new_building_is_listed_as_in_no_grid(frames):
    found = in_no_grid(frames[Layer.BUILDINGS], frames[Layer.GRID_BUILDINGS], frames[Layer.ESTATES])
    assert len(found) == 1
    assert (found[0]["households"], found[0]["building_count"], found[0]["name"]) == (120, 1, "零散楼栋")


def test_a_place_to_go_to_lies_in_what_is_meant(frames):
    buildings = frames[Layer.BUILDINGS]
    found = in_no_grid(buildings, frames[Layer.GRID_BUILDINGS], frames[Layer.ESTATES])[0]
    new = buildings.set_index("code").geometry[tiny.NEW_BUILDING]
    west, south, east, north = new.bounds
    assert west <= found["lon"] <= east
    assert south <= found["lat"] <= north


def test_buildings_without_a_row_or_with_an_empty_grid_are_alike(frames):
    table = frames[Layer.GRID_BUILDINGS]
    without = in_no_grid(frames[Layer.BUILDINGS], table.dropna(subset=["grid_code"]), frames[Layer.ESTATES])
    assert without == in_no_grid(frames[Layer.BUILDINGS], table, frames[Layer.ESTATES])


def test_empty_buildings_do_not_wait(frames):
    buildings = frames[Layer.BUILDINGS].assign(households=0)
    assert in_no_grid(buildings, frames[Layer.GRID_BUILDINGS], frames[Layer.ESTATES]) == []


def test_totals_count_every_home_in_a_grid_or_not(frames):
    counted = totals(
        communities=frames[Layer.COMMUNITIES],
        estates=frames[Layer.ESTATES],
        buildings=frames[Layer.BUILDINGS],
        grids=frames[Layer.GRIDS],
    )
    assert counted["households"] == tiny.HOUSEHOLDS_TOTAL
    assert (counted["communities"], counted["estates"], counted["buildings"], counted["grids"]) == (
        2,
        3,
        24,
        4,
    )


def test_the_summary_names_communities_and_hides_codes(frames):
    answer = summarise(frames)
    assert [item["community_name"] for item in answer["attention"]] == [
        frames[Layer.COMMUNITIES].set_index("code")["name"][tiny.YI]
    ]
    assert "community_code" not in answer["attention"][0]


def test_nothing_loaded_is_nothing_to_do():
    def empty(*columns):
        return gpd.GeoDataFrame({column: [] for column in columns}, geometry=[], crs=4326)

    frames = {
        Layer.COMMUNITIES: empty("code", "name"),
        Layer.ESTATES: empty("code", "name"),
        Layer.BUILDINGS: empty("code", "community_code", "estate_code", "households"),
        Layer.GRIDS: empty("name", "unit_id", "community_code", "households"),
        Layer.GRID_BUILDINGS: empty("building_code", "grid_code"),
    }
    answer = summarise(frames)
    assert answer["attention"] == []
    assert answer["totals"]["households"] == 0
