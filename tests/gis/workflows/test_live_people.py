"""Who acts today, told as row security would tell it."""

import pytest

from gis.model.access import Role
from gis.model.units import UnitKind
from gis.store import editions, people, units
from gis.workflows import live_people
from gis.workflows.live_people import acting_on, acting_today
from tests.gis.store.conftest import FIRST_DAY, fill
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture
def world(empty_store):
    filled = fill(empty_store)
    with filled.store.system() as connection:
        people.save_roles(connection, [{"code": "leader", "chinese": "网格长", "unit_kind": "grid"}])
        for code in (tiny.GRID_JIA_NORTH, tiny.GRID_JIA_SOUTH, tiny.GRID_YI_NORTH):
            grid = units.unit_by_code(connection, UnitKind.GRID, code)
            number = int(code[-4:])
            holder = people.add_officeholder(connection, territory="tiny", number=number)
            people.appoint(
                connection, role="leader", unit_id=grid.unit_id, officeholder_id=holder, from_date=FIRST_DAY
            )
    return filled


def _grids(world):
    with world.store.system() as connection:
        return units.read_units(connection, UnitKind.GRID)


def test_every_scope_is_told_exactly_what_row_security_shows(world):
    grids = _grids(world)
    paths = [world.path, *grids["path"], grids["path"].iloc[0].rsplit(".", 1)[0], "9", ""]
    for path in paths:
        scope = world.scope(path, role=Role.GRID_WORKER)
        if not path:
            scope = type(scope)(scope.user_id, scope.role, ())
        told = {row["post_id"] for row in acting_today(world.store, scope, grids["unit_id"].tolist())}
        with world.store.session(scope) as connection:
            shown = set(people.acting(connection, grids["unit_id"].tolist())["post_id"])
        assert told == shown, path


def test_an_appointment_is_noticed(world, monkeypatch):
    scope, grids = world.scope(role=Role.GRID_WORKER), _grids(world)
    empty = grids.loc[grids["code"] == tiny.GRID_YI_SOUTH, "unit_id"].tolist()
    assert acting_today(world.store, scope, empty) == []
    live_people._registry[world.store]._recheck_s = 0.0
    with world.store.system() as connection:
        people.appoint(connection, role="leader", unit_id=empty[0], from_date=FIRST_DAY)
    (row,) = acting_today(world.store, scope, empty)
    assert row["is_vacant"]


def test_of_a_place_of_ones_own_the_posts_above_are_told_too(world):
    with world.store.system() as connection:
        people.save_roles(connection, [{"code": "secretary", "chinese": "书记", "unit_kind": "community"}])
        community = units.unit_by_code(connection, UnitKind.COMMUNITY, tiny.JIA)
        grid = units.unit_by_code(connection, UnitKind.GRID, tiny.GRID_JIA_SOUTH)
        people.appoint(connection, role="secretary", unit_id=community.unit_id, from_date=FIRST_DAY)
    scope, both = world.scope(grid.path, role=Role.GRID_WORKER), [grid.unit_id, community.unit_id]
    assert [row["role"] for row in acting_today(world.store, scope, both)] == ["leader"]
    told = acting_today(world.store, scope, both, is_own_place=True)
    assert [row["role"] for row in told] == ["leader", "secretary"]
    with world.store.system() as connection:
        day = editions.today(connection)
    assert acting_on(world.store, scope, both, day=day, is_own_place=True) == told


def test_a_post_that_the_template_asks_for_and_nobody_made_is_vacant(world):
    with world.store.system() as connection:
        asked = {"code": "worker", "chinese": "网格员", "unit_kind": "grid", "posts_per_unit": 2}
        people.save_roles(connection, [asked])
        grid = units.unit_by_code(connection, UnitKind.GRID, tiny.GRID_JIA_SOUTH)
        holder = people.add_officeholder(connection, territory="tiny", number=77)
        made = {"unit_id": grid.unit_id, "officeholder_id": holder, "from_date": FIRST_DAY}
        people.appoint(connection, role="worker", **made)
    rows = acting_today(world.store, world.scope(role=Role.GRID_WORKER), [grid.unit_id])
    workers = [(row["officeholder_number"], row["is_vacant"]) for row in rows if row["role"] == "worker"]
    assert workers == [(77, False), (None, True)]
