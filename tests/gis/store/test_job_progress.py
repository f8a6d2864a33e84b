"""Work that is silent for long still hears that it was cancelled, or asked for the best so far."""

import threading

import pytest

from gis.errors import Conflict, NotFound, StoreError
from gis.model.access import Role, Scope
from gis.model.ids import UserId
from gis.model.progress import StoppableProgress, stop_of
from gis.store import jobs, queue
from gis.store.job_progress import JobCancelledError, JobProgress
from tests.gis.store.asking import job_of

pytestmark = pytest.mark.database

ANN = Scope(None, Role.ADMINISTRATOR, ())
HEARS_WITHIN_S = 20


@queue.job_function("test_silent")
def _silent(store, scope, arguments, progress):
    begun.set()
    return {"heard": stop_of(progress).wait(HEARS_WITHIN_S)}


@queue.job_function("test_silent_then_reports")
def _silent_then_reports(store, scope, arguments, progress):
    begun.set()
    stop_of(progress).wait(HEARS_WITHIN_S)
    progress("保存", 0, 1)
    return {"kept": True}


begun = threading.Event()


def run(store, kind, ask):
    """Let a worker do a job, ask something of it once it has begun, and give the job."""
    begun.clear()
    job_id = queue.submit(store, kind, {}, scope=ANN)
    worker = threading.Thread(target=queue.run_worker, args=(store,), kwargs={"until_empty": True})
    worker.start()
    assert begun.wait(HEARS_WITHIN_S)
    ask(store, job_id, scope=ANN)
    worker.join(timeout=HEARS_WITHIN_S)
    return job_of(store, job_id)


def test_a_job_asked_for_the_best_so_far_gives_it_and_is_finished(store):
    done = run(store, "test_silent", queue.stop_early)
    assert (done.state, done.result, done.is_stopping) == (jobs.FINISHED, {"heard": True}, True)


def test_a_silent_job_that_is_cancelled_ends_its_work_and_keeps_nothing(store):
    done = run(store, "test_silent_then_reports", queue.cancel)
    assert (done.state, done.result) == (jobs.CANCELLED, None)


def test_what_has_not_begun_or_is_over_cannot_be_stopped(store):
    job_id = queue.submit(store, "test_silent", {}, scope=ANN)
    with pytest.raises(Conflict) as refused:
        queue.stop_early(store, job_id, scope=ANN)
    assert refused.value.code == "job_not_begun"
    queue.cancel(store, job_id, scope=ANN)
    with pytest.raises(Conflict) as refused:
        queue.stop_early(store, job_id, scope=ANN)
    assert refused.value.code == "job_over"
    with pytest.raises(NotFound):
        queue.stop_early(store, job_id, scope=Scope(UserId(999), Role.PLANNER, ("77",)))


def test_work_is_told_to_end_when_its_worker_leaves(store):
    job_id = queue.submit(store, "test_silent", {}, scope=ANN)
    leaving = threading.Event()
    progress = JobProgress(store, job_id, leaving)
    with progress.listening():
        leaving.set()
        assert progress.stop.wait(HEARS_WITHIN_S)
    with pytest.raises(JobCancelledError):
        progress("保存", 0, 1)
    queue.cancel(store, job_id, scope=ANN)


def test_a_database_that_does_not_answer_for_a_moment_does_not_end_the_work(store, monkeypatch):
    job_id = queue.submit(store, "test_silent", {}, scope=ANN)
    progress = JobProgress(store, job_id, threading.Event())
    assert isinstance(progress, StoppableProgress)

    def unreachable():
        raise StoreError("gone", chinese="没有了")

    monkeypatch.setattr(store, "system", unreachable)
    assert progress._is_asked() is False
    monkeypatch.undo()
    queue.cancel(store, job_id, scope=ANN)
    assert progress._is_asked() is True
