import time

import pytest

from api.throttle import MOST_PER_NAME_AND_ADDRESS
from gis.model.access import Role
from gis.workflows import accounts
from tests.api.conftest import PASSWORD

pytestmark = pytest.mark.database


def test_a_browser_gets_a_cookie_that_scripts_cannot_read(service):
    answer = service.visitor().post("/api/v1/session", json={"login": "planner", "password": PASSWORD})
    assert answer.status_code == 201
    session = next(value for value in answer.headers.get_list("set-cookie") if "wangge_session" in value)
    assert "HttpOnly" in session and "SameSite=lax" in session
    assert answer.json()["me"]["role_chinese"] == "网格规划员"


@pytest.mark.parametrize(
    ("login", "password"), [("planner", "wrong"), ("nobody", PASSWORD), ("planner' OR 1=1 --", PASSWORD)]
)
def test_a_wrong_name_and_a_wrong_password_are_refused_in_the_same_words(service, login, password):
    answer = service.visitor().post("/api/v1/session", json={"login": login, "password": password})
    assert (answer.status_code, answer.json()["detail"]) == (403, "用户名或密码不正确")
    assert "set-cookie" not in answer.headers


def test_a_disabled_account_signs_in_no_more_and_its_sessions_end(service):
    service.account("leaving", Role.COMMUNITY)
    client = service.program("leaving")
    assert client.get("/api/v1/me").json()["login"] == "leaving"
    accounts.disable(service.world.store, "leaving")
    assert client.get("/api/v1/me").json()["code"] == "token_invalid"
    answer = service.visitor().post("/api/v1/session", json={"login": "leaving", "password": PASSWORD})
    assert answer.status_code == 403


def test_signing_out_ends_the_session_at_once(service):
    client = service.browser("leader")
    token = client.cookies["wangge_session"]
    assert client.delete("/api/v1/session").status_code == 204
    thief = service.visitor()
    thief.headers["Authorization"] = f"Bearer {token}"
    assert thief.get("/api/v1/me").status_code == 401


def test_a_write_with_the_cookie_alone_is_refused(service):
    client = service.browser("leader")
    del client.headers["X-CSRF-Token"]
    refused = client.delete("/api/v1/session")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    client.headers["X-CSRF-Token"] = "0" * 64
    assert client.delete("/api/v1/session").status_code == 403
    assert client.get("/api/v1/me").json()["role"] == "leader"


def test_a_form_of_another_site_cannot_sign_anybody_in(service):
    answer = service.visitor().post("/api/v1/session", data={"login": "planner", "password": PASSWORD})
    assert answer.status_code == 422


def test_guessing_is_slowed_down(service):
    client = service.visitor()
    client.headers["X-Forwarded-For"] = "10.9.9.9"
    service.account("guessed", Role.LEADER)
    for _ in range(MOST_PER_NAME_AND_ADDRESS):
        client.post("/api/v1/session", json={"login": "guessed", "password": "wrong"})
    answer = client.post("/api/v1/session", json={"login": "guessed", "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert (
        service.visitor().post("/api/v1/session", json={"login": "leader", "password": PASSWORD}).status_code
        == 201
    )


def test_a_visitor_is_told_what_visitors_may(service):
    me = service.visitor().get("/api/v1/me").json()
    assert me["role"] == "anonymous" and me["rights"] == ["see_public"] and me["csrf_token"] is None


def test_an_unknown_cookie_makes_a_visitor_and_an_unknown_token_is_refused(service):
    client = service.visitor()
    client.cookies.set("wangge_session", "made-up")
    assert client.get("/api/v1/me").json()["role"] == "anonymous"
    client.headers["Authorization"] = "Bearer made-up"
    assert client.get("/api/v1/me").status_code == 401


def test_the_store_keeps_no_token_and_no_password(service):
    token = accounts.sign_in(service.world.store, "planner", PASSWORD).token
    with service.world.store.system() as connection:
        dump = connection.exec_driver_sql("SELECT row_to_json(s)::text FROM session s").scalars().all()
        dump += connection.exec_driver_sql("SELECT row_to_json(a)::text FROM account a").scalars().all()
    assert token not in "".join(dump) and PASSWORD not in "".join(dump)
    assert "argon2id" in "".join(dump)


def test_an_unknown_name_takes_about_as_long_as_a_wrong_password(service):
    def cost_s(login):
        begun = time.process_time()
        with pytest.raises(Exception, match="sign-in failed"):
            accounts.sign_in(service.world.store, login, "wrong wrong wrong")
        return time.process_time() - begun

    cost_s("nobody")
    assert cost_s("nobody") > cost_s("planner") / 4
