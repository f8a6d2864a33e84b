import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from api import errors
from api.bodies import ORDINARY_LIMIT_BYTES
from api.middleware.limits import BodyLimit


@pytest.fixture
def client():
    app = FastAPI()

    @app.post("/")
    async def length(request: Request) -> int:
        return len(await request.body())

    @app.post("/json")
    def take(body: dict[str, str]) -> int:
        return len(body)

    errors.install(app)
    app.add_middleware(BodyLimit)
    return TestClient(app)


def test_a_body_exactly_at_the_limit_passes_and_one_byte_more_does_not(client):
    assert client.post("/", content=b"x" * ORDINARY_LIMIT_BYTES).json() == ORDINARY_LIMIT_BYTES
    refused = client.post("/", content=b"x" * (ORDINARY_LIMIT_BYTES + 1))
    assert refused.status_code == 413
    assert refused.json()["code"] == "body_too_large"


def test_a_stream_without_an_announced_length_is_counted(client):
    def chunks():
        for _ in range(10):
            yield b"x" * 1024 * 1024

    for path in ("/", "/json"):
        refused = client.post(path, content=chunks(), headers={"Content-Type": "application/json"})
        assert refused.status_code == 413
        assert refused.json()["detail"] == "提交的内容超过大小限制"


@pytest.mark.parametrize("length", ["-5", "abc", "9" * 30])
def test_a_forged_length_does_not_break_the_counter(client, length):
    answer = client.post("/", content=b"x", headers={"Content-Length": length})
    assert answer.status_code in (200, 413)
