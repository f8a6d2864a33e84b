"""What a planner has on the desk: a plan as it stands, and the fabric it is drawn on.

A fabric's shapes and borders never change, so they are read once and kept. Its household figures may: they alone are
read anew after ``KEEP_S``, so that no stroke waits for ten thousand shapes; names after ``NAMES_S``.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from time import monotonic
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.model.ids import CellId, FabricId, PlanId, UnitId
from gis.model.plans import PlanState
from gis.model.units import GridKind, UnitKind
from gis.partition.adjacency import Adjacency, find_adjacency
from gis.redraw.rebase import over_cells
from gis.redraw.sketch import GridOfPlan, Sketch
from gis.space.layers import Layer
from gis.store import fabrics, layers, plans, units
from gis.store.engine import Connection, Store
from gis.store.plans import PlanRecord

KEEP_S = 60.0
NAMES_S = 3600.0
KEPT_FABRICS = 4
T = TypeVar("T")

Borders = Mapping[str, tuple[NDArray[np.int64], Adjacency]]


@dataclass(frozen=True, slots=True)
class Fabric:
    """Cells of a sub-district, named, and who touches whom.

    Attributes
    ----------
    cells
        As ``read_cells`` gives them, with ``community_name``, ``building_name`` and ``estate_name``.
    borders
        As ``find_adjacency`` gives them, by community code.
    pairs
        Row positions of cells that one can go between, a pair a row.
    community_of_cell
        The community that each cell lies in.
    community_names
        What the communities are called.
    """

    cells: gpd.GeoDataFrame
    borders: Borders
    pairs: NDArray[np.int64]
    community_of_cell: Mapping[CellId, UnitId]
    community_names: Mapping[UnitId, str]


@dataclass(slots=True)
class _Shelf:
    """The last few things of each kind, each for a while; making one does not hold up who asks for another."""

    things: OrderedDict[Hashable, tuple[float, Any]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def see(self, key: Hashable, *, keep_s: float) -> Any:
        """Give the thing kept under a key; None where there is none, or it is too old."""
        with self.lock:
            made_s, thing = self.things.get(key, (-keep_s, None))
            if thing is None or monotonic() - made_s >= keep_s:
                return None
            self.things.move_to_end(key)
            return thing

    def put(self, key: Hashable, thing: Any, *, is_fresh: bool = True) -> None:
        """Keep a thing; one that is not fresh is as old as what it takes the place of."""
        with self.lock:
            made_s, _ = (monotonic(), None) if is_fresh else self.things.get(key, (monotonic(), None))
            self.things[key] = (made_s, thing)
            self.things.move_to_end(key)
            alike = [other for other in self.things if _kind(other) == _kind(key)]
            for other in alike[: -2 * KEPT_FABRICS]:
                del self.things[other]

    def take(self, key: Hashable, make: Callable[[], T], *, keep_s: float) -> T:
        """Give the thing kept under a key, or make and keep it."""
        kept = self.see(key, keep_s=keep_s)
        if kept is not None:
            return kept  # type: ignore[no-any-return]
        fresh = make()
        self.put(key, fresh)
        return fresh


def _kind(key: Hashable) -> Hashable:
    """Say what kind of thing a key is of."""
    return key[0] if isinstance(key, tuple) else None


_SHELVES: WeakKeyDictionary[Store, _Shelf] = WeakKeyDictionary()


def take_from_shelf(store: Store, key: Hashable, make: Callable[[], T], *, keep_s: float = KEEP_S) -> T:
    """Give what a store's shelf holds under a key, or make it and keep it for a while.

    Of the things whose keys are tuples with the same first member, the last few are kept.
    """
    return _SHELVES.setdefault(store, _Shelf()).take(key, make, keep_s=keep_s)


def seen_on_shelf(store: Store, key: Hashable, *, keep_s: float = KEEP_S) -> Any:
    """Give what a store's shelf holds under a key; None where there is nothing, or it is too old."""
    return _SHELVES.setdefault(store, _Shelf()).see(key, keep_s=keep_s)


def put_on_shelf(store: Store, key: Hashable, thing: object, *, is_fresh: bool = True) -> None:
    """Keep a thing for a while; one that is not fresh is as old as what it takes the place of."""
    _SHELVES.setdefault(store, _Shelf()).put(key, thing, is_fresh=is_fresh)


def fabric_of(store: Store, connection: Connection, plan: PlanRecord) -> Fabric:
    """Read the fabric of a plan, or take it from the shelf.

    Parameters
    ----------
    store
        Whose shelf it lies on.
    connection
        A session that may see the plan.
    """
    fabric_id = plan.fabric_id
    laid = take_from_shelf(
        store, ("fabric", fabric_id), lambda: _lay_out(store, connection, plan), keep_s=NAMES_S
    )
    return take_from_shelf(store, ("figures", fabric_id), lambda: _with_figures(connection, laid, fabric_id))


