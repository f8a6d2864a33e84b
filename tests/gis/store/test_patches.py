"""A patch links estates and buildings of a community from a day to a day, and moves none of them."""

from datetime import timedelta

import pytest

from gis.model.units import UnitKind
from gis.store import patches, units
from gis.store.editions import today
from tests.worked import tiny

pytestmark = pytest.mark.database


def test_a_patch_holds_its_members_from_its_day_until_it_ends(own_tiny_store):
    with own_tiny_store.store.session(own_tiny_store.scope()) as connection:
        day = today(connection)
        community = units.unit_by_code(connection, UnitKind.COMMUNITY, tiny.JIA)
        estate = units.unit_by_code(connection, UnitKind.ESTATE, tiny.WALLED_ESTATE)
        building = units.unit_by_code(connection, UnitKind.BUILDING, "B01")
        patch_id = patches.add_patch(
            connection,
            community_id=community.unit_id,
            name="东块",
            members=[estate.unit_id, building.unit_id],
            from_date=day,
        )
        assert units.read_unit(connection, patch_id).path == f"{community.path}.{patch_id}"
        held = patches.read_patches(connection, within=community.path)
        assert sorted(held["member_id"]) == sorted([estate.unit_id, building.unit_id])
        assert patches.read_patches(connection, at=day - timedelta(days=1)).empty
        assert units.unit_by_code(connection, UnitKind.BUILDING, "B01").path == building.path
        assert patches.end_patch(connection, patch_id, on_date=day + timedelta(days=1))
        assert len(patches.read_patches(connection)) == 2
        assert patches.read_patches(connection, at=day + timedelta(days=1)).empty
