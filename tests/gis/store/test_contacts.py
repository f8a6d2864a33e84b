"""Contacts are sealed at rest, masked without a reason, and a reason is logged with the look."""

from datetime import date

import pytest
from sqlalchemy import text

from gis.errors import InputError
from gis.model.access import ANONYMOUS, Role
from gis.model.units import UnitKind
from gis.store import accounts, audit, contacts, people, units
from tests.worked import tiny

pytestmark = pytest.mark.database

PHONE = "13800000017"


@pytest.fixture
def known(own_tiny_store):
    with own_tiny_store.store.system() as connection:
        people.save_roles(connection, [{"code": "leader", "chinese": "网格长", "unit_kind": "grid"}])
        grid = units.unit_by_code(connection, UnitKind.GRID, tiny.GRID_JIA_NORTH)
        holder = people.add_officeholder(connection, territory="tiny", number=17)
        people.appoint(
            connection,
            role="leader",
            unit_id=grid.unit_id,
            officeholder_id=holder,
            from_date=date(2022, 1, 1),
        )
        contacts.save_contact(connection, holder, kind="duty_phone", value=PHONE)
        user = accounts.create_account(
            connection, login="c", password_hash="x", display_name="c", role=Role.COMMUNITY
        )
    return own_tiny_store, holder, user


def test_the_database_never_holds_a_contact_in_clear(known):
    world, _, _ = known
    with world.store.system() as connection:
        row = connection.execute(text("SELECT sealed, masked FROM officeholder_contact")).one()
    assert PHONE.encode() not in row.sealed
    assert row.masked == "138****0017"


def test_a_reveal_gives_the_contact_and_logs_who_and_why(known):
    world, holder, user = known
    with world.store.session(world.scope(role=Role.COMMUNITY, user_id=user)) as connection:
        found = contacts.reveal_contact(connection, holder, reason=" 漏水急修 ", by=user)
        assert found == [contacts.Contact("duty_phone", PHONE)]
    with world.store.system() as connection:
        event = audit.read_audit(connection, action="contact_revealed").iloc[0]
    assert (event["made_by"], event["target_id"]) == (user, holder)
    assert event["detail"] == {"reason": "漏水急修", "kinds": ["duty_phone"]}


def test_nothing_is_revealed_without_a_reason(known):
    world, holder, user = known
    with (
        world.store.session(world.scope(role=Role.COMMUNITY, user_id=user)) as connection,
        pytest.raises(InputError),
    ):
        contacts.reveal_contact(connection, holder, reason="  ", by=user)


def test_contacts_are_seen_where_the_post_is_and_nowhere_else(known):
    world, holder, _ = known
    for scope, count in ((world.scope(), 1), (world.scope("987"), 0), (ANONYMOUS, 0)):
        with world.store.session(scope) as connection:
            masked = contacts.masked_contacts(connection, [holder])
        assert len(masked) == count
        assert "sealed" not in masked.columns


@pytest.mark.parametrize(
    ("value", "masked"), [("13800000017", "138****0017"), ("8801234", "****"), ("", "****")]
)
def test_a_mask_hides_the_middle_and_short_values_whole(value, masked):
    assert contacts.mask(value) == masked
