"""Of every row that comes in the reader says what became of it."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.errors import InputError
from gis.partition.footprints import MOST_PARTS, read_footprints, separate_collections
from tests.gis.partition.rasters import footprints, raster

BUILDINGS = footprints(raster(np.full((2, 2), 10)))


def _codes(read) -> list[str]:
    return [item.code for item in read.problems]


def test_good_rows_come_in_as_they_are() -> None:
    read = read_footprints(BUILDINGS, "households")
    assert (len(read.buildings), read.problems, read.households_in) == (4, [], 40)


@pytest.mark.parametrize(
    ("value", "code"),
    [(-3, "households_negative"), (np.nan, "households_missing"), (2.4, "households_fraction")],
)
def test_odd_households_are_told_and_never_negative(value, code) -> None:
    read = read_footprints(BUILDINGS.assign(households=[value, 10.0, 10.0, 10.0]), "households")
    assert _codes(read) == [code]
    assert read.buildings["households"].min() >= 0


def test_text_for_a_number_names_its_row() -> None:
    with pytest.raises(InputError) as refused:
        read_footprints(BUILDINGS.assign(households=["1", "many", "3", "4"]), "households")
    assert (refused.value.facts["row"], refused.value.facts["column"]) == (2, "households")


def test_a_missing_column_and_an_empty_layer_are_refused() -> None:
    with pytest.raises(InputError):
        read_footprints(BUILDINGS, "nothing")
    with pytest.raises(InputError):
        read_footprints(BUILDINGS.iloc[:0], "households")


def test_another_coordinate_system_is_refused() -> None:
    with pytest.raises(InputError):
        read_footprints(BUILDINGS.set_crs(4490, allow_override=True), "households")


def test_a_repeated_code_and_an_empty_shape_are_left_out_and_counted() -> None:
    shapes = [shapely.Polygon(), *BUILDINGS.geometry[1:]]
    odd = BUILDINGS.assign(code=["a", "b", "b", "c"]).set_geometry(shapes, crs=4326)
    read = read_footprints(odd, "households")
    assert sorted(_codes(read)) == ["code_repeated", "geometry_empty"]
    assert read.households_excluded + read.buildings["households"].sum() == read.households_in == 40


def test_heights_are_dropped_and_self_crossings_mended() -> None:
    bow = shapely.Polygon([(106.5, 29.5), (106.51, 29.51), (106.51, 29.5), (106.5, 29.51)])
    shapes = [bow, *shapely.force_3d(BUILDINGS.geometry.to_numpy()[1:], 5.0)]
    read = read_footprints(BUILDINGS.set_geometry(shapes, crs=4326), "households")
    assert sorted(_codes(read)) == ["geometry_3d", "geometry_mended"]
    assert read.buildings.geometry.is_valid.all()


def test_a_row_of_many_footprints_becomes_a_row_for_each() -> None:
    boxes = shapely.MultiPolygon([shapely.box(k, 0, k + 0.5, 1) for k in range(MOST_PARTS + 1)])
    frame = gpd.GeoDataFrame({"code": ["m"]}, geometry=[boxes], crs=4326)
    apart = separate_collections(frame)
    assert len(apart) == MOST_PARTS + 1
    assert apart["code"].iloc[0] == "m-1"


@pytest.mark.parametrize("value", [1e300, 2.0**62, 1_000_001.0])
def test_more_households_than_any_building_holds_names_its_row(value) -> None:
    with pytest.raises(InputError) as refused:
        read_footprints(BUILDINGS.assign(households=[1.0, value, 3.0, 4.0]), "households")
    assert (refused.value.code, refused.value.facts["row"]) == ("value_too_large", 2)


@pytest.mark.parametrize("blank", ["", "  ", None])
def test_a_row_without_a_code_is_named(blank) -> None:
    with pytest.raises(InputError) as refused:
        read_footprints(BUILDINGS.assign(code=["a", "b", blank, "d"]), "households")
    assert (refused.value.code, refused.value.facts["row"]) == ("code_missing", 3)


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (shapely.box(1e6, 1e6, 1e6 + 1, 1e6 + 1), "geometry_off_earth"),
        (shapely.box(1e300, 1e300, 2e300, 2e300), "geometry_off_earth"),
        (shapely.box(29.5, 106.5, 29.501, 106.501), "geometry_off_earth"),
        (shapely.box(-179, -80, 179, 80), "geometry_vast"),
    ],
)
def test_a_shape_that_is_no_building_is_left_out_and_its_households_counted(shape, code) -> None:
    odd = BUILDINGS.set_geometry([shape, *BUILDINGS.geometry[1:]], crs=4326)
    read = read_footprints(odd, "households")
    assert _codes(read) == [code]
    assert (read.households_excluded, read.households_in) == (10, 40)


def test_a_layer_all_of_whose_shapes_lie_off_the_earth_is_refused_with_the_reason() -> None:
    with pytest.raises(InputError) as refused:
        read_footprints(BUILDINGS.to_crs(4547).set_crs(4326, allow_override=True), "households")
    assert refused.value.code == "layer_unusable"
    assert "坐标" in refused.value.chinese
