"""What passes to other grids under a plan, on the wire.

::

    GET  /api/v1/plans/{id}/hand-over           -> HandOver: what waits, and what was handed over
    POST /api/v1/plans/{id}/hand-over           -> HandOver, after handing over (approve_plans; 409 plan_not_in_force)
    GET  /api/v1/plans/{id}/hand-over/record    -> 移交清单 as xlsx or csv
    PUT  /api/v1/plans/{id}/codes               GivenCodes -> {"given": n} (approve_plans)
"""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.values import Body, Id

OfficialCode = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z-]{0,39}$")]


class WaitingPost(BaseModel):
    """A post of a grid that left; without ``to_grid`` it will end."""

    post_id: int
    role_chinese: str
    officeholder_number: int | None
    from_grid: str
    to_grid: str | None


class HandedOver(BaseModel):
    """One line of the record; ``made_by`` is None where the day itself did it."""

    kind_chinese: str
    matter: str
    from_grid: str | None
    to_grid: str | None
    outcome_chinese: str
    made_at: datetime
    made_by: str | None


class HandOver(BaseModel):
    """Where a plan's hand-over stands."""

    plan_id: int
    is_due: bool
    stray_cases: int
    posts: list[WaitingPost]
    record: list[HandedOver]


class GivenCode(Body):
    """The official code that the district gave a grid."""

    grid_id: Id
    official_code: OfficialCode


class GivenCodes(Body):
    """Codes given by the district, for grids of one plan."""

    codes: Annotated[list[GivenCode], Field(min_length=1, max_length=10_000)]


class CodesKept(BaseModel):
    """How many codes were kept."""

    given: int
