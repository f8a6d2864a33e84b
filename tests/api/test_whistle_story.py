"""The whistle story of world 002 through the API: 茶花社区's eighth grid, from report to falling complaints."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from gis.model.access import Role
from gis.model.units import UnitKind
from gis.store import units
from gis.workflows import accounts
from gis.workflows.load_world import load_world
from tests.gis.workflows.quick_hashing import quick_hashing

pytestmark = pytest.mark.database

PASSWORD = "long enough for a test"
START = datetime.now(UTC) - timedelta(days=40)
BUREAU, POST = "district_environment", "subdistrict_environment"


@pytest.fixture(scope="module")
def people(make_demo_store):
    """A client for each of the people: worker of the eighth grid, community, leader, two departments."""
    with quick_hashing(), make_demo_store() as store:
        world = load_world(store, "subdistrict")
        with store.system() as connection:
            place = {
                name: unit_id
                for kind in (UnitKind.COMMUNITY, UnitKind.GRID)
                for name, unit_id in units.read_units(connection, kind)[["name", "unit_id"]].itertuples(
                    index=False
                )
            }
        app = create_app(store.settings, store)
        told = {
            "worker": (Role.GRID_WORKER, [place["茶花社区第八网格"]], ""),
            "neighbour": (Role.GRID_WORKER, [place["茶花社区第七网格"]], ""),
            "community": (Role.COMMUNITY, [place["茶花社区"]], ""),
            "leader": (Role.LEADER, world.subdistrict_ids, ""),
            BUREAU: (Role.DEPARTMENT, world.subdistrict_ids, BUREAU),
            POST: (Role.DEPARTMENT, world.subdistrict_ids, POST),
            "police": (Role.DEPARTMENT, world.subdistrict_ids, "police"),
        }
        clients = {"visitor": TestClient(app, raise_server_exceptions=False)}
        for login, (role, unit_ids, department) in told.items():
            accounts.add_account(
                store, login=login, password=PASSWORD, role=role, unit_ids=unit_ids, department=department
            )
            clients[login] = TestClient(app, raise_server_exceptions=False)
            token = accounts.sign_in(store, login, PASSWORD).token
            clients[login].headers["Authorization"] = f"Bearer {token}"
        yield clients


def _file(client, day, title="底商油烟扰民", source="resident"):
    body = {
        "category": "0105", "title": title, "address": "融汇江山3栋", "source": source,
        "reported_at": (START + timedelta(days=day)).isoformat(),
    }  # fmt: skip
    answer = client.post("/api/v1/cases", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["case"]


def _sees(people, case_id):
    return {
        who
        for who, client in people.items()
        if client.get(f"/api/v1/cases/{case_id}/desk").status_code == 200
    }


def _may(people, case_id, name):
    seen = {who: people[who].get(f"/api/v1/cases/{case_id}/desk").json() for who in _sees(people, case_id)}
    return {who for who, desk in seen.items() if name in {move["move"] for move in desk["case"]["moves"]}}


def test_from_report_over_whistle_and_two_departments_to_falling_complaints(people):
    for day in (0, 1, 3, 5, 8, 10, 11, 13):
        _file(people["worker"], day)
    case = _file(people["worker"], 14, "融汇江山底商夜间噪声、油烟", "grid_worker")
    address = f"/api/v1/cases/{case['id']}"
    assert case["unit_name"] == "融汇江山3栋"

    def step(who, name, day, **given):
        moment = (START + timedelta(days=day)).isoformat()
        answer = people[who].post(f"{address}/events", json={"move": name, "made_at": moment, **given})
        assert answer.status_code == 201, answer.text
        return answer.json()

    assert _sees(people, case["id"]) == {"worker", "community", "leader"}
    assert _may(people, case["id"], "whistle") == {"worker", "community"}
    step("worker", "whistle", 14.1, note="需检测设备")
    assert _may(people, case["id"], "judge_up") == {"leader"}
    refused = people["worker"].post(f"{address}/events", json={"move": "judge_up", "note": "x"})
    assert (refused.status_code, refused.json()["code"]) == (403, "move_not_allowed")
    step("leader", "judge_up", 14.5, note="需区级协调", facts={"departments": [BUREAU, POST]})
    assert _sees(people, case["id"]) == {"worker", "community", "leader", BUREAU, POST}
    step(BUREAU, "check_in", 15)
    assert people[POST].get(f"{address}/whistle").json()["missing"] == [POST]
    assert step(POST, "check_in", 15.2)["state"] == "in_progress"
    step(BUREAU, "step", 16, note="检测")
    step(POST, "step", 17, note="检查净化设备")
    step("worker", "step", 17.5, note="向商户宣传政策")
    assert _may(people, case["id"], "solve") >= {"worker", BUREAU, POST}
    step("worker", "solve", 20, note="达标")
    assert _may(people, case["id"], "close") == {"community", "leader"}
    closed = step("community", "close", 22, facts={"satisfaction": 5})
    assert (closed["state"], closed["satisfaction"]) == ("closed", 5)
    _file(people["worker"], 33)

    for who in ("worker", BUREAU):
        weeks = people[who].get(f"{address}/trend").json()
        by_week = {week["monday"]: week["cases"] for week in weeks}
        solved_on = (START + timedelta(days=20)).date()
        monday = (solved_on - timedelta(days=solved_on.weekday())).isoformat()
        before = sum(count for day, count in by_week.items() if day < monday)
        after = sum(count for day, count in by_week.items() if day > monday)
        assert (before + after + by_week[monday], after) == (10, 1)
    kinds = [event["kind"] for event in people["leader"].get(f"{address}/events").json()]
    assert kinds == [
        "filed", "whistle", "judge_up", "check_in", "check_in", "all_checked_in", "step", "step", "step", "solve",
        "close",
    ]  # fmt: skip


def test_a_complaint_that_comes_back_is_reopened_by_those_who_may(people):
    case = _file(people["community"], 30, "又有噪声")
    address = f"/api/v1/cases/{case['id']}/events"
    for name, note in (("accept", ""), ("start", ""), ("solve", "好了")):
        assert people["community"].post(address, json={"move": name, "note": note}).status_code == 201
    assert _may(people, case["id"], "reopen") == {"worker", "community", "leader"}
    reopened = people["worker"].post(address, json={"move": "reopen", "note": "又来了"}).json()
    assert (reopened["state"], reopened["solved_at"]) == ("in_progress", None)


def test_nothing_of_the_story_can_be_edited_away(people):
    case = _file(people["community"], 31)
    for method in ("put", "patch", "delete"):
        for path in (f"/api/v1/cases/{case['id']}", f"/api/v1/cases/{case['id']}/events"):
            assert getattr(people["leader"], method)(path).status_code == 405


def test_a_task_of_a_department_off_the_list_is_returned_and_a_residents_request_never(people):
    place = {"address": "融汇江山3栋", "title": "填报统计表"}
    task = {**place, "category": "9902", "source": "department"}
    sent = people["police"].post("/api/v1/cases", json=task).json()
    assert (sent["case"]["state"], "准入清单" in sent["rule"]) == ("returned", True)
    assert people["police"].get(f"/api/v1/cases/{sent['case']['id']}").status_code == 200
    disguised = people["police"].post("/api/v1/cases", json={**task, "source": "resident"})
    assert (disguised.status_code, disguised.json()["code"]) == (422, "source_not_own")
    wish = people["community"].post("/api/v1/cases", json={**place, "category": "9901"}).json()
    assert (wish["case"]["state"], "居民诉求一律登记" in wish["rule"]) == ("referred", True)
