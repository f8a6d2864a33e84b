"""Which long work runs in the background, and which function does it."""

from gis.errors import Conflict
from gis.model.access import Scope
from gis.model.ids import JobId
from gis.store import jobs, queue
from gis.store.engine import Store
from gis.store.jobs import JobRecord
from gis.store.queue import JobFunction, job_function
from gis.workflows import import_jobs, order_paper, propose_plan, record_coverage, renew_fabric

#: Kind of job -> the workflow's function; a page asks for a kind by this name.
JOBS: dict[str, JobFunction] = {
    propose_plan.JOB_KIND: propose_plan.run_job,
    import_jobs.EXAMINE_KIND: import_jobs.run_examine,
    import_jobs.KEEP_KIND: import_jobs.run_keep,
    renew_fabric.JOB_KIND: renew_fabric.run_job,
    "record_coverage": record_coverage.run_job,
    order_paper.JOB_KIND: order_paper.run_job,
}

#: Kinds that can end early with the best they have.
STOPPABLE = frozenset({propose_plan.JOB_KIND})


def may_stop(job: JobRecord) -> bool:
    """Whether a job can be asked, now, for the best it has so far."""
    is_running = job.state == jobs.RUNNING and not (job.is_cancelling or job.is_stopping)
    return job.kind in STOPPABLE and is_running


def stop_early(store: Store, scope: Scope, job_id: JobId) -> None:
    """Ask a running job for the best it has so far, to be kept.

    Raises
    ------
    NotFound
        There is none of this id that the scope may see.
    Conflict
        Jobs of this kind have nothing to give before their end (``job_not_stoppable``), it has not begun
        (``job_not_begun``), or is over (``job_over``).
    """
    with store.session(scope) as connection:
        job = jobs.read_job(connection, job_id)
    if job.kind not in STOPPABLE:
        raise Conflict(
            f"a job of kind {job.kind} has nothing to give early",
            chinese="这类任务做完之前没有可采用的结果，只能取消",
            code="job_not_stoppable",
        )
    queue.stop_early(store, job_id, scope=scope)


def register() -> None:
    """Tell the queue of every kind; a worker does this before it begins."""
    for kind, function in JOBS.items():
        job_function(kind)(function)
