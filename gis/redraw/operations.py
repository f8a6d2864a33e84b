"""One edit of a plan, applied, inverted and replayed.

An operation lists the cells that move, each with the grid it leaves and the grid it enters, the grids that
enter the plan before the moves or leave it after them, and the grids that are locked or unlocked. That is
enough to invert it: swap *from* and *to*, *opened* and *closed*, *locked* and *unlocked*.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce
from typing import Any

from gis.errors import CannotSatisfy, Conflict, InputError
from gis.model.ids import CellId, UnitId
from gis.model.units import GridKind
from gis.redraw.sketch import GridOfPlan, Sketch


class OperationKind(StrEnum):
    """What the hand did; the log keeps it for people, ``apply`` does not look at it."""

    ASSIGN = "assign"
    NEW_GRID = "new_grid"
    MERGE = "merge"
    SPLIT = "split"
    LOCK = "lock"
    UNLOCK = "unlock"
    UNDO = "undo"
    REDO = "redo"
    PROPOSAL = "proposal"
    REBASE = "rebase"


@dataclass(frozen=True, slots=True)
class Move:
    """One cell from one grid to another; None: in no grid."""

    cell_id: CellId
    from_grid_id: UnitId | None
    to_grid_id: UnitId | None


@dataclass(frozen=True, slots=True)
class Operation:
    """One edit.

    Attributes
    ----------
    moves
        At most one per cell.
    opened
        Grids that enter the plan, before the moves.
    closed
        Grids that leave the plan, after the moves have emptied them.
    locked, unlocked
        Grids whose lock changes: unlocked before the moves, locked after them.
    """

    kind: OperationKind
    moves: tuple[Move, ...] = ()
    opened: tuple[GridOfPlan, ...] = ()
    closed: tuple[GridOfPlan, ...] = ()
    locked: tuple[UnitId, ...] = ()
    unlocked: tuple[UnitId, ...] = ()

    def grid_ids(self) -> set[UnitId]:
        """Every grid that the operation concerns."""
        ends = {end for move in self.moves for end in (move.from_grid_id, move.to_grid_id)}
        named = {grid.grid_id for grid in self.opened + self.closed}
        return {end for end in ends if end is not None} | named | {*self.locked, *self.unlocked}


def inverse(operation: Operation, kind: OperationKind = OperationKind.UNDO) -> Operation:
    """Turn an operation round; ``inverse(inverse(o)) == o`` but for the kind."""
    return Operation(
        kind=kind,
        moves=tuple(Move(move.cell_id, move.to_grid_id, move.from_grid_id) for move in operation.moves),
        opened=operation.closed,
        closed=operation.opened,
        locked=operation.unlocked,
        unlocked=operation.locked,
    )


def _open(grids: dict[UnitId, GridOfPlan], operation: Operation) -> None:
    """Let grids into the plan."""
    for grid in operation.opened:
        if grid.grid_id in grids:
            raise _changed(f"{grid.name} 已在方案中", grid_ids=[grid.grid_id])
        grids[grid.grid_id] = grid


def _changed(chinese: str, **facts: Any) -> Conflict:
    """Say that the plan is no longer as the operation supposes."""
    return Conflict(
        "the plan changed since", chinese=f"方案已被他人修改：{chinese}", code="plan_cells_changed", **facts
    )


def _check_moves(
    sketch: Sketch,
    grids: Mapping[UnitId, GridOfPlan],
    operation: Operation,
    community_of_cell: Mapping[CellId, UnitId],
) -> None:
    """Refuse moves of unknown or moved cells, into locked or absent grids, or across communities."""
    cells = [move.cell_id for move in operation.moves]
    unknown = [cell for cell in cells if cell not in sketch.grid_of_cell]
    if unknown or len(set(cells)) != len(cells):
        raise InputError(
            "cells unknown or named twice",
            chinese="有地块不在本方案内，或重复出现",
            code="cells_invalid",
            cells=unknown[:100],
        )
    moved = [
        move.cell_id for move in operation.moves if sketch.grid_of_cell[move.cell_id] != move.from_grid_id
    ]
    if moved:
        raise _changed(f"{len(moved)} 个地块已不在原网格", cells=moved[:1000])
    ends = {
        end for move in operation.moves for end in (move.from_grid_id, move.to_grid_id) if end is not None
    }
    if absent := sorted(ends - grids.keys()):
        raise _changed("目标网格已不在方案中", grid_ids=absent)
    if held := sorted(end for end in ends if grids[end].is_locked):
        names = "、".join(grids[end].name for end in held)
        raise CannotSatisfy(
            "a locked grid neither gains nor loses",
            chinese=f"{names}已锁定，不能调入或调出",
            code="grid_locked",
            grid_ids=held,
        )
    _check_communities(grids, operation, community_of_cell)


def _check_communities(
    grids: Mapping[UnitId, GridOfPlan], operation: Operation, community_of_cell: Mapping[CellId, UnitId]
) -> None:
    """Refuse to put a cell into another community's grid."""
    foreign = [
        move.cell_id
        for move in operation.moves
        if move.to_grid_id is not None
        and community_of_cell[move.cell_id] != grids[move.to_grid_id].community_id
    ]
    if foreign:
        raise CannotSatisfy(
            "a grid belongs to one community",
            chinese=f"网格不能跨社区：{len(foreign)} 个地块属于别的社区",
            code="grid_across_communities",
            cells=foreign[:1000],
        )


