"""Posts name who acts on a day: the officeholder, the substitute while absent, nobody where vacant."""

from datetime import date

import pytest

from gis.errors import Conflict, InputError, NotFound
from gis.model.access import ANONYMOUS, Role
from gis.model.ids import PostId
from gis.model.units import UnitKind
from gis.store import people, units
from tests.worked import tiny

pytestmark = pytest.mark.database

ROLES = [
    {"code": "grid_leader", "chinese": "网格长", "unit_kind": "grid", "rank": 10, "posts_per_unit": 1},
    {"code": "grid_worker", "chinese": "网格员", "unit_kind": "grid", "rank": 20, "posts_per_unit": 2},
    {"code": "building_leader", "chinese": "楼栋长", "unit_kind": "building", "rank": 30},
]
START = date(2022, 1, 1)


@pytest.fixture
def duties(own_tiny_store):
    with own_tiny_store.store.system() as connection:
        people.save_roles(connection, ROLES)
        grid = units.unit_by_code(connection, UnitKind.GRID, tiny.GRID_JIA_NORTH)
        one, two = (people.add_officeholder(connection, territory="tiny", number=n) for n in (17, 18))
        post = people.appoint(
            connection,
            role="grid_leader",
            unit_id=grid.unit_id,
            officeholder_id=one,
            substitute_id=two,
            from_date=START,
        )
        yield own_tiny_store, connection, grid, post


def _number(connection, grid, day):
    rows = people.acting(connection, [grid.unit_id], on=day)
    return rows["officeholder_number"].tolist()


def test_the_substitute_acts_on_days_of_absence_and_on_no_others(duties):
    _, connection, grid, post = duties
    people.record_absence(connection, post, from_date=date(2022, 3, 1), to_date=date(2022, 3, 5))
    days = [date(2022, 2, 28), date(2022, 3, 1), date(2022, 3, 4), date(2022, 3, 5)]
    assert [_number(connection, grid, day) for day in days] == [[17], [18], [18], [17]]
    assert bool(people.acting(connection, [grid.unit_id], on=days[1])["is_substitute"][0])


def test_absences_of_one_post_never_overlap(duties):
    world, connection, _, post = duties
    people.record_absence(connection, post, from_date=date(2022, 3, 1), to_date=date(2022, 3, 5))
    connection.commit()
    with pytest.raises(Conflict), world.store.system() as other:
        people.record_absence(other, post, from_date=date(2022, 3, 4), to_date=None)


def test_a_post_ends_on_its_day_and_begins_on_its_day(duties):
    _, connection, grid, post = duties
    people.end_post(connection, post, on_date=date(2023, 1, 1))
    days = [date(2021, 12, 31), START, date(2022, 12, 31), date(2023, 1, 1)]
    assert [_number(connection, grid, day) for day in days] == [[], [17], [17], []]
    with pytest.raises(NotFound):
        people.end_post(connection, PostId(10**9), on_date=START)


def test_a_vacant_post_is_shown_as_vacant_until_somebody_fills_it(duties):
    _, connection, grid, _ = duties
    post = people.appoint(connection, role="grid_worker", unit_id=grid.unit_id, from_date=START)
    acting = people.acting(connection, [grid.unit_id], on=START).set_index("role")
    assert bool(acting["is_vacant"]["grid_worker"])
    holder = people.add_officeholder(connection, territory="tiny", number=19)
    people.fill_post(connection, post, officeholder_id=holder)
    acting = people.acting(connection, [grid.unit_id], on=START).set_index("role")
    assert acting["officeholder_number"]["grid_worker"] == 19


def test_the_chain_comes_in_the_order_of_ranks(duties):
    _, connection, grid, _ = duties
    building = units.unit_by_code(connection, UnitKind.BUILDING, "B01")
    people.appoint(connection, role="building_leader", unit_id=building.unit_id, from_date=START)
    people.appoint(connection, role="grid_worker", unit_id=grid.unit_id, from_date=START)
    rows = people.acting(connection, [building.unit_id, grid.unit_id], on=START)
    assert list(rows["role"]) == ["grid_leader", "grid_worker", "building_leader"]


def test_vacancies_are_what_the_template_asks_for_and_nobody_holds(duties):
    world, connection, grid, _ = duties
    missing = people.read_vacancies(connection, within=world.path).set_index(["unit_id", "role"])["missing"]
    assert missing.loc[(grid.unit_id, "grid_worker")] == 2
    assert (grid.unit_id, "grid_leader") not in missing.index
    assert len(missing) == 4 * 2 - 1


def test_a_role_is_not_held_at_units_of_another_kind(duties):
    world, connection, _, _ = duties
    with pytest.raises(InputError) as refused:
        people.appoint(connection, role="grid_leader", unit_id=world.subdistrict_id, from_date=START)
    assert refused.value.code == "post_does_not_fit"


def test_nobody_is_the_substitute_of_oneself(duties):
    world, connection, grid, _ = duties
    holder = people.add_officeholder(connection, territory="tiny", number=17)
    connection.commit()
    with pytest.raises(Conflict), world.store.system() as other:
        people.appoint(
            other,
            role="grid_leader",
            unit_id=grid.unit_id,
            officeholder_id=holder,
            substitute_id=holder,
            from_date=START,
        )


def test_people_are_seen_where_one_works_and_by_no_visitor_and_no_department(duties):
    world, connection, grid, _ = duties
    connection.commit()
    community = ".".join(grid.path.split(".")[:2])
    asking = [(grid.path, Role.GRID_WORKER), (community, Role.COMMUNITY), (world.path, Role.DEPARTMENT)]
    scopes = [*(world.scope(path, role) for path, role in asking), world.scope("987", Role.LEADER), ANONYMOUS]
    seen = []
    for scope in scopes:
        with world.store.session(scope) as connection:
            seen.append(len(people.read_posts(connection)))
    assert seen == [1, 1, 0, 0, 0]


def test_an_organisation_is_kept_once_per_code(duties):
    _, connection, _, _ = duties
    known = {"territory": "tiny", "code": "CG", "kind": "department"}
    first = people.save_organisation(connection, name="城管队", **known)
    assert people.save_organisation(connection, name="城管中队", **known) == first
    assert list(people.read_organisations(connection, kind="department")["name"]) == ["城管中队"]
    assert people.read_organisations(connection, kind="firm").empty


def test_roles_saved_again_take_the_formers_place(duties):
    _, connection, _, _ = duties
    people.save_roles(connection, [{**ROLES[0], "chinese": "网格党支部书记"}])
    assert people.read_roles(connection).set_index("code")["chinese"]["grid_leader"] == "网格党支部书记"


def test_unmade_posts_are_what_a_template_asks_for_beyond_the_posts_there_are(duties):
    _, connection, grid, _ = duties
    people.appoint(connection, role="grid_worker", unit_id=grid.unit_id, from_date=START)
    unmade = people.read_unmade_posts(connection, at=START).set_index(["unit_id", "role"])["missing"]
    assert unmade.loc[(grid.unit_id, "grid_worker")] == 1
    assert (grid.unit_id, "grid_leader") not in unmade.index
    asked = people.read_unmade_posts(connection, unit_ids=[grid.unit_id], at=START)
    assert set(asked["unit_id"]) == {grid.unit_id}
