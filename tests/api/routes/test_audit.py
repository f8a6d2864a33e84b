import pytest

pytestmark = pytest.mark.database


def test_only_administrators_read_the_audit(service):
    assert service.visitor().get("/api/v1/audit").status_code == 401
    for login in ("planner", "leader", "community"):
        assert service.program(login).get("/api/v1/audit").status_code == 403


def test_the_latest_comes_first_and_pages_go_back(service):
    client = service.program("administrator")
    first = client.get("/api/v1/audit?limit=2").json()
    assert first["items"][0]["id"] > first["items"][1]["id"]
    second = client.get(f"/api/v1/audit?limit=2&cursor={first['next_cursor']}").json()
    assert second["items"][0]["id"] < first["items"][1]["id"]


def test_signing_in_is_kept_without_the_password(service):
    events = service.program("administrator").get("/api/v1/audit?action=sign_in").json()["items"]
    assert events and events[0]["detail"] == {}
