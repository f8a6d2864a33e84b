"""A frame's faults are named all at once."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gis.errors import InputError
from gis.space.frames import check_frame, describe, empty_frame, find_problems
from gis.space.layers import LAYERS, Layer

BOWTIE = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2), (0, 0)])


def _buildings(**changes):
    columns = {"code": ["a", "b"], "community_code": ["x", "x"], "households": [12, 30], **changes}
    shapes = columns.pop("geometry", [shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)])
    crs = columns.pop("crs", "EPSG:4326")
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)


def _codes(frame, layer=Layer.BUILDINGS):
    return {(problem.code, problem.row, problem.column) for problem in find_problems(frame, layer)}


def test_a_sound_frame_has_no_fault():
    assert find_problems(_buildings(), Layer.BUILDINGS) == []
    check_frame(_buildings(), Layer.BUILDINGS)


def test_all_faults_are_told_together():
    frame = _buildings(
        code=["a", "a"],
        community_code=["x", None],
        households=[-1, 2.5],
        households_kind=["dwellings", "people"],
        geometry=[BOWTIE, None],
        crs="EPSG:4490",
    )
    assert _codes(frame) == {
        ("code_repeated", 2, "code"),
        ("value_missing", 2, "community_code"),
        ("value_too_low", 1, "households"),
        ("value_type", 2, "households"),
        ("value_not_allowed", 2, "households_kind"),
        ("shape_invalid", 1, None),
        ("shape_missing", 2, None),
        ("crs_mismatch", None, None),
    }


def test_a_missing_column_is_named_with_the_file_it_is_missing_from():
    frame = _buildings().drop(columns="households")
    (problem,) = find_problems(frame, Layer.BUILDINGS, file="楼栋.csv")
    assert (problem.code, problem.column, problem.file) == ("column_missing", "households", "楼栋.csv")
    assert describe(problem).startswith("文件 楼栋.csv")


@pytest.mark.parametrize("value", [np.inf, "十二", np.nan, "", None])
def test_what_is_no_whole_number_is_no_number_of_households(value):
    faults = _codes(_buildings(households=pd.Series([12, value], dtype=object)))
    assert {fault[1:] for fault in faults} == {(2, "households")}


def test_shapes_of_another_type_or_off_the_earth_are_refused():
    frame = _buildings(geometry=[shapely.Point(1, 1), shapely.box(500000, 2500000, 500010, 2500010)])
    assert _codes(frame) == {("shape_type", 1, None), ("shape_outside", 2, None)}


def test_a_plain_table_needs_no_shapes_and_a_layer_of_shapes_does():
    table = pd.DataFrame({"building_code": ["a"], "grid_code": [None]})
    assert find_problems(table, Layer.GRID_BUILDINGS) == []
    assert ("geometry_missing", None, None) in _codes(pd.DataFrame(_buildings().drop(columns="geometry")))


@pytest.mark.parametrize(
    ("opens", "faulty"), [("06:30", False), ("24:00", False), ("6点", True), ("25:00", True)]
)
def test_times_are_written_with_hours_and_minutes(opens, faulty):
    gates = gpd.GeoDataFrame(
        {"code": ["g"], "estate_code": ["e"], "opens": [opens], "is_open": [True]},
        geometry=[shapely.Point(121, 31)],
        crs="EPSG:4326",
    )
    assert bool(find_problems(gates, Layer.GATES)) is faulty


def test_the_refusal_counts_every_fault_and_shows_the_first():
    frame = _buildings(households=[-1, -2])
    with pytest.raises(InputError) as refusal:
        check_frame(frame, Layer.BUILDINGS, file="楼栋.gpkg")
    assert refusal.value.code == "frame_invalid"
    assert len(refusal.value.facts["problems"]) == 2
    assert "2 处" in refusal.value.chinese
    assert "第 1 行" in refusal.value.chinese


@pytest.mark.parametrize("layer", list(Layer))
def test_an_empty_frame_of_every_layer_is_sound(layer):
    frame = empty_frame(layer)
    assert find_problems(frame, layer) == []
    assert set(LAYERS[layer].column_names()) <= set(frame.columns)


def test_a_text_may_be_as_long_as_its_column_allows_and_no_longer():
    estates = gpd.GeoDataFrame(
        {"code": ["a", "b"], "name": ["甲", "乙"], "community_code": ["x", "x"], "address": ["路" * 200, "路" * 201]},
        geometry=[shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)],
        crs="EPSG:4326",
    )  # fmt: skip
    assert _codes(estates, Layer.ESTATES) == {("value_too_long", 2, "address")}
