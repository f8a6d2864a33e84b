"""Append operations to a plan: edits of different cells merge, edits of the same cells collide by name."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row

from gis.errors import Conflict, InputError
from gis.model.ids import PlanId, UserId
from gis.model.plans import PlanState
from gis.store.frames import plain
from gis.store.plans import lock_plan
from gis.store.programs import statement

EDITABLE = frozenset({PlanState.DRAFT.value, PlanState.COMMENTS.value})


@dataclass(frozen=True, slots=True)
class OperationRecord:
    """One edit, as it stands in the log.

    Attributes
    ----------
    serial
        1, 2, 3 … within the plan; the plan's version after it.
    changes
        ``{"cells": [[cell id, from grid id, to grid id], …]}``, None for no grid.
    undoes_serial
        Serial of the operation that ``inverse_of`` names.
    """

    id: int
    plan_id: PlanId
    serial: int
    kind: str
    changes: dict[str, Any]
    payload: dict[str, Any]
    inverse_of: int | None
    undoes_serial: int | None
    client_key: str | None
    made_by: UserId | None
    made_at: datetime


def _record(row: Row[Any]) -> OperationRecord:
    return OperationRecord(**row._mapping)


def append_operation(
    connection: Connection,
    plan_id: PlanId,
    *,
    kind: str,
    changes: pd.DataFrame | None = None,
    payload: Mapping[str, Any] | None = None,
    by: UserId | None = None,
    client_key: str | None = None,
    undoes_serial: int | None = None,
) -> OperationRecord:
    """Do an edit and append it to the log, in the order in which edits arrive.

    Parameters
    ----------
    changes
        cell_id, from_grid_id, to_grid_id (missing: no grid), each cell once; none for edits that move no cell.
    client_key
        The page's own key; a key that is in the log already gives that operation again, and does nothing.
    undoes_serial
        Serial of the operation that this one takes back.

    Raises
    ------
    Conflict
        The plan is no draft any more (``plan_not_editable``), cells are no longer where the edit took them
        from (``plan_cells_changed``; ``facts["cells"]`` lists cell, expected and present grid), or a grid is
        locked (``grid_locked``). Nothing is written then.
    InputError
        A cell or grid is not of this plan, or a cell would leave its community.
    """
    row = lock_plan(connection, plan_id)
    if client_key is not None:
        former = find_repeated(connection, plan_id, client_key)
        if former is not None:
            return former
    if row.state not in EDITABLE:
        raise Conflict(
            f"plan {plan_id} is {row.state}",
            chinese=f"方案“{row.name}”已不是草案，不能再修改",
            code="plan_not_editable",
            state=row.state,
        )
    moves = [] if changes is None else _moves(changes)
    if moves:
        _move_cells(connection, plan_id, moves)
    serial = connection.execute(statement("operations", "next"), {"plan_id": plan_id}).scalar_one()
    known = {
        "plan_id": plan_id,
        "serial": serial,
        "kind": kind,
        "changes": json.dumps({"cells": moves}),
        "payload": json.dumps(dict(payload or {})),
        "undoes_serial": undoes_serial,
        "client_key": client_key,
        "by": by,
    }
    return _record(connection.execute(statement("operations", "append"), known).one())


def find_repeated(connection: Connection, plan_id: PlanId, client_key: str) -> OperationRecord | None:
    """Find the operation that was done before under a client's key; None where there is none."""
    known = {"plan_id": plan_id, "client_key": client_key}
    former = connection.execute(statement("operations", "repeated"), known).first()
    return None if former is None else _record(former)


def read_operations(connection: Connection, plan_id: PlanId, *, since: int = 0) -> list[OperationRecord]:
    """Read the log after a serial, in its order."""
    known = {"plan_id": plan_id, "since": since}
    return [_record(row) for row in connection.execute(statement("operations", "since"), known)]


def _moves(changes: pd.DataFrame) -> list[list[Any]]:
    """Turn the frame into triples of plain values."""
    names = ("cell_id", "from_grid_id", "to_grid_id")
    columns = [[_whole(value) for value in changes[name]] for name in names]
    cells = columns[0]
    if len(set(cells)) != len(cells) or None in cells:
        raise InputError(
            "a cell appears twice in one operation", chinese="同一次操作中单元格重复", code="cell_repeated"
        )
    return [list(move) for move in zip(*columns, strict=True)]


def _whole(value: Any) -> int | None:
    value = plain(value)
    return None if value is None else int(value)


def _move_cells(connection: Connection, plan_id: PlanId, moves: list[list[Any]]) -> None:
    """Check the moves against the plan as it is now, and do them."""
    cells, froms, tos = (list(column) for column in zip(*moves, strict=True))
    known = {"plan_id": plan_id, "cells": cells, "froms": froms, "tos": tos}
    _refuse_changed(connection, known)
    _refuse_locked(connection, known)
    _refuse_foreign(connection, known)
    connection.execute(statement("operations", "assign"), _only(known, "plan_id", "cells", "tos"))


def _only(known: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: known[name] for name in names}


def _refuse_changed(connection: Connection, known: Mapping[str, Any]) -> None:
    rows = connection.execute(statement("operations", "changed_cells"), dict(known)).all()
    if any(row.is_foreign for row in rows):
        raise _foreign()
    if rows:
        listed = [
            {"cell_id": row.cell_id, "expected": row.from_grid_id, "present": row.now_grid_id} for row in rows
        ]
        raise Conflict(
            f"{len(rows)} cells changed meanwhile",
            chinese=f"有 {len(rows)} 个单元格已被他人改动，请查看后重试；您的修改没有丢失",
            code="plan_cells_changed",
            cells=listed[:500],
        )


def _refuse_locked(connection: Connection, known: Mapping[str, Any]) -> None:
    used = _only(known, "plan_id", "froms", "tos")
    row = connection.execute(statement("operations", "locked_grids"), used).first()
    if row is not None:
        raise Conflict(
            f"grid {row.grid_id} is locked",
            chinese=f"“{row.name}”已锁定，不能增减",
            code="grid_locked",
            grid_id=row.grid_id,
        )


def _refuse_foreign(connection: Connection, known: Mapping[str, Any]) -> None:
    used = _only(known, "plan_id", "cells", "tos")
    row = connection.execute(statement("operations", "refused_cells"), used).first()
    if row is not None and row.is_crossing and not row.is_foreign:
        raise InputError(
            f"cell {row.cell_id} would leave its community",
            chinese="单元格不能划给其他社区的网格；一个网格只能属于一个社区",
            code="grid_crosses_community",
            cell=row.cell_id,
        )
    if row is not None:
        raise _foreign()


def _foreign() -> InputError:
    return InputError(
        "cell or grid of another plan", chinese="单元格或网格不属于此方案", code="cell_of_another_plan"
    )
