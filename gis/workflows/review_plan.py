"""Look at a plan: its grids against the band, what needs a look, how it differs, what changes hands, its bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from gis.errors import NotFound
from gis.model.access import Right, Scope
from gis.model.bands import CommunityBands
from gis.model.ids import PlanId, UnitId
from gis.partition.check import check_cells
from gis.redraw.attention import Attention, find_problems
from gis.redraw.bounds import FourBounds, Ground, four_bounds
from gis.redraw.consequences import PostTouched, Transfer, posts_touched, transfers
from gis.redraw.difference import Difference, compare
from gis.redraw.sketch import GridOfPlan, Sketch
from gis.redraw.totals import grid_totals
from gis.space.layers import Layer
from gis.store import bands as kept_bands
from gis.store import cases, layers, people, plan_grids, plans
from gis.store.engine import Connection, Store
from gis.store.plans import PlanRecord
from gis.workflows.grid_bounds import read_ground
from gis.workflows.plan_book import PlanBook, read_book
from gis.workflows.plan_desk import Fabric, fabric_of, sketch_over, take_from_shelf
from gis.workflows.standing_plan import sketch_as_it_stands

OUTWEIGHABLE = frozenset({"band", "estate", "contiguity"})
"""Rules that a reason can outweigh; the others never."""

MOST_CASES = 100_000


@dataclass(frozen=True, slots=True)
class GridState:
    """One grid with what it holds; ``base_households`` in the base plan, None where it is new."""

    grid: GridOfPlan
    community_name: str
    official_code: str | None
    households: int
    residents: int
    buildings: int
    cells: int
    in_band: bool
    base_households: int | None


@dataclass(frozen=True, slots=True)
class PlanState:
    """A plan with its grids and what needs a look; ``unassigned_households`` are in no grid.

    ``problems`` is None where nobody looked for them.
    """

    plan: PlanRecord
    bands: CommunityBands
    grids: tuple[GridState, ...]
    problems: tuple[Attention, ...] | None
    households: int
    residents: int
    unassigned_households: int


@dataclass(frozen=True, slots=True)
class Judged:
    """The judge's word on a plan: measures, breaches (a row each, with ``is_absolute``), and whether it may pass."""

    plan: PlanRecord
    measures: Mapping[str, Any]
    breaches: tuple[dict[str, Any], ...]

    @property
    def may_be_approved(self) -> bool:
        """Whether no absolute rule is broken."""
        return not any(breach["is_absolute"] for breach in self.breaches)

    @property
    def needs_reason(self) -> bool:
        """Whether a rule is broken that a reason can outweigh."""
        return any(not breach["is_absolute"] for breach in self.breaches)


@dataclass(frozen=True, slots=True)
class HandOver:
    """What changes hands from one plan to another; posts only for who may see people."""

    before: Sketch
    after: Sketch
    difference: Difference
    transfers: tuple[Transfer, ...]
    posts: tuple[PostTouched, ...]


def bands_of_plan(connection: Connection, plan: PlanRecord) -> CommunityBands:
    """Read what the plan's grids are held to."""
    return kept_bands.read_bands(connection, subdistrict_id=plan.subdistrict_id)


def _base_households(store: Store, connection: Connection, plan: PlanRecord) -> dict[UnitId, int]:
    """Households of each grid in the plan's base; empty without one."""
    base_id = plan.base_plan_id
    if base_id is None:
        return {}
    # A base was in force, so its grids do not change any more.
    grids = take_from_shelf(store, ("base", base_id), lambda: plans.read_plan_grids(connection, base_id))
    pairs = zip(grids["grid_id"], grids["households"], strict=True)
    return {UnitId(int(grid)): int(households) for grid, households in pairs}


