from datetime import date

import pytest

from tests.api.routes.test_plan_edits import Draft

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def service(own_service):
    return own_service


@pytest.fixture(scope="module")
def clients(service):
    return service.program("planner"), service.program("approver")


def ready(planner):
    """A draft whose last homes are in a grid, handed in."""
    draft = Draft(planner)
    problem = draft.detail()["problems"][0]
    grids = [grid for grid in draft.detail()["grids"] if grid["community_id"] == problem["community_id"]]
    least = min(grids, key=lambda grid: grid["households"])
    assert (
        draft.send(kind="assign", cell_ids=problem["cell_ids"], grid_id=least["grid_id"]).status_code == 201
    )
    assert planner.post(f"/api/v1/plans/{draft.id}/submit").json()["state"] == "in_review"
    return draft


def approval(**values):
    return {"document_number": "渝街发〔2026〕12号", **values}


def test_a_plan_with_homes_in_no_grid_is_never_approved(clients):
    planner, approver = clients
    draft = Draft(planner)
    planner.post(f"/api/v1/plans/{draft.id}/submit")
    refused = approver.post(f"/api/v1/plans/{draft.id}/approve", json=approval(reason="就这样"))
    assert (refused.status_code, refused.json()["code"]) == (422, "plan_breaks_rules")
    assert "120 户" in refused.json()["detail"]
    back = approver.post(f"/api/v1/plans/{draft.id}/send-back", json={"reason": "先划完"})
    assert back.json()["state"] == "draft"


def test_a_plan_that_breaks_a_rule_is_approved_only_with_a_reason_and_then_comes_into_force(service, clients):
    planner, approver = clients
    draft = ready(planner)
    rules = {breach["rule"] for breach in planner.get(f"/api/v1/plans/{draft.id}/check").json()["breaches"]}
    at = f"/api/v1/plans/{draft.id}"
    if rules:
        assert approver.post(f"{at}/approve", json=approval()).json()["code"] == "reason_missing"
    approved = approver.post(f"{at}/approve", json=approval(reason="新建片区，年底前再调"))
    assert approved.json()["state"] == "approved", approved.text
    assert approved.json()["document_number"] == "渝街发〔2026〕12号"
    filed = approver.post(f"{at}/file")
    assert filed.json()["state"] == "filed", filed.text
    codes = [grid["official_code"] for grid in planner.get(at).json()["grids"]]
    assert all(len(code) == 15 for code in codes) and len(set(codes)) == 4
    today = date.today().isoformat()  # noqa: DTZ011 - the day the planner means is the day on the wall
    published = approver.post(f"{at}/publish", json={"from_date": today})
    assert published.json()["state"] == "in_force", published.text
    former = planner.get(f"/api/v1/plans/{service.world.plan_id}").json()["plan"]
    assert former["state"] == "superseded"
    assert draft.send(kind="undo").status_code == 409


def test_a_plan_begun_before_another_came_into_force_is_not_published_over_it(service, clients):
    planner, approver = clients
    superseded = Draft(planner, base=service.world.plan_id)
    with service.world.store.system() as connection:
        connection.exec_driver_sql(
            f"UPDATE plan SET state = 'approved', base_plan_id = {service.world.plan_id} WHERE id = {superseded.id}"
        )
    refused = approver.post(f"/api/v1/plans/{superseded.id}/publish", json={"from_date": "2030-01-01"})
    assert (refused.status_code, refused.json()["code"]) == (409, "plan_base_superseded")
    assert "变基" in refused.json()["detail"]


def test_an_overtaken_plan_is_rebased_over_the_wire(clients):
    planner, approver = clients
    first, second = ready(planner), ready(planner)
    assert not planner.get(f"/api/v1/plans/{second.id}/rebase").json()["is_needed"]
    needless = planner.post(f"/api/v1/plans/{second.id}/rebase", json={})
    assert (needless.status_code, needless.json()["code"]) == (422, "nothing_to_do")
    for draft in (first, second):
        reason = approval(reason="试")
        assert approver.post(f"/api/v1/plans/{draft.id}/approve", json=reason).status_code == 200
    publish = {"from_date": "2090-01-01"}
    assert approver.post(f"/api/v1/plans/{first.id}/publish", json=publish).status_code == 200
    refused = approver.post(f"/api/v1/plans/{second.id}/publish", json=publish)
    assert (refused.status_code, refused.json()["code"]) == (409, "plan_base_superseded")
    seen = planner.get(f"/api/v1/plans/{second.id}/rebase").json()
    assert (seen["is_needed"], seen["present_plan_id"], seen["clashes"]) == (True, first.id, [])
    fresh = planner.post(f"/api/v1/plans/{second.id}/rebase", json={"name": "再来"})
    assert (fresh.status_code, fresh.json()["name"], fresh.json()["base_plan_id"]) == (201, "再来", first.id)
    assert planner.get("/api/v1/plans", params={"at": "2090-01-01"}).json()["items"][0]["id"] == first.id


def test_a_draft_is_renamed_and_dropped_and_its_history_says_so(clients):
    planner, approver = clients
    draft = Draft(planner)
    at = f"/api/v1/plans/{draft.id}"
    assert planner.patch(at, json={"name": "二稿"}).json()["name"] == "二稿"
    assert planner.patch(at, json={"name": ""}).status_code == 422
    assert planner.post(f"{at}/ask-comments").json()["state"] == "comments"
    assert planner.post(f"{at}/drop").json()["state"] == "dropped"
    assert planner.patch(at, json={"name": "三稿"}).status_code == 409
    steps = approver.get(f"{at}/history").json()["items"]
    assert [step["to_state"] for step in steps] == ["comments", "dropped"]
    assert all(step["by"] for step in steps)


def test_filing_gives_codes_by_the_template_and_the_history_tells_of_the_hand_over(clients):
    planner, approver = clients
    draft = ready(planner)
    at = f"/api/v1/plans/{draft.id}"
    approver.post(f"{at}/approve", json=approval(reason="试"))
    assert approver.post(f"{at}/file", json={"template": "digits_99"}).status_code == 422
    assert approver.post(f"{at}/file", json={"template": "digits_20"}).json()["state"] == "filed"
    published = approver.post(f"{at}/publish", json={"from_date": "2091-01-01"})
    assert published.status_code in (200, 409)
    steps = planner.get(f"{at}/history").json()["items"]
    assert steps[1]["document_number"] == approval()["document_number"] and steps[1]["reason"] == "试"
    if published.status_code == 200:
        assert "移交" in steps[-1]["reason"]
