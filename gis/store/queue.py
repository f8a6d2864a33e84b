"""Do long work in the background, on a queue in the database: no second server to run.

``submit`` writes the job and its place in the queue in one transaction. A worker that is killed leaves its
job to the next: the queue notices a worker without heartbeat, and a job is tried three times at most.
"""

import asyncio
import json
import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from procrastinate import App, JobContext, PsycopgConnector, SyncPsycopgConnector
from sqlalchemy import Connection

from gis.errors import Conflict, WanggeError
from gis.model.access import Role, Scope
from gis.model.ids import JobId, UserId
from gis.model.progress import Progress
from gis.store import jobs
from gis.store.engine import Store
from gis.store.frames import driver_of
from gis.store.job_progress import JobCancelledError, JobProgress
from gis.store.programs import statement

JobFunction = Callable[[Store, Scope, dict[str, Any], Progress], Mapping[str, Any]]

MOST_ATTEMPTS = 3
_TASK = "do_job"
_HEARTBEAT_S = 2.0
_DEAD_AFTER_S = 8.0
_log = logging.getLogger("wangge.jobs")
_functions: dict[str, JobFunction] = {}
_SENDER = App(connector=SyncPsycopgConnector())  # never opened: it writes through the caller's connection


def job_function(kind: str) -> Callable[[JobFunction], JobFunction]:
    """Name the function that does jobs of a kind.

    The function takes the store, the scope on whose behalf it works, the arguments and a ``JobProgress``, and returns
    a JSON object. It opens its own transactions; what it raises as ``WanggeError`` is shown to the person. One that
    can give the best so far looks at the progress's ``stop`` (``gis.model.progress.stop_of``).
    """

    def register(function: JobFunction) -> JobFunction:
        _functions[kind] = function
        return function

    return register


def submit(
    store: Store, kind: str, arguments: Mapping[str, Any], *, scope: Scope, path: str | None = None
) -> JobId:
    """Put a job into the queue.

    Parameters
    ----------
    arguments
        A JSON object.
    path
        Whose territory it works on, so that others there see it; only its own user does where not given.
    """
    on_behalf = {
        "user_id": scope.user_id,
        "role": scope.role.value,
        "paths": list(scope.paths),
        "department": scope.department,
    }
    known = {
        "kind": kind,
        "path": path,
        "arguments": json.dumps(dict(arguments), ensure_ascii=False),
        "scope": json.dumps(on_behalf),
        "by": scope.user_id,
    }
    with store.system() as connection:
        job_id = JobId(connection.execute(statement("jobs", "add"), known).scalar_one())
        _enqueue(connection, job_id)
    return job_id


def _enqueue(connection: Connection, job_id: JobId) -> None:
    """Give the job its place in the queue, in the same transaction."""
    driver = driver_of(connection)
    driver.execute("SET LOCAL search_path = queue, public")
    _SENDER.configure_task(_TASK, connection=driver).defer(job_id=job_id)
    driver.execute("SET LOCAL search_path = public")


def cancel(store: Store, job_id: JobId, *, scope: Scope) -> None:
    """Ask a job to end: a waiting one is over at once, a running one at its next report.

    Raises
    ------
    NotFound
        There is none of this id that the scope may see.
    """
    with store.session(scope) as connection:
        jobs.read_job(connection, job_id)
        connection.execute(statement("jobs", "cancel"), {"job_id": job_id})


def stop_early(store: Store, job_id: JobId, *, scope: Scope) -> None:
    """Ask a running job for the best it has so far; one that cannot give it goes on to its end.

    Raises
    ------
    NotFound
        There is none of this id that the scope may see.
    Conflict
        It has not begun (``job_not_begun``), or is over or being cancelled (``job_over``).
    """
    with store.session(scope) as connection:
        job = jobs.read_job(connection, job_id)
        if connection.execute(statement("jobs", "stop_early"), {"job_id": job_id}).first() is not None:
            return
    if job.state == jobs.WAITING:
        told = "任务还在排队，没有可采用的结果；不需要的可以取消"
        raise Conflict(f"job {job_id} has not begun", chinese=told, code="job_not_begun")
    raise Conflict(f"job {job_id} is over", chinese="任务已经结束或正在取消", code="job_over")


def run_worker(store: Store, *, stop: threading.Event | None = None, until_empty: bool = False) -> None:
    """Do jobs one after another until told to stop, or until none waits.

    Parameters
    ----------
    stop
        Set by a signal handler or another thread; the job in hand is ended at its next report, and done again by
        the next worker.
    until_empty
        Return once nothing waits.
    """
    # In a thread of its own: the caller's may have an event loop already.
    with ThreadPoolExecutor(1, thread_name_prefix="worker") as pool:
        pool.submit(
            lambda: asyncio.run(_work(store, stop or threading.Event(), until_empty=until_empty))
        ).result()


