"""Keep plans: begin, import, read, comment and move them through their life."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from gis.errors import Conflict, InputError, NotFound
from gis.model.ids import FabricId, PlanId, UnitId, UserId
from gis.model.plans import PLAN_STATE_CHINESE, PlanState
from gis.store.editions import today
from gis.store.frames import column_values, read_table, stage
from gis.store.loading import text_value
from gis.store.plan_grids import refuse_stolen_codes
from gis.store.programs import statement


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """A plan.

    Attributes
    ----------
    version
        Serial of its latest operation; 0 at first.
    from_date, to_date
        Days in force, the first included and the last not; None where it is not, or goes on.
    path
        Of its sub-district.
    """

    plan_id: PlanId
    subdistrict_id: UnitId
    path: str
    fabric_id: FabricId
    base_plan_id: PlanId | None
    name: str
    state: PlanState
    version: int
    document_number: str
    from_date: date | None
    to_date: date | None
    made_by: UserId | None
    made_at: datetime
    published_at: datetime | None

    def is_in_force(self, on_day: date) -> bool:
        """Whether it is, was or will be in force on a day; the last day is not part of it."""
        begun = self.from_date is not None and self.from_date <= on_day
        return begun and (self.to_date is None or on_day < self.to_date)


def create_plan(
    connection: Connection,
    *,
    subdistrict_id: UnitId,
    fabric_id: FabricId,
    name: str,
    by: UserId | None = None,
    base_plan_id: PlanId | None = None,
) -> PlanId:
    """Begin a draft without grids: every cell of the fabric is in none yet."""
    plan_id = _make_plan(connection, subdistrict_id, fabric_id, name=name, by=by, base_plan_id=base_plan_id)
    connection.execute(statement("plans", "fill_cells"), {"plan_id": plan_id, "fabric_id": fabric_id})
    return plan_id


def _make_plan(
    connection: Connection,
    subdistrict_id: UnitId,
    fabric_id: FabricId,
    *,
    name: str,
    by: UserId | None,
    base_plan_id: PlanId | None = None,
) -> PlanId:
    known = {
        "subdistrict_id": subdistrict_id,
        "fabric_id": fabric_id,
        "base_plan_id": base_plan_id or plan_in_force(connection, subdistrict_id),
        "name": name,
        "by": by,
    }
    return PlanId(connection.execute(statement("plans", "make_plan"), known).scalar_one())


def import_plan(
    connection: Connection,
    grids: pd.DataFrame,
    cell_grids: pd.DataFrame,
    *,
    subdistrict_id: UnitId,
    fabric_id: FabricId,
    name: str,
    by: UserId | None = None,
) -> PlanId:
    """Begin a draft with grids and their cells given.

    Parameters
    ----------
    grids
        code, name, community_code, number, kind, official_code, as ``Layer.GRIDS``; shapes are not read, since
        a grid's shape is that of its cells. A code that is known is the same grid as before.
    cell_grids
        cell (id of ``read_cells``) and grid_code (missing: in none yet).

    Raises
    ------
    InputError
        A grid's community is not there, a cell would lie in a grid of another community, or an official code
        is another grid's.
    """
    plan_id = create_plan(connection, subdistrict_id=subdistrict_id, fabric_id=fabric_id, name=name, by=by)
    territory = connection.scalar(statement("fabrics", "territory_of"), {"unit_id": subdistrict_id})
    _stage_grids(connection, grids)
    _refuse_unknown_communities(connection, territory)
    for section in ("import_grid_units", "import_grid_identities", "import_codes"):
        connection.execute(statement("plans", section), {"territory": territory})
    known = {"plan_id": plan_id, "territory": territory}
    connection.execute(statement("plans", "import_plan_grids"), known)
    refuse_stolen_codes(connection, plan_id)
    cells = (column_values(cell_grids, "cell"), column_values(cell_grids, "grid_code", text_value))
    stage(connection, {"cell": "bigint", "grid_code": "text"}, zip(*cells, strict=True))
    connection.execute(statement("plans", "import_cells"), {**known, "fabric_id": fabric_id})
    _refuse_crossing(connection, plan_id)
    return plan_id


def _stage_grids(connection: Connection, grids: pd.DataFrame) -> None:
    """Copy the table of grids into the temporary table."""
    types = {
        "code": "text",
        "name": "text",
        "community_code": "text",
        "kind": "text",
        "official_code": "text",
    }
    columns = [column_values(grids, name, text_value) for name in types]
    numbers = [int(value) for value in grids["number"]]
    rows = zip(range(1, len(grids) + 1), numbers, *columns, strict=True)
    stage(connection, {"row": "integer", "number": "integer", **types}, rows)


def _refuse_unknown_communities(connection: Connection, territory: str | None) -> None:
    for row in connection.execute(statement("plans", "import_grids"), {"territory": territory}):
        if row.community_id is None:
            raise InputError(
                f"grid {row.code}: no such community",
                chinese=f"网格“{row.name}”（{row.code}）所属的社区编码不存在",
                code="reference_unknown",
                value=row.code,
            )


def _refuse_crossing(connection: Connection, plan_id: PlanId) -> None:
    """Refuse a grid with a cell of another community."""
    row = connection.execute(statement("plans", "crossing"), {"plan_id": plan_id}).first()
    if row is not None:
        raise InputError(
            f"cell {row.cell_id} lies in another community than its grid",
            chinese=f"网格“{row.name}”包含其他社区的单元格；一个网格只能属于一个社区",
            code="grid_crosses_community",
            cell=row.cell_id,
        )


def draft_from_plan(
    connection: Connection,
    plan_id: PlanId,
    *,
    name: str,
    by: UserId | None = None,
    base_plan_id: PlanId | None = None,
) -> PlanId:
    """Begin a draft with the grids, cells and micro-grids of a plan, whatever that plan's state.

    The draft's base is the plan in force today where none is given; so a draft of an old plan revives the same
    grids.
    """
    former = read_plan(connection, plan_id)
    draft_id = _make_plan(
        connection, former.subdistrict_id, former.fabric_id, name=name, by=by, base_plan_id=base_plan_id
    )
    for section in ("copy_grids", "copy_cells", "copy_micro_grids"):
        connection.execute(statement("plans", section), {"plan_id": draft_id, "from_plan_id": plan_id})
    return draft_id


def plan_in_force(connection: Connection, subdistrict_id: UnitId, *, at: date | None = None) -> PlanId | None:
    """Name the plan in force on a day; None where there is none."""
    known = {"subdistrict_id": subdistrict_id, "at": at or today(connection)}
    found = connection.scalar(statement("plans", "in_force"), known)
    return None if found is None else PlanId(found)


def read_plan(connection: Connection, plan_id: PlanId) -> PlanRecord:
    """Read a plan.

    Raises
    ------
    NotFound
        There is none of this id that the session may see.
    """
    row = connection.execute(statement("plans", "plan", "p.id = :plan_id"), {"plan_id": plan_id}).first()
    if row is None:
        raise _unknown(plan_id)
    values = dict(row._mapping)
    return PlanRecord(**{**values, "state": PlanState(values["state"])})


def _unknown(plan_id: PlanId) -> NotFound:
    return NotFound(f"no plan {plan_id}", chinese=f"没有编号为 {plan_id} 的网格方案", code="plan_unknown")


def list_plans(
    connection: Connection,
    *,
    subdistrict_id: UnitId | None = None,
    states: Collection[PlanState] | None = None,
) -> pd.DataFrame:
    """List the plans the session may see, the newest first; columns as ``PlanRecord``."""
    conditions, known = [], {}
    if subdistrict_id is not None:
        conditions.append("p.unit_id = :subdistrict_id")
        known["subdistrict_id"] = subdistrict_id
    plans = read_table(connection, statement("plans", "plan", *conditions), known)
    return plans if states is None else plans[plans["state"].isin(list(states))].reset_index(drop=True)


def read_plan_grids(connection: Connection, plan_id: PlanId, *, at: date | None = None) -> pd.DataFrame:
    """Read the grids of a plan with what they hold.

    Returns
    -------
    DataFrame
        grid_id, code, community_id, community_code, number, name, kind, official_code (missing until assigned),
        is_locked, colour, households, residents, cells. Ordered by community and number.
    """
    known = {"plan_id": plan_id, "at": at or today(connection)}
    return read_table(connection, statement("plans", "grids"), known)


def read_assignment(connection: Connection, plan_id: PlanId) -> pd.DataFrame:
    """Read which grid each cell is in: cell_id, grid_id (Int64; NA: in none). Every cell of the fabric, once."""
    assignment = read_table(connection, statement("plans", "assignment"), {"plan_id": plan_id})
    return assignment.astype({"grid_id": "Int64"})


def set_plan_state(
    connection: Connection,
    plan_id: PlanId,
    state: PlanState,
    *,
    from_states: Collection[PlanState],
    by: UserId | None = None,
    document_number: str | None = None,
    reason: str = "",
) -> None:
    """Move a plan to another state and keep who did, when and why.

    ``IN_FORCE`` and ``SUPERSEDED`` come by ``publishing.publish_plan`` alone.

    Raises
    ------
    Conflict
        The plan is in none of ``from_states`` any more (``plan_state_changed``).
    """
    if state in {PlanState.IN_FORCE, PlanState.SUPERSEDED}:
        raise ValueError(f"{state} comes by publishing")
    row = lock_plan(connection, plan_id)
    if row.state not in {allowed.value for allowed in from_states}:
        raise _elsewhere(row)
    note_state(connection, plan_id, row.state, state, by=by, document_number=document_number, reason=reason)
    known = {"plan_id": plan_id, "state": state.value, "document_number": document_number or ""}
    connection.execute(statement("plans", "set_state"), known)


def _elsewhere(row: Any) -> Conflict:
    """Say that a plan's state allows this no more."""
    return Conflict(
        f"plan {row.id} is {row.state}",
        chinese=f"方案“{row.name}”现为“{PLAN_STATE_CHINESE[PlanState(row.state)]}”，不能再做此操作",
        code="plan_state_changed",
        state=row.state,
    )


