"""One layer of a file, whatever its format."""

import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from gis.errors import InputError
from gis.ingest.read import read_layer
from gis.ingest.reading import Reading
from gis.model.problems import Severity
from gis.space.crs import frame_from_wgs84
from gis.space.layers import LAYERS, Layer
from tests.worked import tiny

DRIVERS = {
    ".gpkg": "GPKG",
    ".shp": "ESRI Shapefile",
    ".geojson": "GeoJSON",
    ".fgb": "FlatGeobuf",
    ".kml": "KML",
}


def _write(frame: gpd.GeoDataFrame, path: Path, **options: str) -> Path:
    if path.suffix == ".parquet":
        frame.to_parquet(path)
        return path
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL tells of headers cut to ten bytes
        pyogrio.write_dataframe(frame, path, driver=DRIVERS[path.suffix], **options)
    return path


def _chinese(buildings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    words = {
        "code": "编号",
        "name": "楼栋名称",
        "community_code": "社区编码",
        "estate_code": "小区编码",
        "households": "户数",
    }
    return buildings[[*words, "geometry"]].rename(columns=words)


def _told(reading: Reading) -> list[tuple[str, int | None, str | None]]:
    return [(problem.code, problem.row, problem.column) for problem in reading.problems]


@pytest.mark.parametrize("ending", [*DRIVERS, ".parquet"])
def test_a_layer_comes_back_from_each_format_as_it_was(tmp_path: Path, ending: str) -> None:
    buildings = tiny.buildings()
    reading = read_layer(_write(buildings, tmp_path / f"b{ending}"), Layer.BUILDINGS)
    assert reading.problems == []
    assert list(reading.records.columns) == [*LAYERS[Layer.BUILDINGS].column_names(), "geometry"]
    # FlatGeobuf keeps rows in the order of their places.
    records = reading.records.sort_values("code", ignore_index=True)
    for name in ("code", "name", "community_code", "households"):
        assert records[name].tolist() == buildings[name].tolist(), name
    assert records["estate_code"].isna().tolist() == buildings["estate_code"].isna().tolist()
    moved_m = 111_000 * shapely.hausdorff_distance(records.geometry.array, buildings.geometry.array)
    assert moved_m.max() < 0.01


@pytest.mark.parametrize("labelled", [True, False])
@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
def test_chinese_names_of_a_shapefile_are_right_with_and_without_cpg(
    tmp_path: Path, encoding: str, *, labelled: bool
) -> None:
    path = _write(_chinese(tiny.buildings()), tmp_path / "楼栋.shp", encoding=encoding)
    if not labelled:
        path.with_suffix(".cpg").unlink()
    reading = read_layer(path, Layer.BUILDINGS)
    assert reading.records["name"].tolist() == tiny.buildings()["name"].tolist()
    assert reading.columns == {
        "编号": "code", "楼栋名称"[: 5 if encoding == "GBK" else 3]: "name",
        "社区编码"[: 5 if encoding == "GBK" else 3]: "community_code",
        "小区编码"[: 5 if encoding == "GBK" else 3]: "estate_code", "户数": "households",
    }  # fmt: skip
    assert reading.source.encoding_source == ("declared" if labelled else "detected")


def test_a_shapefile_without_prj_is_read_in_the_system_that_is_named(tmp_path: Path) -> None:
    path = _write(frame_from_wgs84(tiny.buildings(), crs="EPSG:4545"), tmp_path / "b.shp")
    path.with_suffix(".prj").unlink()
    silent = read_layer(path, Layer.BUILDINGS)
    assert [problem.code for problem in silent.refused] == ["metres_read_as_degrees"]
    assert silent.records.empty
    named = read_layer(path, Layer.BUILDINGS, crs="EPSG:4545")
    assert named.problems == []
    assert named.records.geometry.iloc[0].distance(tiny.buildings().geometry.iloc[0]) < 1e-7


def _workbook(rows: pd.DataFrame, path: Path, *, title: str = "") -> Path:
    with pd.ExcelWriter(path) as writer:
        rows.to_excel(writer, index=False, startrow=1 if title else 0, sheet_name="便民设施")
        if title:
            writer.sheets["便民设施"].cell(1, 1).value = title
    return path


def _facilities() -> pd.DataFrame:
    lon, lat = tiny.lon_lat(50, 50)
    return pd.DataFrame(
        {
            "编号": ["F1", "F2", "F3", "F4"],
            "名称": ["便民药店", "＝菜场", "小学", "书屋"],
            "类别": ["医疗", "购物", "教育", "娱乐"],
            "经度": [lon, f"{lon}", None, lon],
            "纬度": [lat, f"{lat}", lat, lat],
        }
    )


@pytest.mark.parametrize("kind", ["gbk.csv", "utf-8-sig.csv", "utf-16.csv", "xlsx"])
def test_a_table_with_chinese_headers_becomes_points_and_tells_rows_as_the_person_sees_them(
    tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"设施.{kind.split('.')[-1]}"
    if kind == "xlsx":
        _workbook(_facilities(), path)
    else:
        _facilities().to_csv(path, index=False, encoding=kind.split(".", maxsplit=1)[0])
    reading = read_layer(path, Layer.FACILITIES)
    assert reading.records["code"].tolist() == ["F1", "F2"]
    assert reading.records["category"].tolist() == ["medical", "shopping"]
    assert [(p.code, p.row, p.column) for p in reading.refused] == [
        ("shape_missing", 4, "geometry"),
        ("value_not_allowed", 5, "category"),
    ]


def test_a_title_above_the_header_line_is_passed_over(tmp_path: Path) -> None:
    path = _workbook(_facilities(), tmp_path / "设施.xlsx", title="某街道便民设施一览表")
    reading = read_layer(path, Layer.FACILITIES)
    assert [problem.row for problem in reading.refused] == [5, 6]


def test_a_self_crossing_ring_is_refused_by_row_and_column(tmp_path: Path) -> None:
    buildings = tiny.buildings()
    lon, lat = tiny.lon_lat(0, 0)
    bow = shapely.Polygon([(lon, lat), (lon + 1e-4, lat + 1e-4), (lon + 1e-4, lat), (lon, lat + 1e-4)])
    buildings.loc[4, "geometry"] = bow
    reading = read_layer(_write(buildings, tmp_path / "b.geojson"), Layer.BUILDINGS)
    assert _told(reading) == [("shape_invalid", 5, "geometry")]
    assert len(reading.records) == 23


def test_a_missing_column_is_named_with_the_headers_there_are(tmp_path: Path) -> None:
    path = tmp_path / "楼栋.csv"
    path.write_text("编号,社区编码,备注\nB1,500,x\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_layer(path, Layer.BUILDINGS)
    assert caught.value.code == "column_missing"
    assert caught.value.facts["columns"] == ["households"]
    assert "备注" in caught.value.chinese


def test_what_is_never_stored_is_left_out_by_column_and_its_values_are_not_told(tmp_path: Path) -> None:
    rows = _facilities().iloc[:2].assign(身份证号="500101199001011234", 政治面貌="群众")
    reading = read_layer(_workbook(rows, tmp_path / "f.xlsx"), Layer.FACILITIES)
    left_out = [problem for problem in reading.problems if problem.code == "never_stored"]
    assert [problem.column for problem in left_out] == ["身份证号", "政治面貌"]
    assert "500101199001011234" not in str(reading.problems)
    assert "政治面貌" not in reading.records


def test_a_value_that_can_only_mean_one_thing_is_changed_and_told(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    shape = tiny.buildings().geometry.iloc[0].wkt
    path.write_text(
        f'编号,社区编码,户数,wkt\nB1,500,"１，２００户","{shape}"\nB2,500,约80,"{shape}"\n', encoding="utf-8"
    )
    reading = read_layer(path, Layer.BUILDINGS)
    assert reading.records["households"].tolist() == [1200]
    assert [(p.severity, p.row, p.column) for p in reading.problems] == [
        (Severity.CHANGED, 2, "households"),
        (Severity.REFUSED, 3, "households"),
    ]


def test_heights_are_left_out_and_said_once(tmp_path: Path) -> None:
    buildings = tiny.buildings()
    tall = buildings.set_geometry(
        gpd.GeoSeries(shapely.force_3d(buildings.geometry.array, 12.0), crs="EPSG:4326")
    )
    reading = read_layer(_write(tall, tmp_path / "b.gpkg"), Layer.BUILDINGS)
    assert [problem.code for problem in reading.problems] == ["heights_left_out"]
    assert not shapely.has_z(np.asarray(reading.records.geometry.array)).any()


def test_the_given_column_wins_over_the_guess(tmp_path: Path) -> None:
    buildings = tiny.buildings().rename(columns={"households": "Q1"}).assign(户数=1)
    reading = read_layer(
        _write(buildings, tmp_path / "b.gpkg"), Layer.BUILDINGS, columns={"Q1": "households", "户数": ""}
    )
    assert reading.records["households"].sum() == tiny.HOUSEHOLDS_TOTAL


@pytest.mark.parametrize("layer", [Layer.GRID_BUILDINGS, Layer.BUILDING_PARTS])
def test_plain_tables_come_without_shapes(tmp_path: Path, layer: Layer) -> None:
    rows = tiny.layers()[layer]
    path = tmp_path / "t.csv"
    rows.to_csv(path, index=False)
    reading = read_layer(path, layer)
    assert len(reading.records) == len(rows)
    assert "geometry" not in reading.records
