"""What a drawing reads is named where it is wrong."""

import zipfile

import pytest

from gis.errors import InputError
from gis.space.layers import Layer
from gis.workflows.draw_sources import read_existing_plan, read_grid_counts, read_parts, read_shapes
from tests.gis.partition.rasters import footprints, outline, raster

BUILDINGS = footprints(raster([[10, 20]]))


def test_the_layer_of_its_name_is_read_among_several(tmp_path) -> None:
    path = tmp_path / "town.gpkg"
    outline(raster([[10, 20]])).to_file(path, layer="communities")
    BUILDINGS.to_file(path, layer="buildings")
    assert len(read_shapes(path, Layer.BUILDINGS)) == 2
    with pytest.raises(InputError) as refused:
        read_shapes(path, Layer.ESTATES)
    assert refused.value.facts["layers"] == ["communities", "buildings"]


@pytest.mark.parametrize("is_zipped", [False, True])
def test_a_shapefile_of_a_chinese_office_is_read_without_a_word_of_its_encoding(tmp_path, is_zipped) -> None:
    path = tmp_path / "楼栋.shp"
    BUILDINGS.rename(columns={"households": "户数"}).to_file(path, encoding="GBK")
    path.with_suffix(".cpg").unlink()
    if is_zipped:
        with zipfile.ZipFile(tmp_path / "楼栋.zip", "w") as archive:
            for part in tmp_path.glob("楼栋.[!z]*"):
                archive.write(part, part.name)
        path = tmp_path / "楼栋.zip"
    assert read_shapes(path, Layer.BUILDINGS)["户数"].tolist() == [10, 20]


def test_a_file_without_a_coordinate_system_or_without_shapes_is_named(tmp_path) -> None:
    path = tmp_path / "b.geojson"
    (tmp_path / "b.csv").write_text("code,households\na,5\n")
    BUILDINGS.set_geometry([None, None]).to_file(path)
    for file in (path, tmp_path / "b.csv"):
        with pytest.raises(InputError) as refused:
            read_shapes(file, Layer.BUILDINGS)
        assert file.name in refused.value.chinese
    bare = tmp_path / "b.fgb"
    with pytest.warns(UserWarning, match="crs"):
        BUILDINGS.set_crs(None, allow_override=True).to_file(bare)
    with pytest.raises(InputError) as refused:
        read_shapes(bare, Layer.BUILDINGS)
    assert refused.value.code == "crs_missing"


def test_an_existing_plan_without_a_row_is_refused(tmp_path) -> None:
    path = tmp_path / "grids.gpkg"
    outline(raster([[1]])).iloc[:0].to_file(path, layer="grids")
    with pytest.raises(InputError) as refused:
        read_existing_plan(path)
    assert refused.value.code == "layer_empty"


@pytest.mark.parametrize(("households", "told"), [("-4", "小于"), ("", "没有填写"), ("x", "整数")])
def test_a_stairwell_that_cannot_be_counted_names_its_row(tmp_path, households, told) -> None:
    path = tmp_path / "parts.csv"
    path.write_text(f"code,building_code,stairwell,households\na,B01,1,5\nb,B01,2,{households}\n")
    with pytest.raises(InputError) as refused:
        read_parts(path)
    assert refused.value.facts["row"] == 3
    assert told in refused.value.chinese


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("n.csv", "社区,网格数\nC1,9\n"),
        ("n.csv", "C1;9"),
        ("n.csv", "社区\t网格数\nC1\t9"),
        ("n.json", '{"C1": 9}'),
    ],
)
@pytest.mark.parametrize("codec", ["utf-8-sig", "gb18030"])
def test_numbers_of_grids_come_from_the_line_or_a_file(tmp_path, name, content, codec) -> None:
    (tmp_path / name).write_bytes(content.encode(codec))
    assert read_grid_counts("214") == 214
    assert read_grid_counts(str(tmp_path / name)) == {"C1": 9}


@pytest.mark.parametrize("given", ["many", "0", "-3", "²"])
def test_what_is_no_number_of_grids_is_refused(given) -> None:
    with pytest.raises(InputError):
        read_grid_counts(given)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("C1,7\nC1,8\n", "两次"),
        ("C1,7.5\n", "第 1 行"),
        ("C1,7\nC2,0\n", "第 2 行"),
        ("C1\n", "第 1 行"),
        ("\n", "没有任何一行"),
    ],
)
def test_a_row_that_is_no_community_and_number_is_named(tmp_path, content, told) -> None:
    (tmp_path / "n.csv").write_text(content)
    with pytest.raises(InputError) as refused:
        read_grid_counts(str(tmp_path / "n.csv"))
    assert told in refused.value.chinese
