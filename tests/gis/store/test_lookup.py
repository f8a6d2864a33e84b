"""What the in-process index is built from."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from gis.store import lookup, people
from gis.store.editions import today
from tests.gis.store.conftest import FIRST_DAY

pytestmark = pytest.mark.database


def test_buildings_know_estate_and_stairwells(tiny_store):
    with tiny_store.store.system() as connection:
        links = lookup.read_building_links(connection, at=FIRST_DAY)
    assert len(links) == 24
    assert links["estate_id"].isna().sum() == 6
    assert set(links["stairwells"]) == {2}


def test_micro_grids_hold_stairwells_and_no_grid_is_dedicated(tiny_store):
    with tiny_store.store.system() as connection:
        rows = lookup.read_micro_grid_stairwells(connection, at=today(connection))
        assert lookup.read_dedicated_grids(connection, at=FIRST_DAY) == frozenset()
    assert set(rows["stairwell"]) == {1, 2}


def test_versions_stay_while_nothing_changes_and_tell_when_it_does(own_tiny_store):
    with own_tiny_store.store.system() as connection:
        first = lookup.people_version(connection)
        assert lookup.people_version(connection) == first
        assert lookup.map_version(connection) == lookup.map_version(connection)
        people.save_roles(connection, [{"code": "x", "chinese": "网格长", "unit_kind": "grid"}])
        assert lookup.people_version(connection) != first


def test_estates_without_an_address_are_left_out(own_tiny_store):
    with own_tiny_store.store.system() as connection:
        assert lookup.read_estate_addresses(connection, at=FIRST_DAY) == {}
        connection.execute(
            text(
                "UPDATE estate SET address = '泰安路125弄' WHERE unit_id = (SELECT min(unit_id) FROM estate)"
            )
        )
        assert list(lookup.read_estate_addresses(connection, at=FIRST_DAY).values()) == ["泰安路125弄"]
        assert lookup.read_estate_addresses(connection, at=FIRST_DAY - timedelta(days=1)) == {}
