"""Files in, files out."""

import json

import geopandas as gpd
import pytest

from gis.errors import InputError
from gis.workflows.draw_grids import DrawFiles, draw_files, estimate_households, read_grid_counts
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


def test_numbers_of_grids_come_from_the_line_or_a_file(tmp_path) -> None:
    (tmp_path / "n.csv").write_text("社区,网格数\nC1,9\n")
    assert read_grid_counts("214") == 214
    assert read_grid_counts(str(tmp_path / "n.csv")) == {"C1": 9}
    with pytest.raises(InputError):
        read_grid_counts("many")
