import pytest

from gis.errors import Conflict, InputError, NotFound
from gis.model.access import Role
from gis.model.units import UnitKind
from gis.store import units
from gis.workflows import comment_plan
from tests.gis.workflows.office import Office, Town
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def town(store):
    return Town(store)


@pytest.fixture
def office(town):
    return Office(town)


@pytest.fixture(scope="module")
def community(town):
    """Somebody who works in 甲 alone."""
    with town.store.system() as connection:
        unit_id = units.unit_by_code(connection, UnitKind.COMMUNITY, tiny.JIA).unit_id
    return town.account("jia", Role.COMMUNITY, [unit_id])


def test_a_community_pins_its_word_to_a_grid_and_the_planner_settles_it(office, community):
    made = comment_plan.comment(
        office.store, community, office.draft, " 3栋应归一网格 ", grid_id=office.grid(0)
    )
    (listed,) = comment_plan.list_comments(office.store, office.wang, office.draft)
    assert (listed["text"], listed["grid_id"], listed["made_by"]) == (
        "3栋应归一网格",
        office.grid(0),
        community.user_id,
    )
    settled = comment_plan.resolve(office.store, office.wang, office.draft, made["id"])
    again = comment_plan.resolve(office.store, office.wang, office.draft, made["id"])
    assert settled["resolved_at"] == again["resolved_at"]


def test_an_empty_word_or_a_grid_that_is_not_there_is_refused(office, community):
    with pytest.raises(InputError):
        comment_plan.comment(office.store, community, office.draft, "  \n")
    with pytest.raises(NotFound):
        comment_plan.comment(office.store, community, office.draft, "意见", grid_id=10**9)
    with pytest.raises(NotFound):
        comment_plan.resolve(office.store, office.wang, office.draft, 10**9)
    assert comment_plan.list_comments(office.store, office.wang, office.draft) == []


def test_a_plan_in_force_takes_no_comments(office, community):
    with pytest.raises(Conflict) as refused:
        comment_plan.comment(office.store, community, office.world.plan_id, "太晚了")
    assert refused.value.code == "plan_closed_to_comments"
