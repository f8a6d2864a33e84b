"""Plans on their way: comments, review, approval, filing, in force."""

from typing import Annotated

from fastapi import APIRouter

from api import plan_answers
from api.rules import needs
from api.schemas import plan_wishes as wishes
from api.schemas import plans as wire
from api.schemas.values import Id
from api.wiring import CurrentStore
from gis.model.access import Right, Scope
from gis.model.ids import PlanId
from gis.store import plans
from gis.store.engine import Store
from gis.workflows import accounts, publish_plan

router = APIRouter(prefix="/api/v1/plans", tags=["方案审批"])

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
def file_upwards(plan_id: Id, store: CurrentStore, scope: Approver) -> wire.PlanHead:
    """File with the district; grids without an official code get one."""
    publish_plan.file_upwards(store, scope, PlanId(plan_id))
    return _head(store, scope, plan_id)


@router.post("/{plan_id}/publish")
def publish(plan_id: Id, wish: wishes.Publishing, store: CurrentStore, scope: Approver) -> wire.PlanHead:
    """Bring an approved plan into force from a day, and hand over what changes hands."""
    publish_plan.publish(store, scope, PlanId(plan_id), from_date=wish.from_date)
    return _head(store, scope, plan_id)
