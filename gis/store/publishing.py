"""Bring a plan into force from a day: grids, permission paths and history in one transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, Row

from gis.errors import Conflict, InputError
from gis.model.ids import PlanId, UnitId, UserId
from gis.model.plans import PLAN_STATE_CHINESE, PlanState
from gis.space.validity import unite_coverage
from gis.store.frames import read_shapes, read_table, shapes_as_hex, stage
from gis.store.plans import lock_plan, note_state
from gis.store.programs import statement

PUBLISHABLE = (PlanState.APPROVED, PlanState.FILED)


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing did.

    Attributes
    ----------
    grids
        Grids in force by this plan.
    moved_buildings
        Buildings that have another parent than the day before.
    superseded_plan_id
        The plan it took the place of.
    loose_parts
        Stairwells whose micro-grid lies mostly in another grid now: they are in none until somebody says otherwise.
    """

    plan_id: PlanId
    from_date: date
    grids: int
    moved_buildings: int
    superseded_plan_id: PlanId | None
    loose_parts: int = 0


def publish_plan(
    connection: Connection,
    plan_id: PlanId,
    *,
    from_date: date,
    by: UserId | None = None,
    from_states: Collection[PlanState] = PUBLISHABLE,
) -> Publication:
    """Bring a plan into force from a day (included), in place of the one in force.

    Grids get versions whose shapes are the unions of their cells; buildings move under their grids, and micro-grids go
    with their buildings, so that those of a grid that has left, and the posts at them, stand under its heir; the
    permission paths of everything that hangs on a unit follow at once, or on the day by ``refresh_paths``.

    Raises
    ------
    Conflict
        Another plan came into force since this one was begun (``plan_base_superseded``; ``facts`` name it), or
        the plan is not in one of ``from_states`` (``plan_state_changed``).
    InputError
        The day lies before the first day of the plan in force (``from_date_too_early``), or a community is
        not in force on it.
    """
    row = lock_plan(connection, plan_id)
    connection.execute(statement("publishing", "lock_subdistrict"), {"subdistrict_id": str(row.unit_id)})
    if row.state not in {state.value for state in from_states}:
        raise Conflict(
            f"plan {plan_id} is {row.state}",
            chinese=f"方案“{row.name}”现为“{PLAN_STATE_CHINESE[PlanState(row.state)]}”，还不能执行",
            code="plan_state_changed",
            state=row.state,
        )
    known = {"plan_id": plan_id, "subdistrict_id": row.unit_id, "from_date": from_date}
    former_id = _close_former(connection, row, known, by)
    _run(connection, "open_plan", known)
    note_state(connection, plan_id, row.state, PlanState.IN_FORCE, by=by)
    grids = _open_grids(connection, known)
    moved = _move_buildings(connection, known)
    loose = _move_micro_grids(connection, known)
    connection.execute(statement("editions", "compose_paths"), {"on_date": from_date})
    refresh_paths(connection)
    return Publication(plan_id, from_date, grids, moved, former_id, loose)


def present_plan(connection: Connection, subdistrict_id: UnitId) -> PlanId | None:
    """Name the plan that a new one would take the place of: in force today, or from a day to come."""
    row = connection.execute(
        statement("publishing", "present_plan"), {"subdistrict_id": subdistrict_id}
    ).first()
    return None if row is None else PlanId(row.id)


def refresh_paths(connection: Connection, *, on_date: date | None = None) -> int:
    """Make the permission paths those of a day, today where not given; give how many units moved.

    To be run daily, since a plan or an edition may come into force on a day to come.
    """
    known = {"on_date": on_date}
    return int(connection.scalar(statement("editions", "refresh_paths"), known) or 0)


def crosswalk(connection: Connection, old_plan_id: PlanId, new_plan_id: PlanId) -> pd.DataFrame:
    """Say which grid's cells went into which grid.

    Cells are matched by id, or by their building where the plans lie on different fabrics.

    Returns
    -------
    DataFrame
        old_grid_id, new_grid_id (Int64; NA: in none), cells, buildings, households (today's).
    """
    known = {"old_plan_id": old_plan_id, "new_plan_id": new_plan_id}
    links = read_table(connection, statement("publishing", "crosswalk"), known)
    return links.astype({"old_grid_id": "Int64", "new_grid_id": "Int64"})


