"""The administrator edits what cases go by; everybody who sees cases reads it; hostile content changes nothing."""

import pytest

pytestmark = pytest.mark.database
ROOT = "/api/v1/case-standards"


def body_of(client, subject="categories", **changes):
    full = client.get(f"{ROOT}/{subject}").json()
    kept = {name: full[name] for name in ("content", "source", "certainty")}
    return {**kept, "base_version": full["version"], **changes}


def test_an_edit_is_a_new_version_that_the_next_filing_meets(own_service):
    keeper, worker = own_service.program("administrator"), own_service.program("grid_worker")
    body = body_of(keeper, note="加问题")
    body["content"]["major"][0]["minor"][0]["questions"] = ["有无异味"]
    saved = keeper.post(f"{ROOT}/categories", json=body)
    assert saved.status_code == 201, saved.text
    assert saved.json()["changed"] == ["0101"]
    listed = worker.get("/api/v1/cases/categories").json()
    assert next(one for one in listed if one["code"] == "0101")["questions"] == ["有无异味"]
    assert keeper.post(f"{ROOT}/categories", json=body).status_code == 409
    first = worker.get(f"{ROOT}/categories?version=1").json()
    assert "questions" not in first["content"]["major"][0]["minor"][0]


def test_a_file_goes_out_and_comes_back(own_service):
    keeper = own_service.program("administrator")
    newest = keeper.get(f"{ROOT}/calendar").json()["version"]
    file = keeper.get(f"{ROOT}/calendar/file")
    assert file.headers["content-type"].startswith("application/toml")
    assert "2026-10-01/2026-10-07" in file.text
    sent = file.text.replace("17:30", "18:00").encode()
    address = f"{ROOT}/calendar/file?base_version={newest}&note=夏令"
    saved = keeper.post(address, content=sent)
    assert saved.status_code == 201, saved.text
    assert saved.json()["changed"] == ["作息"]
    wrong = keeper.post(f"{ROOT}/roles/file?base_version=1", content=sent)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "file_of_another_kind")


@pytest.mark.parametrize("login", ["grid_worker", "community", "planner", "approver", "leader", "department"])
def test_others_read_and_may_not_write(service, login):
    client = service.program(login)
    assert client.get(ROOT).status_code == 200
    assert client.post(f"{ROOT}/categories", json=body_of(client)).status_code == 403
    assert client.post(f"{ROOT}/calendar/file?base_version=1", content=b"x").status_code == 403


def test_a_visitor_reads_nothing(service):
    visitor = service.visitor()
    for path in ("", "/categories", "/categories/file"):
        assert visitor.get(ROOT + path).status_code == 401


@pytest.mark.parametrize(
    ("subject", "content"),
    [
        ("categories", {}),
        ("categories", {"major": 7}),
        (
            "categories",
            {"major": [{"code": "01", "chinese": "x", "minor": [{"code": "0201", "chinese": "y"}]}]},
        ),
        (
            "categories",
            {"major": [{"code": "०१", "chinese": "x", "minor": [{"code": "०१०१", "chinese": "y"}]}]},
        ),
        ("categories", {"major": [{"code": "01", "chinese": "<b>", "minor": [{"code": "0101"}]}]}),
        ("categories", {"major": [[]] * 100}),
        ("calendar", {"shifts": [["09:00", "08:00"]]}),
        ("calendar", {"shifts": [["09:00", "25:00"]]}),
        ("calendar", {"shifts": [["09:00", "17:00"]], "years": {"2026": {"off": ["2026-02-30"]}}}),
        ("calendar", {"shifts": [["09:00", "17:00"]], "years": {"2026": {"off": ["0001-01-01/9999-12-31"]}}}),
        ("calendar", {"shifts": [["09:00", "17:00"]], "years": {"2026": {"work": ["2026-10-12"]}}}),
        ("calendar", {"shifts": [["09:00", "17:00"]], "years": {"২০২৬": {}}}),
        ("roles", {"role": []}),
        ("roles", {"role": [{"code": "x", "chinese": "x", "unit_kind": "planet"}]}),
        ("roles", {"role": [{"code": "x", "chinese": "x", "unit_kind": {}}]}),
    ],
)
def test_content_that_is_none_is_refused_by_name_and_kept_nowhere(service, subject, content):
    keeper = service.program("administrator")
    body = {"base_version": 1, "content": content, "source": "s", "certainty": "c"}
    before = keeper.get(f"{ROOT}/{subject}").json()
    answer = keeper.post(f"{ROOT}/{subject}", json=body)
    assert (answer.status_code, answer.json()["code"] in {"template_invalid", "calendar_invalid"}) == (
        422,
        True,
    )
    assert keeper.get(f"{ROOT}/{subject}").json() == before


@pytest.mark.parametrize("path", ["/people", "/categories?version=0", "/categories?version=9", "/..%2Fx"])
def test_what_there_is_not_is_named(service, path):
    assert service.program("leader").get(ROOT + path).status_code in (404, 422)
