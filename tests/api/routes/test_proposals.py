"""What can be proposed is told before, what was proposed afterwards; broken and hostile wishes change nothing."""

import pytest

from gis.model.access import Role
from gis.store.queue import run_worker
from gis.workflows import jobs

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def planner(service):
    return service.program("planner")


@pytest.fixture(scope="module")
def draft(planner):
    return planner.post("/api/v1/plans", json={"name": "草案"}).json()["id"]


def test_a_wish_with_everything_in_it_comes_back_as_a_report_with_the_draft(service, planner, draft):
    jobs.register()
    jia, yi = service.communities
    counts = {item["community_id"]: item for item in planner.get(f"/api/v1/plans/{draft}/grid-counts").json()}
    assert counts[jia]["reason"] == "共 840 户，可设 2—2 个网格（300—500 户）"
    wish = {
        "community_ids": [jia, yi],
        "grids_by_community": {str(jia): counts[jia]["proposed_grids"]},
        "balance": {"residents": 0.3, "floor_area_m2": 0.5},
        "existing_weight_share": 0,
        "time_limit_s": 5,
    }
    started = planner.post(f"/api/v1/plans/{draft}/proposals", json=wish)
    assert started.status_code == 202, started.text
    run_worker(service.world.store, until_empty=True)
    job = planner.get(f"/api/v1/jobs/{started.json()['job_id']}").json()
    assert job["state"] == "finished", job
    proposal = job["result"]["plan_id"]
    report = planner.get(f"/api/v1/plans/{proposal}/proposal").json()
    assert report == job["result"]
    assert [item["criterion"] for item in report["evenness"]] == ["residents", "floor_area_m2"]
    assert {item["community_id"]: item["grids"] for item in report["communities"]}[jia] == 2
    assert planner.get(f"/api/v1/plans/{draft}/proposal").json() is None
    # The job is the sub-district's: who works in a community alone sees the draft and not how it was asked for.
    login = service.account("community_of_proposals", Role.COMMUNITY, (jia,))
    assert service.program(login).get(f"/api/v1/plans/{proposal}/proposal").json() is None


@pytest.mark.parametrize(
    "wish",
    [
        {"grids": 4, "grids_by_community": {"1": 2}},
        {"balance": {"religion": 0.2}},
        {"balance": {"residents": 0}},
        {"balance": {"residents": -1}},
        {"balance": {"residents": 1e308}},
        {"balance": {"residents": "NaN"}},
        {"balance": ["residents"]},
        {"grids_by_community": {"x": 2}},
        {"grids_by_community": {"-1": 2}},
        {"grids_by_community": {str(2**64): 2}},
        {"grids_by_community": {"1": 0}},
        {"grids_by_community": {"1": 10**9}},
        {"grids_by_community": {"1": 1.5}},
        {"grids_by_community": {str(number): 1 for number in range(1, 10_002)}},
        {"exact": "maybe"},
        {"numbering": "spiral"},
        {"numbering": None},
        {"time_limit_s": 0},
        {"time_limit_s": 3601},
        {"seed": 1},
        [],
    ],
)
def test_a_wish_that_is_none_is_refused_before_anything_waits(planner, draft, wish):
    before = planner.get("/api/v1/jobs").json()["items"]
    answer = planner.post(f"/api/v1/plans/{draft}/proposals", json=wish)
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"]
    assert planner.get("/api/v1/jobs").json()["items"] == before


def test_a_number_that_the_households_do_not_allow_fails_the_job_by_the_communitys_name(
    service, planner, draft
):
    jobs.register()
    jia = service.communities[0]
    wish = {"community_ids": [jia], "grids_by_community": {str(jia): 60}}
    job_id = planner.post(f"/api/v1/plans/{draft}/proposals", json=wish).json()["job_id"]
    run_worker(service.world.store, until_empty=True)
    job = planner.get(f"/api/v1/jobs/{job_id}").json()
    assert job["state"] == "failed"
    assert job["problem"]["chinese"].startswith("甲社区要求 60 个网格")


@pytest.mark.parametrize("noun", ["grid-counts", "proposal"])
def test_who_may_not_see_the_draft_is_told_nothing(service, draft, noun):
    address = f"/api/v1/plans/{draft}/{noun}"
    assert service.visitor().get(address).status_code == 401
    for wrong in ("0", "-1", "x", str(2**63), "1%00"):
        answer = service.program("planner").get(f"/api/v1/plans/{wrong}/{noun}")
        assert answer.status_code in (404, 422), answer.text
    assert service.program("planner").get(f"/api/v1/plans/987654321/{noun}").status_code == 404