def _run(connection: Connection, section: str, known: Mapping[str, Any]) -> int:
    """Run a section with those of the known values that it asks for; give the rows it touched."""
    used = statement("publishing", section)
    return connection.execute(used, {name: known[name] for name in used.compile().params}).rowcount


def _close_former(
    connection: Connection, row: Row[Any], known: dict[str, Any], by: UserId | None
) -> PlanId | None:
    """End the plan in force and its grids on the day, if this one was begun from it."""
    used = statement("publishing", "present_plan")
    present = connection.execute(used, {"subdistrict_id": row.unit_id}).first()
    if (present.id if present else None) != row.base_plan_id:
        raise Conflict(
            f"plan {row.id} was begun from {row.base_plan_id}, in force is {present.id if present else None}",
            chinese="方案起草之后，已有另一方案开始执行。请先以现行方案为基础重新整理（变基）再发布",
            code="plan_base_superseded",
            base_plan_id=row.base_plan_id,
            present_plan_id=present.id if present else None,
        )
    if present is None:
        return None
    if known["from_date"] < present.from_date:
        raise InputError(
            f"{known['from_date']} lies before {present.from_date}",
            chinese=f"执行日期不能早于现行方案的执行日期 {present.from_date}",
            code="from_date_too_early",
            value=str(known["from_date"]),
        )
    _run(connection, "close_plan", {"plan_id": present.id, "from_date": known["from_date"]})
    note_state(connection, present.id, PlanState.IN_FORCE.value, PlanState.SUPERSEDED, by=by)
    _run(connection, "close_grids", known)
    return PlanId(present.id)


def _open_grids(connection: Connection, known: dict[str, Any]) -> int:
    """Give each grid with cells a version with the union of their shapes."""
    row = connection.execute(
        statement("publishing", "communities_in_force"),
        {name: known[name] for name in ("plan_id", "from_date")},
    ).first()
    if row is not None:
        raise InputError(
            f"community {row.code} not in force on {known['from_date']}",
            chinese=f"社区“{row.code}”在 {known['from_date']} 尚未启用，方案不能从这一天执行",
            code="parent_not_in_force",
            value=row.code,
        )
    cells = read_shapes(connection, statement("publishing", "cells_of_grids"), {"plan_id": known["plan_id"]})
    shapes = _unions(cells)
    rows = zip(shapes["grid_id"].tolist(), shapes_as_hex(shapes), strict=True)
    stage(connection, {"grid_id": "bigint", "geometry": "geometry"}, rows)
    return _run(connection, "open_grids", known)


def _unions(cells: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Unite the cells of each grid; cells share their vertices, so nothing is left between neighbours."""
    grouped = cells.groupby("grid_id", sort=True)["geometry"]
    flat = {grid_id: unite_coverage(group.to_numpy()) for grid_id, group in grouped}
    return gpd.GeoDataFrame(
        {"grid_id": list(flat)}, geometry=gpd.GeoSeries(list(flat.values()), crs=cells.crs)
    )


def _move_buildings(connection: Connection, known: dict[str, Any]) -> int:
    """Put each building under its grid from the day on; what was before it stays as it was."""
    _run(connection, "forget_moved", {})
    moved = _run(connection, "moved_buildings", known)
    for section in ("move_in_place", "close_older", "open_moved"):
        _run(connection, section, known)
    return moved


def _move_micro_grids(connection: Connection, known: dict[str, Any]) -> int:
    """Nest each micro-grid in the grid that holds most of its households, of equals the former; give the loose parts."""
    for section in ("forget_seats", "seat_micro_grids", "move_micro_grids"):
        _run(connection, section, known)
    loose = _run(connection, "loosen_parts", known)
    _run(connection, "open_micro_grids", known)
    return loose
