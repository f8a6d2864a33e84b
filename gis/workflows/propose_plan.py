"""Ask for a proposal: the drawing engine redraws part of a plan, and what it finds arrives as a new draft.

The plan asked about is never touched. Locked grids stay, dedicated ones too; how dear a change is comes as a
weight from 0 (draw from scratch) to 1 (change as little as can be). Whoever waits may stop the drawing: the draft is then
the best so far.
"""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import geopandas as gpd
import pandas as pd

from gis.errors import CannotSatisfy, InputError
from gis.model.access import Scope
from gis.model.bands import CommunityBands
from gis.model.ids import JobId, PlanId, UnitId
from gis.model.progress import Progress, silent, stop_of
from gis.model.units import GridKind
from gis.partition.draw import DrawAnswer, draw_cells
from gis.redraw.operations import Move, Operation, OperationKind, apply
from gis.redraw.sketch import GridOfPlan, Sketch
from gis.space.layers import Layer
from gis.store import jobs, layers, plan_grids, plans, queue
from gis.store.engine import Connection, Store
from gis.store.plans import PlanRecord
from gis.workflows.plan_desk import Fabric, fabric_of, read_sketch
from gis.workflows.proposal_criteria import Criterion, add_criteria, measure_evenness, require_tolerances
from gis.workflows.proposal_report import ProposalReport, count_in_band, tell_communities, tell_out_of_band
from gis.workflows.proposal_wish import Wish, communities_to_redraw, read_wish, require_one_number
from gis.workflows.redraw_plan import Desk, Drawn, write_operation
from gis.workflows.review_plan import bands_of_plan

DEAREST_CHANGE = 1000.0
JOB_KIND = "propose_plan"


def draw_anew(
    cells: gpd.GeoDataFrame,
    sketch: Sketch,
    wish: Wish,
    *,
    bands: CommunityBands,
    roads: gpd.GeoDataFrame,
    barriers: gpd.GeoDataFrame,
    progress: Progress = silent,
) -> DrawAnswer:
    """Let the engine draw.

    Codes of grids that stay are their ids as text; any other code is a grid that the engine opened.
    """
    existing = _existing(cells, sketch)
    here = set(existing["grid_code"])
    locked = [str(grid.grid_id) for grid in sketch.grids.values() if grid.is_locked]
    return draw_cells(
        cells,
        roads=roads,
        barriers=barriers,
        band=bands.common,
        target_households=bands.common.target_households,
        bands=dict(bands.by_code),
        existing=existing if len(existing) else None,
        existing_weight=DEAREST_CHANGE * wish.existing_weight_share,
        locked_grids=[code for code in locked if code in here],
        only_grids=[str(grid_id) for grid_id in wish.grid_ids] or None,
        grids=wish.grids if not wish.grids_by_community else _by_code(cells, wish.grids_by_community),
        balance={criterion.value: share for criterion, share in wish.balance.items()} or None,
        exact=wish.exact,
        numbering=wish.numbering,
        time_limit_s=wish.time_limit_s,
        seed=wish.seed,
        stop=stop_of(progress),
        progress=progress,
    )


def _existing(cells: gpd.GeoDataFrame, sketch: Sketch) -> pd.DataFrame:
    """Lay out the plan as it is for the engine: cell, grid_code, number, kind, name."""
    return pd.DataFrame(
        [
            (cell, str(grid_id), grid.number, grid.kind.value, grid.name)
            for cell in cells["cell"]
            if (grid_id := sketch.grid_of_cell[cell]) is not None
            for grid in (sketch.grids[grid_id],)
        ],
        columns=["cell", "grid_code", "number", "kind", "name"],
    )


def _by_code(cells: gpd.GeoDataFrame, numbers: Mapping[UnitId, int]) -> dict[str, int]:
    """Name communities by code, as the engine does; refuse one whose cells it does not get."""
    codes = cells.drop_duplicates("community_id").set_index("community_id")["community_code"]
    strangers = [community for community in numbers if community not in codes.index]
    if strangers:
        raise InputError(
            f"grids asked for in {strangers[0]}, which is not drawn anew",
            chinese="指定了网格数的社区不在重划范围内，请一并选入范围，或去掉它的网格数",
            code="community_not_drawn",
            value=int(strangers[0]),
        )
    return {str(codes[community]): number for community, number in numbers.items()}


