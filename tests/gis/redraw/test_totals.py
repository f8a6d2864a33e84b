import pandas as pd

from gis.redraw import strokes
from gis.redraw.operations import apply
from gis.redraw.totals import grid_totals, unassigned_totals
from tests.gis.redraw.fabric import cells, community_of_cell, grid, sketch


def test_totals_by_hand():
    totals = grid_totals(cells(), sketch())
    assert totals.loc[1].tolist() == [10 * (1 + 2 + 9 + 10 + 17 + 18), 30 * 57, 6, 6]
    assert unassigned_totals(cells(), sketch()).tolist() == [240, 720, 2, 2]


def test_an_empty_grid_has_zeros():
    state = apply(sketch(), strokes.new_grid(sketch(), grid(4), []), community_of_cell())
    assert grid_totals(cells(), state).loc[4].tolist() == [0, 0, 0, 0]


def test_land_without_homes_counts_as_a_cell_only():
    frame = cells()
    frame["building_id"] = frame["building_id"].astype("Int64")
    frame["households"] = frame["households"].astype("Int64")
    frame.loc[0, ["building_id", "households", "residents"]] = pd.NA
    assert grid_totals(frame, sketch()).loc[1].tolist() == [560, 1680, 5, 6]
