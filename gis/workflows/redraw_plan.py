"""Edit a draft: one stroke at a time, checked, logged, undone by whoever drew it.

Each function takes the store, the planner's scope, the plan, and the stroke; carries it out in one transaction,
and returns the operation as it stands in the log. A stroke says on which ``version`` it was drawn: others'
strokes on other cells merge, on the same cells they are a ``Conflict`` that names who drew last. A stroke sent
twice with one ``client_key`` is done once.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from gis.errors import Conflict, InputError
from gis.model.access import Scope
from gis.model.ids import CellId, PlanId, UnitId
from gis.redraw import strokes
from gis.redraw.history import Logged, last_to_touch, redoable, undoable
from gis.redraw.operations import Move, Operation, OperationKind, apply, inverse, to_payload
from gis.redraw.sketch import GridOfPlan, Sketch
from gis.store import operations, plan_grids, plans
from gis.store.engine import Connection, Store
from gis.store.operations import OperationRecord
from gis.store.plans import PlanRecord
from gis.workflows.plan_desk import Fabric, fabric_of
from gis.workflows.standing_plan import keep_sketch, log_as_it_stands, logged_of, sketch_as_it_stands


@dataclass(frozen=True, slots=True)
class Chosen:
    """Cells meant by a stroke, given singly, by building or by estate."""

    cell_ids: Collection[CellId] = ()
    building_ids: Collection[UnitId] = ()
    estate_ids: Collection[UnitId] = ()

    def cells_of(self, fabric: Fabric) -> list[CellId]:
        """Find the cells meant."""
        return strokes.expand(
            fabric.cells, cell_ids=self.cell_ids, building_ids=self.building_ids, estate_ids=self.estate_ids
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where and how a stroke was drawn: the plan, the version seen, the client's own key."""

    plan_id: PlanId
    version: int
    client_key: str


@dataclass(frozen=True, slots=True)
class Desk:
    """One transaction's view of a plan, its row held until the end."""

    connection: Connection
    plan: PlanRecord
    fabric: Fabric
    sketch: Sketch

    def open_grid(self, community_id: UnitId) -> GridOfPlan:
        """Make the identity of a new grid; number and name follow the community's last."""
        grid_id = plan_grids.add_plan_grid(self.connection, self.plan.plan_id, community_id=community_id)
        number, name, kind = plan_grids.read_plan_grid(self.connection, self.plan.plan_id, grid_id)
        return GridOfPlan(grid_id, community_id, number, name, kind)


Make = Callable[[Desk], Operation]


def open_draft(
    store: Store, scope: Scope, *, name: str, base_plan_id: PlanId | None = None, subdistrict_id: UnitId
) -> PlanId:
    """Open a draft with the grids of a plan, that in force where none is named.

    Raises
    ------
    InputError
        There is no plan in force to begin with (``plan_missing``).
    """
    with store.session(scope) as connection:
        base = base_plan_id or plans.plan_in_force(connection, subdistrict_id)
        if base is None:
            raise InputError(
                f"no plan in force for {subdistrict_id}",
                chinese="该街道还没有执行中的方案，请先导入或划分网格",
                code="plan_missing",
            )
        return plans.draft_from_plan(connection, base, name=name, by=scope.user_id)


def assign(
    store: Store,
    scope: Scope,
    drawn: Drawn,
    *,
    chosen: Chosen,
    grid_id: UnitId | None,
    take_only_from: strokes.TakeFrom = None,
) -> OperationRecord:
    """Put cells into a grid, or with None take them out of theirs."""
    return _carry_out(
        store,
        scope,
        drawn,
        lambda desk: strokes.assign(
            desk.sketch, chosen.cells_of(desk.fabric), grid_id, take_only_from=take_only_from
        ),
    )


def open_grid(
    store: Store, scope: Scope, drawn: Drawn, *, community_id: UnitId, chosen: Chosen
) -> OperationRecord:
    """Open a grid of a community from cells."""
    return _carry_out(
        store,
        scope,
        drawn,
        lambda desk: strokes.new_grid(
            desk.sketch, desk.open_grid(community_id), chosen.cells_of(desk.fabric)
        ),
    )


def merge(
    store: Store, scope: Scope, drawn: Drawn, *, grid_ids: Collection[UnitId], into_grid_id: UnitId
) -> OperationRecord:
    """Empty grids into one of the same community; they leave the plan."""
    return _carry_out(store, scope, drawn, lambda desk: strokes.merge(desk.sketch, grid_ids, into_grid_id))


def split(
    store: Store, scope: Scope, drawn: Drawn, *, grid_id: UnitId, line: Sequence[tuple[float, float]]
) -> OperationRecord:
    """Cut a grid along a drawn line (lon, lat); what lies left of it becomes a new grid."""

    def make(desk: Desk) -> Operation:
        if grid_id not in desk.sketch.grids:
            raise InputError(
                f"grid {grid_id} is not in the plan", chinese="该网格不在方案中", code="grid_unknown"
            )
        opened = desk.open_grid(desk.sketch.grids[grid_id].community_id)
        return strokes.split(desk.sketch, desk.fabric.cells, grid_id, line, opened)

    return _carry_out(store, scope, drawn, make)


def lock(
    store: Store, scope: Scope, drawn: Drawn, *, grid_ids: Collection[UnitId] | None, is_locked: bool
) -> OperationRecord:
    """Lock or unlock grids, all of the plan where none are named."""
    stroke = strokes.lock if is_locked else strokes.unlock
    return _carry_out(store, scope, drawn, lambda desk: stroke(desk.sketch, grid_ids))


