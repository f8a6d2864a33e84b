"""Taking an existing plan over."""

import numpy as np
import pandas as pd

from gis.partition import draw_cells
from gis.partition.contiguity import connected_parts
from gis.partition.existing import adopt
from tests.gis.partition.rasters import instance_of, raster

CELLS = raster(np.full((2, 4), 100))


def _adopt(text: str) -> list[int]:
    previous = np.array([-1 if letter == "." else int(letter) for letter in text])
    return adopt(instance_of(CELLS, previous=previous), 2).tolist()


def test_a_whole_plan_is_taken_over_as_it_is() -> None:
    assert _adopt("00110011") == [0, 0, 1, 1, 0, 0, 1, 1]


def test_cells_without_a_grid_join_a_neighbour() -> None:
    assert _adopt("0.110011") == [0, 0, 1, 1, 0, 0, 1, 1]


def test_the_smaller_part_of_a_broken_grid_joins_its_neighbour() -> None:
    assert _adopt("00110010") == [0, 0, 1, 1, 0, 0, 1, 1]


def test_parts_are_connected_over_borders_only() -> None:
    instance = instance_of(CELLS)
    assert len(np.unique(connected_parts(instance, np.array([0, 1, 0, 1, 1, 0, 1, 0])))) == 8


def test_an_existing_grid_out_of_the_band_is_helped_through_all_its_neighbours() -> None:
    # Only pairs are in the band, and the existing plan is shifted by one: every grid has to change.
    cells = raster([[240, 230, 240, 230, 240, 230, 240, 230]])
    before = pd.DataFrame({"cell": cells["cell"], "grid_code": list("abbccdde")})
    after = draw_cells(cells, existing=before, workers=1)
    assert after.report["in_band_share"] == 1.0
    assert after.report["households_changed"] == min(
        cells["households"][[1, 3, 5, 7]].sum(), cells["households"][[0, 2, 4, 6]].sum()
    )


def test_locked_cells_stay_while_the_land_beside_them_is_mended() -> None:
    cells = raster([[200, 200, 240, 230, 240, 230, 240, 230, 240, 230]])
    before = pd.DataFrame({"cell": cells["cell"], "grid_code": list("zzabbccdde")})
    after = draw_cells(cells, existing=before, locked_cells=[1], workers=1)
    assert after.report["in_band_share"] == 1.0
    assert after.cells["grid_code"].iloc[0] == "z"


def test_an_existing_grid_over_two_communities_goes_on_where_most_of_its_households_live() -> None:
    west = raster([[200, 200, 180]])
    east = raster([[120, 200, 180]], community="500199098002", west=106.5015)
    cells = pd.concat([west, east], ignore_index=True)
    cells["cell"] = np.arange(1, 7)
    before = pd.DataFrame({"cell": cells["cell"], "grid_code": list("aabbcc")})
    after = draw_cells(cells, existing=before, workers=1)
    assert after.report["crossing_community"] == 0
    code = after.cells["grid_code"].tolist()
    # Grid b had 180 households in the west and 120 in the east: it stays in the west, if anywhere.
    assert "b" not in code[3:]
    assert set(code[:3]).isdisjoint(code[3:])
    assert after.report["households_out"] == cells["households"].sum()