def propose(
    store: Store,
    scope: Scope,
    plan_id: PlanId,
    wish: Wish,
    *,
    bands: CommunityBands | None = None,
    progress: Progress = silent,
) -> ProposalReport:
    """Draw part of a plan anew and keep the answer as a new draft; the plan itself stays as it is.

    Parameters
    ----------
    bands
        What to hold grids to; as the sub-district set it, where not given.
    progress
        A ``StoppableProgress`` can end the drawing with the best so far, which is kept.

    Returns
    -------
    What became of it; compare the new draft with ``review_plan.differ(..., against=plan_id)``.

    Raises
    ------
    NotFound, CannotSatisfy
        See ``communities_to_redraw``; numbers of grids that the households do not allow (``grids_out_of_range``).
    InputError
        Wishes that do not go together (``grids_asked_twice``, ``tolerance_invalid``, ``community_not_drawn``).
    """
    require_one_number(wish)
    require_tolerances(wish.balance)
    begin_s = time.monotonic()
    with store.session(scope) as connection:
        table = _lay_out(store, connection, scope, plan_id, wish=wish, bands=bands)
    answer = _drawn(table, wish, progress)
    progress("保存建议方案", 0, 1)
    with store.session(scope) as connection:
        name = wish.name or f"{table.plan.name}·建议"
        draft_id = plans.draft_from_plan(connection, plan_id, name=name, by=scope.user_id)
        plan_grids.copy_locks(connection, plan_id, draft_id)
        kept = _keep(connection, scope, draft_id, table.fabric, pd.DataFrame(answer.cells))
    progress("保存建议方案", 1, 1)
    told = _tell(table, answer, kept, wish)
    stop = stop_of(progress)
    return replace(told, was_stopped=stop is not None and stop.is_set(), seconds=time.monotonic() - begin_s)


@dataclass(frozen=True, slots=True)
class _Table:
    """What a drawing needs: the plan, and the cells to draw with the land around them."""

    plan: PlanRecord
    fabric: Fabric
    sketch: Sketch
    bands: CommunityBands
    cells: gpd.GeoDataFrame
    notes: Mapping[Criterion, str]
    roads: gpd.GeoDataFrame
    barriers: gpd.GeoDataFrame


@dataclass(frozen=True, slots=True)
class _Kept:
    """The draft: grid of each of the engine's codes, what grids are called, and the cells that moved."""

    plan_id: PlanId
    grid_of_code: Mapping[str, UnitId]
    names: Mapping[UnitId, str]
    moved: frozenset[int]


def _lay_out(
    store: Store,
    connection: Connection,
    scope: Scope,
    plan_id: PlanId,
    *,
    wish: Wish,
    bands: CommunityBands | None,
) -> _Table:
    """Read what the engine gets."""
    plan = plans.read_plan(connection, plan_id)
    fabric, sketch = fabric_of(store, connection, plan), read_sketch(connection, plan_id)
    bands = bands or bands_of_plan(connection, plan)
    communities = communities_to_redraw(fabric, sketch, wish, bands=bands)
    cells = fabric.cells[fabric.cells["community_id"].isin(communities)].reset_index(drop=True)
    cells, notes = add_criteria(connection, scope, plan.path, cells, wish.balance)
    roads, barriers = (
        gpd.GeoDataFrame(layers.read_layer(connection, layer, within=plan.path))
        for layer in (Layer.STREETS, Layer.BARRIERS)
    )
    return _Table(plan, fabric, sketch, bands, cells, notes, roads, barriers)


def _drawn(table: _Table, wish: Wish, progress: Progress) -> DrawAnswer:
    """Draw; what the engine says against the wish names communities, whose codes it knows."""
    try:
        return draw_anew(
            table.cells,
            table.sketch,
            wish,
            bands=table.bands,
            roads=table.roads,
            barriers=table.barriers,
            progress=progress,
        )
    except CannotSatisfy as error:
        known = table.cells.drop_duplicates("community_code")
        told = error.chinese
        for code, community_id in zip(known["community_code"], known["community_id"], strict=True):
            named = table.fabric.community_names.get(UnitId(int(community_id)), str(code))
            told = told.replace(f"社区“{code}”", named)
        raise CannotSatisfy(error.message, chinese=told, code=error.code, **error.facts) from error


def _tell(table: _Table, answer: DrawAnswer, kept: _Kept, wish: Wish) -> ProposalReport:
    """Say what the drawing came to, by the names of the draft."""
    drawn = pd.DataFrame(answer.cells)
    out, sentences = tell_out_of_band(answer, table.fabric, kept.grid_of_code, kept.names)
    held = table.sketch.grids.values()
    dedicated = frozenset(str(grid.grid_id) for grid in held if grid.kind is GridKind.DEDICATED)
    grids, in_band = count_in_band(drawn, table.bands, dedicated)
    return ProposalReport(
        kept.plan_id,
        was_stopped=False,
        is_finished=bool(answer.report["finished"]),
        seconds=0.0,
        grids=grids,
        grids_in_band=in_band,
        moved_households=int(drawn.loc[drawn["cell"].isin(kept.moved), "households"].sum()),
        out_of_band=out,
        communities=tuple(
            replace(item, explanation=_replaced(item.explanation, sentences))
            for item in tell_communities(answer, table.fabric)
        ),
        evenness=measure_evenness(drawn, wish.balance, table.notes),
    )