def grid_states(
    store: Store,
    connection: Connection,
    plan: PlanRecord,
    *,
    fabric: Fabric,
    sketch: Sketch,
    bands: CommunityBands,
) -> tuple[GridState, ...]:
    """Describe every grid of a plan, in the order of communities and numbers."""
    totals = grid_totals(fabric.cells, sketch)
    sums = zip(*(totals[name].tolist() for name in totals.columns), strict=True)
    base = _base_households(store, connection, plan)
    codes = plan_grids.read_official_codes(connection, plan.plan_id)
    states = (
        GridState(
            grid=grid,
            community_name=fabric.community_names.get(grid.community_id, ""),
            official_code=codes.get(grid_id),
            households=households,
            residents=residents,
            buildings=buildings,
            cells=cells,
            in_band=grid.kind == "dedicated" or bands.of(grid.community_id).holds(households),
            base_households=base.get(grid_id),
        )
        for (grid_id, grid), (households, residents, buildings, cells) in zip(
            sketch.grids.items(), sums, strict=True
        )
    )
    return tuple(sorted(states, key=lambda state: (state.grid.community_id, state.grid.number)))


def describe(
    store: Store,
    scope: Scope,
    plan_id: PlanId,
    *,
    bands: CommunityBands | None = None,
    looks_for_problems: bool = True,
) -> PlanState:
    """Describe a plan: every grid, and what needs a look (待调整).

    Parameters
    ----------
    bands
        What to hold the grids to; as the sub-district set it, where not given.
    looks_for_problems
        False after a single stroke, when only figures are wanted: ``problems`` is then None.
    """
    with store.session(scope) as connection:
        plan = plans.read_plan(connection, plan_id)
        fabric = fabric_of(store, connection, plan)
        sketch = sketch_as_it_stands(store, connection, plan, fabric)
        bands = bands or bands_of_plan(connection, plan)
        grids = grid_states(store, connection, plan, fabric=fabric, sketch=sketch, bands=bands)
    problems = None
    if looks_for_problems:
        problems = tuple(find_problems(fabric.cells, sketch, bands=bands, pairs=fabric.pairs))
    households = int(fabric.cells["households"].sum())
    return PlanState(
        plan=plan,
        bands=bands,
        grids=grids,
        problems=problems,
        households=households,
        residents=int(fabric.cells["residents"].sum()),
        unassigned_households=households - sum(state.households for state in grids),
    )


def read_fabric(store: Store, scope: Scope, plan_id: PlanId) -> gpd.GeoDataFrame:
    """Read the cells of a plan's fabric, named."""
    with store.session(scope) as connection:
        return fabric_of(store, connection, plans.read_plan(connection, plan_id)).cells


def judge(store: Store, scope: Scope, plan_id: PlanId, *, bands: CommunityBands | None = None) -> Judged:
    """Ask the judge of ``gis.partition``, who knows nothing of how the plan was drawn; bands as in ``describe``."""
    with store.session(scope) as connection:
        plan = plans.read_plan(connection, plan_id)
        fabric = fabric_of(store, connection, plan)
        sketch = sketch_as_it_stands(store, connection, plan, fabric)
        bands = bands or bands_of_plan(connection, plan)
    assigned = {cell: str(grid) for cell, grid in sketch.grid_of_cell.items() if grid is not None}
    answer = check_cells(
        fabric.cells,
        pd.Series(assigned, dtype=object),
        band=bands.common,
        bands=dict(bands.by_code),
        dedicated_grids=tuple(
            str(grid.grid_id) for grid in sketch.grids.values() if grid.kind == "dedicated"
        ),
        adjacency=fabric.borders,
    )
    breaches = tuple(_breach(row, sketch, fabric) for row in answer.breaches.to_dict("records"))
    return Judged(plan, answer.report, breaches)


def _breach(row: Mapping[Any, Any], sketch: Sketch, fabric: Fabric) -> dict[str, Any]:
    """Put names and ids for the codes the judge was given."""
    grid_id = None if row["grid_code"] is None or pd.isna(row["grid_code"]) else UnitId(int(row["grid_code"]))
    text = str(row["explanation"])
    if grid_id is not None:
        text = text.replace(f"网格 {grid_id} ", sketch.name_of(grid_id))
    own = fabric.cells[fabric.cells["cell"].isin(row["cells"])]
    estate = own["estate_id"].dropna()
    return {
        "rule": row["rule"],
        "chinese": text,
        "is_absolute": row["rule"] not in OUTWEIGHABLE,
        "community_id": int(own["community_id"].iloc[0]) if len(own) else None,
        "grid_id": grid_id,
        "estate_id": int(estate.iloc[0]) if row["estate_code"] is not None and len(estate) else None,
        "cell_ids": [int(cell) for cell in row["cells"]],
        "value": None if pd.isna(row["value"]) else float(row["value"]),
    }