def _with_figures(connection: Connection, fabric: Fabric, fabric_id: FabricId) -> Fabric:
    """Put today's households and residents into a fabric."""
    figures = fabrics.read_cell_figures(connection, fabric_id)
    counted = figures.set_index("cell").reindex(fabric.cells["cell"])
    cells = fabric.cells.assign(
        households=counted["households"].to_numpy(), residents=counted["residents"].to_numpy()
    )
    return replace(fabric, cells=cells)


def _lay_out(store: Store, connection: Connection, plan: PlanRecord) -> Fabric:
    """Read the cells with their names; borders stay for good."""
    cells = _named_cells(connection, plan.fabric_id, plan.path)
    key = ("borders", plan.fabric_id)
    borders = take_from_shelf(store, key, lambda: _borders(connection, cells, plan.path), keep_s=float("inf"))
    communities = zip(cells["cell"].tolist(), cells["community_id"].tolist(), strict=True)
    named = cells.drop_duplicates("community_id")
    names = zip(named["community_id"].tolist(), named["community_name"].fillna("").tolist(), strict=True)
    return Fabric(
        cells,
        borders,
        _pairs(borders),
        {CellId(cell): UnitId(community) for cell, community in communities},
        {UnitId(community): str(name) for community, name in names},
    )


def warm_up(store: Store) -> int:
    """Lay out the fabrics of the plans in force before somebody waits for one; give how many."""
    with store.system() as connection:
        in_force = plans.list_plans(connection, states=[PlanState.IN_FORCE])["plan_id"].tolist()
        for plan_id in in_force:
            fabric_of(store, connection, plans.read_plan(connection, PlanId(plan_id)))
    return len(in_force)


def _named_cells(connection: Connection, fabric_id: FabricId, path: str) -> gpd.GeoDataFrame:
    """Read cells and the names of what they belong to."""
    cells = fabrics.read_cells(connection, fabric_id)
    for kind in (UnitKind.COMMUNITY, UnitKind.BUILDING, UnitKind.ESTATE):
        named = units.read_units(connection, kind, within=path).set_index("unit_id")["name"]
        cells[f"{kind.value}_name"] = cells[f"{kind.value}_id"].map(named)
    return cells.reset_index(drop=True)


def _borders(connection: Connection, cells: gpd.GeoDataFrame, path: str) -> Borders:
    """Find who touches whom, and what river or fence parts them."""
    streets = layers.read_layer(connection, Layer.STREETS, within=path)
    barriers = layers.read_layer(connection, Layer.BARRIERS, within=path)
    return find_adjacency(cells, roads=streets, barriers=barriers)


def _pairs(borders: Borders) -> NDArray[np.int64]:
    """List the open borders and links of all communities by row position."""
    found = [
        np.column_stack([members[adjacency.first], members[adjacency.second]])[adjacency.is_open]
        for members, adjacency in borders.values()
    ]
    return np.vstack(found).astype(np.int64) if found else np.empty((0, 2), dtype=np.int64)


def sketch_of(grids: pd.DataFrame, assignment: pd.DataFrame) -> Sketch:
    """Turn the store's tables of a plan into a sketch."""
    named = {
        UnitId(int(row["grid_id"])): GridOfPlan(
            grid_id=UnitId(int(row["grid_id"])),
            community_id=UnitId(int(row["community_id"])),
            number=int(row["number"]),
            name=str(row["name"]),
            kind=GridKind(row["kind"]),
            is_locked=bool(row["is_locked"]),
        )
        for row in grids.to_dict("records")
    }
    grid_ids = assignment["grid_id"].astype(object).where(assignment["grid_id"].notna(), None)
    pairs = zip(assignment["cell_id"].tolist(), grid_ids.tolist(), strict=True)
    return Sketch(named, {CellId(cell): None if grid is None else UnitId(int(grid)) for cell, grid in pairs})


def read_sketch(connection: Connection, plan_id: PlanId) -> Sketch:
    """Read a plan's grids and the grid of each cell."""
    return sketch_of(plans.read_plan_grids(connection, plan_id), plans.read_assignment(connection, plan_id))


def sketch_over(connection: Connection, plan: PlanRecord, other: PlanRecord) -> Sketch:
    """Read a plan over the cells of another plan's fabric: a new cell follows its building, land its middle."""
    sketch = read_sketch(connection, plan.plan_id)
    if plan.fabric_id == other.fabric_id:
        return sketch
    return over_cells(sketch, fabrics.read_former_cells(connection, plan.fabric_id, other.fabric_id))


def grid_shapes(fabric: Fabric, sketch: Sketch) -> gpd.GeoDataFrame:
    """Unite the cells of each grid: ``name``, geometry, indexed by ``grid_id``; empty grids have no shape."""
    cells = fabric.cells[["cell", "geometry"]].assign(grid_id=fabric.cells["cell"].map(sketch.grid_of_cell))
    grids = cells.dropna(subset=["grid_id"]).dissolve("grid_id", method="coverage")
    grids.index = grids.index.astype("int64")
    return grids.assign(name=[sketch.name_of(UnitId(int(grid))) for grid in grids.index])
