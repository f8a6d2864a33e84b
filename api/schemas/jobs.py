"""Background work: where it stands."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel


class Job(BaseModel):
    """One job; ``done`` of ``total`` parts of ``step`` (0 of 0: unknown), ``problem`` once it failed.

    ``may_stop``: it can be asked for the best it has so far; ``is_stopping``: somebody did.
    """

    id: int
    kind: str
    state: str
    step: str
    done: int
    total: int
    result: dict[str, Any] | None
    problem: dict[str, Any] | None
    is_over: bool
    may_stop: bool
    is_stopping: bool
    made_at: datetime
    finished_at: datetime | None
