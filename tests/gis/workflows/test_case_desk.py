"""Each step of the whistle is offered to those who may take it and seen by nobody else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gis.errors import NotFound
from gis.model.access import ANONYMOUS, Role
from gis.model.ids import UnitId
from gis.model.units import UnitKind
from gis.store import accounts, units
from gis.workflows.case_desk import WEEKS_SHOWN, open_case, trend_of
from gis.workflows.file_case import Filing, file_case
from gis.workflows.handle_case import move_case
from tests.gis.store.conftest import fill
from tests.worked import tiny

pytestmark = pytest.mark.database
LON, LAT = tiny.lon_lat(30, 30)
BUREAU, OFFICE, POLICE = "district_environment", "subdistrict_environment", "police"


@pytest.fixture(scope="module")
def world(make_store):
    with make_store() as store:
        yield fill(store)


@pytest.fixture(scope="module")
def people(world):
    """The story's people: worker of the grid, community, leader, two departments, and those with no part in it."""
    with world.store.system() as connection:
        building = units.unit_by_code(connection, UnitKind.BUILDING, "B07")
        community, grid = (UnitId(int(label)) for label in building.path.split(".")[1:3])
        other = units.unit_by_code(connection, UnitKind.COMMUNITY, tiny.YI).unit_id
        whole = world.subdistrict_id
        told = {
            "worker": (Role.GRID_WORKER, grid, ""),
            "community": (Role.COMMUNITY, community, ""),
            "leader": (Role.LEADER, whole, ""),
            BUREAU: (Role.DEPARTMENT, whole, BUREAU),
            OFFICE: (Role.DEPARTMENT, whole, OFFICE),
            POLICE: (Role.DEPARTMENT, whole, POLICE),
            "planner": (Role.PLANNER, whole, ""),
            "elsewhere": (Role.COMMUNITY, other, ""),
        }
        scopes = {}
        for login, (role, unit_id, department) in told.items():
            user_id = accounts.create_account(
                connection, login=login, password_hash="x", display_name=login, role=role, unit_ids=[unit_id],
                department=department,
            )  # fmt: skip
            scopes[login] = accounts.scope_of(connection, user_id)
    return scopes


@pytest.fixture
def seen_by(world, people):
    """What each person may do with a case; None where they do not see it."""

    def seen(case_id):
        offers = {}
        for login, scope in {**people, "visitor": ANONYMOUS}.items():
            try:
                offers[login] = {offer.move.name for offer in open_case(world.store, scope, case_id).offers}
            except NotFound:
                offers[login] = None
        return offers

    return seen


def _file(world, scope, category="0104", **given):
    return file_case(world.store, scope, Filing(category, "底商油烟", lon=LON, lat=LAT, **given)).case


def test_each_step_of_the_whistle_is_for_those_whose_turn_it_is(world, people, seen_by):
    case_id = _file(world, people["worker"]).case_id

    def step(who, name, **given):
        move_case(world.store, people[who], case_id, name, **given)

    def whose(name):
        return {who for who, moves in seen_by(case_id).items() if moves and name in moves}

    def blind():
        return {who for who, moves in seen_by(case_id).items() if moves is None}

    assert blind() == {BUREAU, OFFICE, POLICE, "elsewhere", "visitor"}
    assert seen_by(case_id)["planner"] == set()
    assert whose("whistle") == {"worker", "community"}
    step("worker", "whistle", note="需检测")
    assert whose("judge_own") == whose("judge_up") == {"leader"}
    step("leader", "judge_up", note="需区级协调")
    assert blind() == {POLICE, "elsewhere", "visitor"}
    assert whose("check_in") == {BUREAU, OFFICE, "leader"}
    step(BUREAU, "check_in")
    assert whose("check_in") == {OFFICE, "leader"}
    step(OFFICE, "check_in")
    assert whose("check_in") == set()
    assert whose("solve") == {"worker", "community", "leader", BUREAU, OFFICE}
    step(BUREAU, "solve", note="达标")
    assert whose("close") == {"community", "leader"}
    assert whose("reopen") == {"worker", "community", "leader"}


def test_raise_discuss_decide_is_for_grid_and_community(world, people, seen_by):
    case_id = _file(world, people["worker"], "0401").case_id
    move_case(world.store, people["worker"], case_id, "discuss")
    whose = {who for who, moves in seen_by(case_id).items() if moves and "decide" in moves}
    assert whose == {"community"}


def test_a_dispute_is_shown_to_community_and_leader_and_followed_by_whoever_filed_it(world, people, seen_by):
    case = _file(world, people["worker"], "0601")
    offers = seen_by(case.case_id)
    assert {who for who, moves in offers.items() if moves is None} == {
        BUREAU, OFFICE, POLICE, "planner", "elsewhere", "visitor",
    }  # fmt: skip
    assert offers["worker"] == set()
    assert "accept" in offers["community"] and "accept" in offers["leader"]
    assert trend_of(world.store, people["community"], case.case_id) == []


def test_solving_waits_for_the_own_steps_and_says_so(world, people):
    case_id = _file(world, people["worker"], "0301").case_id
    for name in ("accept", "start"):
        move_case(world.store, people["worker"], case_id, name)
    desk = open_case(world.store, people["worker"], case_id)
    hindered = {offer.move.name: bool(offer.hindrance) for offer in desk.offers}
    assert hindered["solve"] and not hindered["step"]
    assert [step.code for step in desk.steps] == ["photo", "notice", "joint_team", "removed"]
    assert [offer.step.code for offer in desk.next_steps] == ["photo"]


def test_the_series_counts_the_grid_for_everybody_who_sees_the_case(world, people):
    now = datetime.now(UTC)
    filed = [
        _file(world, people["worker"], "0205", reported_at=now - timedelta(days=days))
        for days in (15, 15, 8, 1)
    ]
    case_id = filed[0].case_id
    counts = [week.cases for week in trend_of(world.store, people["worker"], case_id, now=now)]
    assert (len(counts), sum(counts)) == (WEEKS_SHOWN, 4)
    move_case(world.store, people["community"], case_id, "refer", note="x", facts={"departments": [POLICE]})
    assert [week.cases for week in trend_of(world.store, people[POLICE], case_id, now=now)] == counts
    with pytest.raises(NotFound):
        trend_of(world.store, replace(people[POLICE], department=OFFICE), case_id)
