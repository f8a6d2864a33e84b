"""Keep measured service circles: runs, what each building reaches, H3 cells, and the ledger of gaps."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection

from gis.errors import NotFound
from gis.model.access import Role
from gis.model.ids import CoverageRunId, PlanId, UnitId, UserId
from gis.store.coverage_rows import stage_buildings, stage_cells, stage_facilities, stage_gaps
from gis.store.frames import read_shapes, read_table
from gis.store.programs import statement


@dataclass(frozen=True, slots=True)
class CoverageRunRecord:
    """One measurement.

    Attributes
    ----------
    state
        running, finished or failed.
    edition_ids, plan_id
        What was measured.
    stale_reason
        Chinese: why it is out of date; empty where it is not. A stale run stays readable.
    """

    run_id: CoverageRunId
    subdistrict_id: UnitId
    path: str
    state: str
    template: str
    profile: str
    parameters: dict[str, Any]
    formula_version: str
    edition_ids: list[int]
    plan_id: PlanId | None
    scenario_id: int | None
    summary: dict[str, Any]
    conservation: dict[str, Any]
    made_by: UserId | None
    made_at: datetime
    finished_at: datetime | None
    stale_reason: str


def start_run(
    connection: Connection,
    *,
    subdistrict_id: UnitId,
    template: str,
    profile: str,
    parameters: Mapping[str, Any],
    formula_version: str,
    scenario_id: int | None = None,
    by: UserId | None = None,
) -> CoverageRunId:
    """Begin a run; the editions and the plan in force are kept with it."""
    known = {
        "subdistrict_id": subdistrict_id,
        "template": template,
        "profile": profile,
        "parameters": json.dumps(dict(parameters), ensure_ascii=False),
        "formula_version": formula_version,
        "scenario_id": scenario_id,
        "by": by,
    }
    return CoverageRunId(connection.execute(statement("coverage_runs", "start"), known).scalar_one())


def save_run(
    connection: Connection,
    run_id: CoverageRunId,
    *,
    buildings: pd.DataFrame,
    cells: pd.DataFrame,
    gaps: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame | None = None,
    items: Iterable[str],
    summary: Mapping[str, Any],
    conservation: Mapping[str, Any],
) -> None:
    """Keep the answer of a run and finish it; saving again takes the former answer's place.

    Parameters
    ----------
    buildings, cells, gaps, facilities
        Frames of ``gis.coverage``'s ``CoverageAnswer``; buildings are matched by ``code``.
    items
        The template's items, whose columns ``{item}_seconds`` … are read.
    summary, conservation
        JSON: totals and units; households in and out.

    Raises
    ------
    NotFound
        There is no such run that the session may see.
    """
    if connection.scalar(statement("coverage_runs", "run", "r.id = :run_id"), {"run_id": run_id}) is None:
        raise _no_run(run_id)
    known = {"run_id": run_id}
    listed = list(items)
    stage_buildings(connection, buildings, listed)
    _replace(connection, "buildings", known)
    stage_cells(connection, cells, listed)
    _replace(connection, "cells", known)
    stage_gaps(connection, gaps)
    _replace(connection, "gaps", known)
    if facilities is not None:
        stage_facilities(connection, facilities)
        _replace(connection, "facilities", known)
    finished = {
        **known,
        "summary": json.dumps(dict(summary), ensure_ascii=False),
        "conservation": json.dumps(dict(conservation), ensure_ascii=False),
    }
    connection.execute(statement("coverage_runs", "finish"), finished)


def _replace(connection: Connection, part: str, known: Mapping[str, Any]) -> None:
    """Put the staged rows of one part in the place of the former."""
    connection.execute(statement("coverage_runs", f"clear_{part}"), dict(known))
    connection.execute(statement("coverage_runs", f"add_{part}"), dict(known))


def fail_run(connection: Connection, run_id: CoverageRunId, *, reason: str) -> None:
    """Say that a run came to nothing, and why, in Chinese."""
    connection.execute(statement("coverage_runs", "fail"), {"run_id": run_id, "reason": reason})


def _no_run(run_id: CoverageRunId) -> NotFound:
    return NotFound(f"no run {run_id}", chinese=f"没有编号为 {run_id} 的测算", code="coverage_run_unknown")


def read_run(connection: Connection, run_id: CoverageRunId) -> CoverageRunRecord:
    """Read one run.

    Raises
    ------
    NotFound
        There is none of this id that the session may see.
    """
    used = statement("coverage_runs", "run", "r.id = :run_id")
    row = connection.execute(used, {"run_id": run_id}).first()
    if row is None:
        raise _no_run(run_id)
    return CoverageRunRecord(**row._mapping)


def read_runs(connection: Connection, *, subdistrict_id: UnitId | None = None) -> pd.DataFrame:
    """List runs, the newest first; columns as ``CoverageRunRecord``."""
    conditions = [] if subdistrict_id is None else ["r.unit_id = :subdistrict_id"]
    known = {} if subdistrict_id is None else {"subdistrict_id": subdistrict_id}
    return read_table(connection, statement("coverage_runs", "run", *conditions), known)


def latest_run(
    connection: Connection,
    subdistrict_id: UnitId,
    *,
    template: str | None = None,
    profile: str | None = None,
) -> CoverageRunId | None:
    """Name the newest finished run of a sub-district that is no scenario; None where there is none."""
    asked = {"r.template = :template": ("template", template), "r.profile = :profile": ("profile", profile)}
    chosen = {condition: given for condition, given in asked.items() if given[1] is not None}
    conditions = ["r.unit_id = :subdistrict_id", "r.state = 'finished'", "r.scenario_id IS NULL", *chosen]
    known = {"subdistrict_id": subdistrict_id, **dict(chosen.values())}
    row = connection.execute(statement("coverage_runs", "run", *conditions), known).first()
    return None if row is None else CoverageRunId(row.run_id)


def read_run_buildings(
    connection: Connection, run_id: CoverageRunId, *, item: str | None = None, category: str | None = None
) -> gpd.GeoDataFrame:
    """Read what each building reaches, as it was then.

    Parameters
    ----------
    item, category
        Only this item; in the usual template an item's name is its category's, so either word will do.

    Returns
    -------
    GeoDataFrame
        building_id, code, name, community_code, estate_code (empty: in none), item, walking_s (NaN: beyond the
        horizon), facility_code, status, reason, households,
        community_id, grid_id, geometry; a row per building and item.
    """
    return read_shapes(connection, *_part("buildings", "b.item", run_id, item or category))


def read_run_cells(
    connection: Connection, run_id: CoverageRunId, *, item: str | None = None, category: str | None = None
) -> pd.DataFrame:
    """Read the H3 cells of a run.

    Returns
    -------
    DataFrame
        h3 (int64), item, buildings, households, covered_households, walking_s; a row per cell and item.
    """
    return read_table(connection, *_part("cells", "c.item", run_id, item or category))


def read_run_gaps(
    connection: Connection, run_id: CoverageRunId, *, item: str | None = None, category: str | None = None
) -> gpd.GeoDataFrame:
    """Read the ledger of gaps of a run, the largest first.

    Returns
    -------
    GeoDataFrame
        gap_id, item, category, serial, unit_id, unit_kind, unit_code, minutes, households, households_lacking,
        nearest_s, facts (names,
        nearest facility, remedy, whom it falls to), state (open, planned, closed, accepted), note, responsible,
        is_carried (the mark is from the run before), marked_at (missing: never),
        marked_role, geometry. A row of no household lacking is a
        gap of the run before that is gone.
    """
    return read_shapes(connection, *_part("gaps", "g.item", run_id, item or category))


def read_run_facilities(connection: Connection, run_id: CoverageRunId) -> gpd.GeoDataFrame:
    """Read the facilities as one run saw them: code, name, item, is_used, reason, access_m, geometry."""
    return read_shapes(connection, *_part("facilities", "f.item", run_id, None))


def _part(section: str, column: str, run_id: CoverageRunId, item: str | None) -> tuple[Any, dict[str, Any]]:
    conditions = () if item is None else (f"{column} = :item",)
    known: dict[str, Any] = {"run_id": run_id} if item is None else {"run_id": run_id, "item": item}
    return statement("coverage_runs", section, *conditions), known


def carry_ledger(connection: Connection, run_id: CoverageRunId, items: Iterable[str]) -> None:
    """Take over the marks of the run before (of this place, template and profile) for the same unit and item.

    A gap marked as filled that is still there is open again, and its note says so. What is gone is kept as a
    row that lacks nobody. A scenario's run neither gives nor takes marks.

    Parameters
    ----------
    items
        What the run measured: a gap of an item that it did not measure is not gone.
    """
    former = connection.scalar(statement("coverage_runs", "former_run"), {"run_id": run_id})
    if former is None:
        return
    known = {"run_id": run_id, "former_id": former}
    connection.execute(statement("coverage_runs", "carry_marks"), known)
    connection.execute(statement("coverage_runs", "add_resolved"), {**known, "items": list(items)})


def newest_ledger(
    connection: Connection, subdistrict_id: UnitId, *, template: str, profile: str
) -> CoverageRunId | None:
    """Find the run whose ledger is the present one: the newest finished of a place, template and profile, no scenario."""
    known = {"subdistrict_id": subdistrict_id, "template": template, "profile": profile}
    found = connection.scalar(statement("coverage_runs", "newest_ledger"), known)
    return None if found is None else CoverageRunId(found)


def mark_gap(
    connection: Connection,
    gap_id: int,
    *,
    state: str,
    role: Role,
    note: str = "",
    responsible: str | None = None,
) -> None:
    """Say what becomes of a gap: open, planned, closed, accepted; and who sees to it (None: as it was).

    Of whoever says so the role is kept, and when.

    Raises
    ------
    NotFound
        There is none of this id that the session may see.
    """
    known = {"gap_id": gap_id, "state": state, "note": note, "responsible": responsible, "role": role.value}
    if connection.scalar(statement("coverage_runs", "mark_gap"), known) is None:
        raise NotFound(f"no gap {gap_id}", chinese="没有此缺口记录", code="coverage_gap_unknown")


def save_scenario(
    connection: Connection,
    *,
    subdistrict_id: UnitId,
    name: str,
    changes: list[dict[str, Any]],
    by: UserId | None = None,
) -> int:
    """Keep a what-if under a name: the changes as ``gis.coverage.changes_to`` writes them."""
    known = {
        "subdistrict_id": subdistrict_id,
        "name": name,
        "changes": json.dumps({"changes": changes}, ensure_ascii=False),
        "by": by,
    }
    return int(connection.execute(statement("coverage_runs", "save_scenario"), known).scalar_one())


def read_scenarios(connection: Connection, subdistrict_id: UnitId) -> pd.DataFrame:
    """Read kept what-ifs: scenario_id, subdistrict_id, name, changes (list), made_by, made_at; newest first."""
    known = {"subdistrict_id": subdistrict_id}
    scenarios = read_table(connection, statement("coverage_runs", "scenarios"), known)
    return scenarios.assign(changes=[value["changes"] for value in scenarios["changes"]])
