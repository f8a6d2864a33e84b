"""What a hostile or clumsy caller sends: no answer of 500, no trace, nothing changed, nobody else's matters."""

import pytest

from gis.model.access import Role

pytestmark = pytest.mark.database

DEEP = "[" * 100_000 + "]" * 100_000


@pytest.fixture(scope="module")
def planner(service):
    return service.program("planner")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (DEEP, "application/json"),
        ('{"login":' * 50_000 + "1" + "}" * 50_000, "application/json"),
        ("{", "application/json"),
        ('{"login": NaN, "password": Infinity}', "application/json"),
        ('{"login": 1, "password": []}', "application/json"),
        ("\x00\xff", "application/json"),
        ("null", "application/json"),
        ("<login/>", "application/xml"),
        ("login=planner", "application/x-www-form-urlencoded"),
        ("--x\r\n\r\n", "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_that_is_no_request_is_refused(service, body, kind):
    content = body.encode("latin-1")
    answer = service.visitor().post("/api/v1/session", content=content, headers={"Content-Type": kind})
    assert 400 <= answer.status_code < 500, answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in answer.text


def test_ten_megabytes_are_refused_before_they_are_read(service):
    answer = service.visitor().post("/api/v1/session", content=b"x" * 10_000_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(
    "path",
    ["/static/../api/app.py", "/static/%2e%2e/%2e%2e/etc/passwd", "/static//etc/passwd", "/../../etc/passwd"],
)
def test_no_path_leads_out_of_the_assets(service, path):
    answer = service.visitor().get(path)
    assert answer.status_code in (404, 405)
    assert "root:" not in answer.text and "create_app" not in answer.text


@pytest.mark.parametrize(
    "value", ["nan", "inf", "-inf", "1e308", "1e-400000", "0x10", "１０６", "106;DROP TABLE unit", ""]
)
def test_a_coordinate_that_is_none_is_refused_by_locate(service, value):
    answer = service.visitor().get("/api/v1/locate", params={"lon": value, "lat": "29.5"})
    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 200:
        assert value in ("１０６", "1e-400000")


def test_unknown_pages_and_wrong_methods_are_problems_too(service):
    missing = service.visitor().get("/api/v1/nothing")
    assert (missing.status_code, missing.json()["code"]) == (404, "no_such_page")
    wrong = service.visitor().patch("/api/v1/me")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize(
    "header", ["x" * 10_000, "\t", "Bearer", "Bearer " + "a" * 9000, "Basic cGxhbm5lcjp4"]
)
def test_an_odd_authorization_header_is_nobody(service, header):
    answer = service.visitor().get("/api/v1/me", headers={"Authorization": header})
    assert answer.status_code in (200, 401)
    if answer.status_code == 200:
        assert answer.json()["role"] == "anonymous"


def test_a_grid_worker_of_one_community_reads_nothing_of_anothers(service, planner):
    grids = planner.get("/api/v1/grids").json()["features"]
    own, other = (
        next(grid for grid in grids if grid["properties"]["parent_id"] == community)
        for community in service.communities
    )
    service.account("narrow", Role.GRID_WORKER, (own["id"],))
    narrow = service.program("narrow")
    filed = {}
    for grid in (own, other):
        ring = grid["geometry"]["coordinates"][0]
        ring = ring[0] if isinstance(ring[0][0], list) else ring
        lon, lat = (sum(place[axis] for place in ring[:-1]) / len(ring[:-1]) for axis in (0, 1))
        body = {"lon": lon, "lat": lat, "category": "0101", "title": f"井盖松动 {grid['id']}"}
        answer = planner.post("/api/v1/cases", json=body)
        assert answer.status_code == 201, answer.text
        filed[grid["id"]] = answer.json()["case"]["id"]
    titles = [item["title"] for item in narrow.get("/api/v1/cases").json()["items"]]
    assert f"井盖松动 {own['id']}" in titles and f"井盖松动 {other['id']}" not in titles
    assert narrow.get(f"/api/v1/cases/{filed[own['id']]}").status_code == 200
    assert narrow.get(f"/api/v1/cases/{filed[other['id']]}").status_code == 404
    shown = narrow.get("/api/v1/map/layers/cases").text
    assert f"井盖松动 {other['id']}" not in shown


def test_a_visitor_reads_no_case_and_no_person(service):
    for path in (
        "/api/v1/cases",
        "/api/v1/posts",
        "/api/v1/map/layers/cases",
        "/api/v1/jobs",
        "/api/v1/imports",
    ):
        answer = service.visitor().get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_required"), path
