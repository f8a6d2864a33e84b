"""Which long work runs in the background, and which function does it."""

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


def register() -> None:
    """Tell the queue of every kind; a worker does this before it begins."""
    for kind, function in JOBS.items():
        job_function(kind)(function)
