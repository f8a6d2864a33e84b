"""Proposals: how many grids each community can have before one is asked for, and what it came to afterwards."""

from typing import Annotated

from fastapi import APIRouter

from api import plan_answers
from api.rules import needs
from api.schemas import proposals as wire
from api.schemas.values import Id
from api.wiring import CurrentStore
from gis.model.access import Right, Scope
from gis.model.ids import PlanId
from gis.workflows import grid_counts, propose_plan

router = APIRouter(prefix="/api/v1/plans", tags=["方案编辑"])

Reader = Annotated[Scope, needs(Right.SEE_UNITS)]


@router.get("/{plan_id}/grid-counts")
def read_grid_counts(plan_id: Id, store: CurrentStore, scope: Reader) -> list[wire.GridCounts]:
    """Say how many grids each community's households allow, how many are proposed, and why."""
    return [
        wire.GridCounts(
            community_id=item.community_id,
            name=item.name,
            band=plan_answers.band(item.band),
            households=item.households,
            staying_grids=item.staying_grids,
            grids=item.grids,
            least_grids=item.least_grids,
            most_grids=item.most_grids,
            proposed_grids=item.proposed_grids,
            is_feasible=item.is_feasible,
            reason=item.reason,
            pieces=item.pieces,
            is_small=item.is_small,
        )
        for item in grid_counts.count_grids(store, scope, PlanId(plan_id))
    ]


@router.get("/{plan_id}/proposal")
def read_proposal(plan_id: Id, store: CurrentStore, scope: Reader) -> wire.ProposalReport | None:
    """Say how a draft was drawn that a proposal made; null for others."""
    found = propose_plan.find_report(store, scope, PlanId(plan_id))
    return None if found is None else wire.ProposalReport.model_validate(found)
