import numpy as np
import pytest

from gis.coverage.cells import cells_of, check_resolution, roll_up, sum_cells
from gis.errors import InputError
from tests.worked import tiny


@pytest.mark.parametrize("resolution", [8, 9, 10, 11])
def test_households_are_conserved_at_every_resolution(answer, resolution):
    buildings = answer.buildings.assign(h3=cells_of(answer.buildings, resolution))
    cells = sum_cells(buildings, ["medical"], resolution)
    assert cells["households"].sum() == tiny.HOUSEHOLDS_TOTAL
    assert cells["medical_covered_households"].sum() == tiny.HOUSEHOLDS_TOTAL
    assert cells["h3"].str.len().eq(15).all()


def test_rolling_up_is_summing_at_the_coarser_resolution(answer):
    fine = answer.cells
    rolled = roll_up(fine, 9).set_index("h3").sort_index()
    buildings = answer.buildings.assign(h3=cells_of(answer.buildings, 10))
    assert rolled["households"].sum() == buildings["households"].sum()
    assert rolled["resolution"].eq(9).all()
    # the household mean of a parent is that of its buildings
    total = (fine["medical_seconds"] * fine["households"]).sum()
    assert (rolled["medical_seconds"] * rolled["households"]).sum() == pytest.approx(total)
    assert roll_up(fine, 10) is fine


def test_a_cell_that_reaches_nothing_has_no_time(shut):
    from gis.coverage import answer_model

    cells = answer_model(shut).cells
    assert cells["households"].sum() == tiny.HOUSEHOLDS_TOTAL
    assert (cells["medical_seconds"].isna() == (cells["medical_covered_households"] == 0)).all()


def test_buildings_without_a_place_are_in_no_cell(answer):
    nowhere = answer.buildings.copy()
    nowhere.geometry = [None, *nowhere.geometry[1:]]
    assert cells_of(nowhere, 10).iloc[0] == ""


@pytest.mark.parametrize("resolution", [7, 12, -1])
def test_other_resolutions_are_refused(resolution):
    with pytest.raises(InputError):
        check_resolution(resolution)


def test_no_building_makes_no_cell(answer):
    cells = sum_cells(answer.buildings.iloc[:0], ["medical"], 10)
    assert cells.empty
    assert np.isin(["h3", "households", "geometry"], cells.columns).all()
