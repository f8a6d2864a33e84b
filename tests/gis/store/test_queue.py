"""Background work: done once, shown while it runs, cancelled, and taken over from a killed worker."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from gis.errors import NotFound
from gis.model.access import Role, Scope
from gis.model.ids import UserId
from gis.store import jobs, queue
from tests.gis.store.asking import job_of

pytestmark = pytest.mark.database

ANN = Scope(None, Role.ADMINISTRATOR, ())


@queue.job_function("test_add")
def _add(store, scope, arguments, progress):
    progress("加法", 1, 2)
    progress("加法", 2, 2)
    return {"sum": arguments["a"] + arguments["b"], "role": scope.role.value}


@queue.job_function("test_break")
def _break(store, scope, arguments, progress):
    raise NotFound("gone", chinese="没有了", code="gone", which=7)


@queue.job_function("test_bug")
def _bug(store, scope, arguments, progress):
    raise RuntimeError("secret detail")


@queue.job_function("test_wait")
def _wait(store, scope, arguments, progress):
    for second in range(600):
        progress("等待", second, 600)
        time.sleep(0.05)
    return {}


def test_a_job_runs_on_behalf_of_its_submitter_and_keeps_its_answer(store):
    job_id = queue.submit(store, "test_add", {"a": 2, "b": 3}, scope=ANN)
    assert job_of(store, job_id).state == jobs.WAITING
    queue.run_worker(store, until_empty=True)
    done = job_of(store, job_id)
    assert (done.state, done.result) == (jobs.FINISHED, {"sum": 5, "role": "administrator"})
    assert (done.step, done.done, done.total, done.attempts) == ("加法", 2, 2, 1)


def test_a_failed_job_tells_the_person_what_the_error_says(store):
    job_id = queue.submit(store, "test_break", {}, scope=ANN)
    queue.run_worker(store, until_empty=True)
    failed = job_of(store, job_id)
    assert failed.state == jobs.FAILED
    assert failed.problem == {"code": "gone", "chinese": "没有了", "facts": {"which": 7}}


def test_a_bug_in_a_job_is_not_shown_to_people(store, caplog):
    job_id = queue.submit(store, "test_bug", {}, scope=ANN)
    queue.run_worker(store, until_empty=True)
    assert job_of(store, job_id).problem["code"] == "internal"
    assert "secret" not in str(job_of(store, job_id).problem)


def test_a_job_of_an_unknown_kind_fails_by_name(store):
    job_id = queue.submit(store, "test_nothing", {}, scope=ANN)
    queue.run_worker(store, until_empty=True)
    assert job_of(store, job_id).problem["code"] == "job_kind_unknown"


def test_a_waiting_job_is_cancelled_at_once_and_never_runs(store):
    job_id = queue.submit(store, "test_add", {"a": 1, "b": 1}, scope=ANN)
    queue.cancel(store, job_id, scope=ANN)
    queue.run_worker(store, until_empty=True)
    cancelled = job_of(store, job_id)
    assert (cancelled.state, cancelled.result, cancelled.attempts) == (jobs.CANCELLED, None, 0)


def test_a_running_job_is_cancelled_at_its_next_report(store):
    job_id = queue.submit(store, "test_wait", {}, scope=ANN)
    worker = threading.Thread(target=queue.run_worker, args=(store,), kwargs={"until_empty": True})
    worker.start()
    _until(lambda: job_of(store, job_id).state == jobs.RUNNING)
    queue.cancel(store, job_id, scope=ANN)
    worker.join(timeout=20)
    assert job_of(store, job_id).state == jobs.CANCELLED


def test_a_worker_told_to_stop_leaves_its_job_to_the_next(store):
    job_id = queue.submit(store, "test_wait", {}, scope=ANN)
    stop = threading.Event()
    worker = threading.Thread(target=queue.run_worker, args=(store,), kwargs={"stop": stop})
    worker.start()
    _until(lambda: job_of(store, job_id).state == jobs.RUNNING)
    stop.set()
    worker.join(timeout=20)
    assert not worker.is_alive()
    assert (job_of(store, job_id).state, job_of(store, job_id).attempts) == (jobs.WAITING, 0)
    queue.cancel(store, job_id, scope=ANN)


def test_a_job_of_a_killed_worker_is_done_by_another(store, monkeypatch):
    monkeypatch.setattr(queue, "_HEARTBEAT_S", 0.5)
    monkeypatch.setattr(queue, "_DEAD_AFTER_S", 2.0)  # of the rescuer; eight seconds in service
    job_id = queue.submit(store, "test_add_once_killed", {}, scope=ANN)
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.gis.store.dying_worker"],
        env={**os.environ, "DATABASE_URL": store.settings.database_url},
    )
    _until(lambda: job_of(store, job_id).state == jobs.RUNNING)
    worker.send_signal(signal.SIGKILL)
    worker.wait()

    @queue.job_function("test_add_once_killed")
    def second_time(store, scope, arguments, progress):
        return {"done": True}

    stop = threading.Event()
    rescuer = threading.Thread(target=queue.run_worker, args=(store,), kwargs={"stop": stop})
    rescuer.start()
    _until(lambda: job_of(store, job_id).is_over)
    stop.set()
    rescuer.join(timeout=20)
    assert (job_of(store, job_id).state, job_of(store, job_id).attempts) == (jobs.FINISHED, 2)


def test_nobody_else_sees_a_job_or_cancels_it(store):
    job_id = queue.submit(store, "test_add", {"a": 1, "b": 1}, scope=ANN)
    stranger = Scope(UserId(999), Role.PLANNER, ("77",))
    with store.session(stranger) as connection, pytest.raises(NotFound):
        jobs.read_job(connection, job_id)
    with pytest.raises(NotFound):
        queue.cancel(store, job_id, scope=stranger)


def _until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)
