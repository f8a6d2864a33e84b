"""The short way in front of the router: the very answer of the ordinary one, and never for the revoked."""

import time

import pytest

from api import at_once
from api.at_once import recent_scopes
from tests.worked import tiny

pytestmark = pytest.mark.database
LON, LAT = tiny.lon_lat(30, 30)
HERE = {"lon": LON, "lat": LAT}


@pytest.mark.parametrize("role", [None, "grid_worker", "department", "community"])
def test_the_short_way_gives_the_very_answer_of_the_ordinary_one(service, role):
    caller = service.program(role) if role else service.visitor()
    for lon, lat in (HERE.values(), (0.0, 0.0), tiny.lon_lat(200, 100), tiny.lon_lat(201, 101)):
        plain = {"lon": lon, "lat": lat}
        ordinary = caller.get("/api/v1/locate", params={**plain, "crs": "wgs84"})
        for _ in range(2):
            quick = caller.get("/api/v1/locate", params=plain)
            assert quick.json() == ordinary.json()
            assert quick.headers["content-type"] == ordinary.headers["content-type"]
            assert quick.headers.keys() == ordinary.headers.keys()


def test_it_answers_without_asking_the_router(service, monkeypatch):
    caller = service.program("grid_worker")
    expected = caller.get("/api/v1/locate", params=HERE).json()
    monkeypatch.setattr("gis.workflows.locate_case.locate_point", None)
    assert caller.get("/api/v1/locate", params=HERE).json() == expected


def test_it_is_counted_under_its_route(service):
    service.visitor().get("/api/v1/locate", params=HERE)
    told = service.program("administrator").get("/metrics").text
    assert 'wangge_requests_total{method="GET",route="/api/v1/locate",status="200"}' in told


@pytest.mark.parametrize(
    "question",
    ["lon=1", "lon=1&lat=x", "lon=1&lat=91", "lon=nan&lat=1", "lon=1&lat=1&lat=2", "lon=1&lon=2", ""],
)
def test_any_other_question_goes_the_ordinary_way(service, question):
    assert service.visitor().get(f"/api/v1/locate?{question}").status_code in {200, 422}
    assert service.visitor().get(f"/api/v1/locate?{question}&colour=red").status_code == 422


def test_an_unknown_token_is_refused(service):
    caller = service.visitor()
    caller.headers["Authorization"] = "Bearer nobody"
    assert caller.get("/api/v1/locate", params=HERE).status_code == 401


def test_who_signs_out_is_told_nothing_more(service):
    caller = service.program("grid_worker")
    assert caller.get("/api/v1/locate", params=HERE).json()["people"] is not None
    assert caller.delete("/api/v1/session").status_code == 204
    assert caller.get("/api/v1/locate", params=HERE).status_code == 401


def test_a_session_revoked_elsewhere_is_told_nothing_more_when_memory_is_old(service, monkeypatch):
    caller = service.program("grid_worker")
    token = caller.headers["Authorization"].removeprefix("Bearer ")
    assert caller.get("/api/v1/locate", params=HERE).status_code == 200
    at_once.accounts.sign_out(service.world.store, token)
    later = time.monotonic() + 4.0
    monkeypatch.setattr("api.recent_scopes.time.monotonic", lambda: later)
    assert recent_scopes(service.app).recall(token) is None
    assert caller.get("/api/v1/locate", params=HERE).status_code == 401
