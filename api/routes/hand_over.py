"""After publishing: hand over cases and posts, the record of it, and codes the district gave."""

from collections.abc import Mapping
from typing import Annotated, Any

import pandas as pd
from fastapi import APIRouter, Query, Response

from api.attachments import attachment
from api.rules import needs
from api.schemas import hand_over as wire
from api.schemas.values import Id
from api.wiring import CurrentStore
from gis.model.access import Right, Scope
from gis.model.ids import PlanId, UnitId
from gis.store.engine import Store
from gis.workflows import accounts, hand_over, publish_plan
from gis.workflows.hand_over import HandOverState

router = APIRouter(prefix="/api/v1/plans", tags=["方案移交"])

Reader = Annotated[Scope, needs(Right.SEE_UNITS)]
Approver = Annotated[Scope, needs(Right.APPROVE_PLANS)]


def _told(store: Store, state: HandOverState) -> wire.HandOver:
    names = accounts.display_names(store)
    return wire.HandOver(
        plan_id=state.plan.plan_id,
        is_due=state.is_due,
        stray_cases=state.stray_cases,
        posts=[
            wire.WaitingPost(
                post_id=post.post_id,
                role_chinese=post.role_chinese,
                officeholder_number=post.officeholder_number,
                from_grid=post.from_grid,
                to_grid=post.to_grid,
            )
            for post in state.posts
        ],
        record=[_line(row, names) for row in state.record.to_dict("records")],
    )


def _line(row: Mapping[Any, Any], names: Mapping[int, str]) -> wire.HandedOver:
    """One line of the record."""
    return wire.HandedOver(
        kind_chinese=hand_over.KIND_CHINESE[row["kind"]],
        matter=hand_over.matter_of(row),
        from_grid=row["from_grid"],
        to_grid=row["to_grid"],
        outcome_chinese=hand_over.OUTCOME_CHINESE[row["outcome"]],
        made_at=row["made_at"],
        made_by=None if pd.isna(row["made_by"]) else names.get(int(row["made_by"])),
    )


@router.get("/{plan_id}/hand-over")
def read_hand_over(plan_id: Id, store: CurrentStore, scope: Reader) -> wire.HandOver:
    """Say what waits to be handed over, and what was."""
    return _told(store, hand_over.read_hand_over(store, scope, PlanId(plan_id)))


@router.post("/{plan_id}/hand-over")
def carry_out(plan_id: Id, store: CurrentStore, scope: Approver) -> wire.HandOver:
    """Hand over open cases, and the posts of grids that have left."""
    return _told(store, hand_over.hand_over(store, scope, PlanId(plan_id)))


@router.get("/{plan_id}/hand-over/record")
def download_record(
    plan_id: Id,
    store: CurrentStore,
    scope: Reader,
    kind: Annotated[str, Query(alias="format", pattern="^(xlsx|csv)$")] = "xlsx",
) -> Response:
    """Hand over the record as a table (移交清单)."""
    file_name, content = hand_over.record_file(store, scope, PlanId(plan_id), suffix=kind)
    return attachment(content, file_name)


@router.put("/{plan_id}/codes")
def give_codes(plan_id: Id, wish: wire.GivenCodes, store: CurrentStore, scope: Approver) -> wire.CodesKept:
    """Keep codes that the district gave; one that is or was another grid's is refused."""
    codes = {UnitId(given.grid_id): given.official_code for given in wish.codes}
    return wire.CodesKept(given=publish_plan.give_codes(store, scope, PlanId(plan_id), codes))
