import pytest

from gis.model.access import Role
from gis.store import queue
from gis.store.queue import job_function, run_worker
from gis.workflows import accounts
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


def test_visitors_see_no_jobs(service):
    assert service.visitor().get("/api/v1/jobs/1/events").status_code == 401
