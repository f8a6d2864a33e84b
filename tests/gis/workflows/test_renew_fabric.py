"""Cells follow what is built: where they no longer fit is told, and new ones are linked to the former."""

import geopandas as gpd
import pytest
from sqlalchemy import text

from gis.space.layers import Layer
from gis.store.fabrics import latest_fabric, read_cells
from gis.workflows.renew_fabric import CellDrift, cut_cells, find_drift, fitting_fabric, keep_cells
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
    drift = _drift(buildings, communities)
    assert (drift.without_cell, drift.emptied) == ((), ("B01",))


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
