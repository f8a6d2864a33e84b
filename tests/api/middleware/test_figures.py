from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from prometheus_client import generate_latest

from api.middleware.figures import CountRequests, RequestFigures


def test_requests_are_counted_by_route_and_never_by_the_path_that_was_asked():
    figures, app, router = RequestFigures(), FastAPI(), APIRouter(prefix="/plans")

    @router.get("/{plan_id}")
    def read(plan_id: int) -> int:
        return plan_id

    app.include_router(router)
    app.add_middleware(CountRequests, figures=figures)
    client = TestClient(app)
    for path in ("/plans/1", "/plans/2", "/plans/x", "/made/up/1", "/made/up/2"):
        client.get(path)
    client.request("BREW", "/plans/1")
    text = generate_latest(figures.registry).decode()
    assert 'wangge_requests_total{method="GET",route="/plans/{plan_id}",status="200"} 2.0' in text
    assert 'wangge_requests_total{method="GET",route="/plans/{plan_id}",status="422"} 1.0' in text
    assert 'route="other",status="404"} 2.0' in text
    assert "/made/up" not in text and "BREW" not in text


def test_two_apps_in_one_process_do_not_mix_their_figures():
    one, other = RequestFigures(), RequestFigures()
    one.note("GET", "/", 200, 0.1)
    assert b'route="/"' not in generate_latest(other.registry)