def _close(
    grids: dict[UnitId, GridOfPlan], operation: Operation, grid_of_cell: Mapping[CellId, UnitId | None]
) -> None:
    """Let grids out of the plan, once they are empty."""
    if not operation.closed:
        return
    held = {grid for grid in grid_of_cell.values() if grid is not None}
    for grid in operation.closed:
        if grid.grid_id in held:
            raise _changed(f"{grid.name}又划入了地块", grid_ids=[grid.grid_id])
        if grids.pop(grid.grid_id, None) != grid:
            raise _changed(f"{grid.name}已被锁定、改名或移出方案", grid_ids=[grid.grid_id])


def _set_locks(grids: dict[UnitId, GridOfPlan], grid_ids: Iterable[UnitId], *, is_locked: bool) -> None:
    """Lock or unlock."""
    for grid_id in grid_ids:
        if grid_id not in grids or grids[grid_id].is_locked is is_locked:
            raise _changed("网格的锁定状态已变", grid_ids=[grid_id])
        grids[grid_id] = replace(grids[grid_id], is_locked=is_locked)


def apply(sketch: Sketch, operation: Operation, community_of_cell: Mapping[CellId, UnitId]) -> Sketch:
    """Carry out an operation; the sketch handed in stays as it is.

    Parameters
    ----------
    sketch
        The plan before.
    operation
        The edit.
    community_of_cell
        The community that each cell of the fabric lies in.

    Raises
    ------
    Conflict
        The plan is not as the operation supposes (``plan_cells_changed``; facts ``cells``, ``grid_ids``).
    CannotSatisfy
        A grid is locked (``grid_locked``) or of another community (``grid_across_communities``).
    InputError
        A cell is unknown or named twice (``cells_invalid``).
    """
    grids = dict(sketch.grids)
    _open(grids, operation)
    # Before the moves, so that what moved cells and locked their grids can be turned round.
    _set_locks(grids, operation.unlocked, is_locked=False)
    _check_moves(sketch, grids, operation, community_of_cell)
    grid_of_cell = {**sketch.grid_of_cell, **{move.cell_id: move.to_grid_id for move in operation.moves}}
    _close(grids, operation, grid_of_cell)
    _set_locks(grids, operation.locked, is_locked=True)
    return Sketch(grids, grid_of_cell)


def replay(
    sketch: Sketch, operations: Iterable[Operation], community_of_cell: Mapping[CellId, UnitId]
) -> Sketch:
    """Carry out operations in turn."""
    return reduce(lambda state, operation: apply(state, operation, community_of_cell), operations, sketch)


def _grid_as_dict(grid: GridOfPlan) -> dict[str, Any]:
    """One grid as JSON keeps it."""
    return {
        "grid_id": grid.grid_id,
        "community_id": grid.community_id,
        "number": grid.number,
        "name": grid.name,
        "kind": grid.kind.value,
        "is_locked": grid.is_locked,
    }


def to_payload(operation: Operation) -> dict[str, Any]:
    """Write what the log keeps beside the moves."""
    return {
        "opened": [_grid_as_dict(grid) for grid in operation.opened],
        "closed": [_grid_as_dict(grid) for grid in operation.closed],
        "locked": list(operation.locked),
        "unlocked": list(operation.unlocked),
    }


def from_record(kind: str, moves: Iterable[Move], payload: Mapping[str, Any]) -> Operation:
    """Read an operation back from the log."""

    def grids(key: str) -> tuple[GridOfPlan, ...]:
        rows: list[dict[str, Any]] = payload.get(key, [])
        return tuple(GridOfPlan(**{**row, "kind": GridKind(row["kind"])}) for row in rows)

    return Operation(
        OperationKind(kind),
        tuple(moves),
        opened=grids("opened"),
        closed=grids("closed"),
        locked=tuple(payload.get("locked", ())),
        unlocked=tuple(payload.get("unlocked", ())),
    )
