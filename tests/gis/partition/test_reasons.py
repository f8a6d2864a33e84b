"""What a planner reads of grids out of the band."""

import numpy as np

from gis.partition import draw_cells
from gis.partition.reasons import REASONS, sum_up
from tests.gis.partition.rasters import random_raster, raster

QUICK = {"effort": 0.5, "workers": 1}


def test_every_grid_out_of_the_band_has_a_row_and_the_community_tells_it() -> None:
    households = np.full((4, 4), 100)
    households[0, 0], households[3, 3] = 800, 700
    answer = draw_cells(raster(households), **QUICK)
    rows = answer.report["out_of_band"]
    assert sorted(row["households"] for row in rows) == [700, 800]
    assert {row["reason"] for row in rows} == {"building_above_max"} <= set(REASONS)
    assert answer.report["out_of_band_unexplained"] == 0
    assert "2 个网格超出区间：2 个含超过上限的单栋楼" in answer.proposals["explanation"].iloc[0]


def test_a_pocket_is_told_with_its_buildings() -> None:
    answer = draw_cells(raster([[250, 290, 300, 300, 300]]), **QUICK)
    (row,) = [row for row in answer.report["out_of_band"] if row["reason"] == "pocket"][:1]
    assert row["buildings"] == ["B01", "B02"]
    assert "540 户" in row["explanation"]


def test_a_grid_that_only_another_could_make_room_for_is_told_with_its_building() -> None:
    answer = draw_cells(raster([[29, 187, 136, 198], [61, 123, 16, 215]]), **QUICK)
    (row,) = answer.report["out_of_band"]
    assert row["reason"] == "strands_others"
    assert "旁边现已达标的楼栋" in row["explanation"]
    assert answer.report["out_of_band_unexplained"] == 0


def test_a_locked_grid_out_of_the_band_is_told_as_kept() -> None:
    cells = random_raster(6)
    before = draw_cells(cells, seed=1, **QUICK).cells[["cell", "grid_code"]]
    code = before["grid_code"].iloc[0]
    cells.loc[before["grid_code"] == code, "households"] = 10
    answer = draw_cells(cells, existing=before, locked_grids=[code], **QUICK)
    assert [row["reason"] for row in answer.report["out_of_band"] if row["grid_code"] == code] == ["kept"]


def test_nothing_out_of_the_band_says_nothing() -> None:
    answer = draw_cells(random_raster(6), **QUICK)
    assert answer.report["out_of_band"] == []
    assert "超出区间" not in answer.proposals["explanation"].iloc[0]
    assert sum_up(answer.proposals.iloc[:0]) == ""


def test_buildings_that_need_the_same_neighbour_are_told_together() -> None:
    answer = draw_cells(raster([[243, 165, 146], [297, 135, 163], [228, 257, 227]]), **QUICK)
    (row,) = answer.report["out_of_band"]
    assert row["reason"] == "surroundings"
    # The fewest for which it holds: the fourth and fifth building are no part of the proof.
    assert row["buildings"] == ["B01", "B02", "B03", "B06", "B07", "B08", "B09"]
    assert "共 1429 户，任何整栋楼的连片组合都不能使它们全部落在" in row["explanation"]
    assert answer.report["out_of_band_unexplained"] == 0