def _against(plan: PlanRecord, against: PlanId | None) -> PlanId:
    """Choose the plan to compare with: the one named, else the base."""
    chosen = against or plan.base_plan_id
    if chosen is None:
        raise NotFound(
            f"plan {plan.plan_id} has no base", chinese="该方案没有可比较的基础方案", code="plan_base_missing"
        )
    return chosen


def differ(
    store: Store, scope: Scope, plan_id: PlanId, *, against: PlanId | None = None
) -> tuple[PlanId, Difference]:
    """Say how a plan differs from another, its base where none is named."""
    with store.session(scope) as connection:
        plan = plans.read_plan(connection, plan_id)
        other_id = _against(plan, against)
        other = plans.read_plan(connection, other_id)
        fabric = fabric_of(store, connection, plan)
        before = sketch_over(connection, other, plan)
        after = sketch_as_it_stands(store, connection, plan, fabric)
    return other_id, compare(before, after, fabric.cells)


def consequences(
    store: Store, scope: Scope, plan_id: PlanId, *, against: PlanId | None = None
) -> tuple[PlanId, HandOver]:
    """List what would change hands: homes, open cases, service points, posts."""
    with store.session(scope) as connection:
        plan = plans.read_plan(connection, plan_id)
        other_id = _against(plan, against)
        other = plans.read_plan(connection, other_id)
        fabric = fabric_of(store, connection, plan)
        before = sketch_over(connection, other, plan)
        after = sketch_as_it_stands(store, connection, plan, fabric)
        told = open_cases(connection, scope, plan.path)
        service_points = layers.read_layer(connection, Layer.SERVICE_POINTS, within=plan.path)
        posts = _posts(connection, scope, plan.path)
    difference = compare(before, after, fabric.cells)
    passed = transfers(difference, fabric.cells, open_cases=told, service_points=service_points)
    touched = posts_touched(passed, before, after, posts) if len(posts) else ()
    return other_id, HandOver(before, after, difference, passed, touched)


def open_cases(connection: Connection, scope: Scope, path: str) -> gpd.GeoDataFrame:
    """Read the open cases that the asker may see."""
    if not scope.may(Right.SEE_CASES):
        return gpd.GeoDataFrame({"case_id": []}, geometry=[], crs="EPSG:4326")
    listed = cases.list_cases(connection, within=path, limit=MOST_CASES)
    return listed[listed["closed_at"].isna() & listed.geometry.notna()]


def _posts(connection: Connection, scope: Scope, path: str) -> pd.DataFrame:
    """Read the posts that the asker may see."""
    if not scope.may(Right.SEE_PEOPLE):
        return pd.DataFrame({"post_id": [], "role_chinese": [], "unit_id": [], "officeholder_number": []})
    return people.read_posts(connection, within=path)


def bounds(store: Store, scope: Scope, plan_id: PlanId, grid_id: UnitId) -> tuple[str, FourBounds]:
    """Write the four bounds of a grid of a plan (四至), with the grid's name.

    Raises
    ------
    NotFound
        The grid is not in the plan, or holds no cell (``grid_unknown``).
    """
    with store.session(scope) as connection:
        plan = plans.read_plan(connection, plan_id)
        key = ("bounds", plan_id, plan.version)
        book, ground = take_from_shelf(store, key, lambda: _book_and_ground(connection, plan_id))
    own = book.grids[book.grids["grid_id"] == grid_id]
    if own.empty:
        raise NotFound(
            f"no grid {grid_id} in plan {plan_id}", chinese="方案中没有该网格", code="grid_unknown"
        )
    group = int(own["community_id"].iloc[0])
    return str(own["name"].iloc[0]), four_bounds(own.geometry.iloc[0], ground, key=int(grid_id), group=group)


def _book_and_ground(connection: Connection, plan_id: PlanId) -> tuple[PlanBook, Ground]:
    book = read_book(connection, plan_id)
    return book, read_ground(connection, book)
