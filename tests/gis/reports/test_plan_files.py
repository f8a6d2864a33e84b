"""What is written is read back with the same shapes and words, also by GDAL's own program."""

import json
import shutil
import subprocess
import zipfile

import geopandas as gpd
import pytest
import shapely

from gis.errors import CannotSatisfy, InputError
from gis.reports.plan_files import LAYERS, PlanFormat, PlanLayers, write_plan
from gis.space.crs import frame_from_wgs84
from tests.worked import tiny


def content(crs="EPSG:4326", name="乙社区第一网格"):
    grids = tiny.grids().assign(
        bounds="东至东街",
        estates="北苑",
        community_name="乙社区",
        residents=1,
        buildings=6,
        micro_grids=6,
        area_m2=20000,
    )
    grids.loc[2, "name"] = name
    grids.loc[0, "official_code"] = None
    buildings = tiny.buildings().assign(
        estate_name="北苑",
        community_name="乙社区",
        grid_code=tiny.GRID_JIA_NORTH,
        official_code=None,
        grid_name="甲",
    )
    communities = tiny.layers()["communities"]
    frames = (frame_from_wgs84(frame, crs=crs) for frame in (grids, buildings, communities))
    return PlanLayers("微型街道现行方案", (("方案", "现行"), ("户数核对", "1490")), *frames)


def unpacked(path, folder):
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder


def ogrinfo(*arguments):
    if shutil.which("ogrinfo") is None:
        pytest.skip("gdal-bin is not installed")
    return subprocess.run(["ogrinfo", "-al", *arguments], check=True, capture_output=True, text=True).stdout


def test_a_geopackage_holds_layers_words_and_shapes(tmp_path):
    path = write_plan(content(), tmp_path / "plan.gpkg", PlanFormat.GEOPACKAGE)
    grids = gpd.read_file(path, layer="网格")
    assert grids["网格名称"].tolist() == tiny.grids()["name"].tolist()
    assert grids["备案编码"].isna().tolist() == [True, False, False, False]
    assert shapely.coverage_is_valid(grids.geometry.to_numpy())
    assert (grids.geometry.to_numpy() == tiny.grids().geometry.to_numpy()).all()
    assert set(gpd.list_layers(path)["name"]) == {*LAYERS, "字段说明", "说明"}
    told = ogrinfo("-so", str(path), "楼栋")
    assert "Feature Count: 24" in told and "网格编码: String" in told


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK"])
def test_a_shapefile_says_its_encoding_and_gdal_reads_its_words(tmp_path, encoding):
    path = write_plan(content("EPSG:4490"), tmp_path / "plan.zip", PlanFormat.SHAPEFILE, encoding=encoding)
    folder = unpacked(path, tmp_path / "out")
    assert (folder / "网格.cpg").read_text() == encoding
    assert "乙社区第一网格".encode(encoding) in (folder / "网格.dbf").read_bytes()
    grids = gpd.read_file(folder / "网格.shp")
    assert grids.crs.to_epsg() == 4490 and shapely.coverage_is_valid(grids.geometry.to_numpy())
    assert grids["名称"][2] == "乙社区第一网格" and grids["户数"].sum() == 1490
    told = ogrinfo(str(folder / "网格.shp"))
    assert "Feature Count: 4" in told and "四至 (String) = 东至东街" in told
    note = (folder / "字段说明.txt").read_text(encoding="utf-8-sig")
    assert "网格.备案码\t备案编码" in note and f"文字编码：{encoding}" in note


def test_a_text_too_long_for_a_dbf_is_cut_at_a_character_and_the_cut_is_told(tmp_path):
    path = write_plan(content(name="长" * 100), tmp_path / "plan.zip", PlanFormat.SHAPEFILE)
    folder = unpacked(path, tmp_path / "out")
    assert gpd.read_file(folder / "网格.shp")["名称"][2] == "长" * 84
    assert "网格“名称”第 3 行" in (folder / "字段说明.txt").read_text(encoding="utf-8-sig")


def test_a_name_that_gbk_lacks_is_refused_by_name(tmp_path):
    with pytest.raises(CannotSatisfy) as refused:
        write_plan(content(name="𠮷祥网格"), tmp_path / "plan.zip", PlanFormat.SHAPEFILE, encoding="GBK")
    assert refused.value.code == "text_not_in_gbk" and "𠮷" in refused.value.chinese
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InputError):
        write_plan(content(), tmp_path / "plan.zip", PlanFormat.SHAPEFILE, encoding="latin-1")


@pytest.mark.parametrize("crs", ["EPSG:4544", "EPSG:4523"])
def test_grids_in_metres_still_share_every_vertex(tmp_path, crs):
    path = write_plan(content(crs), tmp_path / "plan.gpkg", PlanFormat.GEOPACKAGE)
    grids = gpd.read_file(path, layer="网格")
    assert grids.crs.to_string() == crs
    assert shapely.coverage_is_valid(grids.geometry.to_numpy())
    assert grids.geometry.area.sum() == pytest.approx(80_000, rel=0.002)


def test_geojson_is_in_degrees_or_not_at_all(tmp_path):
    path = write_plan(content(), tmp_path / "plan.geojson", PlanFormat.GEOJSON)
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["features"][2]["properties"]["网格名称"] == "乙社区第一网格"
    assert shapely.coverage_is_valid(gpd.read_file(path).geometry.to_numpy())
    with pytest.raises(InputError) as refused:
        write_plan(content("EPSG:4544"), tmp_path / "plan.geojson", PlanFormat.GEOJSON)
    assert refused.value.code == "crs_not_geographic"


def test_excel_and_the_table_of_buildings_name_the_grid_of_each(tmp_path):
    book = write_plan(content(), tmp_path / "plan.xlsx", PlanFormat.EXCEL)
    assert gpd.pd.read_excel(book, sheet_name="楼栋网格对照").shape == (24, 12)
    assert gpd.pd.read_excel(book, sheet_name="网格", dtype=str)["网格编码"][0] == tiny.GRID_JIA_NORTH
    table = write_plan(content(), tmp_path / "plan.csv", PlanFormat.BUILDINGS)
    assert len(table.read_text(encoding="utf-8-sig").splitlines()) == 25
