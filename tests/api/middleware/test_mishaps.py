from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.middleware.headers import SecurityHeaders
from api.middleware.mishaps import Mishaps


def test_a_fault_of_ours_is_dressed_and_does_not_tell_what_broke():
    app = FastAPI()

    @app.get("/")
    def break_down() -> None:
        raise RuntimeError("password=geheim in /srv/secret.py")

    app.add_middleware(Mishaps)
    app.add_middleware(SecurityHeaders)
    answer = TestClient(app).get("/")
    assert answer.status_code == 500
    assert "geheim" not in answer.text and "secret.py" not in answer.text
    assert answer.json()["code"] == "internal_error"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert "content-security-policy" in answer.headers
