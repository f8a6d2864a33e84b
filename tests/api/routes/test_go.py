"""The phone page's own routes: shell, worker, manifest, area, and what became of a session."""

import pytest

from gis.model.access import Role, SessionState
from gis.workflows import accounts
from tests.api.conftest import PASSWORD

pytestmark = pytest.mark.database


def test_the_shell_is_the_same_for_everybody_but_for_the_nonce(service):
    pages = [client.get("/go").text for client in (service.visitor(), service.browser("grid_worker"))]
    nonces = [page.split('nonce="')[1].split('"')[0] for page in pages]
    assert pages[0].replace(nonces[0], "") == pages[1].replace(nonces[1], "")


def test_the_worker_may_look_after_the_page_and_is_asked_for_each_time(service):
    answer = service.visitor().get("/go/worker.js")
    assert answer.headers["service-worker-allowed"] == "/go"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"].startswith("text/javascript")


def test_everything_the_worker_keeps_is_there(service):
    from web.pages.go import shell

    client = service.visitor()
    assert {address: client.get(address).status_code for address in shell().addresses} == dict.fromkeys(
        shell().addresses, 200
    )


def test_an_area_is_sent_once_until_it_changes_and_not_to_visitors(service):
    client = service.program("grid_worker")
    first = client.get("/api/v1/go/area")
    assert first.json()["buildings"]["features"]
    again = client.get("/api/v1/go/area", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert service.visitor().get("/api/v1/go/area").status_code == 401


def test_a_worker_of_one_community_takes_nothing_of_another(service):
    login = service.account("phone of jia", Role.GRID_WORKER, (service.communities[0],))
    area = service.program(login).get("/api/v1/go/area").json()
    assert {one["properties"]["community_id"] for one in area["buildings"]["features"]} == {
        service.communities[0]
    }
    assert [one["id"] for one in area["communities"]["features"]] == [service.communities[0]]


def _state(client):
    return client.get("/api/v1/go/session").json()["state"]


def test_a_phone_learns_what_became_of_its_session(service):
    login = service.account("phone", Role.GRID_WORKER)
    client = service.visitor()
    assert _state(client) == SessionState.NONE
    answer = client.post("/api/v1/session", json={"login": login, "password": PASSWORD, "is_phone": True})
    lasts = next(one for one in answer.headers.get_list("set-cookie") if "wangge_session" in one)
    assert int(lasts.split("Max-Age=")[1].split(";")[0]) > 13 * 24 * 3600
    session = client.get("/api/v1/go/session").json()
    assert (session["state"], session["me"]["login"]) == (SessionState.ACTIVE, login)
    accounts.sign_out(service.world.store, answer.json()["token"])
    assert _state(client) == SessionState.ENDED


def test_a_shut_account_is_told_apart_from_a_session_that_ran_out(service):
    store = service.world.store
    for login, hours, wanted in (
        ("shut phone", 1, SessionState.SHUT),
        ("old phone", 0, SessionState.EXPIRED),
    ):
        service.account(login, Role.GRID_WORKER)
        token = accounts.sign_in(store, login, PASSWORD, hours=hours).token
        if wanted is SessionState.SHUT:
            accounts.disable(store, login)
        client = service.visitor()
        client.cookies.set("wangge_session", token)
        assert _state(client) == wanted
    client.cookies.set("wangge_session", "made up")
    assert _state(client) == SessionState.UNKNOWN
