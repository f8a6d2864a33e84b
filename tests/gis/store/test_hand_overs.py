"""The record of a hand-over only grows, and is seen by who sees the plan and the thing."""

from datetime import date

import pytest
from sqlalchemy import text

from gis.errors import Conflict, StoreError, WanggeError
from gis.model.access import Role, Scope
from gis.model.plans import PlanState
from gis.store import hand_overs, people, plan_grids, plans, publishing
from gis.store.hand_overs import PostPassed
from tests.gis.store.conftest import FIRST_DAY
from tests.gis.store.test_publishing import DRAFT

pytestmark = pytest.mark.database
DAY = date(2021, 6, 1)


@pytest.fixture
def published(own_tiny_store):
    """A plan in which the first grid of 甲 has gone into the second, with a post left behind."""
    world = own_tiny_store
    with world.store.system() as connection:
        people.save_roles(connection, [{"code": "leader", "chinese": "网格长", "unit_kind": "grid"}])
        grids = plans.read_plan_grids(connection, world.plan_id)["grid_id"]
        gone, heir = int(grids.iloc[0]), int(grids.iloc[1])
        holder = people.add_officeholder(connection, territory="tiny", number=17)
        post = people.appoint(
            connection, role="leader", unit_id=gone, officeholder_id=holder, from_date=FIRST_DAY
        )
        plan_id = plans.draft_from_plan(connection, world.plan_id, name="合并")
        connection.execute(
            text("UPDATE plan_cell SET grid_id = :heir WHERE plan_id = :plan AND grid_id = :gone"),
            {"heir": heir, "gone": gone, "plan": plan_id},
        )
        plan_grids.remove_plan_grid(connection, plan_id, gone)
        publishing.publish_plan(connection, plan_id, from_date=DAY, from_states=DRAFT)
    return world, plan_id, post, gone, heir


def test_posts_of_grids_that_left_wait_until_they_are_recorded(published):
    world, plan_id, post, gone, heir = published
    with world.store.system() as connection:
        (row,) = hand_overs.posts_left_behind(connection, plan_id).to_dict("records")
        assert (row["post_id"], row["grid_id"], row["grid_name"]) == (post, gone, "甲社区第一网格")
        hand_overs.record_posts(connection, plan_id, [PostPassed(post, gone, heir)])
        hand_overs.record_posts(connection, plan_id, [PostPassed(post, gone, heir)])
        assert hand_overs.posts_left_behind(connection, plan_id).empty
        (line,) = hand_overs.read_record(connection, plan_id).to_dict("records")
    assert (line["outcome"], line["from_grid"], line["to_grid"]) == (
        "ended",
        "甲社区第一网格",
        "甲社区第二网格",
    )


def test_the_record_only_grows(published):
    world, plan_id, post, gone, _ = published
    with world.store.system() as connection:
        hand_overs.record_posts(connection, plan_id, [PostPassed(post, gone)])
    for statement in (
        "UPDATE hand_over SET outcome = 'moved'",
        "DELETE FROM hand_over",
        "TRUNCATE hand_over",
    ):
        with pytest.raises(WanggeError), world.store.system() as connection:
            connection.execute(text(statement))


def test_who_sees_no_people_sees_no_post_of_the_record(published):
    world, plan_id, post, gone, _ = published
    with world.store.system() as connection:
        hand_overs.record_posts(connection, plan_id, [PostPassed(post, gone)])
    department = Scope(None, Role.DEPARTMENT, (world.path,))
    with world.store.session(department) as connection:
        assert hand_overs.read_record(connection, plan_id).empty
    with world.store.session(world.scope()) as connection:
        assert len(hand_overs.read_record(connection, plan_id)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE plan_cell SET grid_id = NULL WHERE plan_id = :plan",
        "DELETE FROM plan_cell WHERE plan_id = :plan",
        "UPDATE plan_grid SET name = 'x' WHERE plan_id = :plan",
        "INSERT INTO plan_grid (plan_id, grid_id, name) SELECT :plan, :gone, 'x'",
    ],
)
def test_a_plan_that_is_or_was_in_force_never_changes(published, statement):
    world, plan_id, _, gone, _ = published
    for plan in (plan_id, world.plan_id):
        if "INSERT" in statement and plan == world.plan_id:
            continue
        with pytest.raises((Conflict, StoreError, WanggeError)), world.store.system() as connection:
            connection.execute(
                text(statement), {"plan": plan, "gone": gone} if "gone" in statement else {"plan": plan}
            )


def test_codes_and_colours_may_still_come_to_a_plan_in_force(published):
    world, plan_id, _, _, heir = published
    with world.store.system() as connection:
        plan_grids.assign_official_codes(connection, plan_id, {heir: "500199098001777"})
        plan_grids.colour_plan_grids(connection, plan_id, {heir: 3})
        assert plans.read_plan(connection, plan_id).state is PlanState.IN_FORCE
        assert "500199098001777" in plan_grids.codes_ever_given(connection)
