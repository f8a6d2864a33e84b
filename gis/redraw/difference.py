"""How one plan differs from another on the same fabric."""

from dataclasses import dataclass

import pandas as pd

from gis.errors import InputError
from gis.model.ids import UnitId
from gis.redraw.operations import Move
from gis.redraw.sketch import Sketch
from gis.redraw.totals import grid_totals


@dataclass(frozen=True, slots=True)
class GridChange:
    """One grid in two plans; ``None`` where the plan does not have it. ``gained`` and ``lost`` count cells."""

    grid_id: UnitId
    name: str
    before_households: int | None
    after_households: int | None
    gained_cells: int
    lost_cells: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What moves from ``before`` to ``after``, cell by cell and grid by grid."""

    moves: tuple[Move, ...]
    households: int
    residents: int
    buildings: int
    grids: tuple[GridChange, ...]


def _moves(before: Sketch, after: Sketch) -> tuple[Move, ...]:
    """List the cells that are elsewhere in ``after``."""
    if before.grid_of_cell.keys() != after.grid_of_cell.keys():
        raise InputError(
            "plans of different fabrics",
            chinese="两个方案的地块底图不同，请先换到同一底图再比较",
            code="fabrics_differ",
        )
    return tuple(
        Move(cell, before.grid_of_cell[cell], grid)
        for cell, grid in after.grid_of_cell.items()
        if before.grid_of_cell[cell] != grid
    )


def _grid_changes(
    before: Sketch, after: Sketch, cells: pd.DataFrame, moves: tuple[Move, ...]
) -> tuple[GridChange, ...]:
    """List the grids that gain, lose, appear or vanish, by id."""
    totals = {True: grid_totals(cells, before)["households"], False: grid_totals(cells, after)["households"]}
    gained = pd.Series([move.to_grid_id for move in moves], dtype="Int64").value_counts()
    lost = pd.Series([move.from_grid_id for move in moves], dtype="Int64").value_counts()
    touched = {*gained.index, *lost.index} | (before.grids.keys() ^ after.grids.keys())
    return tuple(
        GridChange(
            grid_id=grid_id,
            name=(after if grid_id in after.grids else before).name_of(grid_id),
            before_households=int(totals[True][grid_id]) if grid_id in before.grids else None,
            after_households=int(totals[False][grid_id]) if grid_id in after.grids else None,
            gained_cells=int(gained.get(grid_id, 0)),
            lost_cells=int(lost.get(grid_id, 0)),
        )
        for grid_id in sorted(UnitId(int(grid)) for grid in touched if not pd.isna(grid))
    )


def compare(before: Sketch, after: Sketch, cells: pd.DataFrame) -> Difference:
    """Say what moves when ``after`` takes the place of ``before``.

    Parameters
    ----------
    cells
        Their common fabric: ``cell``, ``building_id``, ``households``, ``residents``.

    Raises
    ------
    InputError
        The plans stand on different fabrics (``fabrics_differ``).
    """
    moves = _moves(before, after)
    moved = cells[cells["cell"].isin([move.cell_id for move in moves])]
    return Difference(
        moves=moves,
        households=int(moved["households"].fillna(0).sum()),
        residents=int(moved["residents"].fillna(0).sum()),
        buildings=int(moved["building_id"].notna().sum()),
        grids=_grid_changes(before, after, cells, moves),
    )
