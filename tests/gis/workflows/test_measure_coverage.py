import json
import subprocess
from datetime import UTC, datetime

import geopandas as gpd
import pytest
from docx import Document
from openpyxl import load_workbook

from gis.errors import InputError
from gis.space.layers import Layer
from gis.workflows.measure_coverage import CoverageFiles, measure_files, read_inputs, site_files, write_report
from tests.worked import tiny

LAYERS = (
    Layer.STREETS,
    Layer.BUILDINGS,
    Layer.FACILITIES,
    Layer.GATES,
    Layer.BARRIERS,
    Layer.ESTATES,
    Layer.COMMUNITIES,
    Layer.SERVICE_POINTS,
)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """All layers of the tiny world in one GeoPackage."""
    file = tmp_path_factory.mktemp("tiny") / "tiny.gpkg"
    for layer in LAYERS:
        tiny.layers()[layer].to_file(file, layer=layer.value)
    return CoverageFiles(**{layer.value: file for layer in LAYERS})


def test_from_files_the_answer_is_that_of_the_frames(files, tmp_path):
    answer = measure_files(files, out=tmp_path / "c.gpkg", report=tmp_path / "c.json")
    report = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert report["households_in"] == report["households_out"] == tiny.HOUSEHOLDS_TOTAL
    assert report["categories"]["medical"]["5"]["covered_households"] == 1090
    assert "party" in report["categories"]
    assert len(gpd.read_file(tmp_path / "c.gpkg", layer="buildings")) == len(answer.buildings) == 24


def test_reports_people_hand_in_open_in_their_own_formats(files, tmp_path):
    """Word, Excel, PDF and a page, each read back by another reader, with the households in the text."""
    answer = measure_files(files, out=tmp_path / "c.gpkg")
    made_at = datetime(2026, 1, 2, tzinfo=UTC)
    for suffix in ("docx", "xlsx", "pdf", "html"):
        write_report(answer, tmp_path / f"c.{suffix}", files, made_at=made_at)
    word = Document(str(tmp_path / "c.docx"))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert any("1,610" in text or "1610" in text for text in cells + [part.text for part in word.paragraphs])
    book = load_workbook(tmp_path / "c.xlsx")
    assert any(value == tiny.HOUSEHOLDS_TOTAL for sheet in book for row in sheet.values for value in row)
    told = subprocess.run(["pdftotext", tmp_path / "c.pdf", "-"], capture_output=True, text=True, check=True)
    assert "1,610" in told.stdout or "1610" in told.stdout
    page = (tmp_path / "c.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and ("1,610" in page or "1610" in page)


def test_nothing_is_written_where_anything_is_wrong(files, tmp_path):
    for options, out, report in (
        ({"households": "nobody"}, "c.gpkg", "c.json"),
        ({}, "c.shp", "c.json"),
        ({}, "c.gpkg", "c.odt"),
        ({}, "no/c.gpkg", None),
    ):
        with pytest.raises(InputError):
            measure_files(files, out=tmp_path / out, report=report and tmp_path / report, **options)
        assert list(tmp_path.iterdir()) == []


def test_sites_are_written_in_order(files, tmp_path):
    answer = site_files(
        files, out=tmp_path / "s.gpkg", report=tmp_path / "s.json", category="medical", k=1, minutes=5
    )
    assert len(gpd.read_file(tmp_path / "s.gpkg", layer="sites")) == 1
    assert json.loads((tmp_path / "s.json").read_text())["households_gained"] == answer.households_gained


def test_estates_do_not_come_from_an_osm_extract(files, tmp_path):
    extract = tmp_path / "x.osm"
    extract.write_text("<?xml version='1.0'?><osm version='0.6'></osm>")
    from dataclasses import replace

    with pytest.raises(InputError) as refused:
        read_inputs(replace(files, estates=extract))
    assert refused.value.code == "format_unknown"
