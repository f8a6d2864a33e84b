"""Draw grids: from buildings (``draw``) or from stored cells (``draw_cells``)."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.model.bands import Band
from gis.model.problems import Problem, Severity
from gis.model.progress import Progress, silent
from gis.partition.adjacency import Adjacency, adjacency_in_bands
from gis.partition.bands import make_bands
from gis.partition.cells import CellsAnswer, build_cells
from gis.partition.check import check_cells
from gis.partition.finish import explain, finish_grids, name_grids
from gis.partition.footprints import BUILDINGS
from gis.partition.landed import cells_of_buildings, existing_on_cells
from gis.partition.pieces import draw_pieces
from gis.partition.reasons import explain_grids
from gis.partition.search import Found
from gis.partition.tasks import Task, kept_cells, make_tasks
from gis.partition.wishes import Existing, Wishes, read_existing, require_balance, require_known


@dataclass(frozen=True, slots=True)
class DrawAnswer:
    """A plan; see ``gis.partition`` for the columns.

    Attributes
    ----------
    grids, cells, proposals, report, problems
        As there.
    buildings
        The buildings that came in with ``grid_code``; empty from ``draw_cells``.
    """

    grids: gpd.GeoDataFrame
    cells: gpd.GeoDataFrame
    proposals: pd.DataFrame
    report: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    buildings: gpd.GeoDataFrame = field(default_factory=gpd.GeoDataFrame)


def _labels(cells: gpd.GeoDataFrame, tasks: list[Task], found: list[Found], kept: pd.Series) -> np.ndarray:
    """A label per cell: the code of an existing grid, or ``+task/label`` for a new one."""
    label = kept.to_numpy(dtype=object).copy()
    for place, (task, plan) in enumerate(zip(tasks, found, strict=True)):
        names = np.array(
            [*task.previous_codes, *(f"+{place}/{extra}" for extra in range(plan.count))][
                : max(plan.count, 1) + len(task.previous_codes)
            ],
            dtype=object,
        )
        label[task.members] = names[plan.grid]
    return label


def draw_cells(
    cells: gpd.GeoDataFrame,
    *,
    communities: gpd.GeoDataFrame | None = None,
    roads: gpd.GeoDataFrame | None = None,
    barriers: gpd.GeoDataFrame | None = None,
    band: Band | tuple[int, int] = (300, 500),
    target_households: int | None = 400,
    bands: Mapping[str, Any] | None = None,
    grids: int | Mapping[str, int] | None = None,
    existing: pd.DataFrame | None = None,
    locked_grids: Sequence[str] = (),
    locked_cells: Sequence[int] = (),
    only_grids: Sequence[str] | None = None,
    balance: Mapping[str, float] | None = None,
    progress: Progress = silent,
    **pace: Any,
) -> DrawAnswer:
    """Draw grids out of cells.

    Parameters
    ----------
    cells
        As ``build_cells`` gives them, with further numeric columns where ``balance`` names them.
    communities
        For names and kinds; the cells say which community they belong to.
    band, target_households, bands
        Households per grid, both bounds inclusive.
    existing
        Frame cell, grid_code (number, kind, name, official_code where known).
    locked_cells
        Numbers of cells that the existing plan has in a grid.
    pace
        The following, by name.
    existing_weight, exact, numbering, seed, workers
        As in ``gis.partition``; the seed decides the plan, the number of workers does not.
    effort
        Length of the search; 1 is some 300 microseconds a cell. None: 12 for up to 2,000 cells down to 1 from 24,000 on.
        From 3 on it ends early where two rounds of other cuts bring nothing.
    time_limit_s
        Stop then, with the best plan so far; the answer may then depend on the machine.
    stop
        An event that ends the search with the best plan so far when it is set, from any thread.

    Raises
    ------
    InputError
        Unknown codes, columns or cells.
    CannotSatisfy
        A number of grids that the totals do not allow, or no number left to give.
    """
    begin = time.monotonic()
    plan = read_existing(cells, existing)
    wishes = Wishes(
        bands=make_bands(band, target_households, bands, communities),
        grids=grids,
        locked_grids=require_known(locked_grids, plan, "锁定网格"),
        locked_cells=frozenset(map(int, locked_cells)),
        only_grids=None if only_grids is None else require_known(only_grids, plan, "重划网格"),
        balance=require_balance(cells, balance),
        **pace,
    )
    adjacency = adjacency_in_bands(cells, wishes.bands, roads, barriers)
    drawn = _draw(
        cells.reset_index(drop=True), adjacency, plan, wishes, communities=communities, progress=progress
    )
    drawn.report["seconds"] = time.monotonic() - begin
    return drawn


def _draw(
    cells: gpd.GeoDataFrame,
    adjacency: Mapping[str, tuple[np.ndarray, Adjacency]],
    plan: Existing,
    wishes: Wishes,
    *,
    communities: gpd.GeoDataFrame | None,
    progress: Progress,
) -> DrawAnswer:
    """Draw every piece, number the grids and let the judge score them."""
    kept = kept_cells(cells, plan, wishes)
    tasks = make_tasks(cells, adjacency, kept, plan, wishes)
    search_begin, search_cpu = time.monotonic(), time.process_time()
    found = draw_pieces(tasks, wishes, progress)
    search_s, search_cpu_s = time.monotonic() - search_begin, time.process_time() - search_cpu
    label = _labels(cells, tasks, found, kept)
    codes_of = name_grids(cells, label, plan, wishes)
    drawn = cells.assign(grid_code=pd.Series(label, dtype=object).map(codes_of["code"]).to_numpy())
    verdict = check_cells(
        cells,
        drawn.set_index("cell")["grid_code"].dropna(),
        communities=communities,
        band=wishes.bands.common,
        bands=dict(wishes.bands.by_code),
        existing=plan.grid_of_cell if len(plan.grid_of_cell) else None,
        dedicated_grids=tuple(plan.dedicated()),
        adjacency=adjacency,
    )
    reasons = explain_grids(tasks, found, drawn, verdict)
    proposals = explain(tasks, found, reasons, communities)
    report = verdict.report | {
        "search_seconds": search_s,
        "search_cpu_seconds": search_cpu_s,
        "out_of_band": reasons.to_dict(orient="records"),
        "out_of_band_unexplained": int((reasons["reason"] == "not_found").sum()),
        "finished": all(item.is_finished for item in found),
        "proven_optimal": sum(item.proof == "optimal" for item in found),
        "objective_m": float(sum(item.objective_m for item in found)),
        "bound_m": float(sum(item.bound_m for item in found if item.bound_m is not None)),
    }
    return DrawAnswer(finish_grids(drawn, codes_of, verdict, communities, plan), drawn, proposals, report)


def draw(
    buildings: gpd.GeoDataFrame,
    *,
    households: str = "households",
    communities: gpd.GeoDataFrame | None = None,
    estates: gpd.GeoDataFrame | None = None,
    roads: gpd.GeoDataFrame | None = None,
    barriers: gpd.GeoDataFrame | None = None,
    existing: pd.DataFrame | None = None,
    locked_cells: Sequence[str] = (),
    balance: Mapping[str, float] | None = None,
    progress: Progress = silent,
    **wishes: Any,
) -> DrawAnswer:
    """Draw grids for buildings.

    Parameters
    ----------
    buildings, communities, estates, roads, barriers
        Frames of ``gis.space.layers`` in EPSG:4326.
    households
        Column of ``buildings`` that sizes the grids.
    existing
        Layer ``grids`` (buildings may carry ``grid_code``), or a table building_code, grid_code.
    locked_cells
        Codes of buildings that stay in their existing grid.
    wishes
        Everything else that ``draw_cells`` takes.

    Raises
    ------
    InputError, CannotSatisfy
        See ``build_cells`` and ``draw_cells``.
    """
    begin = time.monotonic()
    answer = build_cells(
        buildings,
        communities,
        estates=estates,
        roads=roads,
        barriers=barriers,
        households=households,
        progress=progress,
    )
    cells_s = time.monotonic() - begin
    cells = _with_columns(answer.cells, buildings, list(balance or {}))
    before, findings = (None, []) if existing is None else existing_on_cells(cells, buildings, existing)
    plan = draw_cells(
        cells,
        communities=communities,
        roads=roads,
        barriers=barriers,
        existing=before,
        locked_cells=cells_of_buildings(cells, before, locked_cells),
        balance=balance,
        progress=progress,
        **wishes,
    )
    plan.problems.extend(findings)
    return _with_buildings(plan, answer, buildings, cells_s, time.monotonic() - begin)


def _with_columns(
    cells: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, columns: list[str]
) -> gpd.GeoDataFrame:
    """Carry the columns to balance over from the buildings; land without a building has 0."""
    for column in columns:
        if column not in cells.columns and column in buildings.columns and "code" in buildings.columns:
            values = pd.Series(buildings[column].to_numpy(), index=buildings["code"].astype(str))
            values = values.loc[~values.index.duplicated()]
            cells = cells.assign(**{column: cells["building_code"].map(values).fillna(0.0)})
    return cells


def _with_buildings(
    plan: DrawAnswer, answer: CellsAnswer, buildings: gpd.GeoDataFrame, cells_s: float, total_s: float
) -> DrawAnswer:
    """Write each building's grid beside it and account for every household that came in."""
    codes = (
        buildings["code"].astype(str)
        if "code" in buildings.columns
        else pd.RangeIndex(1, len(buildings) + 1).astype(str)
    )
    lived = plan.cells.loc[plan.cells["building_code"].notna()].set_index("building_code")["grid_code"]
    grid = pd.Series(codes, index=buildings.index).str.strip().map(lived).to_numpy(dtype=object, copy=True)
    out = [
        item.row - 1
        for item in answer.problems
        if item.severity is Severity.REFUSED and item.layer == BUILDINGS and item.row is not None
    ]
    # A row left out for its repeated code bears the code of one that came in.
    grid[out] = None
    named = buildings.assign(grid_code=grid)
    report = plan.report | {
        "households_in": answer.households_in,
        "households_excluded": answer.households_excluded,
        "buildings_excluded": int(named["grid_code"].isna().sum()),
        "cells": len(plan.cells),
        "cells_seconds": cells_s,
        "seconds": total_s,
    }
    return DrawAnswer(
        plan.grids, plan.cells, plan.proposals, report, [*answer.problems, *plan.problems], named
    )
