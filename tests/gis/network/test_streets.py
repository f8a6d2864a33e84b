import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, MultiLineString, Point

from gis.errors import InputError
from gis.network.streets import check_streets, read_streets
from tests.worked import tiny


def test_a_shapefile_reader_finds_the_road_class_under_its_usual_names(tmp_path, draw_streets):
    file = tmp_path / "roads.gpkg"
    draw_streets([(0, 0), (10, 0)]).rename(columns={"road_class": "fclass"}).to_file(file, layer="roads")
    assert read_streets(file)["road_class"].tolist() == ["residential"]


def test_a_file_that_is_none_names_itself(tmp_path):
    file = tmp_path / "roads.gpkg"
    file.write_bytes(b"no database")
    with pytest.raises(InputError) as refused:
        read_streets(file)
    assert refused.value.code == "file_unreadable"
    assert "roads.gpkg" in refused.value.chinese


def test_every_faulty_row_is_named_and_the_rest_is_kept():
    with np.errstate(invalid="ignore"):
        broken = LineString([(106.5, 29.5), (np.nan, 29.5)])
    shapes = [
        LineString([(106.5, 29.5), (106.6, 29.5)]),
        None,
        Point(106.5, 29.5),
        LineString([(106.5, 29.5), (106.5, 29.5)]),
        broken,
        LineString([(106.5, 29.5), (1e308, 29.5)]),
    ]
    streets = gpd.GeoDataFrame({"road_class": "footway"}, index=range(6), geometry=shapes, crs="EPSG:4326")
    kept, problems = check_streets(streets)
    assert kept["row"].tolist() == [0]
    assert [(p.row, p.code) for p in problems] == [
        (2, "street_no_geometry"),
        (3, "street_not_a_line"),
        (4, "street_zero_length"),
        (5, "street_not_finite"),
        (6, "street_not_finite"),
    ]


def test_nothing_walkable_is_refused(draw_streets):
    with pytest.raises(InputError) as refused:
        check_streets(draw_streets([(0, 0), (10, 0)], road_class="motorway"))
    assert refused.value.code == "streets_empty"
    with pytest.raises(InputError):
        check_streets(draw_streets().iloc[:0])


def test_streets_without_a_crs_are_refused(draw_streets):
    bare = gpd.GeoDataFrame(draw_streets([(0, 0), (10, 0)]), crs=None).set_crs(None, allow_override=True)
    with pytest.raises(InputError) as refused:
        check_streets(bare)
    assert refused.value.code == "crs_missing"


def test_a_multi_line_is_parted_and_its_climb_shared_by_length():
    shape = MultiLineString([tiny.line((0, 0), (100, 0)), tiny.line((100, 0), (400, 0))])
    streets = gpd.GeoDataFrame({"climb_m": [40.0]}, geometry=[shape], crs="EPSG:4326")
    kept, _ = check_streets(streets)
    assert kept["grade"].tolist() == pytest.approx([0.1, 0.1], rel=1e-3)


@pytest.mark.parametrize(
    ("word", "value"), [("T", True), ("F", False), ("yes", True), (None, False), (1, True)]
)
def test_flags_are_read_as_files_spell_them(draw_streets, word, value):
    kept, _ = check_streets(draw_streets([(0, 0), (10, 0)], is_bridge=[word]))
    assert kept["is_bridge"].tolist() == [value]