def _replaced(text: str, sentences: Mapping[str, str]) -> str:
    """Put sentences with names in the place of those with codes."""
    for former, told in sentences.items():
        text = text.replace(former, told)
    return text


def _keep(
    connection: Connection, scope: Scope, draft_id: PlanId, fabric: Fabric, drawn: pd.DataFrame
) -> _Kept:
    """Write what the engine drew as the draft's first operation, if it changes anything."""
    plan, sketch = plans.read_plan(connection, draft_id), read_sketch(connection, draft_id)
    grid_of_code, opened = _open_grids(connection, plan, sketch, drawn)
    moves = tuple(
        Move(cell, sketch.grid_of_cell[cell], grid_of_code[code])
        for cell, code in zip(drawn["cell"], drawn["grid_code"], strict=True)
        if isinstance(code, str) and sketch.grid_of_cell[cell] != grid_of_code[code]
    )
    left = {**sketch.grid_of_cell, **{move.cell_id: move.to_grid_id for move in moves}}
    touched = {move.from_grid_id for move in moves} - set(left.values()) - {None}
    closed = tuple(sketch.grids[grid_id] for grid_id in sorted(g for g in touched if g is not None))
    operation = Operation(OperationKind.PROPOSAL, moves, opened=opened, closed=closed)
    if moves:
        apply(sketch, operation, fabric.community_of_cell)
        desk = Desk(connection, plan, fabric, sketch)
        write_operation(desk, scope, Drawn(draft_id, 0, "proposal"), operation)
    names = {grid_id: grid.name for grid_id, grid in sketch.grids.items()} | {
        g.grid_id: g.name for g in opened
    }
    return _Kept(draft_id, grid_of_code, names, frozenset(int(move.cell_id) for move in moves))


def _open_grids(
    connection: Connection, plan: PlanRecord, sketch: Sketch, drawn: pd.DataFrame
) -> tuple[dict[str, UnitId], tuple[GridOfPlan, ...]]:
    """Find the grid of every code, and make identities for those that the engine opened, in the order it numbered them."""
    known = {str(grid_id): grid_id for grid_id in sketch.grids}
    fresh = drawn.dropna(subset=["grid_code"]).drop_duplicates("grid_code")
    fresh = fresh[~fresh["grid_code"].isin(list(known))].sort_values("grid_code")
    made = {
        str(code): plan_grids.add_plan_grid(connection, plan.plan_id, community_id=UnitId(int(community)))
        for code, community in zip(fresh["grid_code"], fresh["community_id"], strict=True)
    }
    fresh_ids = set(made.values())
    opened = tuple(
        GridOfPlan(
            UnitId(int(row["grid_id"])),
            UnitId(int(row["community_id"])),
            int(row["number"]),
            str(row["name"]),
            GridKind(row["kind"]),
        )
        for row in plans.read_plan_grids(connection, plan.plan_id).to_dict("records")
        if row["grid_id"] in fresh_ids
    )
    return known | made, opened


def order_proposal(store: Store, scope: Scope, plan_id: PlanId, arguments: Mapping[str, Any]) -> JobId:
    """Put a proposal into the queue; what can be refused at once is.

    Parameters
    ----------
    arguments
        The fields of ``Wish``.

    Raises
    ------
    NotFound
        There is no such plan that the scope may see (``plan_unknown``).
    InputError
        Wishes that do not go together.
    """
    wish = read_wish(arguments)
    require_one_number(wish)
    require_tolerances(wish.balance)
    with store.session(scope) as connection:
        plan = plans.read_plan(connection, plan_id)
    asked = {"plan_id": plan_id, **arguments}
    return queue.submit(store, JOB_KIND, asked, scope=scope, path=plan.path)


def find_report(store: Store, scope: Scope, plan_id: PlanId) -> Mapping[str, Any] | None:
    """Find what was told of the proposal that made a draft, as ``ProposalReport`` has it.

    Returns
    -------
    None where the draft came otherwise, or the job is not for the asker's eyes.
    """
    with store.session(scope) as connection:
        plans.read_plan(connection, plan_id)
        found = jobs.find_result(connection, kind=JOB_KIND, plan_id=plan_id)
    # Jobs of before there were reports kept the plan's id alone.
    return found if found is not None and "communities" in found else None


def run_job(store: Store, scope: Scope, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Run ``propose`` as a job: arguments ``plan_id`` and the fields of ``Wish``; the result is a ``ProposalReport``."""
    plan_id = PlanId(int(arguments["plan_id"]))
    return asdict(propose(store, scope, plan_id, read_wish(arguments), progress=progress))
