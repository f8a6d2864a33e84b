"""Duties change within a scope and no further; loads count what the session sees."""

from datetime import timedelta

import pytest

from gis.errors import NotFound
from gis.model.access import Role
from gis.model.units import UnitKind
from gis.store import duties, people, units
from gis.store.editions import today
from tests.gis.store.conftest import FIRST_DAY, fill
from tests.worked import tiny

pytestmark = pytest.mark.database


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
def grid(world):
    with world.store.system() as connection:
        yield units.unit_by_code(connection, UnitKind.GRID, tiny.GRID_JIA_SOUTH)


def _post(connection, grid, number, role="force", **more):
    holder = people.add_officeholder(connection, territory="tiny", number=number)
    post = people.appoint(
        connection, role=role, unit_id=grid.unit_id, officeholder_id=holder, from_date=FIRST_DAY, **more
    )
    return post, holder


def test_the_next_number_follows_the_largest(world, grid):
    with world.store.system() as connection:
        _post(connection, grid, 40)
        assert duties.next_number(connection, "tiny") == 41
        assert duties.next_number(connection, "elsewhere") == 1


def test_places_left_are_what_the_template_has_less_the_posts(world, grid):
    with world.store.system() as connection:
        known = {"unit_id": grid.unit_id, "from_date": FIRST_DAY}
        assert duties.places_left(connection, role="leader", **known) == 1
        _post(connection, grid, 41, role="leader")
        assert duties.places_left(connection, role="leader", **known) == 0
        assert duties.places_left(connection, role="force", **known) is None
        assert duties.places_left(connection, role="nobody", **known) is None


def test_the_substitute_acts_until_the_holder_is_back(world, grid):
    with world.store.system() as connection:
        post, holder = _post(connection, grid, 42)
        _, other = _post(connection, grid, 43)
        duties.set_substitute(connection, post, other)
        day = today(connection)
        people.record_absence(connection, post, from_date=day - timedelta(days=3), to_date=None)

        def acting():
            rows = people.read_posts(connection, unit_ids=[grid.unit_id]).set_index("post_id")
            return rows.loc[post, "acting_id"]

        assert acting() == other
        assert duties.end_absence(connection, post, on_date=day)
        assert acting() == holder
        assert not duties.end_absence(connection, post, on_date=day)


def test_an_absence_that_has_not_begun_is_dropped(world, grid):
    with world.store.system() as connection:
        post, _ = _post(connection, grid, 44)
        coming = today(connection) + timedelta(days=5)
        people.record_absence(connection, post, from_date=coming, to_date=None)
        assert duties.end_absence(connection, post, on_date=today(connection))
        people.record_absence(connection, post, from_date=coming, to_date=coming + timedelta(days=1))


def test_a_post_or_person_out_of_scope_is_not_found(world, grid):
    with world.store.system() as connection:
        post, holder = _post(connection, grid, 45)
    elsewhere = world.scope("999999", role=Role.COMMUNITY)
    with world.store.session(elsewhere) as connection:
        with pytest.raises(NotFound):
            duties.set_substitute(connection, post, None)
        assert not people.is_known(connection, holder)
    with world.store.session(world.scope(role=Role.COMMUNITY)) as connection:
        assert people.is_known(connection, holder)


def test_the_loads_of_a_scope_conserve_its_households(world, grid):
    with world.store.session(world.scope(role=Role.PLANNER)) as connection:
        whole = duties.read_loads(connection, paths=[world.path])
    expected = tiny.layers()["buildings"].set_index("code")["households"]
    assert whole["households"].sum() == expected.drop(tiny.NEW_BUILDING).sum()
    assert whole.set_index("unit_id").loc[grid.unit_id, "people"] >= 1
    with world.store.session(world.scope(grid.path, role=Role.GRID_WORKER)) as connection:
        own = duties.read_loads(connection, paths=[grid.path])
    assert own["unit_id"].tolist() == [grid.unit_id]
    assert (whole["vacant_posts"] >= 0).all()
