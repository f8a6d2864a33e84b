"""A plan at one moment: its grids, and the grid of each cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gis.model.ids import CellId, UnitId
from gis.model.units import GridKind


@dataclass(frozen=True, slots=True)
class GridOfPlan:
    """One grid as a plan has it.

    Attributes
    ----------
    grid_id
        Its identity, which outlives plans.
    community_id
        The one community that all its cells lie in.
    number
        N of 第N网格; never given anew.
    is_locked
        A locked grid neither gains nor loses cells.
    """

    grid_id: UnitId
    community_id: UnitId
    number: int
    name: str
    kind: GridKind = GridKind.RESIDENTIAL
    is_locked: bool = False


@dataclass(frozen=True, slots=True)
class Sketch:
    """Grids and the assignment of cells to them.

    Attributes
    ----------
    grids
        The plan's grids by id; a grid may be empty.
    grid_of_cell
        Every cell of the fabric, once; None where it is in no grid.
    """

    grids: Mapping[UnitId, GridOfPlan]
    grid_of_cell: Mapping[CellId, UnitId | None]

    def cells_of(self, grid_ids: Iterable[UnitId]) -> list[CellId]:
        """Cells of the given grids, in the fabric's order."""
        wanted = frozenset(grid_ids)
        return [cell for cell, grid in self.grid_of_cell.items() if grid in wanted]

    def name_of(self, grid_id: UnitId | None) -> str:
        """Name of a grid as people say it; of one that has left the plan, its id."""
        if grid_id is None:
            return "未划入网格"
        return self.grids[grid_id].name if grid_id in self.grids else f"网格 {grid_id}"
