"""The routes of duties: who may, within what, and no crash for anybody."""

from datetime import UTC, datetime

import pytest

from gis.model.access import Role
from gis.model.units import UnitKind
from gis.store import people, units
from tests.worked import tiny

pytestmark = pytest.mark.database
START = "2026-03-01"
CHANGES = [
    ("POST", "/api/v1/posts", {"role": "x", "unit_id": 1, "from_date": START}),
    ("PUT", "/api/v1/posts/1/holder", {"from_date": START}),
    ("POST", "/api/v1/posts/1/end", {"on_date": START}),
    ("PUT", "/api/v1/posts/1/substitute", {}),
    ("POST", "/api/v1/posts/1/absence", {"from_date": START}),
    ("POST", "/api/v1/posts/1/return", {"on_date": START}),
    ("PUT", "/api/v1/officeholders/1/contacts", {"contacts": {"duty_phone": "12345"}}),
]


@pytest.fixture(scope="module")
def service(own_service):
    """A world of one's own: this module counts posts."""
    with own_service.world.store.system() as connection:
        asked = {"code": "leader", "chinese": "网格长", "unit_kind": "grid", "posts_per_unit": 1}
        people.save_roles(connection, [asked])
    own_service.account("jia_worker", Role.COMMUNITY, (own_service.communities[0],))
    return own_service


def _grid(service, code=tiny.GRID_JIA_SOUTH):
    with service.world.store.system() as connection:
        return units.unit_by_code(connection, UnitKind.GRID, code).unit_id


def test_a_community_sees_what_is_wanting_appoints_and_sees_it_filled(service):
    client, grid = service.program("jia_worker"), _grid(service)
    asked = client.get(f"/api/v1/duties/units/{grid}").json()
    assert asked["wanting"] == [{"role": "leader", "role_chinese": "网格长", "missing": 1}]
    wish = {"role": "leader", "unit_id": grid, "from_date": START}
    wish["newcomer"] = {"contacts": {"duty_phone": "13800000017"}}
    key = {"Idempotency-Key": "once"}
    first, second = (client.post("/api/v1/posts", json=wish, headers=key) for _ in range(2))
    assert first.status_code == 201 and first.json() == second.json()
    told = client.get(f"/api/v1/duties/units/{grid}").json()
    (post,), (person,) = told["posts"], told["officeholders"]
    assert told["wanting"] == [] and post["id"] == first.json()["id"]
    assert person["contacts"] == [{"kind": "duty_phone", "masked": "138****0017"}]
    taken = client.post("/api/v1/posts", json={**wish, "newcomer": {}})
    assert (taken.status_code, taken.json()["code"]) == (409, "post_taken")


def test_loads_are_those_of_ones_own_grids(service):
    own = service.program("jia_worker").get("/api/v1/duties/loads").json()["items"]
    every = service.program("planner").get("/api/v1/duties/loads").json()["items"]
    assert {load["community"] for load in own} == {"甲社区"}
    assert len(every) > len(own)
    first = service.program("planner").get("/api/v1/duties/loads?limit=1").json()
    assert len(first["items"]) == 1 and first["next_cursor"]
    for load in every:
        assert (load["households_per_person"] is None) == (load["people"] == 0)


def test_posts_may_be_asked_for_by_area_and_vacancy(service):
    client, grid = service.program("planner"), _grid(service, tiny.GRID_YI_NORTH)
    made = client.post("/api/v1/posts", json={"role": "leader", "unit_id": grid, "from_date": START}).json()
    vacant = client.get(f"/api/v1/posts?within={grid}&vacant=true").json()["items"]
    assert [post["id"] for post in vacant] == [made["id"]]
    assert client.get(f"/api/v1/posts?within={grid}&vacant=false").json()["items"] == []


def test_a_post_is_changed_step_by_step_and_every_step_is_recorded(service):
    client, grid = service.program("planner"), _grid(service, tiny.GRID_JIA_NORTH)
    wish = {"role": "leader", "unit_id": grid, "from_date": START, "newcomer": {}}
    post = client.post("/api/v1/posts", json=wish).json()["id"]
    other = client.get("/api/v1/duties/candidates").json()["items"][0]["id"]
    day = datetime.now(tz=UTC).date().isoformat()
    steps = [
        ("PUT", f"/api/v1/posts/{post}/substitute", {"substitute_id": other}),
        ("POST", f"/api/v1/posts/{post}/absence", {"from_date": day}),
        ("POST", f"/api/v1/posts/{post}/return", {"on_date": day}),
        ("POST", f"/api/v1/posts/{post}/end", {"on_date": day}),
    ]
    for method, path, body in steps:
        assert client.request(method, path, json=body).status_code == 204, path
    told = service.program("administrator").get("/api/v1/audit").json()["items"]
    recorded = {event["action"] for event in told}
    assert {"substitute_named", "absence_recorded", "absence_ended", "post_ended"} <= recorded


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_who_may_not_appoint_is_refused(service, method, path, body):
    assert service.visitor().request(method, path, json=body).status_code == 401
    for login in ("grid_worker", "department", "leader", "approver"):
        assert service.program(login).request(method, path, json=body).status_code == 403


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_another_communitys_post_is_not_found(service, method, path, body):
    service.account(f"stranger{abs(hash(path))}", Role.COMMUNITY, (service.communities[1],))
    client = service.program(f"stranger{abs(hash(path))}")
    assert client.request(method, path.replace("/1/", "/999999/"), json=body).status_code in {404, 422}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"role": "leader", "unit_id": 10**30, "from_date": START}, 422),
        ({"role": "leader", "unit_id": 10**9, "from_date": START}, 404),
        ({"role": "leader", "unit_id": 1, "from_date": "soon"}, 422),
        ({"role": "x" * 1000, "unit_id": 1, "from_date": START}, 422),
        ({"role": "leader", "unit_id": 1, "from_date": START}, 422),
        ({"role": "leader", "unit_id": 1, "from_date": START, "officeholder_id": 1, "newcomer": {}}, 422),
        ({"role": "leader", "unit_id": 1, "from_date": START, "newcomer": {"name": "张三"}}, 422),
        (
            {"role": "leader", "unit_id": 1, "from_date": START, "newcomer": {"contacts": {"home": "1234"}}},
            422,
        ),
    ],
)
def test_a_wrong_appointment_is_told_what_is_wrong(service, body, status):
    answer = service.program("planner").post("/api/v1/posts", json=body)
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_a_unit_out_of_scope_is_not_found(service):
    other = _grid(service, tiny.GRID_YI_NORTH)
    answer = service.program("jia_worker").get(f"/api/v1/duties/units/{other}")
    assert (answer.status_code, answer.json()["code"]) == (404, "unit_unknown")
    assert service.program("department").get("/api/v1/duties/loads").status_code == 403
