"""Cells are kept to the last bit: a valid coverage as stored, the union each community's."""

import pandas as pd
import pytest
import shapely

from gis.errors import InputError, NotFound
from gis.model.ids import UnitId
from gis.store import fabrics
from tests.gis.store.conftest import tiny_cells
from tests.worked import tiny

pytestmark = pytest.mark.database


def test_cells_as_stored_are_a_valid_coverage_of_each_community(tiny_store):
    with tiny_store.store.session(tiny_store.scope()) as connection:
        cells = fabrics.read_cells(connection, tiny_store.fabric_id)
    assert shapely.coverage_is_valid(cells.geometry.to_numpy())
    communities = tiny.layers()[tiny.Layer.COMMUNITIES].set_index("code").geometry
    for code, group in cells.groupby("community_code"):
        union = shapely.coverage_union_all(group.geometry.to_numpy())
        assert shapely.area(shapely.symmetric_difference(union, communities[code])) < 1e-18


def test_cells_come_back_to_the_last_bit_with_their_households(tiny_store):
    with tiny_store.store.session(tiny_store.scope()) as connection:
        cells = fabrics.read_cells(connection, tiny_store.fabric_id)
    given = tiny_cells()
    assert shapely.equals_identical(cells.geometry.to_numpy(), given.geometry.to_numpy()).all()
    assert list(cells["building_code"]) == list(given["building_code"])
    assert cells["households"].sum() == tiny.HOUSEHOLDS_TOTAL
    assert list(cells["code"]) == [str(number) for number in range(1, 25)]
    assert (cells["cell"] == cells["cell_id"]).all()


def test_land_without_homes_has_no_households(own_tiny_store):
    cells = tiny_cells()
    cells.loc[0, ["building_code", "estate_code"]] = None
    with own_tiny_store.store.system() as connection:
        fabric_id = fabrics.save_fabric(connection, cells, subdistrict_id=own_tiny_store.subdistrict_id)
        read = fabrics.read_cells(connection, fabric_id)
    assert read["households"][0] == 0
    assert pd.isna(read["building_id"][0])
    assert pd.isna(read["estate_code"][0])


def test_a_cell_of_an_unknown_building_is_refused(own_tiny_store):
    cells = tiny_cells()
    cells.loc[4, "building_code"] = "B99"
    with pytest.raises(InputError) as refused, own_tiny_store.store.system() as connection:
        fabrics.save_fabric(connection, cells, subdistrict_id=own_tiny_store.subdistrict_id)
    assert refused.value.facts == {"row": 5, "value": "B99"}


def test_the_latest_fabric_is_the_last_one_saved(own_tiny_store):
    with own_tiny_store.store.system() as connection:
        newer = fabrics.save_fabric(connection, tiny_cells(), subdistrict_id=own_tiny_store.subdistrict_id)
        assert fabrics.latest_fabric(connection, own_tiny_store.subdistrict_id) == newer
        with pytest.raises(NotFound):
            fabrics.latest_fabric(connection, UnitId(10**9))


def test_a_crosswalk_follows_buildings_from_one_fabric_to_the_next(own_tiny_store):
    cells = tiny_cells().iloc[::-1].assign(cell=range(101, 125))
    with own_tiny_store.store.system() as connection:
        newer = fabrics.save_fabric(connection, cells, subdistrict_id=own_tiny_store.subdistrict_id)
        assert fabrics.link_fabrics(connection, own_tiny_store.fabric_id, newer) == 24


def test_within_gives_the_cells_of_one_community(tiny_store):
    with tiny_store.store.session(tiny_store.scope()) as connection:
        community = fabrics.read_cells(connection, tiny_store.fabric_id)["community_id"].min()
        cells = fabrics.read_cells(connection, tiny_store.fabric_id, within=f"{tiny_store.path}.{community}")
    assert set(cells["community_code"]) == {tiny.JIA}
