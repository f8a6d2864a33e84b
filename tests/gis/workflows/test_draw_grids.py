"""Files in, files out."""

import json

import geopandas as gpd
import pytest

from gis.errors import InputError
from gis.workflows.draw_grids import DrawFiles, draw_files, estimate_households
from tests.gis.partition.rasters import footprints, outline, random_raster

CELLS = random_raster(1)


def _files(folder) -> DrawFiles:
    footprints(CELLS).to_file(folder / "buildings.gpkg", layer="buildings")
    outline(CELLS).to_file(folder / "communities.geojson")
    return DrawFiles(folder / "buildings.gpkg", communities=folder / "communities.geojson")


def test_a_drawing_from_files_writes_layers_and_a_report(tmp_path) -> None:
    out, report = tmp_path / "grids.gpkg", tmp_path / "draw.json"
    draw_files(_files(tmp_path), out=out, report=report, micro=True, effort=0.3)
    layers = set(gpd.list_layers(out)["name"])
    assert {"grids", "buildings", "cells", "micro_grids"} <= layers
    facts = json.loads(report.read_text())
    assert facts["households_in"] == facts["households_out"] == CELLS["households"].sum()
    assert facts["feasible_in_band_share"] == 1.0
    assert gpd.read_file(out, layer="buildings")["grid_code"].notna().all()


def test_nothing_is_written_where_the_input_is_wrong(tmp_path) -> None:
    with pytest.raises(InputError):
        draw_files(_files(tmp_path), out=tmp_path / "grids.gpkg", households="nothing")
    assert not (tmp_path / "grids.gpkg").exists()


@pytest.mark.parametrize("name", ["missing.gpkg", "broken.geojson"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, name) -> None:
    (tmp_path / "broken.geojson").write_text("{")
    with pytest.raises(InputError) as refused:
        draw_files(DrawFiles(tmp_path / name), out=tmp_path / "grids.gpkg")
    assert name in refused.value.chinese


def test_households_are_estimated_from_height_and_said_to_be() -> None:
    buildings = estimate_households(footprints(CELLS).assign(height=30.0), "height")
    assert buildings["households_estimated"].all()
    assert (buildings["storeys"] == 10).all()


def test_a_drawing_never_writes_over_what_it_reads(tmp_path) -> None:
    files = _files(tmp_path)
    before = files.buildings.read_bytes()
    with pytest.raises(InputError) as refused:
        draw_files(files, out=tmp_path / "." / "buildings.gpkg")
    assert refused.value.code == "output_is_input"
    assert files.buildings.read_bytes() == before


def test_last_year_s_grids_come_as_a_table_too_and_come_back_unchanged(tmp_path) -> None:
    first = draw_files(_files(tmp_path), out=tmp_path / "a.gpkg", effort=0.3)
    table = tmp_path / "去年.csv"
    named = first.plan.buildings[["code", "grid_code"]].set_axis(["楼栋编码", "网格编码"], axis=1)
    named.to_csv(table, index=False, encoding="gb18030")
    files = DrawFiles(tmp_path / "buildings.gpkg", tmp_path / "communities.geojson", existing=table)
    again = draw_files(files, out=tmp_path / "b.gpkg", effort=0.3)
    assert again.report["households_changed"] == 0
    assert set(again.plan.grids["code"]) == set(first.plan.grids["code"])


def test_stairwells_that_say_nothing_of_most_buildings_lose_no_household(tmp_path) -> None:
    files = _files(tmp_path)
    (tmp_path / "parts.csv").write_text("code,building_code,stairwell,households\np,B01,1,60\n")
    parts = DrawFiles(files.buildings, files.communities, parts=tmp_path / "parts.csv")
    drawn = draw_files(parts, out=tmp_path / "a.gpkg", effort=0.3, micro=True)
    assert {item.code for item in drawn.problems} >= {"parts_missing", "parts_differ"}
    others = CELLS.loc[CELLS["building_code"] != "B01", "households"].sum()
    assert drawn.report["micro"]["households_out"] == 60 + others
