import threading

import pytest

from gis.model.access import Role
from gis.model.progress import stop_of
from gis.store import queue
from gis.store.queue import job_function, run_worker
from gis.workflows import accounts, propose_plan
from tests.api.conftest import PASSWORD

pytestmark = pytest.mark.database


@job_function("count_to_three")
def count_to_three(store, scope, arguments, progress):
    for number in (1, 2, 3):
        progress("数数", number, 3)
    return {"counted": 3}


@pytest.fixture
def job_id(service):
    scope = accounts.sign_in(service.world.store, "planner", PASSWORD).scope
    return queue.submit(service.world.store, "count_to_three", {"secret": "内部参数"}, scope=scope)


def test_a_jobs_progress_and_result_are_told_but_not_what_it_was_asked(service, job_id):
    client = service.program("planner")
    assert client.get(f"/api/v1/jobs/{job_id}").json()["state"] == "waiting"
    run_worker(service.world.store, until_empty=True)
    answer = client.get(f"/api/v1/jobs/{job_id}")
    assert (answer.json()["state"], answer.json()["result"]) == ("finished", {"counted": 3})
    assert "内部参数" not in answer.text
    assert client.get("/api/v1/jobs?kind=count_to_three").json()["items"][0]["id"] == job_id


def test_the_stream_of_a_job_ends_with_it(service, job_id):
    run_worker(service.world.store, until_empty=True)
    with service.program("planner").stream("GET", f"/api/v1/jobs/{job_id}/events") as stream:
        text = "".join(stream.iter_text())
    assert text.count("event: job") == 1 and '"is_over":true' in text


def test_a_waiting_job_can_be_cancelled_and_anothers_is_not_found(service, job_id):
    service.account("other_grid", Role.GRID_WORKER, (service.communities[0],))
    other = service.program("other_grid")
    assert other.get(f"/api/v1/jobs/{job_id}").status_code == 404
    assert other.delete(f"/api/v1/jobs/{job_id}").status_code == 404
    assert service.program("planner").delete(f"/api/v1/jobs/{job_id}").json()["state"] == "cancelled"


def test_a_job_with_nothing_to_give_early_is_not_stopped_and_anothers_is_not_found(service, job_id):
    client = service.program("planner")
    assert client.get(f"/api/v1/jobs/{job_id}").json()["may_stop"] is False
    refused = client.post(f"/api/v1/jobs/{job_id}/stop")
    assert (refused.status_code, refused.json()["code"]) == (409, "job_not_stoppable")
    service.account("grid_of_jobs", Role.GRID_WORKER, (service.communities[0],))
    assert service.program("grid_of_jobs").post(f"/api/v1/jobs/{job_id}/stop").status_code == 404
    assert service.visitor().post(f"/api/v1/jobs/{job_id}/stop").status_code == 401
    for wrong in ("0", "-1", "x", str(2**64)):
        assert client.post(f"/api/v1/jobs/{wrong}/stop").status_code in (404, 422)
    client.delete(f"/api/v1/jobs/{job_id}")


def test_a_proposal_that_waits_has_nothing_to_keep_yet(service):
    client = service.program("planner")
    plan_id = client.post("/api/v1/plans", json={"name": "草案"}).json()["id"]
    job_id = client.post(f"/api/v1/plans/{plan_id}/proposals", json={}).json()["job_id"]
    refused = client.post(f"/api/v1/jobs/{job_id}/stop")
    assert (refused.status_code, refused.json()["code"]) == (409, "job_not_begun")
    assert client.delete(f"/api/v1/jobs/{job_id}").json()["state"] == "cancelled"


def test_a_running_proposal_is_asked_for_the_best_so_far_once(service, monkeypatch):
    begun = threading.Event()

    def go_on(store, scope, arguments, progress):
        begun.set()
        return {"plan_id": 0, "was_stopped": stop_of(progress).wait(20)}

    monkeypatch.setitem(queue._functions, propose_plan.JOB_KIND, go_on)
    client = service.program("planner")
    plan_id = client.post("/api/v1/plans", json={"name": "草案"}).json()["id"]
    job_id = client.post(f"/api/v1/plans/{plan_id}/proposals", json={}).json()["job_id"]
    worker = threading.Thread(target=run_worker, args=(service.world.store,), kwargs={"until_empty": True})
    worker.start()
    assert begun.wait(20)
    assert client.get(f"/api/v1/jobs/{job_id}").json()["may_stop"] is True
    asked = client.post(f"/api/v1/jobs/{job_id}/stop")
    assert (asked.status_code, asked.json()["is_stopping"], asked.json()["may_stop"]) == (202, True, False)
    worker.join(20)
    done = client.get(f"/api/v1/jobs/{job_id}").json()
    assert (done["state"], done["result"]["was_stopped"]) == ("finished", True)
    refused = client.post(f"/api/v1/jobs/{job_id}/stop")
    assert (refused.status_code, refused.json()["code"]) == (409, "job_over")


def test_visitors_see_no_jobs(service):
    assert service.visitor().get("/api/v1/jobs/1/events").status_code == 401
