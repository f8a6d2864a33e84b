"""Micro-grids are whole stairwells inside one grid each."""

import numpy as np
import pandas as pd
import pytest

from gis.errors import InputError
from gis.partition.micro import draw_micro
from gis.partition.parts import parts_of
from tests.gis.partition.rasters import footprints, raster

CELLS = raster(np.full((4, 4), 48))
GRIDS = pd.Series(["G1"] * 8 + ["G2"] * 8, index=CELLS["cell"])


def test_micro_grids_nest_and_conserve_households() -> None:
    parts = parts_of(footprints(CELLS).assign(stairwells=4))
    answer = draw_micro(parts, CELLS, GRIDS)
    assert answer.report["households_in"] == answer.report["households_out"] == 16 * 48
    assert answer.parts.groupby("micro_grid_code")["grid_code"].nunique().eq(1).all()
    assert answer.parts["code"].is_unique
    assert answer.report["in_band_share"] == 1.0


def test_a_tower_above_the_band_is_told_and_cut_by_floors_only_on_request() -> None:
    buildings = footprints(CELLS).assign(stairwells=1, storeys=30)
    buildings.loc[0, "households"] = 240
    parts = parts_of(buildings)
    assert draw_micro(parts, CELLS, GRIDS).report["parts_above_band"] == 1
    cut = draw_micro(parts, CELLS, GRIDS, floors=True)
    assert cut.report["parts_above_band"] == 0
    assert cut.report["households_out"] == buildings["households"].sum()


def test_parts_in_no_grid_are_told() -> None:
    answer = draw_micro(parts_of(footprints(CELLS)), CELLS, GRIDS.iloc[:8])
    assert [item.code for item in answer.problems] == ["part_without_grid"]


def test_missing_columns_are_refused() -> None:
    with pytest.raises(InputError):
        draw_micro(pd.DataFrame({"code": ["a"]}), CELLS, GRIDS)


def test_the_proposal_says_how_even_it_is_and_what_could_not_be_evened_out() -> None:
    buildings = footprints(CELLS).assign(stairwells=1, storeys=30)
    buildings.loc[0, "households"] = 240
    report = draw_micro(parts_of(buildings), CELLS, GRIDS).report
    for told in (
        f"最多 {report['largest']}",
        f"最少 {report['smallest']}",
        f"{report['in_band_share']:.0%} 在",
    ):
        assert told in report["explanation"]
    assert report["micro_grids_above_band_by_one_part"] == 1
    assert "1 个因单个单元就超过 80 户" in report["explanation"]
