import pytest

from gis.store import plans

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def approver(service):
    return service.program("approver")


def test_a_plan_in_force_says_what_waits_and_hands_over(service, approver):
    address = f"/api/v1/plans/{service.world.plan_id}/hand-over"
    told = approver.get(address).json()
    assert (told["is_due"], told["posts"]) == (True, [])
    assert approver.post(address).status_code == 200
    record = approver.get(f"{address}/record")
    assert record.content.startswith(b"PK") and "attachment" in record.headers["content-disposition"]
    assert approver.get(f"{address}/record?format=csv").content.startswith("\ufeff序号".encode())
    assert approver.get(f"{address}/record?format=exe").status_code == 422


def test_only_who_approves_hands_over_and_gives_codes(service):
    address = f"/api/v1/plans/{service.world.plan_id}"
    codes = {"codes": [{"grid_id": 1, "official_code": "WG-1"}]}
    for role in ("planner", "community", "grid_worker", "department"):
        client = service.program(role)
        assert client.post(f"{address}/hand-over").status_code == 403, role
        assert client.put(f"{address}/codes", json=codes).status_code == 403, role
    assert service.visitor().get(f"{address}/hand-over").status_code == 401


def test_a_draft_hands_nothing_over(service, approver):
    with service.world.store.system() as connection:
        draft = plans.draft_from_plan(connection, service.world.plan_id, name="草案")
    refused = approver.post(f"/api/v1/plans/{draft}/hand-over")
    assert (refused.status_code, refused.json()["code"]) == (409, "plan_not_in_force")
    early = approver.put(
        f"/api/v1/plans/{draft}/codes", json={"codes": [{"grid_id": 1, "official_code": "A"}]}
    )
    assert (early.status_code, early.json()["code"]) == (409, "plan_state_changed")


@pytest.mark.parametrize(
    "codes",
    [
        [],
        [{"grid_id": 0, "official_code": "1"}],
        [{"grid_id": 1, "official_code": ""}],
        [{"grid_id": 1, "official_code": "=1+1"}],
        [{"grid_id": 1, "official_code": "长"}],
        [{"grid_id": 1, "official_code": "1" * 41}],
        [{"grid_id": 987654, "official_code": "1"}],
    ],
)
def test_codes_that_are_none_are_refused(service, approver, codes):
    answer = approver.put(f"/api/v1/plans/{service.world.plan_id}/codes", json={"codes": codes})
    assert answer.status_code == 422, answer.text
