"""A desk: a file uploaded, looked at, examined, kept; nobody else's, and gone afterwards."""

import json

import pytest

from gis.model.access import Role
from gis.store.queue import run_worker
from gis.workflows import jobs
from tests.api.routes.test_imports import geojson, square
from tests.worked import tiny

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


def worked(service, client, token, end, wish):
    """Have the job done that examines or keeps, and give it."""
    ordered = client.post(f"{DESKS}/{token}/{end}", json=wish)
    assert ordered.status_code == 202, ordered.text
    jobs.register()
    run_worker(service.world.store, until_empty=True)
    return client.get(f"/api/v1/jobs/{ordered.json()['job_id']}").json()


def examined(service, client, token, wish):
    assert worked(service, client, token, "examine", wish)["state"] == "finished"
    return client.get(f"{DESKS}/{token}/answer").json()


def kept(service, client, token, wish):
    return worked(service, client, token, "keep", {"source": "手工", **wish})["result"]


def test_a_file_goes_from_upload_to_activation_and_its_desk_is_gone(service, planner):
    token = opened(planner)
    columns = planner.get(f"{DESKS}/{token}/columns", params=WISH).json()
    assert columns["matched"] == {"code": "code", "name": "name", "kind": "kind"}
    assert planner.get(f"{DESKS}/{token}/answer").json()["code"] == "desk_unexamined"
    found = examined(service, planner, token, WISH)
    assert (found["rows_read"], found["rows"], found["refused"]) == (1, 1, 0)
    assert len(planner.get(f"{DESKS}/{token}/preview").json()["features"]) == 1
    assert planner.get(f"{DESKS}/{token}/problems.xlsx").content.startswith(b"PK")
    edition = kept(service, planner, token, WISH)["edition_id"]
    assert planner.get(f"{DESKS}/{token}/preview").status_code == 404
    assert not list(service.world.store.settings.uploads_dir.glob("desk-*"))
    effects = planner.get(f"/api/v1/imports/{edition}/effects").json()
    assert (effects["grids"], effects["cells"]) == ([], None)
    assert planner.post(f"/api/v1/imports/{edition}/activate", json={}).json()["state"] == "active"
    assert planner.post(f"/api/v1/imports/{edition}/drop").status_code == 409


def test_an_edition_can_be_dropped_while_it_was_never_in_force(service, planner):
    edition = kept(service, planner, opened(planner), WISH)["edition_id"]
    assert planner.post(f"/api/v1/imports/{edition}/drop").json()["state"] == "dropped"


def test_a_refused_row_says_where_it_is(service, planner):
    bow_tie = square()
    ring = bow_tie["geometry"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]
    token = opened(planner, geojson(square(code="P-1"), bow_tie))
    found = examined(service, planner, token, WISH)
    (refused,) = [one for one in found["problems"] if one["severity"] == "refused"]
    assert refused["row"] == 2
    assert (refused["lon"], refused["lat"]) == pytest.approx((106.5505, 29.5005))
    assert (refused["layer"], refused["column"]) == ("绿地", "图形")
    mended = examined(service, planner, token, {**WISH, "mends_shapes": True})
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


def test_how_a_header_was_read_is_remembered_for_the_next_file(service, planner):
    odd = square(named="甲园")
    token = opened(planner, geojson(odd))
    columns = {"code": "code", "named": "name", "kind": "kind", "name": ""}
    wish = {**WISH, "columns": columns, "source": "去年"}
    assert kept(service, planner, token, wish)["edition_id"]
    token = opened(planner, geojson(odd))
    matched = planner.get(f"{DESKS}/{token}/columns", params=WISH).json()["matched"]
    assert (matched["named"], matched.get("name")) == ("name", None)
    planner.delete(f"{DESKS}/{token}")


def test_what_stops_an_examination_is_told_by_its_job(service, planner):
    token = opened(planner, geojson(square(named="甲园")))
    job = worked(service, planner, token, "examine", {**WISH, "columns": {"named": "name", "name": "name"}})
    assert (job["state"], job["problem"]["code"]) == ("failed", "column_twice")
    planner.delete(f"{DESKS}/{token}")


def test_a_kept_file_of_grids_is_a_draft_and_a_table_is_written_at_once(service, planner):
    grids = json.loads(tiny.grids().to_json(drop_id=True))
    token = opened(planner, json.dumps(grids).encode(), "网格.geojson")
    wish = {"layer": "grids", "territory": "tiny"}
    found = examined(service, planner, token, wish)
    assert (found["refused"], found["changes"]) == (
        0,
        [{"layer": "网格", "change": "changed", "features": 1}],
    )
    plan = kept(service, planner, token, {**wish, "source": "去年网格"})["plan_id"]
    assert planner.get(f"/api/v1/plans/{plan}").json()["plan"]["name"] == "去年网格"
    token = opened(planner, "单位编号,单位名称,单位类型\nX-9,消防站,部门\n".encode(), "单位.csv")
    wish = {"layer": "organisations", "territory": "tiny"}
    assert examined(service, planner, token, wish)["listed"] == [
        {"layer": "单位与部门", "change": "added", "name": "消防站"}
    ]
    assert kept(service, planner, token, wish) == {"edition_id": None, "plan_id": None, "entries": 1}


def test_a_desk_names_kinds_columns_and_territories_in_chinese(service, planner):
    options = planner.get(f"{DESKS}/options").json()
    assert options["territories"] == [{"name": "tiny", "chinese": "微型街道"}]
    assert {kind["becomes"] for kind in options["kinds"]} == {"edition", "plan", "entries"}
    token = opened(planner)
    ours = planner.get(f"{DESKS}/{token}/columns", params=WISH).json()["ours"]
    assert not [column for column in ours if column["chinese"].isascii()]
    planner.delete(f"{DESKS}/{token}")
    assert service.program(Role.LEADER.value).get(f"{DESKS}/options").status_code == 403
