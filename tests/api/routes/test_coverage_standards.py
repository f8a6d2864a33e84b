import pytest

pytestmark = pytest.mark.database

ROOT = "/api/v1/coverage/standards"


def edited(client):
    full = client.get(f"{ROOT}/tiers/six_categories").json()
    head = {name: full[name] for name in ("chinese", "source", "certainty")}
    return {**head, **full["content"], "note": "改了说明"}


def test_everybody_reads_and_the_source_is_always_told(service):
    visitor = service.visitor()
    standards = visitor.get(ROOT).json()["standards"]
    assert all(one["source"] and one["certainty"] for one in standards)
    rows = visitor.get(f"{ROOT}/amap/amap").json()["content"]["rows"]
    assert {"prefix", "category", "subtype"} == set(rows[0])


def test_a_planner_makes_a_new_version_and_the_former_stays(service):
    planner = service.program("planner")
    saved = planner.post(f"{ROOT}/tiers/six_categories", json=edited(planner))
    assert saved.status_code == 201, saved.text
    version = saved.json()["version"]
    assert planner.get(f"{ROOT}/tiers/six_categories").json()["version"] == version
    assert planner.get(f"{ROOT}/tiers/six_categories?version=1").json()["note"] == "随系统提供"
    opening = service.visitor().get("/api/v1/coverage").json()
    assert opening["template"]["name"] == "six_categories"


def test_others_may_not(service):
    body = edited(service.visitor())
    assert service.visitor().post(f"{ROOT}/tiers/six_categories", json=body).status_code == 401
    assert service.program("community").post(f"{ROOT}/tiers/six_categories", json=body).status_code == 403
    table = {"rows": [{"key": "a", "value": "b", "category": "dining"}], "source": "s", "certainty": "c"}
    assert service.program("community").post(f"{ROOT}/osm", json=table).status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tiers/nothing", 404),
        ("/tiers/..%2F..%2Fetc%2Fpasswd", 404),
        ("/tiers/six_categories?version=99", 404),
        ("/tiers/six_categories?version=0", 422),
        ("/people/x", 422),
        ("/osm/amap", 404),
    ],
)
def test_what_there_is_not_is_named(service, path, status):
    assert service.visitor().get(ROOT + path).status_code == status


@pytest.mark.parametrize(
    "fault",
    [
        {"items": []},
        {"kind": "圈"},
        {"items": [{"key": "a", "chinese": "甲", "category": "medical", "minutes": [99]}]},
        {"items": [{"key": "a", "chinese": "甲", "category": "medical", "minutes": [5]}] * 2},
        {"source": ""},
        {"colour": "red"},
        {
            "items": [
                {"key": f"a{n}", "chinese": "甲", "category": "medical", "minutes": [5]} for n in range(61)
            ]
        },
    ],
)
def test_a_template_that_does_not_hold_is_refused(service, fault):
    planner = service.program("planner")
    answer = planner.post(f"{ROOT}/tiers/six_categories", json=edited(planner) | fault)
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"]


def test_a_name_that_is_none_and_a_table_with_a_faulty_row_are_refused(service):
    planner = service.program("planner")
    assert planner.post(f"{ROOT}/tiers/a%20b", json=edited(planner)).status_code == 422
    table = {"rows": [{"prefix": "餐饮服务", "category": "casino"}], "source": "s", "certainty": "c"}
    answer = planner.post(f"{ROOT}/amap", json=table)
    assert (answer.status_code, answer.json()["code"]) == (422, "table_invalid")


def test_the_page_is_for_everybody_and_edits_for_who_measures(service):
    assert 'data-may-edit="false"' in service.visitor().get("/coverage/standards").text
    assert 'data-may-edit="true"' in service.program("planner").get("/coverage/standards").text