def undo(store: Store, scope: Scope, drawn: Drawn) -> OperationRecord:
    """Take back one's own latest operation.

    Raises
    ------
    Conflict
        Nothing of one's own stands (``nothing_to_undo``), or others have since changed what it changed
        (``undo_blocked``; fact ``by_user_id``).
    """
    return _turn_round(store, scope, drawn, OperationKind.UNDO)


def redo(store: Store, scope: Scope, drawn: Drawn) -> OperationRecord:
    """Do again what one took back last; conflicts as ``undo``."""
    return _turn_round(store, scope, drawn, OperationKind.REDO)


def _turn_round(store: Store, scope: Scope, drawn: Drawn, kind: OperationKind) -> OperationRecord:
    """Append the inverse of one's latest operation, or of one's latest undo."""
    with store.session(scope) as connection:
        desk = _sit_down(store, connection, drawn.plan_id)
        if (former := operations.find_repeated(connection, drawn.plan_id, drawn.client_key)) is not None:
            return former
        log = log_as_it_stands(store, connection, desk.plan)
        entry = (undoable if kind is OperationKind.UNDO else redoable)(log, scope.user_id)
        if entry is None:
            told = "没有可以撤销的操作" if kind is OperationKind.UNDO else "没有可以重做的操作"
            raise Conflict("nothing of one's own stands", chinese=told, code="nothing_to_undo")
        operation = inverse(entry.operation, kind)
        try:
            after = apply(desk.sketch, operation, desk.fabric.community_of_cell)
        except Conflict as error:
            raise _blocked(log, entry, scope) from error
        record = write_operation(desk, scope, drawn, operation, entry.version)
    keep_sketch(store, drawn.plan_id, record.serial, after, is_fresh=False)
    return record


def _blocked(log: Sequence[Logged], entry: Logged, scope: Scope) -> Conflict:
    """Say who has since changed what an undo would change."""
    cells = [move.cell_id for move in entry.operation.moves]
    by = last_to_touch(log, cells, since=entry.version, but_not=scope.user_id)
    return Conflict(
        "others have changed these cells since",
        chinese="他人已修改了相关地块，不能撤销",
        code="undo_blocked",
        by_user_id=by,
    )


def _sit_down(store: Store, connection: Connection, plan_id: PlanId) -> Desk:
    """Hold the plan's row, so that edits come one after another, and read the plan as it stands."""
    plans.lock_plan(connection, plan_id)
    plan = plans.read_plan(connection, plan_id)
    fabric = fabric_of(store, connection, plan)
    return Desk(connection, plan, fabric, sketch_as_it_stands(store, connection, plan, fabric))


def _carry_out(store: Store, scope: Scope, drawn: Drawn, make: Make) -> OperationRecord:
    """Make the operation on the plan as it stands, check it, write it."""
    with store.session(scope) as connection:
        desk = _sit_down(store, connection, drawn.plan_id)
        if drawn.version > desk.plan.version:
            raise InputError(
                f"version {drawn.version} is ahead of {desk.plan.version}",
                chinese="版本号超前，请刷新页面",
                code="version_ahead",
            )
        if (former := operations.find_repeated(connection, drawn.plan_id, drawn.client_key)) is not None:
            return former
        since = operations.read_operations(connection, drawn.plan_id, since=drawn.version)
        operation = make(desk)
        _refuse_overtaken(operation, since, scope)
        after = apply(desk.sketch, operation, desk.fabric.community_of_cell)
        record = write_operation(desk, scope, drawn, operation)
    keep_sketch(store, drawn.plan_id, record.serial, after, is_fresh=False)
    return record


def _refuse_overtaken(operation: Operation, since: Sequence[OperationRecord], scope: Scope) -> None:
    """Refuse a stroke over cells that somebody else has moved after the version it was drawn on."""
    cells = {move.cell_id for move in operation.moves}
    log = logged_of(since)
    others = [entry for entry in log if entry.author != scope.user_id]
    touched = {move.cell_id for entry in others for move in entry.operation.moves} & cells
    if touched:
        raise Conflict(
            f"{len(touched)} cells changed since",
            chinese=f"有 {len(touched)} 个地块刚被他人修改，请查看后再试",
            code="plan_cells_changed",
            cells=sorted(touched)[:1000],
            by_user_id=last_to_touch(log, touched, since=0, but_not=scope.user_id),
        )


def write_operation(
    desk: Desk, scope: Scope, drawn: Drawn, operation: Operation, undoes_version: int | None = None
) -> OperationRecord:
    """Write an operation that has been checked: grids in, locks off, cells, grids out, locks on."""
    connection, plan_id = desk.connection, drawn.plan_id
    for grid in operation.opened:
        plan_grids.add_plan_grid(
            connection,
            plan_id,
            community_id=grid.community_id,
            kind=grid.kind,
            grid_id=grid.grid_id,
            name=grid.name,
        )
    if operation.unlocked:
        plan_grids.lock_plan_grids(connection, plan_id, operation.unlocked, is_locked=False)
    record = operations.append_operation(
        connection,
        plan_id,
        kind=operation.kind.value,
        changes=_as_frame(operation.moves),
        payload=to_payload(operation),
        by=scope.user_id,
        client_key=drawn.client_key,
        undoes_serial=undoes_version,
    )
    for grid in operation.closed:
        plan_grids.remove_plan_grid(connection, plan_id, grid.grid_id)
    if operation.locked:
        plan_grids.lock_plan_grids(connection, plan_id, operation.locked, is_locked=True)
    return record


def _as_frame(moves: Sequence[Move]) -> pd.DataFrame:
    """Lay out moves as the store takes them."""
    rows = [(move.cell_id, move.from_grid_id, move.to_grid_id) for move in moves]
    frame = pd.DataFrame(rows, columns=["cell_id", "from_grid_id", "to_grid_id"])
    return frame.astype({"from_grid_id": "Int64", "to_grid_id": "Int64"})
