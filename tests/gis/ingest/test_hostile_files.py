"""Broken, hostile and enormous files are refused with a reason, in bounded memory."""

import json
import resource
import struct
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

from gis.errors import InputError
from gis.ingest.read import read_layer
from gis.space.layers import Layer
from tests.worked import tiny


def _shapefile(folder: Path) -> Path:
    path = folder / "b.shp"
    rows = tiny.buildings()[["code", "community_code", "households", "geometry"]]
    pyogrio.write_dataframe(rows.rename(columns={"community_code": "社区编码"}), path, encoding="GBK")
    return path


def _refused(path: Path, layer: Layer = Layer.BUILDINGS) -> str:
    """The code of the error, or of the first refused row."""
    try:
        reading = read_layer(path, layer)
    except InputError as error:
        assert path.name in error.chinese
        return error.code
    return reading.refused[0].code


def test_a_truncated_shapefile_is_refused(tmp_path: Path) -> None:
    path = _shapefile(tmp_path)
    path.write_bytes(path.read_bytes()[:150])
    assert _refused(path) in {"file_unreadable", "geometry_missing"}


def test_a_header_that_claims_two_gigabytes_takes_none(tmp_path: Path) -> None:
    path = _shapefile(tmp_path)
    raw = bytearray(path.read_bytes())
    raw[24:28] = struct.pack(">i", 0x3FFFFFFF)  # file length in 16-bit words
    raw[104:108] = struct.pack(">i", 0x3FFFFFF0)  # content length of the first record
    path.write_bytes(raw)
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read_layer(path, Layer.BUILDINGS)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib < 300 * 1024


@pytest.mark.parametrize("wild", ["NaN", "Infinity", "1e308", "-1e300"])
def test_coordinates_that_are_no_place_are_refused_by_row(tmp_path: Path, wild: str) -> None:
    path = tmp_path / "f.csv"
    path.write_text(f"code,category,lon,lat\nF1,medical,106.5,29.5\nF2,medical,{wild},29.5\n")
    reading = read_layer(path, Layer.FACILITIES)
    assert [(problem.row, problem.column) for problem in reading.refused] == [(3, "geometry")]
    assert len(reading.records) == 1


def test_a_ring_of_a_million_vertices_is_refused_by_row(tmp_path: Path) -> None:
    turn = np.linspace(0, 2 * np.pi, 1_000_000)
    ring = shapely.Polygon(np.column_stack([106.5 + 0.001 * np.cos(turn), 29.5 + 0.001 * np.sin(turn)]))
    buildings = tiny.buildings()
    buildings.loc[2, "geometry"] = ring
    path = tmp_path / "b.gpkg"
    pyogrio.write_dataframe(buildings, path)
    reading = read_layer(path, Layer.BUILDINGS)
    assert [(problem.code, problem.row) for problem in reading.refused] == [("shape_too_large", 3)]


def test_json_a_hundred_thousand_deep_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "deep.geojson"
    path.write_text('{"type":"FeatureCollection","features":' + "[" * 100_000 + "]" * 100_000 + "}")
    assert _refused(path) == "json_too_deep"


def test_brackets_inside_text_are_no_depth(tmp_path: Path) -> None:
    buildings = tiny.buildings()
    buildings["name"] = '"\\' + "[{" * 200
    path = tmp_path / "b.geojson"
    pyogrio.write_dataframe(buildings, path)
    assert len(read_layer(path, Layer.BUILDINGS).records) == 24


def test_a_zip_bomb_in_a_workbook_s_clothes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000_000)
    assert _refused(path) == "archive_too_large"


@pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson", ".fgb", ".parquet", ".kml", ".csv", ".xlsx"])
def test_an_empty_file_is_told(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"empty{ending}"
    path.write_bytes(b"")
    assert _refused(path) == "file_empty"


@pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson", ".fgb", ".parquet", ".kml", ".xlsx"])
def test_noise_in_a_format_s_clothes_is_unreadable(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"noise{ending}"
    path.write_bytes(np.random.default_rng(1).bytes(4000))
    assert _refused(path) in {"file_unreadable", "archive_broken"}


def test_formulas_come_as_values_and_never_run(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["code", "name", "category", "lon", "lat"],
        ["F1", '=HYPERLINK("x")', "medical", 106.5, 29.5],
    ):
        book.worksheets[0].append(row)
    book.save(path := tmp_path / "f.xlsx")
    reading = read_layer(path, Layer.FACILITIES)
    assert reading.records["name"].tolist() == [None]


def test_japanese_text_is_not_taken_for_chinese(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    text = "code,name,category,lon,lat\n" + "F1,ひらがなとカタカナの薬局,medical,139.7,35.6\n"
    path.write_bytes(text.encode("cp932"))
    assert "薬局" in read_layer(path, Layer.FACILITIES, encoding="Shift_JIS").records["name"].iloc[0]
    assert read_layer(path, Layer.FACILITIES).source.encoding != "UTF-8"


def test_mixed_shapes_are_refused_by_row(tmp_path: Path) -> None:
    features = [
        {"type": "Feature", "properties": {"code": f"F{n}", "category": "medical"}, "geometry": shape}
        for n, shape in enumerate(
            [
                {"type": "Point", "coordinates": [106.5, 29.5]},
                {"type": "LineString", "coordinates": [[106.5, 29.5], [106.6, 29.5]]},
                None,
                {"type": "Point", "coordinates": []},
            ]
        )
    ]
    path = tmp_path / "f.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    reading = read_layer(path, Layer.FACILITIES)
    assert len(reading.records) == 1
    assert [problem.row for problem in reading.refused] == [2, 3, 4]


def test_an_unknown_format_names_those_that_are_known(tmp_path: Path) -> None:
    path = tmp_path / "plan.dwg"
    path.write_bytes(b"AC1032")
    with pytest.raises(InputError) as caught:
        read_layer(path, Layer.GRIDS)
    assert ".gpkg" in caught.value.chinese
