"""The laws of the map's GeoJSON: only shown columns leave, six decimals, ids kept, empty values left out."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, box

from gis.casework.categories import read_categories
from gis.errors import InputError
from gis.model.bands import Band, CommunityBands
from gis.space.layers import LAYERS, Layer
from tests.worked import tiny
from web.features import (
    SHOWN_COLUMNS,
    case_features,
    coverage_features,
    feature_collection,
    grid_features,
    layer_features,
)


def _read(text):
    collection = json.loads(text)
    assert collection["type"] == "FeatureCollection"
    return collection["features"]


def test_only_named_columns_leave():
    rows = gpd.GeoDataFrame({"name": ["a"], "phone": ["1"]}, geometry=[Point(1, 2)], crs=4326)
    assert _read(feature_collection(rows, ("name",)))[0]["properties"] == {"name": "a"}


def test_coordinates_have_at_most_six_decimals():
    rows = gpd.GeoDataFrame(
        geometry=[LineString([(106.55123456789, 29.5), (106.6, 29.51234567891)])], crs=4326
    )
    assert _read(feature_collection(rows, ()))[0]["geometry"]["coordinates"] == [
        [106.551235, 29.5],
        [106.6, 29.512346],
    ]


def test_a_unit_id_becomes_the_features_id():
    rows = gpd.GeoDataFrame({"unit_id": [7]}, geometry=[Point(0, 0)], crs=4326)
    assert _read(feature_collection(rows, ()))[0]["id"] == 7


@pytest.mark.parametrize("empty", [None, np.nan, pd.NA, pd.NaT])
def test_an_empty_value_is_left_out(empty):
    rows = gpd.GeoDataFrame({"name": pd.Series([empty], dtype=object)}, geometry=[Point(0, 0)], crs=4326)
    assert _read(feature_collection(rows, ("name",)))[0]["properties"] == {}


def test_a_missing_geometry_is_null():
    rows = gpd.GeoDataFrame({"name": ["a"]}, geometry=[None], crs=4326)
    assert _read(feature_collection(rows, ("name",)))[0]["geometry"] is None


def test_whole_numbers_stay_whole_and_flags_stay_flags():
    rows = gpd.GeoDataFrame(
        {"households": [412.0], "is_old": np.array([True]), "share": [0.5]}, geometry=[Point(0, 0)], crs=4326
    )
    text = feature_collection(rows, ("households", "is_old", "share"))
    assert '"households":412,' in text
    assert _read(text)[0]["properties"] == {"households": 412, "is_old": True, "share": 0.5}


def test_another_coordinate_system_is_refused():
    rows = gpd.GeoDataFrame(geometry=[Point(0, 0)], crs=3857)
    with pytest.raises(InputError, match="EPSG:3857"):
        feature_collection(rows, ())


def test_names_that_look_like_markup_stay_text():
    rows = gpd.GeoDataFrame({"name": ['</script>"\\']}, geometry=[Point(0, 0)], crs=4326)
    assert _read(feature_collection(rows, ("name",)))[0]["properties"]["name"] == '</script>"\\'


@pytest.mark.parametrize("layer", [layer for layer in SHOWN_COLUMNS if layer in tiny.layers()])
def test_every_layer_of_the_tiny_world_is_written_whole(layer):
    rows = tiny.layers()[layer]
    assert len(_read(layer_features(rows, layer))) == len(rows)


def test_shown_columns_are_columns_of_the_layer_or_added_here():
    added = {
        Layer.GRIDS: {"in_band", "colour", "min_households", "max_households"},
        Layer.BUILDINGS: {"grid_code"},
    }
    for layer, columns in SHOWN_COLUMNS.items():
        assert set(columns) - added.get(layer, set()) <= set(LAYERS[layer].column_names()), layer


def test_no_shown_column_is_a_head_count_of_people():
    assert not any("residents" in columns for columns in SHOWN_COLUMNS.values())


def _grids(households, kind="residential"):
    return gpd.GeoDataFrame(
        {"name": ["g"], "kind": [kind], "households": [households], "community_code": ["c"]},
        geometry=[box(0, 0, 1, 1)],
        crs=4326,
    )


@pytest.mark.parametrize(("households", "is_in"), [(299, False), (300, True), (500, True), (501, False)])
def test_the_band_is_closed_on_both_sides(households, is_in):
    assert (
        _read(grid_features(_grids(households), bands=CommunityBands()))[0]["properties"]["in_band"] is is_in
    )


def test_a_grid_is_held_to_the_band_of_its_community():
    bands = CommunityBands(by_code={"c": Band(60, 150, 100)})
    (told,) = _read(grid_features(_grids(299), bands=bands))
    assert told["properties"]["in_band"] is False
    assert (told["properties"]["min_households"], told["properties"]["max_households"]) == (60, 150)


def test_a_dedicated_grid_is_not_held_to_the_band():
    assert _read(grid_features(_grids(0, "dedicated")))[0]["properties"]["in_band"] is True


def _cells(seconds):
    return pd.DataFrame(
        {"h3": 0x8A2A1072B59FFFF, "walking_s": seconds, "households": 10, "covered_households": 4},
        index=range(len(seconds)),
    )


def test_tiers_are_closed_and_what_nobody_reaches_is_beyond_them():
    seconds = [0.0, 300.0, 300.5, 600.0, 900.0, 900.5, np.nan]
    features = _read(coverage_features([_cells(seconds)]))
    assert [feature["properties"]["tier"] for feature in features] == [1, 1, 2, 2, 3, 4, 4]
    assert "walk_s" not in features[-1]["properties"]


def test_a_cell_is_written_as_fifteen_hexadecimal_digits():
    cell = _read(coverage_features([_cells([1.0])]))[0]["properties"]["cell"]
    assert cell == "8a2a1072b59ffff"


def test_no_measured_circle_is_an_empty_layer():
    assert _read(coverage_features([])) == []


def _cases(**columns):
    given = {"case_id": [1, 2], "number": ["a", "b"], "category": ["0104", "0104"], "state": "in_progress"}
    return gpd.GeoDataFrame(
        {**given, "is_dispute": False, "title": "t", **columns}, geometry=[Point(0, 0), Point(1, 1)], crs=4326
    )


def _told(cases):
    return _read(case_features(cases, tree=read_categories()))


def test_a_dispute_has_no_place_on_the_map():
    features = _told(_cases(is_dispute=[True, False]))
    assert [feature["id"] for feature in features] == [2]


def test_a_case_says_its_state_in_chinese_and_nothing_of_who_told():
    properties = _told(_cases(reported_by=[7, 8]))[0]["properties"]
    assert properties["state_chinese"] == "办理中"
    assert properties["is_closed"] is False
    assert "reported_by" not in properties


def test_closed_returned_and_merged_cases_are_ended():
    closed = _told(_cases(state=["closed", "returned"]))
    assert all(feature["properties"]["is_closed"] for feature in closed)
