"""A case goes its way, step by step, and each step only by those who may."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gis.casework.admission import CaseSource
from gis.casework.categories import read_categories
from gis.casework.working_time import read_calendar
from gis.errors import Conflict, InputError, NotAllowed, NotFound
from gis.model.access import Role
from gis.store import accounts, case_events, cases
from gis.workflows.file_case import Filing, file_case
from gis.workflows.handle_case import move_case, progress_of
from tests.gis.store.conftest import fill
from tests.worked import tiny

pytestmark = pytest.mark.database
LON, LAT = tiny.lon_lat(30, 30)
ROLES = (Role.GRID_WORKER, Role.COMMUNITY, Role.LEADER, Role.DEPARTMENT, Role.PLANNER)
BUREAU, OFFICE, POLICE = DEPARTMENTS = ("district_environment", "subdistrict_environment", "police")


@pytest.fixture(scope="module")
def world(make_store):
    with make_store() as store:
        yield fill(store)


@pytest.fixture(scope="module")
def people(world):
    """One scope per role, and one per department."""
    logins = {role: (role, "") for role in ROLES} | {code: (Role.DEPARTMENT, code) for code in DEPARTMENTS}
    scopes = {}
    with world.store.system() as connection:
        for login, (role, department) in logins.items():
            user_id = accounts.create_account(
                connection,
                login=login,
                password_hash="x",
                display_name=login,
                role=role,
                department=department,
            )
            scopes[login] = replace(world.scope(role=role, user_id=user_id), department=department)
    return scopes


@pytest.fixture
def case(world, people):
    return file_case(world.store, people[Role.GRID_WORKER], Filing("0104", "底商油烟", lon=LON, lat=LAT)).case


def test_a_whistle_plays_from_report_to_closing(world, people, case):
    def step(role, name, **given):
        return move_case(world.store, people[role], case.case_id, name, **given)

    assert step(Role.GRID_WORKER, "whistle", note="需专业检测").state == "judging"
    assert step(Role.LEADER, "judge_up", note="需区级协调").state == "called"
    assert step(BUREAU, "check_in", note="明日到场").state == "called"
    with world.store.session(people[Role.LEADER]) as connection:
        assert progress_of(connection, case.case_id).missing == (OFFICE,)
    assert step(OFFICE, "check_in").state == "in_progress"
    assert step(BUREAU, "step", note="现场检测").state == "in_progress"
    assert step(Role.GRID_WORKER, "solve", note="达标").solved_at is not None
    done = step(Role.COMMUNITY, "close", facts={"satisfaction": 5})
    assert (done.state, done.satisfaction, done.route) == ("closed", 5, "whistle")
    with world.store.session(people[Role.LEADER]) as connection:
        kinds = [event.kind for event in case_events.read_case_events(connection, case.case_id)]
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
        assert case_events.read_links(connection, case.case_id)["case_id"].tolist() == [other.case_id]


@pytest.mark.parametrize(
    ("name", "facts", "code"),
    [
        ("merge", {}, "merge_target_missing"),
        ("merge", {"into_case_id": "x"}, "merge_target_missing"),
        ("merge", {"into_case_id": True}, "merge_target_missing"),
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
        assert len(case_events.read_case_events(connection, case.case_id)) == 1


def test_several_departments_check_in_each_for_itself_and_once(world, people, case):
    def step(who, name, **given):
        return move_case(world.store, people[who], case.case_id, name, **given)

    step(Role.GRID_WORKER, "whistle", note="x")
    with pytest.raises(NotFound):
        step(BUREAU, "check_in")
    step(Role.LEADER, "judge_up", note="x", facts={"departments": [BUREAU, POLICE]})
    with pytest.raises(NotFound):
        step(OFFICE, "check_in")
    with pytest.raises(NotAllowed) as other:
        step(BUREAU, "check_in", facts={"department": POLICE})
    assert other.value.code == "department_not_own"
    step(BUREAU, "check_in")
    with pytest.raises(Conflict) as again:
        step(BUREAU, "check_in")
    assert again.value.code == "checked_in_before"
    with pytest.raises(Conflict) as uncalled:
        step(Role.LEADER, "check_in", facts={"department": OFFICE})
    assert uncalled.value.code == "department_not_called"
    # The sub-district may record the arrival of a department that has no account here.
    assert step(Role.LEADER, "check_in", facts={"department": POLICE}).state == "in_progress"


def test_a_second_whistle_waits_for_its_own_departments(world, people, case):
    def step(who, name, **given):
        return move_case(world.store, people[who], case.case_id, name, **given)

    for _ in range(2):
        step(Role.GRID_WORKER, "whistle", note="x")
        assert step(Role.LEADER, "judge_up", note="x", facts={"departments": [BUREAU]}).state == "called"
        assert step(BUREAU, "check_in").state == "in_progress"


def test_a_case_may_be_referred_to_departments_which_then_see_it(world, people, case):
    with pytest.raises(NotFound):
        move_case(world.store, people[POLICE], case.case_id, "comment", note="x")
    moved = move_case(
        world.store,
        people[Role.COMMUNITY],
        case.case_id,
        "refer",
        note="属公安职责",
        facts={"departments": [POLICE]},
    )
    assert (moved.state, moved.route, moved.departments) == ("referred", "refer", [POLICE])
    assert move_case(world.store, people[POLICE], case.case_id, "start").state == "in_progress"


def test_stairwell_clutter_goes_its_own_way_to_the_end_before_it_is_solved(world, people):
    worker = people[Role.GRID_WORKER]
    clutter = file_case(world.store, worker, Filing("0301", "楼道堆物", lon=LON, lat=LAT)).case

    def step(code, **given):
        return move_case(
            world.store, worker, clutter.case_id, "step", note=code, facts={"step": code, **given}
        )

    def photo():
        with world.store.session(worker) as connection:
            cases.append_case_event(connection, clutter.case_id, kind="photo")

    def refused(call):
        with pytest.raises((Conflict, InputError)) as refusal:
            call()
        return refusal.value.code

    for name in ("accept", "start"):
        move_case(world.store, worker, clutter.case_id, name)
    assert refused(lambda: step("burnt")) == "step_unknown"
    assert refused(lambda: step("notice")) == "step_out_of_turn"
    assert refused(lambda: step("photo")) == "step_hindered"
    photo()
    step("photo")
    assert refused(lambda: step("notice", limit_hours=0)) == "step_limit_invalid"
    assert refused(lambda: step("notice", limit_hours=True)) == "step_limit_invalid"
    step("notice", limit_hours=7)
    assert refused(lambda: step("joint_team")) == "step_hindered"
    solve = lambda: move_case(world.store, worker, clutter.case_id, "solve", note="已清")  # noqa: E731
    assert refused(solve) == "steps_missing"
    photo()
    step("removed")
    assert solve().state == "solved"


def test_a_step_told_later_keeps_its_moment_and_no_event_stands_before_the_last(world, people):
    worker, start = people[Role.GRID_WORKER], datetime.now(UTC) - timedelta(days=20)
    old = file_case(world.store, worker, Filing("0104", "油烟", lon=LON, lat=LAT, reported_at=start)).case

    def move(name, made_at, **given):
        return move_case(world.store, worker, old.case_id, name, made_at=made_at, **given)

    move("accept", start + timedelta(hours=1))
    move("start", start + timedelta(hours=2))
    solved = move("solve", start + timedelta(days=3), note="好了")
    assert solved.solved_at == start + timedelta(days=3)
    for wrong in (start, datetime.now(UTC) + timedelta(hours=1), datetime(2022, 5, 6)):  # noqa: DTZ001
        with pytest.raises(InputError) as refusal:
            move("comment", wrong, note="x")
        assert refusal.value.code == "clock_wrong"


def test_community_and_leaders_set_the_priority_with_a_reason(world, people, case):
    with pytest.raises(NotAllowed):
        move_case(
            world.store, people[Role.GRID_WORKER], case.case_id, "prioritise", note="x", facts={"priority": 1}
        )
    for wrong in (0, 6, "1", True, None):
        with pytest.raises(InputError):
            move_case(
                world.store,
                people[Role.COMMUNITY],
                case.case_id,
                "prioritise",
                note="x",
                facts={"priority": wrong},
            )
    moved = move_case(
        world.store,
        people[Role.COMMUNITY],
        case.case_id,
        "prioritise",
        note="影响面大",
        facts={"priority": 1},
    )
    assert (moved.priority, moved.state) == (1, "reported")


def _reclassify(world, who, case, category, note="登记时选错"):
    facts = {} if category is None else {"category": category}
    return move_case(world.store, who, case.case_id, "reclassify", note=note, facts=facts)


def test_another_category_brings_its_own_limit_from_the_report_on_and_is_an_event(world, people, case):
    community, tree, calendar = people[Role.COMMUNITY], read_categories(), read_calendar()
    assert tree.get("0101").limit_hours != tree.get("0104").limit_hours
    moved = _reclassify(world, community, case, "0101")
    assert (moved.category, moved.state, moved.route) == ("0101", "reported", tree.get("0101").route)
    assert moved.due_at == calendar.due(case.reported_at, tree.get("0101").limit_hours)
    with world.store.session(community) as connection:
        event = case_events.read_case_events(connection, case.case_id)[-1]
    assert (event.kind, event.note) == ("reclassify", "登记时选错")
    assert event.payload == {"category": "0101", "from_category": "0104", "answers": {}}
    unlimited = next(
        one.code for one in tree.categories.values() if one.limit_hours is None and not one.is_dispute
    )
    assert _reclassify(world, community, case, unlimited).due_at is None


def test_another_category_asks_its_own_questions_and_keeps_the_former_answers_in_the_event(world, people):
    community, worker = people[Role.COMMUNITY], people[Role.GRID_WORKER]
    told = Filing("0301", "堆物", lon=LON, lat=LAT, answers={"堆放在几层": "三层"})
    clutter = file_case(world.store, worker, told).case
    for answers in ({"堆放在几层": "三层"}, {"?": "x"}, ["x"], {"堆放在几层": 3}, "x"):
        with pytest.raises(InputError) as refusal:
            facts = {"category": "0202", "answers": answers}
            move_case(world.store, community, clutter.case_id, "reclassify", note="选错", facts=facts)
        assert refusal.value.code == "answer_unexpected"
    moved = _reclassify(world, community, clutter, "0202")
    assert moved.answers == {}
    with world.store.session(community) as connection:
        event = case_events.read_case_events(connection, moved.case_id)[-1]
    assert event.payload["from_answers"] == {"堆放在几层": "三层"}
    facts = {"category": "0301", "answers": {"是否堵住疏散通道": "是", "堆放在几层": " "}}
    back = move_case(world.store, community, clutter.case_id, "reclassify", note="又选错", facts=facts)
    assert back.answers == {"是否堵住疏散通道": "是"}


def test_the_priority_follows_the_category_unless_somebody_set_it_for_this_case(world, people, case):
    community = people[Role.COMMUNITY]
    urgent = read_categories().get("0202").priority
    assert urgent != case.priority
    assert _reclassify(world, community, case, "0202").priority == urgent
    facts = {"priority": 4}
    move_case(world.store, community, case.case_id, "prioritise", note="已围挡", facts=facts)
    assert _reclassify(world, community, case, "0104").priority == 4


def test_a_category_is_changed_by_community_and_leader_with_a_reason(world, people, case):
    for role in (Role.GRID_WORKER, Role.PLANNER):
        with pytest.raises(NotAllowed):
            _reclassify(world, people[role], case, "0101")
    with pytest.raises(InputError) as refusal:
        _reclassify(world, people[Role.LEADER], case, "0101", note=" ")
    assert refusal.value.code == "note_missing"
    assert _reclassify(world, people[Role.LEADER], case, "0101").category == "0101"


@pytest.mark.parametrize(
    ("category", "code"),
    [
        ("0104", "category_same"),
        ("0601", "category_dispute"),
        ("9998", "category_unknown"),
        (["0101"], "category_missing"),
        (None, "category_missing"),
    ],
)
def test_a_category_that_cannot_be_is_refused_and_nothing_changes(world, people, case, category, code):
    with pytest.raises(InputError) as refusal:
        _reclassify(world, people[Role.COMMUNITY], case, category)
    assert (refusal.value.code, bool(refusal.value.chinese)) == (code, True)
    with world.store.session(people[Role.COMMUNITY]) as connection:
        assert cases.read_case(connection, case.case_id) == case


def test_a_dispute_stays_a_dispute(world, people):
    community = people[Role.COMMUNITY]
    dispute = file_case(world.store, community, Filing("0601", "邻里", lon=LON, lat=LAT)).case
    with pytest.raises(InputError) as refusal:
        _reclassify(world, community, dispute, "0104")
    assert refusal.value.code == "category_dispute"
    moved = _reclassify(world, community, dispute, "0602")
    assert (moved.is_dispute, moved.lon, moved.grid_id) == (True, None, None)


def test_a_departments_task_goes_to_no_category_off_the_list(world, people):
    task = file_case(
        world.store, people[Role.COMMUNITY], Filing("0104", "x", CaseSource.DEPARTMENT, lon=LON, lat=LAT)
    ).case
    with pytest.raises(InputError) as refusal:
        _reclassify(world, people[Role.COMMUNITY], task, "9902")
    assert refusal.value.code == "category_not_listed"


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
    elsewhere = world.scope("999999", role=Role.GRID_WORKER, user_id=people[Role.COMMUNITY].user_id)
    with pytest.raises(NotFound):
        move_case(world.store, elsewhere, case.case_id, "accept")
    filer = replace(elsewhere, user_id=people[Role.GRID_WORKER].user_id)
    with pytest.raises(NotAllowed):
        move_case(world.store, filer, case.case_id, "accept")
