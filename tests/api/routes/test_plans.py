import pytest

from tests.api.routes.test_plan_edits import Draft

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def planner(service):
    return service.program("planner")


@pytest.fixture(scope="module")
def draft(planner):
    draft = Draft(planner)
    first = draft.detail()["grids"][0]
    draft.send(
        kind="assign",
        cell_ids=draft.cells_of(first["grid_id"])[:2],
        grid_id=draft.detail()["grids"][1]["grid_id"],
    )
    return draft


def test_the_list_names_state_base_and_author(service, planner, draft):
    items = {item["id"]: item for item in planner.get("/api/v1/plans").json()["items"]}
    assert items[draft.id]["state_chinese"] == "草案"
    assert items[draft.id]["base_plan_id"] == service.world.plan_id
    assert items[draft.id]["created_by"] == "planner"
    in_force = planner.get("/api/v1/plans?state=in_force").json()["items"]
    assert [item["id"] for item in in_force] == [service.world.plan_id]
    assert not in_force[0]["is_editable"]


def test_cells_come_with_names_and_need_not_be_fetched_twice(planner, draft):
    answer = planner.get(f"/api/v1/plans/{draft.id}/cells")
    features = answer.json()["features"]
    assert len(features) == 24
    assert features[0]["properties"]["community_name"] == "甲社区"
    assert features[0]["properties"]["building_name"] == "1栋"
    again = planner.get(f"/api/v1/plans/{draft.id}/cells", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304 and again.content == b""


def test_the_log_is_told_from_a_version_on(planner, draft):
    items = planner.get(f"/api/v1/plans/{draft.id}/operations").json()["items"]
    assert [(item["version"], item["kind"], item["by"]) for item in items] == [(1, "assign", "planner")]
    assert planner.get(f"/api/v1/plans/{draft.id}/operations?since=1").json()["items"] == []


def test_the_difference_counts_what_moved(planner, draft):
    found = planner.get(f"/api/v1/plans/{draft.id}/diff").json()
    assert (found["moved_buildings"], found["moved_households"]) == (2, 120)
    assert sum(grid["gained_cells"] for grid in found["grids"]) == 2


def test_consequences_name_buildings_and_grids(planner, draft):
    found = planner.get(f"/api/v1/plans/{draft.id}/consequences").json()
    (passed,) = found["transfers"]
    assert passed["buildings"] == ["北苑1栋", "北苑2栋"]
    assert passed["from_grid_name"] != passed["to_grid_name"]
    assert found["households"] == 120


def test_the_judge_says_what_may_pass_and_what_never_can(planner, draft):
    found = planner.get(f"/api/v1/plans/{draft.id}/check").json()
    rules = {breach["rule"]: breach["is_absolute"] for breach in found["breaches"]}
    assert rules["unassigned"] is True
    assert not found["may_be_approved"]
    assert found["measures"]["households_in"] == 1610
    assert not any(
        str(grid_id) in breach["chinese"]
        for breach in found["breaches"]
        for grid_id in draft.grids.values()
        if grid_id > 500
    )


def test_bounds_are_written_in_words(planner, draft):
    grid = draft.detail()["grids"][0]
    found = planner.get(f"/api/v1/plans/{draft.id}/grids/{grid['grid_id']}/bounds").json()
    assert found["grid_name"] == grid["name"]
    assert found["sentence"].startswith("东至") and "北至" in found["sentence"]
    assert planner.get(f"/api/v1/plans/{draft.id}/grids/999999/bounds").status_code == 404


def test_the_crosswalk_opens_in_a_spreadsheet(service, planner, draft):
    answer = planner.get(f"/api/v1/plans/{draft.id}/crosswalk?against={service.world.plan_id}")
    assert answer.content.startswith("\ufeff原网格,原网格编码".encode())
    book = planner.get(f"/api/v1/plans/{draft.id}/crosswalk?against={service.world.plan_id}&format=xlsx")
    assert book.content.startswith(b"PK")
    wrong = planner.get(f"/api/v1/plans/{draft.id}/crosswalk?against={service.world.plan_id}&format=exe")
    assert wrong.status_code == 422


def test_another_places_draft_is_not_found(planner):
    for rest in ("", "/cells", "/check", "/events", "/crosswalk?against=1"):
        answer = planner.get(f"/api/v1/plans/987654{rest}")
        assert (answer.status_code, answer.json()["code"]) == (404, "plan_unknown"), rest
    assert planner.get("/api/v1/plans/0").status_code == 422
    assert planner.get(f"/api/v1/plans/{2**70}").status_code == 422
