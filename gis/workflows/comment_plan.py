"""Say something of a plan, or of one of its grids: communities, who draft and publish nothing, and everybody else."""

from collections.abc import Hashable
from typing import Any

from gis.errors import Conflict, InputError
from gis.model.access import Scope
from gis.model.ids import PlanId, UnitId
from gis.model.plans import PLAN_STATE_CHINESE, PlanState
from gis.store import plan_grids, plans
from gis.store.engine import Store

Row = dict[Hashable, Any]

OPEN_TO_COMMENTS = frozenset(
    {PlanState.DRAFT, PlanState.COMMENTS, PlanState.IN_REVIEW, PlanState.APPROVED, PlanState.FILED}
)


def comment(store: Store, scope: Scope, plan_id: PlanId, text: str, *, grid_id: UnitId | None = None) -> Row:
    """Keep a comment, pinned to a grid of the plan where one is given, and give it back as it stands.

    Raises
    ------
    Conflict
        The plan is in force, superseded or dropped (``plan_closed_to_comments``).
    InputError
        The comment says nothing (``comment_empty``).
    NotFound
        The grid is not in the plan (``grid_unknown``).
    """
    if not text.strip():
        raise InputError("an empty comment", chinese="请写下意见", code="comment_empty")
    with store.session(scope) as connection:
        plan = plans.read_plan(connection, plan_id)
        if plan.state not in OPEN_TO_COMMENTS:
            raise Conflict(
                f"plan {plan_id} is {plan.state}",
                chinese=f"方案现为“{PLAN_STATE_CHINESE[plan.state]}”，不再征求意见",
                code="plan_closed_to_comments",
                state=plan.state.value,
            )
        if grid_id is not None:
            plan_grids.read_plan_grid(connection, plan_id, grid_id)
        comment_id = plans.comment_on_plan(
            connection, plan_id, text.strip(), grid_id=grid_id, by=scope.user_id
        )
        rows = plans.read_comments(connection, plan_id).to_dict("records")
    return next(row for row in rows if row["id"] == comment_id)


def list_comments(store: Store, scope: Scope, plan_id: PlanId) -> list[Row]:
    """List the comments on a plan, the oldest first."""
    with store.session(scope) as connection:
        plans.read_plan(connection, plan_id)
        return plans.read_comments(connection, plan_id).to_dict("records")


def resolve(store: Store, scope: Scope, plan_id: PlanId, comment_id: int) -> Row:
    """Mark a comment as dealt with.

    Raises
    ------
    NotFound
        The plan has no such comment (``comment_unknown``).
    """
    with store.session(scope) as connection:
        plans.read_plan(connection, plan_id)
        plans.resolve_comment(connection, plan_id, comment_id)
        rows = plans.read_comments(connection, plan_id).to_dict("records")
    return next(row for row in rows if row["id"] == comment_id)
