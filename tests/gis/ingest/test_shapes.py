"""Rows find their place on the ground."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from gis.errors import InputError
from gis.ingest.shapes import placed
from gis.space.crs import from_wgs84
from gis.space.layers import Layer

LON, LAT = 106.55, 29.5


def test_positions_in_gcj_02_come_to_wgs_84() -> None:
    lon, lat = from_wgs84(LON, LAT, crs="gcj02")
    frame, problems = placed(
        pd.DataFrame({"lon": [lon], "lat": [lat]}), Layer.FACILITIES, crs="gcj02", file="f"
    )
    assert problems == []
    assert frame.geometry.iloc[0].distance(Point(LON, LAT)) < 1e-8
    assert "lon" not in frame


def test_well_known_text_is_a_shape_too() -> None:
    frame, problems = placed(
        pd.DataFrame({"wkt": [f"POINT ({LON} {LAT})", "POINT ("]}), Layer.GATES, crs=None, file="f"
    )
    assert len(frame) == 1
    assert [(problem.code, problem.row) for problem in problems] == [("shape_missing", 1)]


def test_an_unknown_system_is_told_before_anything_else() -> None:
    with pytest.raises(InputError) as caught:
        placed(pd.DataFrame({"lon": [LON], "lat": [LAT]}), Layer.GATES, crs="mars", file="f")
    assert caught.value.code == "crs_unknown"


def test_metres_labelled_as_degrees_are_one_problem_of_the_layer() -> None:
    frame = gpd.GeoDataFrame(
        {"code": ["a", "b"]}, geometry=[Point(5e5, 3e6), Point(5e5, 3.1e6)], crs="EPSG:4326"
    )
    kept, problems = placed(frame, Layer.GATES, crs=None, file="f")
    assert kept.empty
    assert [(problem.code, problem.row) for problem in problems] == [("metres_read_as_degrees", None)]


def test_a_layer_without_any_shape_says_so_once() -> None:
    kept, problems = placed(pd.DataFrame({"code": ["a", "b"]}), Layer.GATES, crs=None, file="f")
    assert kept.empty
    assert problems[0].code == "geometry_missing"
