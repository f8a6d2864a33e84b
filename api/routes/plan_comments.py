"""What is said of plans: communities comment, pinned to a grid or to the plan; planners settle what was said."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api import plan_answers
from api.once import Once
from api.paging import Page
from api.rules import needs
from api.schemas import plan_wishes as wishes
from api.schemas import plans as wire
from api.schemas.values import Id
from api.wiring import CurrentStore
from gis.model.access import Right, Scope
from gis.model.ids import PlanId, UnitId
from gis.workflows import accounts, comment_plan

router = APIRouter(prefix="/api/v1/plans", tags=["方案意见"])

Planner = Annotated[Scope, needs(Right.DRAFT_PLANS)]
Reader = Annotated[Scope, needs(Right.SEE_UNITS)]


@router.get("/{plan_id}/comments")
def list_comments(plan_id: Id, store: CurrentStore, scope: Reader) -> Page[wire.Comment]:
    """List what communities say of the plan."""
    rows = comment_plan.list_comments(store, scope, PlanId(plan_id))
    names = accounts.display_names(store)
    return Page(items=[plan_answers.comment(row, names) for row in rows])


@router.post("/{plan_id}/comments", status_code=201, response_model=wire.Comment)
def comment(
    plan_id: Id, wish: wishes.NewComment, store: CurrentStore, scope: Reader, once: Once
) -> JSONResponse:
    """Say something of a plan or of one of its grids."""

    def act() -> wire.Comment:
        grid_id = None if wish.grid_id is None else UnitId(wish.grid_id)
        made = comment_plan.comment(store, scope, PlanId(plan_id), wish.text, grid_id=grid_id)
        return plan_answers.comment(made, accounts.display_names(store, [scope.user_id]))

    return once(wish, act)


@router.post("/{plan_id}/comments/{comment_id}/resolve")
def resolve(plan_id: Id, comment_id: Id, store: CurrentStore, scope: Planner) -> wire.Comment:
    """Mark a comment as dealt with."""
    row = comment_plan.resolve(store, scope, PlanId(plan_id), comment_id)
    return plan_answers.comment(row, accounts.display_names(store))
