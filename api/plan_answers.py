"""What the plan workflows return, as it goes over the wire."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from api.schemas import plan_lives as lives
from api.schemas import plans as wire
from gis.model.bands import Band
from gis.model.ids import UnitId
from gis.model.plans import PLAN_STATE_CHINESE
from gis.model.plans import PlanState as PlanLife
from gis.redraw.consequences import PostTouched, Transfer
from gis.redraw.difference import Difference
from gis.redraw.operations import Move
from gis.redraw.sketch import Sketch
from gis.store.operations import EDITABLE, OperationRecord
from gis.store.plans import PlanRecord
from gis.workflows.rebase_plan import Stale
from gis.workflows.review_plan import GridState, HandOver, Judged, PlanState
from gis.workflows.standing_plan import operation_of

Names = Mapping[int, str]


def head(plan: PlanRecord, names: Names) -> wire.PlanHead:
    """Describe a plan in one line; ``names`` are the accounts' display names."""
    return wire.PlanHead(
        id=plan.plan_id,
        name=plan.name,
        state=plan.state,
        state_chinese=PLAN_STATE_CHINESE[plan.state],
        subdistrict_id=plan.subdistrict_id,
        fabric_id=plan.fabric_id,
        base_plan_id=plan.base_plan_id,
        version=plan.version,
        is_editable=plan.state.value in EDITABLE,
        from_date=plan.from_date,
        to_date=plan.to_date,
        document_number=plan.document_number or None,
        created_at=plan.made_at,
        created_by=None if plan.made_by is None else names.get(plan.made_by),
    )


def grid(state: GridState) -> wire.PlanGrid:
    """Describe one grid."""
    return wire.PlanGrid(
        grid_id=state.grid.grid_id,
        community_id=state.grid.community_id,
        community_name=state.community_name,
        number=state.grid.number,
        name=state.grid.name,
        kind=state.grid.kind,
        official_code=state.official_code,
        is_locked=state.grid.is_locked,
        households=state.households,
        residents=state.residents,
        buildings=state.buildings,
        cells=state.cells,
        in_band=state.in_band,
        base_households=state.base_households,
    )


def band(held: Band) -> wire.BandShape:
    """Write out a band."""
    return wire.BandShape(
        min_households=held.min_households,
        max_households=held.max_households,
        target_households=held.target_households,
    )


def totals(state: PlanState) -> wire.PlanTotals:
    """Sum a plan up."""
    return wire.PlanTotals(
        households=state.households,
        residents=state.residents,
        grids=len(state.grids),
        grids_in_band=sum(grid.in_band for grid in state.grids),
        unassigned_households=state.unassigned_households,
        problems=None if state.problems is None else len(state.problems),
    )


def detail(state: PlanState, names: Names) -> wire.PlanDetail:
    """Describe a plan with its grids and what needs a look."""
    grid_names = {item.grid.grid_id: item.grid.name for item in state.grids}
    return wire.PlanDetail(
        plan=head(state.plan, names),
        band=band(state.bands.common),
        community_bands={
            int(community): band(own)
            for community, own in state.bands.by_id.items()
            if own != state.bands.common
        },
        totals=totals(state),
        grids=[grid(item) for item in state.grids],
        problems=[
            wire.PlanProblem(
                kind=problem.kind.value,
                chinese=problem.chinese,
                grid_id=problem.grid_id,
                grid_name=None if problem.grid_id is None else grid_names.get(problem.grid_id),
                community_id=problem.community_id,
                estate_id=problem.estate_id,
                households=problem.households,
                cell_ids=list(problem.cell_ids),
                box=problem.box,
            )
            for problem in state.problems or ()
        ],
    )


def moves(listed: Sequence[Move]) -> list[wire.CellMove]:
    """Write moves out."""
    return [
        wire.CellMove(cell_id=move.cell_id, from_grid_id=move.from_grid_id, to_grid_id=move.to_grid_id)
        for move in listed
    ]


def operation(
    record: OperationRecord,
    state: PlanState,
    names: Names,
    *,
    is_own: bool = False,
) -> wire.OperationDone:
    """Describe an operation, with the present figures of the grids it concerns.

    Parameters
    ----------
    is_own
        Whether the plan's totals go with it.
    """
    done = operation_of(record)
    concerned = done.grid_ids()
    here: set[UnitId] = {item.grid.grid_id for item in state.grids}
    return wire.OperationDone(
        version=record.serial,
        kind=record.kind,
        by=None if record.made_by is None else names.get(record.made_by),
        by_user_id=record.made_by,
        at=record.made_at,
        client_key=record.client_key,
        undoes_version=record.undoes_serial,
        moves=moves(done.moves),
        grids=[grid(item) for item in state.grids if item.grid.grid_id in concerned],
        removed_grid_ids=sorted(concerned - here),
        totals=totals(state) if is_own else None,
    )


