"""Consent to be shown is for one post, sealed at rest, and erased when it ends."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from gis.errors import NotFound
from gis.model.access import Role, Scope
from gis.model.units import UnitKind
from gis.store import contacts, displays, editions, people, units
from tests.gis.store.conftest import FIRST_DAY
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture
def post(planner):
    """A grid leader with a phone, in a transaction that is given up."""
    planner.execute(text("RESET ROLE"))
    people.save_roles(
        planner, [{"code": "leader", "chinese": "网格长", "unit_kind": "grid", "duties": "巡查\n走访"}]
    )
    grid = units.unit_by_code(planner, UnitKind.GRID, tiny.GRID_JIA_NORTH)
    holder = people.add_officeholder(planner, territory="tiny", number=17)
    contacts.save_contact(planner, holder, kind="duty_phone", value="13800000017")
    return people.appoint(
        planner, role="leader", unit_id=grid.unit_id, officeholder_id=holder, from_date=FIRST_DAY
    )


def _grant(connection, post, **changes):
    told = {"name": "张某", "contact_kind": "duty_phone", "paper": "同意书 1 号", "granted_on": FIRST_DAY}
    displays.grant(connection, post, **{**told, **changes})
    displays.set_portrait(connection, post, b"jpeg bytes")


def _row(connection):
    return connection.execute(text("SELECT * FROM display_consent ORDER BY id DESC LIMIT 1")).one()


def test_what_was_agreed_to_is_sealed_at_rest_and_opened_for_print(planner, post):
    _grant(planner, post)
    row = _row(planner)
    assert "张某".encode() not in bytes(row.sealed_name) and b"jpeg" not in bytes(row.sealed_portrait)
    shown = displays.open_displays(planner, [post])[post]
    assert (shown.name, shown.portrait, shown.contact) == ("张某", b"jpeg bytes", "13800000017")
    (unit,) = people.read_posts(planner)["unit_id"]
    (told,) = displays.read_consents(planner, unit_ids=[int(unit)]).to_dict("records")
    assert told["consents"] and told["has_name"] and told["has_portrait"] and told["has_contact"]
    assert told["duties"] == "巡查\n走访"


def test_without_consent_nothing_can_be_shown_or_kept(planner, post):
    assert displays.open_displays(planner, [post]) == {}
    with pytest.raises(NotFound) as refused:
        displays.set_portrait(planner, post, b"jpeg bytes")
    assert refused.value.code == "consent_missing"
    with pytest.raises(NotFound):
        displays.grant(planner, 987654, paper="x", granted_on=FIRST_DAY)


def test_withdrawing_erases_at_once(planner, post):
    _grant(planner, post)
    assert displays.withdraw(planner, post)
    row = _row(planner)
    assert row.ended_at is not None and row.sealed_name is None and row.sealed_portrait is None
    assert displays.open_displays(planner, [post]) == {}
    assert not displays.withdraw(planner, post)


def test_consent_ends_with_the_post(planner, post):
    _grant(planner, post)
    today = editions.today(planner)
    people.end_post(planner, post, on_date=today + timedelta(days=1))
    assert displays.forget_ended(planner) == 0 and post in displays.open_displays(planner, [post])
    people.end_post(planner, post, on_date=today)
    assert displays.open_displays(planner, [post]) == {}, "not shown from the first day without the post"
    assert displays.forget_ended(planner) == 1
    assert _row(planner).sealed_portrait is None
    with pytest.raises(NotFound):
        displays.grant(planner, post, paper="x", granted_on=today)


def test_a_successor_in_the_post_is_not_shown_by_the_formers_consent(planner, post):
    _grant(planner, post)
    other = people.add_officeholder(planner, territory="tiny", number=18)
    people.fill_post(planner, post, officeholder_id=other)
    assert displays.open_displays(planner, [post]) == {}
    with pytest.raises(NotFound):
        displays.set_portrait(planner, post, b"of the former")
    assert displays.forget_ended(planner) == 1


def test_a_consent_of_a_day_to_come_shows_nothing_yet(planner, post):
    _grant(planner, post, granted_on=date(2999, 1, 1))
    assert displays.open_displays(planner, [post]) == {}


def test_a_new_consent_takes_the_formers_place(planner, post):
    _grant(planner, post)
    _grant(planner, post, name="")
    assert displays.open_displays(planner, [post])[post].name == ""
    assert planner.execute(text("SELECT count(*) FROM display_consent WHERE ended_at IS NULL")).scalar() == 1


def test_a_department_sees_no_consent(own_tiny_store):
    world = own_tiny_store
    with world.store.system() as connection:
        people.save_roles(connection, [{"code": "leader", "chinese": "网格长", "unit_kind": "grid"}])
        grid = units.unit_by_code(connection, UnitKind.GRID, tiny.GRID_JIA_NORTH)
        holder = people.add_officeholder(connection, territory="tiny", number=17)
        post = people.appoint(
            connection, role="leader", unit_id=grid.unit_id, officeholder_id=holder, from_date=FIRST_DAY
        )
        _grant(connection, post)
    with world.store.session(Scope(None, Role.DEPARTMENT, (world.path,))) as connection:
        assert displays.open_displays(connection, [post]) == {}
        assert displays.path_of_post(connection, post) is None
    with world.store.session(world.scope()) as connection:
        assert post in displays.open_displays(connection, [post])
