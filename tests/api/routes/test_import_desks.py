"""A desk: a file uploaded, looked at, examined, kept; nobody else's, and gone afterwards."""

import pytest

from gis.model.access import Role
from tests.api.routes.test_imports import geojson, square

pytestmark = pytest.mark.database

WISH = {"layer": "green", "territory": "tiny"}
DESKS = "/api/v1/imports/desks"


@pytest.fixture(scope="module")
def planner(service):
    return service.program("planner")


def opened(client, content=None, name="green.geojson"):
    content = geojson(square()) if content is None else content
    answer = client.post(DESKS, files=[("files", (name, content))])
    assert answer.status_code == 200, answer.text
    return answer.json()["token"]


def test_a_file_goes_from_upload_to_activation_and_its_desk_is_gone(service, planner):
    token = opened(planner)
    columns = planner.get(f"{DESKS}/{token}/columns", params=WISH).json()
    assert columns["matched"] == {"code": "code", "name": "name", "kind": "kind"}
    found = planner.post(f"{DESKS}/{token}/examine", json=WISH).json()
    assert (found["rows_read"], found["rows"], found["refused"]) == (1, 1, 0)
    assert len(planner.get(f"{DESKS}/{token}/preview").json()["features"]) == 1
    assert planner.get(f"{DESKS}/{token}/problems.xlsx").content.startswith(b"PK")
    kept = planner.post(f"{DESKS}/{token}/keep", json={**WISH, "source": "手工"}).json()["edition_id"]
    assert planner.get(f"{DESKS}/{token}/preview").status_code == 404
    assert not list(service.world.store.settings.uploads_dir.glob("desk-*"))
    assert planner.get(f"/api/v1/imports/{kept}/effects").json()["grids"] == []
    assert planner.post(f"/api/v1/imports/{kept}/activate", json={}).json()["state"] == "active"
    assert planner.post(f"/api/v1/imports/{kept}/drop").status_code == 409


def test_an_edition_can_be_dropped_while_it_was_never_in_force(planner):
    token = opened(planner)
    kept = planner.post(f"{DESKS}/{token}/keep", json={**WISH, "source": "手工"}).json()["edition_id"]
    assert planner.post(f"/api/v1/imports/{kept}/drop").json()["state"] == "dropped"


def test_a_refused_row_says_where_it_is(planner):
    bow_tie = square()
    ring = bow_tie["geometry"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]
    token = opened(planner, geojson(square(code="P-1"), bow_tie))
    found = planner.post(f"{DESKS}/{token}/examine", json=WISH).json()
    (refused,) = [one for one in found["problems"] if one["severity"] == "refused"]
    assert refused["row"] == 2
    assert (refused["lon"], refused["lat"]) == pytest.approx((106.5505, 29.5005))
    mended = planner.post(f"{DESKS}/{token}/examine", json={**WISH, "mends_shapes": True}).json()
    assert (mended["rows"], mended["refused"]) == (2, 0)
    assert planner.delete(f"{DESKS}/{token}").status_code == 204


def test_a_desk_is_its_owners_alone(service, planner):
    token = opened(planner)
    other = service.program("administrator")
    assert other.get(f"{DESKS}/{token}/preview").status_code == 404
    assert other.delete(f"{DESKS}/{token}").status_code == 404
    assert planner.get(f"{DESKS}/..%2f..%2fetc/preview").status_code == 404
    assert service.program(Role.LEADER.value).get(f"{DESKS}/{token}/preview").status_code == 403
    assert planner.delete(f"{DESKS}/{token}").status_code == 204


def test_files_of_no_known_format_leave_no_desk_behind(service, planner):
    before = set(service.world.store.settings.uploads_dir.glob("desk-*"))
    answer = planner.post(DESKS, files=[("files", ("a.exe", b"MZ"))])
    assert (answer.status_code, answer.json()["code"]) == (422, "format_unknown")
    assert set(service.world.store.settings.uploads_dir.glob("desk-*")) == before


def test_how_a_header_was_read_is_remembered_for_the_next_file(planner):
    odd = square(named="甲园")
    token = opened(planner, geojson(odd))
    columns = {"code": "code", "named": "name", "kind": "kind", "name": ""}
    wish = {**WISH, "columns": columns, "source": "去年"}
    assert planner.post(f"{DESKS}/{token}/keep", json=wish).status_code == 200
    token = opened(planner, geojson(odd))
    matched = planner.get(f"{DESKS}/{token}/columns", params=WISH).json()["matched"]
    assert (matched["named"], matched.get("name")) == ("name", None)
    planner.delete(f"{DESKS}/{token}")


def test_two_headers_for_one_column_are_refused(planner):
    token = opened(planner, geojson(square(named="甲园")))
    answer = planner.post(
        f"{DESKS}/{token}/examine", json={**WISH, "columns": {"named": "name", "name": "name"}}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "column_twice")
    planner.delete(f"{DESKS}/{token}")