async def _work(store: Store, stop: threading.Event, *, until_empty: bool) -> None:
    app = App(
        connector=PsycopgConnector(
            conninfo=store.libpq_address(), kwargs={"options": "-c search_path=queue,public"}
        )
    )

    @app.task(name=_TASK, pass_context=True)
    def do_job(context: JobContext, job_id: int) -> None:
        _do(store, JobId(job_id), stop)

    async with app.open_async():
        rescue = asyncio.create_task(_rescue(app))
        worker = asyncio.create_task(
            app.run_worker_async(
                wait=not until_empty,
                install_signal_handlers=False,
                fetch_job_polling_interval=2.0,
                update_heartbeat_interval=_HEARTBEAT_S,
                stalled_worker_timeout=_DEAD_AFTER_S,
                delete_jobs="successful",
            )
        )
        watcher = asyncio.create_task(_cancel_when(stop, worker))
        try:
            await worker
        except asyncio.CancelledError:
            if not stop.is_set():
                raise
        finally:
            rescue.cancel()
            watcher.cancel()


async def _cancel_when(stop: threading.Event, worker: asyncio.Task[None]) -> None:
    """End the worker when the flag is set."""
    while not stop.is_set():
        await asyncio.sleep(0.2)
    worker.cancel()


async def _rescue(app: App) -> None:
    """Give the jobs of dead workers back to the queue, now and every few seconds."""
    while True:
        for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_DEAD_AFTER_S):
            _log.warning("job of a dead worker goes back to the queue: %s", stalled.task_kwargs)
            await app.job_manager.retry_job(stalled)
        await asyncio.sleep(_DEAD_AFTER_S / 2)


def _do(store: Store, job_id: JobId, stop: threading.Event) -> None:
    """Do one job, and keep how it ended."""
    with store.system() as connection:
        row = connection.execute(statement("jobs", "begin"), {"job_id": job_id}).first()
    if row is None or row.is_cancelling:
        return _finish(store, job_id, jobs.CANCELLED) if row is not None else None
    function = _functions.get(row.kind)
    if function is None or row.attempts > MOST_ATTEMPTS:
        return _finish(store, job_id, jobs.FAILED, problem=_unable(row.kind, row.attempts))
    try:
        progress = JobProgress(store, job_id, stop)
        with progress.listening():
            answer = function(store, _scope(row.scope), row.arguments, progress)
        return _finish(store, job_id, jobs.FINISHED, result=dict(answer))
    except JobCancelledError:
        return _give_back(store, job_id) if stop.is_set() else _finish(store, job_id, jobs.CANCELLED)
    except WanggeError as error:
        _log.info("job %s: %s", job_id, error.message)
        problem = {"code": error.code, "chinese": error.chinese, "facts": error.facts}
        return _finish(store, job_id, jobs.FAILED, problem=problem)
    except Exception:
        _log.exception("job %s failed", job_id)
        problem = {"code": "internal", "chinese": "任务出错，已记入日志，请联系管理员", "facts": {}}
        return _finish(store, job_id, jobs.FAILED, problem=problem)


def _give_back(store: Store, job_id: JobId) -> None:
    """Put a job back into the queue that this worker was told to leave."""
    with store.system() as connection:
        connection.execute(statement("jobs", "give_back"), {"job_id": job_id})
        _enqueue(connection, job_id)


def _unable(kind: str, attempts: int) -> dict[str, Any]:
    """Say why a job is not tried (again)."""
    if attempts > MOST_ATTEMPTS:
        chinese = f"任务已中断 {attempts - 1} 次，不再重试"
        return {"code": "job_interrupted", "chinese": chinese, "facts": {"attempts": attempts - 1}}
    return {"code": "job_kind_unknown", "chinese": f"不认识的任务种类“{kind}”", "facts": {"kind": kind}}


def _scope(kept: Mapping[str, Any]) -> Scope:
    """Make the scope anew on whose behalf a job runs."""
    user_id = None if kept["user_id"] is None else UserId(kept["user_id"])
    return Scope(user_id, Role(kept["role"]), tuple(kept["paths"]), kept.get("department", ""))


def _finish(
    store: Store,
    job_id: JobId,
    state: str,
    *,
    result: Mapping[str, Any] | None = None,
    problem: Mapping[str, Any] | None = None,
) -> None:
    known = {
        "job_id": job_id,
        "state": state,
        "result": None if result is None else json.dumps(result, ensure_ascii=False, default=str),
        "problem": None if problem is None else json.dumps(problem, ensure_ascii=False, default=str),
    }
    with store.system() as connection:
        connection.execute(statement("jobs", "finish"), known)
