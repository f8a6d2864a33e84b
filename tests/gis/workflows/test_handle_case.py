"""A case goes its way, step by step, and each step only by those who may."""

import pytest

from gis.errors import Conflict, InputError, NotAllowed, NotFound
from gis.model.access import Role
from gis.store import accounts, cases
from gis.workflows.file_case import Filing, file_case
from gis.workflows.handle_case import move_case, progress_of
from tests.gis.store.conftest import fill
from tests.worked import tiny

pytestmark = pytest.mark.database
LON, LAT = tiny.lon_lat(30, 30)
ROLES = (Role.GRID_WORKER, Role.COMMUNITY, Role.LEADER, Role.DEPARTMENT, Role.PLANNER)


@pytest.fixture(scope="module")
def world(make_store):
    with make_store() as store:
        yield fill(store)


@pytest.fixture(scope="module")
def people(world):
    scopes = {}
    with world.store.system() as connection:
        for role in ROLES:
            user_id = accounts.create_account(
                connection, login=role.value, password_hash="x", display_name=role.value, role=role
            )
            scopes[role] = world.scope(role=role, user_id=user_id)
    return scopes


@pytest.fixture
def case(world, people):
    return file_case(world.store, people[Role.GRID_WORKER], Filing("0104", "底商油烟", lon=LON, lat=LAT)).case


def test_a_whistle_plays_from_report_to_closing(world, people, case):
    def step(role, name, **given):
        return move_case(world.store, people[role], case.case_id, name, **given)

    assert step(Role.GRID_WORKER, "whistle", note="需专业检测").state == "judging"
    assert step(Role.LEADER, "judge_up", note="需区级协调").state == "called"
    once = step(Role.DEPARTMENT, "check_in", facts={"department": "district_environment"})
    assert once.state == "called"
    with world.store.session(people[Role.LEADER]) as connection:
        assert progress_of(connection, case.case_id).missing == ("subdistrict_environment",)
    both = step(Role.DEPARTMENT, "check_in", facts={"department": "subdistrict_environment"})
    assert both.state == "in_progress"
    assert step(Role.DEPARTMENT, "step", note="现场检测").state == "in_progress"
    assert step(Role.GRID_WORKER, "solve", note="达标").solved_at is not None
    done = step(Role.COMMUNITY, "close", facts={"satisfaction": 5})
    assert (done.state, done.satisfaction, done.route) == ("closed", 5, "whistle")
    with world.store.session(people[Role.LEADER]) as connection:
        kinds = [event.kind for event in cases.read_case_events(connection, case.case_id)]
    assert kinds == [
        "filed", "whistle", "judge_up", "check_in", "check_in", "all_checked_in", "step", "solve", "close",
    ]  # fmt: skip


def test_a_matter_is_raised_discussed_and_decided(world, people, case):
    worker, community = people[Role.GRID_WORKER], people[Role.COMMUNITY]
    assert move_case(world.store, worker, case.case_id, "discuss").state == "discussing"
    with pytest.raises(NotAllowed):
        move_case(world.store, worker, case.case_id, "decide", note="x")
    assert move_case(world.store, community, case.case_id, "decide", note="居民议定").state == "decided"
    assert move_case(world.store, worker, case.case_id, "start").state == "in_progress"


def test_a_step_on_something_older_is_refused_with_what_changed(world, people, case):
    worker = people[Role.GRID_WORKER]
    move_case(world.store, worker, case.case_id, "accept", version=case.version)
    with pytest.raises(Conflict) as refusal:
        move_case(world.store, worker, case.case_id, "comment", version=case.version, note="迟了")
    assert refusal.value.code == "case_changed"
    assert refusal.value.facts["state"] == "accepted"


def test_a_reopened_case_is_no_longer_solved(world, people, case):
    worker = people[Role.GRID_WORKER]
    for name, note in (("accept", ""), ("start", ""), ("solve", "好了")):
        move_case(world.store, worker, case.case_id, name, note=note)
    reopened = move_case(world.store, worker, case.case_id, "reopen", note="又有油烟")
    assert (reopened.state, reopened.solved_at) == ("in_progress", None)


def test_a_duplicate_is_merged_and_linked(world, people, case):
    worker = people[Role.GRID_WORKER]
    other = file_case(world.store, worker, Filing("0104", "又是油烟", lon=LON, lat=LAT)).case
    merged = move_case(world.store, worker, other.case_id, "merge", facts={"into_case_id": case.case_id})
    assert merged.state == "merged"
    with world.store.session(worker) as connection:
        assert cases.read_links(connection, case.case_id)["case_id"].tolist() == [other.case_id]


@pytest.mark.parametrize(
    ("name", "facts", "code"),
    [
        ("merge", {}, "merge_target_missing"),
        ("merge", {"into_case_id": "x"}, "merge_target_missing"),
        ("accept", {"colour": "red"}, "fact_unexpected"),
        ("vanish", {}, "move_unknown"),
    ],
)
def test_a_step_with_wrong_facts_is_refused_and_leaves_no_event(world, people, case, name, facts, code):
    worker = people[Role.GRID_WORKER]
    with pytest.raises(InputError) as refusal:
        move_case(world.store, worker, case.case_id, name, facts=facts)
    assert refusal.value.code == code
    with world.store.session(worker) as connection:
        assert len(cases.read_case_events(connection, case.case_id)) == 1


def test_own_steps_of_a_category_are_kept_and_no_others(world, people):
    worker = people[Role.GRID_WORKER]
    clutter = file_case(world.store, worker, Filing("0301", "楼道堆物", lon=LON, lat=LAT)).case
    for name in ("accept", "start"):
        move_case(world.store, worker, clutter.case_id, name)
    move_case(world.store, worker, clutter.case_id, "step", note="已贴告知", facts={"step": "notice"})
    with pytest.raises(InputError) as refusal:
        move_case(world.store, worker, clutter.case_id, "step", note="x", facts={"step": "burnt"})
    assert refusal.value.code == "step_unknown"


def test_satisfaction_is_one_to_five(world, people, case):
    worker = people[Role.GRID_WORKER]
    for name, note in (("accept", ""), ("start", ""), ("solve", "好了")):
        move_case(world.store, worker, case.case_id, name, note=note)
    with pytest.raises(InputError) as refusal:
        move_case(world.store, people[Role.COMMUNITY], case.case_id, "close", facts={"satisfaction": 9})
    assert refusal.value.code == "satisfaction_invalid"


def test_a_planner_moves_nothing_and_another_area_sees_nothing(world, people, case):
    with pytest.raises(NotAllowed):
        move_case(world.store, people[Role.PLANNER], case.case_id, "accept")
    elsewhere = world.scope("999999", role=Role.GRID_WORKER, user_id=people[Role.GRID_WORKER].user_id)
    with pytest.raises(NotFound):
        move_case(world.store, elsewhere, case.case_id, "accept")
