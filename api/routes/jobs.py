"""Background work: the list, one job, its progress as a stream, and cancelling it."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.paging import Page, Window, page_of
from api.rules import needs
from api.schemas.jobs import Job
from api.schemas.values import Id
from api.streams import follow
from api.wiring import CurrentStore
from gis.model.access import Right, Scope
from gis.model.ids import JobId
from gis.store import jobs, queue
from gis.store.engine import Store
from gis.store.jobs import JobRecord
from gis.workflows import jobs as jobs_of_house

router = APIRouter(prefix="/api/v1/jobs", tags=["任务"])

Worker = Annotated[Scope, needs(Right.SEE_UNITS)]


def _describe(job: JobRecord) -> Job:
    """Say where a job stands; what it was asked, and on whose behalf, stays inside."""
    return Job(
        id=job.job_id,
        kind=job.kind,
        state=job.state,
        step=job.step,
        done=job.done,
        total=job.total,
        result=job.result,
        problem=job.problem,
        is_over=job.is_over,
        may_stop=jobs_of_house.may_stop(job),
        is_stopping=job.is_stopping,
        made_at=job.made_at,
        finished_at=job.finished_at,
    )


@router.get("")
def list_jobs(
    store: CurrentStore,
    scope: Worker,
    window: Window,
    kind: Annotated[str | None, Query(max_length=40)] = None,
) -> Page[Job]:
    """List one's own jobs and those of one's territory, the newest first."""
    before = None if window.after is None else JobId(window.after)
    with store.session(scope) as connection:
        listed = jobs.list_jobs(connection, kind=kind, before=before, limit=window.limit + 1)
        records = [jobs.read_job(connection, JobId(int(job_id))) for job_id in listed["job_id"]]
    return page_of([_describe(record) for record in records], window, lambda job: job.id)


@router.get("/{job_id}")
def read_job(job_id: Id, store: CurrentStore, scope: Worker) -> Job:
    """Say where a job stands."""
    with store.session(scope) as connection:
        return _describe(jobs.read_job(connection, JobId(job_id)))


@router.delete("/{job_id}", status_code=202)
def cancel_job(job_id: Id, store: CurrentStore, scope: Worker) -> Job:
    """Ask a job to end; a running one ends at its next report."""
    queue.cancel(store, JobId(job_id), scope=scope)
    with store.session(scope) as connection:
        return _describe(jobs.read_job(connection, JobId(job_id)))


@router.post("/{job_id}/stop", status_code=202)
def stop_job(job_id: Id, store: CurrentStore, scope: Worker) -> Job:
    """Ask a running job for the best it has so far, which is kept; a proposal of grids can give it at any moment."""
    jobs_of_house.stop_early(store, scope, JobId(job_id))
    with store.session(scope) as connection:
        return _describe(jobs.read_job(connection, JobId(job_id)))


def _readable(job_id: Id, store: CurrentStore, scope: Worker) -> JobId:
    """Make sure that the job is there before a stream begins, since a stream cannot say so."""
    with store.session(scope) as connection:
        return jobs.read_job(connection, JobId(job_id)).job_id


class _Watch:
    """What a stream of a job has told so far."""

    def __init__(self, store: Store, scope: Scope, job_id: JobId) -> None:
        self.store, self.scope, self.job_id = store, scope, job_id
        self.told: Job | None = None

    def news(self) -> list[ServerSentEvent] | None:
        """Give the job where it has moved since the last question; None once its end has been told."""
        if self.told is not None and self.told.is_over:
            return None
        with self.store.session(self.scope) as connection:
            job = _describe(jobs.read_job(connection, self.job_id))
        if job == self.told:
            return []
        self.told = job
        return [ServerSentEvent(event="job", data=job)]


@router.get("/{job_id}/events", response_class=EventSourceResponse)
async def follow_job(
    request: Request, store: CurrentStore, scope: Worker, job_id: Annotated[JobId, Depends(_readable)]
) -> AsyncIterator[ServerSentEvent]:
    """Stream a job's progress until it is over."""
    async for event in follow(request, store, _Watch(store, scope, job_id).news):
        yield event