def note_state(
    connection: Connection,
    plan_id: PlanId,
    from_state: str,
    state: PlanState,
    *,
    by: UserId | None,
    document_number: str | None = None,
    reason: str = "",
) -> None:
    """Append a change of state to the plan's history."""
    known = {
        "plan_id": plan_id,
        "from_state": from_state,
        "state": state.value,
        "reason": reason,
        "document_number": document_number or "",
        "by": by,
    }
    connection.execute(statement("plans", "note_state"), known)


def rename_plan(connection: Connection, plan_id: PlanId, name: str) -> None:
    """Call a draft otherwise.

    Raises
    ------
    Conflict
        The plan is no draft any more (``plan_state_changed``).
    """
    row = lock_plan(connection, plan_id)
    if row.state not in {PlanState.DRAFT.value, PlanState.COMMENTS.value}:
        raise _elsewhere(row)
    connection.execute(statement("plans", "rename"), {"plan_id": plan_id, "name": name})


def read_plan_history(connection: Connection, plan_id: PlanId) -> pd.DataFrame:
    """Read every change of state: from_state, to_state, reason, document_number, made_by, made_at."""
    return read_table(connection, statement("plans", "read_states"), {"plan_id": plan_id})


def lock_plan(connection: Connection, plan_id: PlanId) -> Any:
    """Hold a plan until the transaction ends, so that edits come one after another; give its row."""
    row = connection.execute(statement("plans", "lock_plan"), {"plan_id": plan_id}).first()
    if row is None:
        raise _unknown(plan_id)
    return row


def comment_on_plan(
    connection: Connection,
    plan_id: PlanId,
    text: str,
    *,
    grid_id: UnitId | None = None,
    by: UserId | None = None,
) -> int:
    """Keep what a community says of a plan, pinned to a grid where one is given."""
    known = {"plan_id": plan_id, "grid_id": grid_id, "text": text, "by": by}
    return int(connection.execute(statement("plans", "comment"), known).scalar_one())


def read_comments(connection: Connection, plan_id: PlanId) -> pd.DataFrame:
    """Read the comments on a plan: id, grid_id, text, made_by, made_at, resolved_at."""
    comments = read_table(connection, statement("plans", "read_comments"), {"plan_id": plan_id})
    return comments.astype({"grid_id": "Int64"})


def resolve_comment(connection: Connection, plan_id: PlanId, comment_id: int) -> None:
    """Mark a comment as settled; when it first was stays.

    Raises
    ------
    NotFound
        The plan has no such comment (``comment_unknown``).
    """
    known = {"plan_id": plan_id, "comment_id": comment_id}
    if connection.execute(statement("plans", "resolve_comment"), known).rowcount == 0:
        raise NotFound(
            f"no comment {comment_id} on plan {plan_id}", chinese="没有这条意见", code="comment_unknown"
        )
