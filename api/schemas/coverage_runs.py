"""Kept measurements of service circles on the wire; routes are listed in ``api.schemas.coverage``."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.schemas.coverage import Gap, Opening
from api.schemas.coverage_trials import Asking
from api.schemas.values import Body


class NewRun(Asking):
    """A measurement to do in the background, and to keep."""


class JobStarted(BaseModel):
    """Work that goes on in the background; ask ``/api/v1/jobs/{job_id}``."""

    job_id: int


class Run(BaseModel):
    """A kept measurement; ``stale_reason`` says why it is out of date, empty where it is not."""

    id: int
    state: str
    template: str
    profile: str
    households_in: int | None
    households_out: int | None
    made_at: datetime
    finished_at: datetime | None
    stale_reason: str
    template_chinese: str
    template_version: str
    edition_date: str


class Runs(BaseModel):
    """Kept measurements, newest first."""

    runs: list[Run]


class ComparedTotal(BaseModel):
    """Households covered in one run and the other; null where a unit, item or tier is only in one of them."""

    unit_kind: str
    unit_code: str
    unit_name: str
    item: str
    item_chinese: str
    category: str
    minutes: int
    households_before: int | None
    households_after: int | None
    covered_households_before: int | None
    covered_households_after: int | None
    change: int | None
    share_change: float | None


class Comparison(BaseModel):
    """Two kept measurements side by side."""

    totals: list[ComparedTotal]


class RunHead(BaseModel):
    """Which kept measurement is shown, and why it is out of date; empty where it is not."""

    id: int
    made_at: datetime
    stale_reason: str


class KeptOpening(Opening):
    """What the page opens an older measurement with; null is what it did not keep."""

    households_estimated: int | None  # type: ignore[assignment]
    unconfirmed_facilities: int | None  # type: ignore[assignment]
    run: RunHead


class KeptGap(Gap):
    """One row of a kept ledger, and what became of it."""

    gap_id: int
    state: Literal["open", "planned", "closed", "accepted"]
    note: str
    responsible: str
    is_carried: bool
    is_resolved: bool


class KeptGaps(BaseModel):
    """A kept ledger."""

    gaps: list[KeptGap]


class GapMark(Body):
    """What becomes of a gap: 待处理 open, 已列入计划 planned, 已补齐 closed, 暂不处理 accepted.

    ``responsible`` is who sees to it; left out, it stays as it was. The next run of the place takes all of it over.
    """

    state: Literal["open", "planned", "closed", "accepted"]
    note: Annotated[str, Field(max_length=400)] = ""
    responsible: Annotated[str, Field(max_length=60)] | None = None
