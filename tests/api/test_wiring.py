import pytest

pytestmark = pytest.mark.database


def test_each_request_is_asked_anew_whose_it_is(service):
    client = service.program("leader")
    assert client.get("/api/v1/me").json()["paths"] == [service.world.path]
    client.delete("/api/v1/session")
    assert client.get("/api/v1/me").json()["code"] == "token_invalid"
