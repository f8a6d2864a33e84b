"""Ask for a proposal: the drawing engine redraws part of a plan, and what it finds arrives as a new draft.

The plan asked about is never touched. Locked grids stay, dedicated ones too; how dear a change is comes as a
weight from 0 (draw from scratch) to 1 (change as little as can be).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from gis.errors import CannotSatisfy, NotFound
from gis.model.access import Scope
from gis.model.bands import CommunityBands
from gis.model.ids import PlanId, UnitId
from gis.model.progress import Progress, silent
from gis.model.units import GridKind
from gis.partition.draw import draw_cells
from gis.redraw.attention import find_problems
from gis.redraw.operations import Move, Operation, OperationKind, apply
from gis.redraw.sketch import GridOfPlan, Sketch
from gis.space.layers import Layer
from gis.store import layers, plan_grids, plans
from gis.store.engine import Connection, Store
from gis.store.plans import PlanRecord
from gis.workflows.plan_desk import Fabric, fabric_of, read_sketch
from gis.workflows.redraw_plan import Desk, Drawn, write_operation
from gis.workflows.review_plan import bands_of_plan

DEAREST_CHANGE = 1000.0
JOB_KIND = "propose_plan"


@dataclass(frozen=True, slots=True)
class Wish:
    """What to draw anew: communities, or chosen grids; neither: every community with something to put right.

    Attributes
    ----------
    existing_weight_share
        0 draws from scratch, 1 changes as little as it can.
    grids
        Number of grids asked for in the communities drawn anew, those that stay included; None: as the bands suggest.
    """

    community_ids: tuple[UnitId, ...] = ()
    grid_ids: tuple[UnitId, ...] = ()
    existing_weight_share: float = 1.0
    time_limit_s: float = 60.0
    name: str = ""
    seed: int = 0
    grids: int | None = None


def communities_to_redraw(
    fabric: Fabric, sketch: Sketch, wish: Wish, *, bands: CommunityBands
) -> set[UnitId]:
    """Choose whose cells the engine gets.

    Raises
    ------
    NotFound
        A community or grid is not in the plan (``unit_unknown``).
    CannotSatisfy
        Nothing was named, and nothing needs putting right (``nothing_to_do``).
    """
    known = set(fabric.community_of_cell.values())
    if (set(wish.community_ids) - known) or (set(wish.grid_ids) - sketch.grids.keys()):
        raise NotFound(
            "community or grid not in the plan", chinese="方案中没有所选的社区或网格", code="unit_unknown"
        )
    named = {*wish.community_ids, *(sketch.grids[grid].community_id for grid in wish.grid_ids)}
    if named:
        return named
    problems = find_problems(fabric.cells, sketch, bands=bands, pairs=fabric.pairs)
    if not problems:
        raise CannotSatisfy("nothing to put right", chinese="没有需要调整的网格", code="nothing_to_do")
    return {problem.community_id for problem in problems}


def draw_anew(
    cells: gpd.GeoDataFrame,
    sketch: Sketch,
    wish: Wish,
    *,
    bands: CommunityBands,
    roads: gpd.GeoDataFrame,
    barriers: gpd.GeoDataFrame,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Let the engine draw, and give its grid of each cell: cell, grid_code, community_id.

    Codes of grids that stay are their ids as text; any other code is a grid that the engine opened.
    """
    existing = pd.DataFrame(
        [
            (cell, str(grid_id), grid.number, grid.kind.value, grid.name)
            for cell in cells["cell"]
            if (grid_id := sketch.grid_of_cell[cell]) is not None
            for grid in (sketch.grids[grid_id],)
        ],
        columns=["cell", "grid_code", "number", "kind", "name"],
    )
    here = set(existing["grid_code"])
    locked = [str(grid.grid_id) for grid in sketch.grids.values() if grid.is_locked]
    answer = draw_cells(
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
        grids=wish.grids,
        time_limit_s=wish.time_limit_s,
        seed=wish.seed,
        progress=progress,
    )
    return pd.DataFrame(answer.cells[["cell", "grid_code"]]).merge(
        cells[["cell", "community_id"]], on="cell", validate="one_to_one"
    )


def propose(
    store: Store,
    scope: Scope,
    plan_id: PlanId,
    wish: Wish,
    *,
    bands: CommunityBands | None = None,
    progress: Progress = silent,
) -> PlanId:
    """Draw part of a plan anew and keep the answer as a new draft; the plan itself stays as it is.

    Returns
    -------
    The new draft; compare it with ``review_plan.differ(..., against=plan_id)``.
    """
    with store.session(scope) as connection:
        plan = plans.read_plan(connection, plan_id)
        fabric, sketch = fabric_of(store, connection, plan), read_sketch(connection, plan_id)
        roads = layers.read_layer(connection, Layer.STREETS, within=plan.path)
        barriers = layers.read_layer(connection, Layer.BARRIERS, within=plan.path)
        bands = bands or bands_of_plan(connection, plan)
    communities = communities_to_redraw(fabric, sketch, wish, bands=bands)
    cells = fabric.cells[fabric.cells["community_id"].isin(communities)].reset_index(drop=True)
    drawn = draw_anew(cells, sketch, wish, bands=bands, roads=roads, barriers=barriers, progress=progress)
    progress("保存建议方案", 0, 1)
    with store.session(scope) as connection:
        draft_id = plans.draft_from_plan(
            connection, plan_id, name=wish.name or f"{plan.name}·建议", by=scope.user_id
        )
        plan_grids.copy_locks(connection, plan_id, draft_id)
        _keep(connection, scope, draft_id, fabric, drawn)
    progress("保存建议方案", 1, 1)
    return draft_id


def _keep(
    connection: Connection, scope: Scope, draft_id: PlanId, fabric: Fabric, drawn: pd.DataFrame
) -> None:
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


def _open_grids(
    connection: Connection, plan: PlanRecord, sketch: Sketch, drawn: pd.DataFrame
) -> tuple[dict[str, UnitId], tuple[GridOfPlan, ...]]:
    """Find the grid of every code, and make identities for those that the engine opened."""
    known = {str(grid_id): grid_id for grid_id in sketch.grids}
    fresh = drawn.dropna(subset=["grid_code"]).drop_duplicates("grid_code")
    fresh = fresh[~fresh["grid_code"].isin(list(known))]
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


def run_job(store: Store, scope: Scope, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Run ``propose`` as a job: arguments ``plan_id`` and the fields of ``Wish``; result ``plan_id``."""
    wish = Wish(
        community_ids=_ids(arguments.get("community_ids", ())),
        grid_ids=_ids(arguments.get("grid_ids", ())),
        existing_weight_share=float(arguments.get("existing_weight_share", 1.0)),
        time_limit_s=float(arguments.get("time_limit_s", 60.0)),
        name=str(arguments.get("name", "")),
        grids=None if arguments.get("grids") is None else int(arguments["grids"]),
    )
    draft_id = propose(store, scope, PlanId(int(arguments["plan_id"])), wish, progress=progress)
    return {"plan_id": int(draft_id)}


def _ids(values: Collection[Any]) -> tuple[UnitId, ...]:
    """Read ids from a job's arguments."""
    return tuple(UnitId(int(value)) for value in values)
