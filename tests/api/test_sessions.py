from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient

from api.sessions import (
    CSRF_HEADER,
    SESSION_COOKIE,
    Credential,
    clear_cookies,
    credential_of,
    csrf_token,
    refuse_forged_write,
    set_cookies,
)
from gis.errors import NotAllowed

app = FastAPI()


@app.api_route("/", methods=["GET", "POST"])
def read(request: Request) -> list[str | bool]:
    credential = credential_of(request)
    if credential is None:
        return []
    try:
        refuse_forged_write(request, credential)
    except NotAllowed:
        return ["forged"]
    return [credential.token, credential.from_cookie]


@app.get("/in")
def sign_in(request: Request, response: Response) -> None:
    set_cookies(request, response, "token", datetime.now(UTC) + timedelta(hours=1))


@app.get("/out")
def sign_out(response: Response) -> None:
    clear_cookies(response)


def test_a_bearer_token_outranks_the_cookie_and_needs_no_csrf_header():
    client = TestClient(app)
    client.cookies.set(SESSION_COOKIE, "cookie")
    assert client.post("/", headers={"Authorization": "bearer  own "}).json() == ["own", False]
    assert client.get("/").json() == ["cookie", True]


@pytest.mark.parametrize(
    ("shown", "answer"),
    [(None, ["forged"]), ("", ["forged"]), ("é", ["forged"]), ("right", ["cookie", True])],
)
def test_a_browsers_write_needs_the_sessions_own_csrf_token(shown, answer):
    client = TestClient(app)
    client.cookies.set(SESSION_COOKIE, "cookie")
    headers = (
        {} if shown is None else {CSRF_HEADER: csrf_token("cookie") if shown == "right" else shown.encode()}
    )
    assert client.post("/", headers=headers).json() == answer


def test_cookies_are_secure_exactly_over_tls():
    plain = TestClient(app).get("/in").headers.get_list("set-cookie")
    secure = TestClient(app, base_url="https://testserver").get("/in").headers.get_list("set-cookie")
    assert not any("Secure" in cookie for cookie in plain) and all("Secure" in cookie for cookie in secure)


def test_signing_out_takes_both_cookies():
    client = TestClient(app)
    client.get("/in")
    assert len(client.cookies) == 2
    client.get("/out")
    assert len(client.cookies) == 0


def test_the_csrf_token_does_not_tell_the_sessions():
    assert csrf_token("a") != csrf_token("b") and "a-long-token" not in csrf_token("a-long-token")
    assert Credential("t", from_cookie=True).from_cookie
