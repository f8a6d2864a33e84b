from datetime import UTC, datetime

import pytest

from gis.model.access import Role
from gis.store.queue import run_worker
from gis.workflows import jobs
from gis.workflows.report_files import ReportLabel, keep_report
from tests.worked import tiny

pytestmark = pytest.mark.database

ROOT = "/api/v1/reports"


@pytest.fixture(scope="module")
def planner(service):
    return service.program("planner")


def _keep(service, path, content=b"<!doctype html><script>alert(1)</script>"):
    label = ReportLabel("circle", "评估报告", "微型街道", "html", path, {})
    folder = service.world.store.settings.reports_dir
    made_at = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    return keep_report(folder, label, made_at=made_at, write=lambda target: target.write_bytes(content))


def test_an_ordered_report_is_written_by_a_worker_and_handed_over(service, planner):
    ordered = planner.post(ROOT, json={"kind": "register", "format": "xlsx"})
    assert ordered.status_code == 202, ordered.text
    jobs.register()
    run_worker(service.world.store, until_empty=True)
    job = planner.get(f"/api/v1/jobs/{ordered.json()['job_id']}").json()
    listed = planner.get(ROOT).json()["items"]
    mine = next(report for report in listed if report["id"] == job["result"]["report"])
    assert mine["title"] == "微型街道网格登记表"
    file = planner.get(mine["files"][0]["href"])
    assert file.content.startswith(b"PK")
    assert file.headers["content-disposition"].startswith("attachment")


def test_an_atlas_of_a_plan_is_ordered_and_one_of_no_plan_is_not(service, planner):
    ordered = planner.post(ROOT, json={"kind": "atlas", "format": "pdf", "plan_id": service.world.plan_id})
    run_worker(service.world.store, until_empty=True)
    job = planner.get(f"/api/v1/jobs/{ordered.json()['job_id']}").json()
    assert job["problem"] is None, job
    file = planner.get(f"{ROOT}/{job['result']['report']}/file")
    assert file.content.startswith(b"%PDF")
    department = service.program("department")
    assert department.get(f"{ROOT}/{job['result']['report']}/file").status_code == 404
    missing = planner.post(ROOT, json={"kind": "atlas", "format": "pdf", "plan_id": 987654})
    assert (missing.status_code, missing.json()["code"]) == (404, "plan_unknown")


def test_a_web_report_is_never_shown_as_a_page_of_this_site(service, planner):
    card = _keep(service, service.world.path)
    answer = planner.get(f"{ROOT}/{card.report_id}/file")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_visitors_see_no_report_and_strangers_none_of_others(service):
    card = _keep(service, f"{service.world.path}.424242")
    assert service.visitor().get(ROOT).status_code == 401
    service.account("jia", Role.COMMUNITY, (service.communities[0],))
    stranger = service.program("jia")
    assert card.report_id not in {report["id"] for report in stranger.get(ROOT).json()["items"]}
    for path in (f"{ROOT}/{card.report_id}", f"{ROOT}/{card.report_id}/file"):
        assert stranger.get(path).status_code == 404
    refused = stranger.post(ROOT, json={"community_code": tiny.YI})
    assert (refused.status_code, refused.json()["code"]) == (403, "out_of_scope")


@pytest.mark.parametrize(
    "body", [{"format": "exe"}, {"kind": "novel"}, {"community_code": "x" * 21}, {"surprise": 1}]
)
def test_orders_that_make_no_sense_are_refused(planner, body):
    assert planner.post(ROOT, json=body).status_code == 422


@pytest.mark.parametrize("wrong", ["..", "%2e%2e%2f%2e%2e%2fetc", "20261123T000000-00000000", "x" * 300])
def test_unknown_reports_are_not_found(planner, wrong):
    assert planner.get(f"{ROOT}/{wrong}/file").status_code in (404, 422)
