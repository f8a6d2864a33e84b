"""What a hand means, as an operation: painting, opening, merging, splitting, locking."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from gis.errors import CannotSatisfy, Conflict, InputError
from gis.model.ids import CellId, UnitId
from gis.redraw.operations import Move, Operation, OperationKind
from gis.redraw.sides import left_of_line
from gis.redraw.sketch import GridOfPlan, Sketch

TakeFrom = Collection[UnitId | None] | None
ONLY_UNASSIGNED: Final[TakeFrom] = (None,)
"""Take only cells that are in no grid."""


def expand(
    cells: gpd.GeoDataFrame,
    *,
    cell_ids: Collection[CellId] = (),
    building_ids: Collection[UnitId] = (),
    estate_ids: Collection[UnitId] = (),
) -> list[CellId]:
    """Find the cells meant by cells, buildings and estates together, each once, in the fabric's order.

    Raises
    ------
    InputError
        A cell, building or estate is not in the fabric (``cells_invalid``).
    """
    chosen = np.zeros(len(cells), dtype=bool)
    for column, ids in (("cell", cell_ids), ("building_id", building_ids), ("estate_id", estate_ids)):
        unknown = set(ids) - set(cells[column].dropna().astype(int)) if ids else set()
        if unknown:
            raise InputError(
                f"{column} not in the fabric",
                chinese="有地块、楼栋或小区不在本方案内",
                code="cells_invalid",
                **{column: sorted(unknown)[:100]},
            )
        if ids:
            chosen |= cells[column].isin(list(ids)).fillna(value=False).to_numpy(dtype=bool)
    return [CellId(int(cell)) for cell in cells.loc[chosen, "cell"]]


def _nothing_to_do() -> CannotSatisfy:
    """Say that a stroke changes nothing."""
    return CannotSatisfy("the stroke changes nothing", chinese="没有可以调整的地块", code="nothing_to_do")


def _grid(sketch: Sketch, grid_id: UnitId) -> GridOfPlan:
    """Find a grid of the plan; it may have left it a moment ago, so its absence is a ``Conflict``."""
    if grid_id not in sketch.grids:
        raise Conflict(
            f"grid {grid_id} is not in the plan",
            chinese="该网格已不在方案中，请刷新",
            code="plan_cells_changed",
            grid_ids=[grid_id],
        )
    return sketch.grids[grid_id]


def _moves(
    sketch: Sketch, cell_ids: Iterable[CellId], to_grid_id: UnitId | None, take_only_from: TakeFrom
) -> tuple[Move, ...]:
    """List the cells that really move: not there yet, and in a grid that may be taken from."""
    allowed = None if take_only_from is None else frozenset(take_only_from)
    moves = []
    for cell_id in dict.fromkeys(cell_ids):
        if cell_id not in sketch.grid_of_cell:
            raise InputError(
                f"cell {cell_id} is not in the plan", chinese="有地块不在本方案内", code="cells_invalid"
            )
        grid_id = sketch.grid_of_cell[cell_id]
        if grid_id != to_grid_id and (allowed is None or grid_id in allowed):
            moves.append(Move(cell_id, grid_id, to_grid_id))
    return tuple(moves)


def assign(
    sketch: Sketch,
    cell_ids: Iterable[CellId],
    grid_id: UnitId | None,
    *,
    take_only_from: TakeFrom = None,
) -> Operation:
    """Put cells into a grid, or with None take them out of theirs.

    Parameters
    ----------
    take_only_from
        The grids that may lose (``ONLY_UNASSIGNED``: none of them); None: any. Cells elsewhere stay.

    Raises
    ------
    CannotSatisfy
        No cell would move (``nothing_to_do``).
    Conflict
        The grid is not in the plan.
    """
    if grid_id is not None:
        _grid(sketch, grid_id)
    moves = _moves(sketch, cell_ids, grid_id, take_only_from)
    if not moves:
        raise _nothing_to_do()
    return Operation(OperationKind.ASSIGN, moves)


def new_grid(sketch: Sketch, grid: GridOfPlan, cell_ids: Iterable[CellId]) -> Operation:
    """Open a grid and put cells into it; without cells it stands empty."""
    return Operation(OperationKind.NEW_GRID, _moves(sketch, cell_ids, grid.grid_id, None), opened=(grid,))


def merge(sketch: Sketch, grid_ids: Collection[UnitId], into_grid_id: UnitId) -> Operation:
    """Empty grids into one; they leave the plan.

    Raises
    ------
    CannotSatisfy
        No other grid is named (``nothing_to_do``), or one is locked (``grid_locked``).
    """
    _grid(sketch, into_grid_id)
    closed = tuple(_grid(sketch, grid_id) for grid_id in dict.fromkeys(grid_ids) if grid_id != into_grid_id)
    if not closed:
        raise _nothing_to_do()
    if held := [grid for grid in closed if grid.is_locked]:
        raise CannotSatisfy(
            "a locked grid cannot be merged away",
            chinese=f"{'、'.join(grid.name for grid in held)}已锁定，不能并入其他网格",
            code="grid_locked",
            grid_ids=[grid.grid_id for grid in held],
        )
    cells = sketch.cells_of(grid.grid_id for grid in closed)
    return Operation(OperationKind.MERGE, _moves(sketch, cells, into_grid_id, None), closed=closed)


def split(
    sketch: Sketch,
    cells: gpd.GeoDataFrame,
    grid_id: UnitId,
    line: Sequence[tuple[float, float]],
    grid: GridOfPlan,
) -> Operation:
    """Cut a grid along a drawn line; the cells left of it, in drawing direction, go to a new grid.

    A cell goes as its representative point does; a point exactly on the line stays.

    Parameters
    ----------
    cells
        The fabric (``cell``, ``geometry`` EPSG:4326).
    line
        Places (lon, lat); its two ends are drawn out without end.
    grid
        The new grid.

    Raises
    ------
    CannotSatisfy
        All cells lie on one side (``nothing_to_do``).
    """
    _grid(sketch, grid_id)
    own = set(sketch.cells_of([grid_id]))
    inside = cells[cells["cell"].isin(own)]
    points = shapely.point_on_surface(inside.geometry.to_numpy())
    left = left_of_line(shapely.get_x(points), shapely.get_y(points), line)
    if left.all() or not left.any():
        raise _nothing_to_do()
    moved = [CellId(int(cell)) for cell in inside.loc[left, "cell"]]
    return Operation(OperationKind.SPLIT, _moves(sketch, moved, grid.grid_id, None), opened=(grid,))


def lock(sketch: Sketch, grid_ids: Collection[UnitId] | None = None) -> Operation:
    """Lock grids, all where none are named; those already locked are left out."""
    chosen = [_grid(sketch, grid_id) for grid_id in (sketch.grids if grid_ids is None else grid_ids)]
    locked = tuple(dict.fromkeys(grid.grid_id for grid in chosen if not grid.is_locked))
    if not locked:
        raise _nothing_to_do()
    return Operation(OperationKind.LOCK, locked=locked)


def unlock(sketch: Sketch, grid_ids: Collection[UnitId] | None = None) -> Operation:
    """Unlock grids, all where none are named; those not locked are left out."""
    chosen = [_grid(sketch, grid_id) for grid_id in (sketch.grids if grid_ids is None else grid_ids)]
    unlocked = tuple(dict.fromkeys(grid.grid_id for grid in chosen if grid.is_locked))
    if not unlocked:
        raise _nothing_to_do()
    return Operation(OperationKind.UNLOCK, unlocked=unlocked)
