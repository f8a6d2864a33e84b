"""Plans on their way: comments, review, approval, filing, in force."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api import plan_answers
from api.once import Once
from api.paging import Page
from api.rules import needs
from api.schemas import plan_lives as lives
from api.schemas import plan_wishes as wishes
from api.schemas import plans as wire
from api.schemas.values import Id
from api.wiring import CurrentStore
from gis.model.access import Right, Scope
from gis.model.ids import PlanId
from gis.store import plans
from gis.store.engine import Store
from gis.workflows import accounts, publish_plan, rebase_plan

router = APIRouter(prefix="/api/v1/plans", tags=["方案审批"])

Reader = Annotated[Scope, needs(Right.SEE_UNITS)]
Planner = Annotated[Scope, needs(Right.DRAFT_PLANS)]
Approver = Annotated[Scope, needs(Right.APPROVE_PLANS)]


def _head(store: Store, scope: Scope, plan_id: int) -> wire.PlanHead:
    """Describe the plan as it now is."""
    with store.session(scope) as connection:
        plan = plans.read_plan(connection, PlanId(plan_id))
    return plan_answers.head(plan, accounts.display_names(store))


@router.post("/{plan_id}/ask-comments")
def ask_for_comments(plan_id: Id, store: CurrentStore, scope: Planner) -> wire.PlanHead:
    """Show a draft to the communities; it can still be edited."""
    publish_plan.ask_for_comments(store, scope, PlanId(plan_id))
    return _head(store, scope, plan_id)


@router.patch("/{plan_id}")
def rename(plan_id: Id, wish: wishes.NewName, store: CurrentStore, scope: Planner) -> wire.PlanHead:
    """Call a draft otherwise."""
    publish_plan.rename(store, scope, PlanId(plan_id), wish.name)
    return _head(store, scope, plan_id)


@router.post("/{plan_id}/drop")
def drop(plan_id: Id, store: CurrentStore, scope: Planner) -> wire.PlanHead:
    """Give a draft up."""
    publish_plan.drop(store, scope, PlanId(plan_id))
    return _head(store, scope, plan_id)


@router.get("/{plan_id}/history")
def read_history(plan_id: Id, store: CurrentStore, scope: Reader) -> Page[lives.PlanStep]:
    """List what became of the plan: each step with its reason, document number and who took it."""
    with store.session(scope) as connection:
        plans.read_plan(connection, PlanId(plan_id))
        steps = plans.read_plan_history(connection, PlanId(plan_id)).to_dict("records")
    names = accounts.display_names(store)
    return Page(items=[plan_answers.plan_step(row, names) for row in steps])


@router.get("/{plan_id}/rebase")
def look_at_rebase(plan_id: Id, store: CurrentStore, scope: Planner) -> lives.RebaseView:
    """Say whether another plan came into force since the base, and what carrying the draft over would do."""
    return plan_answers.rebase_view(rebase_plan.look(store, scope, PlanId(plan_id)))


@router.post("/{plan_id}/rebase", status_code=201, response_model=wire.PlanHead)
def rebase(
    plan_id: Id, wish: wishes.RebaseWish, store: CurrentStore, scope: Planner, once: Once
) -> JSONResponse:
    """Open a draft from the plan in force with the given draft's changes; the draft itself stays as it is."""

    def act() -> wire.PlanHead:
        draft_id, _ = rebase_plan.carry_over(
            store, scope, PlanId(plan_id), name=wish.name, prefers_mine=wish.prefers_mine
        )
        return _head(store, scope, draft_id)

    return once(wish, act)


@router.post("/{plan_id}/submit")
def submit(plan_id: Id, store: CurrentStore, scope: Planner) -> wire.PlanHead:
    """Hand a draft in for approval; it can be edited no more."""
    publish_plan.submit(store, scope, PlanId(plan_id))
    return _head(store, scope, plan_id)


@router.post("/{plan_id}/send-back")
def send_back(plan_id: Id, wish: wishes.SendBack, store: CurrentStore, scope: Approver) -> wire.PlanHead:
    """Give a plan in review back to its drafters."""
    publish_plan.send_back(store, scope, PlanId(plan_id), reason=wish.reason)
    return _head(store, scope, plan_id)


@router.post("/{plan_id}/approve")
def approve(plan_id: Id, wish: wishes.Approval, store: CurrentStore, scope: Approver) -> wire.PlanHead:
    """Approve under a document number; what breaks a rule needs a reason, or can never be approved."""
    publish_plan.approve(
        store, scope, PlanId(plan_id), document_number=wish.document_number, reason=wish.reason
    )
    return _head(store, scope, plan_id)


@router.post("/{plan_id}/file")
def file_upwards(
    plan_id: Id, store: CurrentStore, scope: Approver, wish: wishes.Filing | None = None
) -> wire.PlanHead:
    """File with the district; grids without an official code get one by the template."""
    template = (wish or wishes.Filing()).template
    publish_plan.file_upwards(store, scope, PlanId(plan_id), template=template)
    return _head(store, scope, plan_id)


@router.post("/{plan_id}/publish")
def publish(plan_id: Id, wish: wishes.Publishing, store: CurrentStore, scope: Approver) -> wire.PlanHead:
    """Bring an approved plan into force from a day, and hand over what changes hands."""
    publish_plan.publish(store, scope, PlanId(plan_id), from_date=wish.from_date)
    return _head(store, scope, plan_id)
