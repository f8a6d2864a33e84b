"""A case with a photo by a plain form: once, by whoever may, from our own page."""

import hashlib
import re

import pytest

from tests.api.conftest import PASSWORD
from tests.gis.casework.test_photos import _photo

pytestmark = pytest.mark.database
CASE = {"category": "0104", "address": "围院1栋", "title": "底商油烟"}


@pytest.fixture
def worker(service):
    client = service.visitor()
    answer = client.post("/go/plain/session", data={"login": "grid_worker", "password": PASSWORD})
    assert (answer.status_code, answer.url.path) == (200, "/go/plain")
    return client


def _hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]+)"', page)[1]


def _form(client, query=""):
    page = client.get(f"/go/plain{query}").text
    return {"csrf": _hidden(page, "csrf"), "key": _hidden(page, "key")}


def _send(client, form, photo=None, **fields):
    # A browser sends an empty part where no file was chosen.
    files = [("photos", ("a.jpg" if photo else "", photo or b"", "image/jpeg"))]
    return client.post("/go/plain", data={**form, **CASE, **fields}, files=files)


def _cases(client, title):
    return [one for one in client.get("/api/v1/cases?limit=200").json()["items"] if one["title"] == title]


def test_a_case_with_a_photo_is_filed_once_however_often_the_form_is_sent(worker):
    photo = _photo(size=(64, 48))
    form = _form(worker)
    answers = [_send(worker, form, photo, title="表单一次") for _ in range(2)]
    assert "照片 1 张" in answers[0].text
    (case,) = _cases(worker, "表单一次")
    assert case["number"] in answers[0].text
    assert case["number"] in answers[1].text
    (kept,) = worker.get(f"/api/v1/cases/{case['id']}/photos").json()
    assert kept["sha256"] == hashlib.sha256(photo).hexdigest()


def test_a_file_that_is_no_photo_is_told_and_the_case_stands(worker):
    answer = _send(worker, _form(worker), b"no photo", title="坏照片")
    assert "另有 1 张无法读取" in answer.text
    assert len(_cases(worker, "坏照片")) == 1


def test_a_request_about_another_sub_district_is_recorded_by_its_address_and_referred(worker):
    told = {"title": "邻街道漏水", "address": "邻街道滨江路 9 号", "source": "resident"}
    refused = _send(worker, _form(worker), **told)
    assert refused.status_code == 422
    assert 'name="is_elsewhere" value="true">' in refused.text
    assert "照片 0 张" in _send(worker, _form(worker), is_elsewhere="true", **told).text
    (case,) = _cases(worker, "邻街道漏水")
    assert (case["address"], case["lon"], case["state"]) == ("邻街道滨江路 9 号", None, "referred")


def test_a_refused_form_keeps_the_tick(worker):
    answer = _send(worker, _form(worker), title="忘了地址", address=" ", is_elsewhere="true")
    assert answer.status_code == 422
    assert "请写明地址" in answer.text
    assert 'value="true" checked' in answer.text


def test_an_address_nobody_knows_keeps_what_was_written(worker):
    answer = _send(worker, _form(worker), address="没有的地方99栋", description="三楼窗外")
    assert answer.status_code == 422
    assert "没有找到地址" in answer.text
    assert "三楼窗外" in answer.text


def test_a_scanned_building_is_filled_in(worker, service):
    page = worker.get("/go").text
    assert page
    area = service.program("grid_worker").get("/api/v1/go/area").json()
    building = area["buildings"]["features"][0]
    shown = worker.get(f"/go/plain?b={building['id']}&s=1").text
    assert building["properties"]["title"] + "1单元" in shown
    form = {"csrf": _hidden(shown, "csrf"), "key": _hidden(shown, "key")}
    _send(worker, form, title="扫码", address="", building_id=str(building["id"]), stairwell="1")
    assert len(_cases(worker, "扫码")) == 1


@pytest.mark.parametrize("csrf", ["", "0" * 64])
def test_a_form_without_its_token_is_refused(worker, csrf):
    form = _form(worker) | {"csrf": csrf}
    assert _send(worker, form, title="伪造").status_code == 403
    assert _cases(worker, "伪造") == []


def test_a_form_of_another_site_is_refused(worker):
    worker.headers["Origin"] = "https://evil.example"
    assert _send(worker, _form(worker), title="外站").status_code == 403
    assert worker.post("/go/plain/session", data={"login": "x", "password": "y"}).status_code == 403


def test_visitors_and_roles_that_file_nothing_are_turned_away(service):
    visitor = service.visitor()
    assert 'name="password"' in visitor.get("/go/plain").text
    assert visitor.post("/go/plain", data={"key": "k" * 12, **CASE}).status_code == 401
    wrong = visitor.post("/go/plain/session", data={"login": "grid_worker", "password": "wrong"})
    assert (wrong.status_code, "不正确" in wrong.text) == (422, True)
    leader = service.visitor()
    leader.post("/go/plain/session", data={"login": "leader", "password": PASSWORD})
    csrf = leader.get("/go/plain").text
    assert "不能登记事项" in csrf


@pytest.mark.parametrize(
    "fields",
    [
        {"key": "short"},
        {"building_id": "1; drop"},
        {"building_id": "9" * 30},
        {"stairwell": "-1"},
        {"source": "x"},
    ],
)
def test_a_field_that_no_form_of_ours_sends_is_refused(worker, fields):
    assert (
        _send(worker, _form(worker) | fields, **{k: v for k, v in fields.items() if k != "key"}).status_code
        == 422
    )
