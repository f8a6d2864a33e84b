"""A plan's life on the wire: what became of it, what rebasing would do, and what its grids carry.

::

    GET   /api/v1/plans/{id}/history  -> {"items": [PlanStep]}, oldest first
    GET   /api/v1/plans/{id}/rebase   -> RebaseView (draft_plans)
    POST  /api/v1/plans/{id}/rebase   RebaseWish -> PlanHead (201): a new draft from the plan in force
    PATCH /api/v1/plans/{id}          NewName -> PlanHead (draft_plans); drafts only
    POST  /api/v1/plans/{id}/drop     -> PlanHead (draft_plans); drafts only
    POST  /api/v1/plans/{id}/comments/{comment_id}/resolve -> Comment (draft_plans)
    GET   /api/v1/plans/{id}/burden   -> Burden
    GET   /api/v1/plans?at=DATE       -> the plans in force on that day
"""

from datetime import datetime

from pydantic import BaseModel


class PlanStep(BaseModel):
    """One step of a plan; ``from_state`` equals ``to_state`` where a hand-over is told of."""

    from_state: str
    to_state: str
    to_state_chinese: str
    reason: str
    document_number: str
    by: str | None
    at: datetime


class ClashShape(BaseModel):
    """A cell that the draft and the plan in force both moved since the draft's base; null: in no grid."""

    cell_id: int
    mine_grid_id: int | None
    mine_grid_name: str
    theirs_grid_id: int | None
    theirs_grid_name: str


class RebaseView(BaseModel):
    """What carrying a draft over to the plan in force would do.

    ``moved_cells`` counts what the draft changes there; ``revived`` are grids that the plan in force has closed and
    the draft still needs, ``kept_open`` those that the draft has closed and the plan in force still fills.
    """

    is_needed: bool
    base_plan_id: int
    base_plan_name: str
    present_plan_id: int
    present_plan_name: str
    moved_cells: int
    clashes: list[ClashShape]
    revived: list[str]
    kept_open: list[str]


class GridStaff(BaseModel):
    """Grid workers at one grid."""

    grid_id: int
    workers: int
    vacancies: int


class Burden(BaseModel):
    """Open cases of cells that have any, as two parallel lists, and staff by grid.

    ``open_cases`` null: the caller sees no cases; ``staff`` null: no people.
    """

    cell_ids: list[int]
    open_cases: list[int] | None
    staff: list[GridStaff] | None
