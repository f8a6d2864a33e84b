"""Micro-grids are sets of parts nested in grids, and come into force with their plan."""

import pytest

from gis.errors import InputError, NotFound
from gis.model.ids import PlanId
from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.store import micro_grids, units
from tests.worked import tiny

pytestmark = pytest.mark.database


def test_micro_grids_hold_whole_stairwells_with_their_households(planner, tiny_store):
    parts = micro_grids.read_micro_grids(planner, tiny_store.plan_id)
    assert len(parts) == 46
    assert parts["households"].sum() == tiny.HOUSEHOLDS_TOTAL - 120
    assert parts.groupby("code")["stairwell"].apply(list).map(lambda wells: wells == [1, 2]).all()


def test_micro_grids_in_force_are_units_below_their_grid(planner, tiny_store):
    found = units.read_units(planner, UnitKind.MICRO_GRID, within=tiny_store.path)
    grids = units.read_units(planner, UnitKind.GRID, within=tiny_store.path).set_index("unit_id")
    assert len(found) == 23
    for row in found.itertuples():
        assert row.path == f"{grids['path'][row.parent_id]}.{row.unit_id}"


def test_saving_again_takes_the_formers_place(planner, tiny_store):
    parts = tiny.layers()[Layer.MICRO_GRID_PARTS].head(2)
    assert micro_grids.save_micro_grids(planner, tiny_store.plan_id, parts) == 2
    assert len(micro_grids.read_micro_grids(planner, tiny_store.plan_id)) == 2


@pytest.mark.parametrize("column", ["part_code", "grid_code"])
def test_a_code_that_names_nothing_is_refused(planner, tiny_store, column):
    parts = tiny.layers()[Layer.MICRO_GRID_PARTS].copy()
    parts.loc[parts.index[0], column] = "nothing"
    with pytest.raises(InputError):
        micro_grids.save_micro_grids(planner, tiny_store.plan_id, parts)


def test_an_unknown_plan_is_not_found(planner):
    with pytest.raises(NotFound):
        micro_grids.save_micro_grids(planner, PlanId(10**9), tiny.layers()[Layer.MICRO_GRID_PARTS])
