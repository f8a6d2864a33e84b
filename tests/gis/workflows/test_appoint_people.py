"""Appointing, filling, standing in and ending: within the scope, by the template, with a record."""

from datetime import date, timedelta

import pytest

from gis.errors import Conflict, InputError, NotFound
from gis.model.access import Role
from gis.model.units import UnitKind
from gis.store import audit, contacts, people, units
from gis.store.editions import today
from gis.workflows import appoint_people as workflow
from gis.workflows.appoint_people import Newcomer
from tests.gis.store.conftest import fill
from tests.worked import tiny

pytestmark = pytest.mark.database
START = date(2026, 3, 1)


@pytest.fixture(scope="module")
def world(make_store):
    with make_store() as store:
        filled = fill(store)
        with store.system() as connection:
            roles = [
                {"code": "leader", "chinese": "网格长", "unit_kind": "grid", "posts_per_unit": 1},
                {"code": "force", "chinese": "力量", "unit_kind": "grid"},
            ]
            people.save_roles(connection, roles)
        yield filled


@pytest.fixture
def scope(world):
    return world.scope(role=Role.COMMUNITY)


def _grid(world, code=tiny.GRID_JIA_SOUTH):
    with world.store.system() as connection:
        return units.unit_by_code(connection, UnitKind.GRID, code)


def _appoint(world, scope, holder, *, role="force", code=tiny.GRID_JIA_SOUTH, **more):
    known = {"role": role, "unit_id": _grid(world, code).unit_id, "from_date": START}
    return workflow.appoint(world.store, scope, holder=holder, **(known | more))


def _row(world, post_id):
    with world.store.system() as connection:
        return people.read_posts(connection).set_index("post_id").loc[post_id]


def test_a_newcomer_gets_the_next_number_and_sealed_contacts(world, scope):
    newcomer = Newcomer(contacts={"duty_phone": "13800000017"})
    post = _row(world, _appoint(world, scope, newcomer))
    with world.store.session(scope) as connection:
        (shown,) = contacts.masked_contacts(connection, [post["officeholder_id"]])["masked"]
    with world.store.system() as connection:
        (event,) = audit.read_audit(connection, action="post_appointed", limit=1).to_dict("records")
    assert shown == "138****0017"
    assert "13800000017" not in str(event)


def test_no_more_posts_than_the_template_has(world, scope):
    first = _appoint(world, scope, None, role="leader", code=tiny.GRID_JIA_NORTH)
    with pytest.raises(Conflict) as refused:
        _appoint(world, scope, None, role="leader", code=tiny.GRID_JIA_NORTH)
    assert refused.value.code == "post_taken"
    assert _row(world, first)["is_vacant"]


def test_a_vacant_post_is_filled_and_a_held_one_handed_over_on_the_day(world, scope):
    vacant = _appoint(world, scope, None, role="leader", code=tiny.GRID_YI_NORTH)
    filled = workflow.fill(world.store, scope, vacant, holder=Newcomer(), from_date=START)
    assert filled == vacant
    with world.store.system() as connection:
        day = today(connection)
    after = workflow.fill(world.store, scope, filled, holder=Newcomer(), from_date=day)
    assert after != filled
    with world.store.system() as connection:
        former = people.read_posts(connection, at=day - timedelta(days=1)).set_index("post_id")
        now = people.read_posts(connection, at=day).set_index("post_id")
    assert filled in former.index and after not in former.index
    assert after in now.index and filled not in now.index


def test_the_substitute_stands_in_and_the_holder_comes_back(world, scope):
    post_id = _appoint(world, scope, Newcomer())
    other = int(_row(world, _appoint(world, scope, Newcomer()))["officeholder_id"])
    workflow.substitute(world.store, scope, post_id, other)
    with world.store.system() as connection:
        day = today(connection)
    workflow.go_away(world.store, scope, post_id, from_date=day, to_date=day + timedelta(days=9))
    assert _row(world, post_id)["acting_id"] == other
    workflow.come_back(world.store, scope, post_id, on_date=day)
    assert _row(world, post_id)["acting_id"] == _row(world, post_id)["officeholder_id"]
    with pytest.raises(NotFound):
        workflow.come_back(world.store, scope, post_id, on_date=day)
    with pytest.raises(InputError):
        workflow.go_away(world.store, scope, post_id, from_date=day, to_date=day)
    with pytest.raises(Conflict):
        workflow.substitute(world.store, scope, post_id, _row(world, post_id)["officeholder_id"])


def test_nothing_happens_outside_ones_scope(world, scope):
    post_id = _appoint(world, scope, Newcomer())
    holder = _row(world, post_id)["officeholder_id"]
    elsewhere = world.scope("999999", role=Role.COMMUNITY)
    with pytest.raises(NotFound):
        _appoint(world, elsewhere, Newcomer())
    for act in (
        lambda: workflow.end(world.store, elsewhere, post_id, on_date=START + timedelta(days=1)),
        lambda: workflow.fill(world.store, elsewhere, post_id, holder=None, from_date=START),
        lambda: workflow.substitute(world.store, elsewhere, post_id, None),
        lambda: workflow.keep_contacts(world.store, elsewhere, holder, {"duty_phone": "1"}),
    ):
        with pytest.raises(NotFound):
            act()
    assert _row(world, post_id)["officeholder_id"] == holder


def test_a_role_of_another_kind_and_an_unknown_contact_leave_no_trace(world, scope):
    with world.store.system() as connection:
        before = len(people.read_posts(connection))
    with pytest.raises(InputError):
        _appoint(world, scope, Newcomer(contacts={"home": "x"}))
    with pytest.raises(InputError):
        _appoint(world, scope, Newcomer(), unit_id=world.subdistrict_id)
    with world.store.system() as connection:
        assert len(people.read_posts(connection)) == before