def difference(plan_id: int, against_id: int, found: Difference) -> wire.Difference:
    """Write a difference out."""
    return wire.Difference(
        plan_id=plan_id,
        against_plan_id=against_id,
        moves=moves(found.moves),
        moved_households=found.households,
        moved_residents=found.residents,
        moved_buildings=found.buildings,
        grids=[
            wire.GridChange(
                grid_id=change.grid_id,
                name=change.name,
                before_households=change.before_households,
                after_households=change.after_households,
                gained_cells=change.gained_cells,
                lost_cells=change.lost_cells,
            )
            for change in found.grids
        ],
    )


def _name(grid_id: UnitId | None, *sketches: Sketch) -> str | None:
    """Name a grid as the first plan that has it does."""
    if grid_id is None:
        return None
    return next((sketch.name_of(grid_id) for sketch in sketches if grid_id in sketch.grids), None)


def _transfer(passed: Transfer, hand_over: HandOver) -> wire.Transfer:
    """Write out what passes between two grids."""
    return wire.Transfer(
        from_grid_id=passed.from_grid_id,
        from_grid_name=_name(passed.from_grid_id, hand_over.before, hand_over.after),
        to_grid_id=passed.to_grid_id,
        to_grid_name=_name(passed.to_grid_id, hand_over.after, hand_over.before),
        cells=passed.cells,
        households=passed.households,
        residents=passed.residents,
        buildings=list(passed.buildings),
        open_cases=passed.open_cases,
        service_points=list(passed.service_points),
    )


def _post(post: PostTouched) -> wire.PostTouched:
    """Write out what changes for one post."""
    return wire.PostTouched(
        post_id=post.post_id,
        role_chinese=post.role_chinese,
        grid_id=post.grid_id,
        grid_name=post.grid_name,
        officeholder_number=post.officeholder_number,
        gained_households=post.gained_households,
        lost_households=post.lost_households,
        gained_open_cases=post.gained_open_cases,
        lost_open_cases=post.lost_open_cases,
        is_ended=post.is_ended,
    )


def consequences(plan_id: int, against_id: int, hand_over: HandOver) -> wire.Consequences:
    """Write out what changes hands."""
    return wire.Consequences(
        plan_id=plan_id,
        against_plan_id=against_id,
        households=hand_over.difference.households,
        residents=hand_over.difference.residents,
        buildings=hand_over.difference.buildings,
        open_cases=sum(passed.open_cases for passed in hand_over.transfers),
        service_points=sum(len(passed.service_points) for passed in hand_over.transfers),
        transfers=[_transfer(passed, hand_over) for passed in hand_over.transfers],
        posts=[_post(post) for post in hand_over.posts],
    )


def judgement(judged: Judged) -> wire.Judgement:
    """Write out the judge's word."""
    return wire.Judgement(
        version=judged.plan.version,
        measures=dict(judged.measures),
        breaches=[wire.Breach.model_validate(breach) for breach in judged.breaches],
        may_be_approved=judged.may_be_approved,
        needs_reason=judged.needs_reason,
    )


def comment(row: Mapping[Hashable, Any], names: Names) -> wire.Comment:
    """Write a comment out."""
    return wire.Comment(
        id=int(row["id"]),
        grid_id=None if pd.isna(row["grid_id"]) else int(row["grid_id"]),
        text=str(row["text"]),
        by=None if pd.isna(row["made_by"]) else names.get(int(row["made_by"])),
        at=row["made_at"],
        is_resolved=not pd.isna(row["resolved_at"]),
    )


def plan_step(row: Mapping[Hashable, Any], names: Names) -> lives.PlanStep:
    """Write out one step of a plan's life."""
    to_state = str(row["to_state"])
    return lives.PlanStep(
        from_state=str(row["from_state"]),
        to_state=to_state,
        to_state_chinese=PLAN_STATE_CHINESE[PlanLife(to_state)],
        reason=str(row["reason"]),
        document_number=str(row["document_number"]),
        by=None if pd.isna(row["made_by"]) else names.get(int(row["made_by"])),
        at=row["made_at"],
    )


def rebase_view(stale: Stale) -> lives.RebaseView:
    """Write out what rebasing would do."""
    found = stale.rebased
    return lives.RebaseView(
        is_needed=stale.is_needed,
        base_plan_id=stale.base.plan_id,
        base_plan_name=stale.base.name,
        present_plan_id=stale.present.plan_id,
        present_plan_name=stale.present.name,
        moved_cells=len(found.operation.moves),
        clashes=[
            lives.ClashShape(
                cell_id=clash.cell_id,
                mine_grid_id=clash.mine_grid_id,
                mine_grid_name=stale.mine.name_of(clash.mine_grid_id),
                theirs_grid_id=clash.theirs_grid_id,
                theirs_grid_name=stale.theirs.name_of(clash.theirs_grid_id),
            )
            for clash in found.clashes
        ],
        revived=[grid.name for grid in found.revived],
        kept_open=[grid.name for grid in found.kept_open],
    )
