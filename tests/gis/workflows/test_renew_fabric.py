"""Cells follow what is built: where they no longer fit is told, and new ones are linked to the former."""

import geopandas as gpd
import pandas as pd
import pytest
from sqlalchemy import text

from gis.errors import CannotSatisfy, NotAllowed
from gis.model.access import Role
from gis.model.ids import UnitId
from gis.space.layers import Layer
from gis.store.editions import activate_edition, load_edition
from gis.store.fabrics import latest_fabric, read_cells
from gis.store.plan_grids import colour_plan_grids
from gis.store.plans import read_plan_grids
from gis.workflows.renew_fabric import (
    CellDrift,
    cut_cells,
    draft_on_new_cells,
    find_drift,
    fitting_fabric,
    keep_cells,
)
from tests.gis.store.conftest import TinyStore, fill, tiny_cells
from tests.worked import tiny


def _drift(buildings: gpd.GeoDataFrame, communities: gpd.GeoDataFrame | None = None) -> CellDrift:
    return find_drift(tiny_cells(), buildings, communities)


def test_cells_that_fit_have_no_drift() -> None:
    assert _drift(tiny.buildings(), gpd.GeoDataFrame(tiny.layers()[Layer.COMMUNITIES])).is_none


def test_new_gone_and_moved_buildings_are_told_apart() -> None:
    buildings = tiny.buildings()
    buildings.loc[0, "code"] = "B99"
    buildings.loc[1, "geometry"] = tiny.rectangle(300, 20, 330, 32)
    drift = _drift(buildings)
    assert (drift.without_cell, drift.emptied, drift.moved) == (("B99",), ("B01",), ("B02",))


def test_a_border_through_cells_cuts_them() -> None:
    communities = gpd.GeoDataFrame(tiny.layers()[Layer.COMMUNITIES])
    shifted = communities.assign(
        geometry=[
            tiny.rectangle(0, 0, 180, 200) if code == tiny.JIA else tiny.rectangle(180, 0, 400, 200)
            for code in communities["code"]
        ]
    )
    assert len(_drift(tiny.buildings(), shifted).cut_cells) == 4


def test_a_building_outside_every_community_needs_no_cell() -> None:
    buildings = tiny.buildings()
    buildings.loc[0, "geometry"] = tiny.rectangle(900, 900, 930, 912)
    communities = gpd.GeoDataFrame(tiny.layers()[Layer.COMMUNITIES])
    assert _drift(buildings, communities).moved == ("B01",)
    buildings.loc[0, "code"] = "B99"
    drift = _drift(buildings, communities)
    assert (drift.without_cell, drift.emptied, drift.moved) == ((), ("B01",), ())


@pytest.mark.database
def test_new_cells_are_cut_from_what_is_in_force_and_linked_to_the_former(empty_store) -> None:
    world: TinyStore = fill(empty_store)
    with empty_store.system() as connection:
        assert fitting_fabric(connection, world.subdistrict_id, world.path) == world.fabric_id
        cells, problems = cut_cells(connection, world.path)
        assert problems == []
        assert set(cells["building_code"].dropna()) == set(tiny.buildings()["code"])
        fresh = keep_cells(connection, cells, subdistrict_id=world.subdistrict_id)
        assert latest_fabric(connection, world.subdistrict_id) == fresh
        assert fitting_fabric(connection, world.subdistrict_id, world.path) == fresh
        linked = connection.scalar(text("SELECT count(DISTINCT old_cell_id) FROM fabric_crosswalk"))
        assert linked == 24
        assert len(read_cells(connection, fresh)) == len(cells)


def _grid_ids(connection, plan_id):
    return read_plan_grids(connection, plan_id)["grid_id"]


@pytest.mark.database
def test_a_draft_on_new_cells_keeps_every_grid_and_leaves_new_buildings_to_a_person(empty_store) -> None:
    world: TinyStore = fill(empty_store)
    planner = world.scope()
    with pytest.raises(CannotSatisfy) as caught:
        draft_on_new_cells(empty_store, planner, territory="tiny", name="x")
    assert caught.value.code == "cells_fit"
    fresh = (
        tiny.buildings()
        .iloc[:1]
        .assign(code="B25", name="7栋", geometry=[tiny.rectangle(150, 110, 180, 120)])
    )
    with empty_store.system() as connection:
        colours = {
            UnitId(int(grid_id)): place for place, grid_id in enumerate(_grid_ids(connection, world.plan_id))
        }
        colour_plan_grids(connection, world.plan_id, colours)
        frame = pd.concat([tiny.buildings(), fresh], ignore_index=True)
        edition = load_edition(connection, {Layer.BUILDINGS: frame}, territory="tiny", source="明年")
        activate_edition(connection, edition)
    made = draft_on_new_cells(empty_store, planner, territory="tiny", name="新楼栋")
    assert made.unplaced_buildings == 2  # B18, which is in no grid, and the new one
    with empty_store.system() as connection:
        before = read_plan_grids(connection, world.plan_id).set_index("grid_id")
        after = read_plan_grids(connection, made.plan_id).set_index("grid_id")
        assert after["households"].to_dict() == before["households"].to_dict()
        assert after["colour"].to_dict() == colours
        cells = read_cells(connection, latest_fabric(connection, world.subdistrict_id))
        parts = connection.scalar(
            text("SELECT count(*) FROM micro_grid_part WHERE plan_id = :plan"), {"plan": made.plan_id}
        )
    assert "B25" in set(cells["building_code"])
    assert parts == 46  # of 23 buildings in grids, two stairwells each
    leader = world.scope(role=Role.LEADER)
    with pytest.raises(NotAllowed):
        draft_on_new_cells(empty_store, leader, territory="tiny", name="x")
