"""Read where background work stands; ``queue`` submits and does it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from gis.errors import NotFound
from gis.model.ids import JobId, PlanId, UserId
from gis.store.frames import read_table
from gis.store.programs import statement

WAITING, RUNNING, FINISHED, FAILED, CANCELLED = "waiting", "running", "finished", "failed", "cancelled"


@dataclass(frozen=True, slots=True)
class JobRecord:
    """One piece of background work.

    Attributes
    ----------
    state
        waiting, running, finished, failed or cancelled.
    step, done, total
        Chinese name of the step in hand, and how many parts of it are done; 0 of 0 where unknown.
    result
        What the function returned, once finished.
    problem
        ``code``, ``chinese`` and ``facts`` of the error, once failed.
    is_cancelling, is_stopping
        Asked to end: with nothing, or with the best so far.
    changed_at
        Moves with every report; what a page that follows compares.
    """

    job_id: JobId
    kind: str
    state: str
    path: str | None
    arguments: dict[str, Any]
    scope: dict[str, Any]
    step: str
    done: int
    total: int
    result: dict[str, Any] | None
    problem: dict[str, Any] | None
    is_cancelling: bool
    is_stopping: bool
    attempts: int
    made_by: UserId | None
    made_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    changed_at: datetime

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {FINISHED, FAILED, CANCELLED}


def read_job(connection: Connection, job_id: JobId) -> JobRecord:
    """Read one job.

    Raises
    ------
    NotFound
        There is none of this id that the session may see.
    """
    known = {"job_id": job_id, "limit": 1}
    row = connection.execute(statement("jobs", "job", "j.id = :job_id"), known).first()
    if row is None:
        raise NotFound(f"no job {job_id}", chinese=f"没有编号为 {job_id} 的任务", code="job_unknown")
    return JobRecord(**row._mapping)


def list_jobs(
    connection: Connection,
    *,
    kind: str | None = None,
    states: list[str] | None = None,
    before: JobId | None = None,
    limit: int = 50,
) -> pd.DataFrame:
    """List jobs the session may see, the newest first; columns as ``JobRecord``."""
    asked = {
        "j.kind = :kind": ("kind", kind),
        "j.state = ANY(CAST(:states AS text[]))": ("states", states),
        "j.id < :before": ("before", before),
    }
    chosen = {condition: given for condition, given in asked.items() if given[1] is not None}
    known: dict[str, Any] = {"limit": limit, **dict(chosen.values())}
    return read_table(connection, statement("jobs", "job", *chosen), known)


def find_result(connection: Connection, *, kind: str, plan_id: PlanId) -> dict[str, Any] | None:
    """Give the result of the finished job of a kind that made a plan; None where there is none to be seen."""
    conditions = ("j.kind = :kind", "j.result ->> 'plan_id' = :plan_id")
    known = {"kind": kind, "plan_id": str(plan_id), "limit": 1}
    row = connection.execute(statement("jobs", "job", *conditions), known).first()
    return None if row is None else dict(row.result)
