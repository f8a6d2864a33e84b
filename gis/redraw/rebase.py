"""Carry a draft's changes over to another plan: what changed from *base* to *mine*, done again on *theirs*.

Cell by cell, as a merge of three versions: a cell that the draft has not moved stays as the other plan has it; one
that only the draft has moved, or that both put into the same grid, goes as the draft has it; one that both moved
elsewhere is a *clash*, decided as the planner says. No cell is left out and none is in two grids, since each gets
exactly one answer.

Locks are the draft's own: they hold on the cells as the carrying over leaves them, and the other plan's are not asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gis.model.ids import CellId, UnitId
from gis.redraw.operations import Move, Operation, OperationKind
from gis.redraw.sketch import GridOfPlan, Sketch


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that both plans moved since the base, elsewhere; None: in no grid."""

    cell_id: CellId
    base_grid_id: UnitId | None
    mine_grid_id: UnitId | None
    theirs_grid_id: UnitId | None


@dataclass(frozen=True, slots=True)
class Rebased:
    """The draft's changes as one operation on the other plan, and where the two disagree.

    Attributes
    ----------
    revived
        Grids that the other plan has closed and the draft still needs.
    kept_open
        Grids that the draft has closed and the other plan still fills.
    """

    operation: Operation
    clashes: tuple[Clash, ...]
    revived: tuple[GridOfPlan, ...]
    kept_open: tuple[GridOfPlan, ...]


def rebase(base: Sketch, mine: Sketch, theirs: Sketch, *, prefers_mine: bool) -> Rebased:
    """Work out what to do to ``theirs`` so that it has the draft's changes too.

    Parameters
    ----------
    base
        The plan that the draft was begun from.
    mine
        The draft.
    theirs
        The plan now in force; all three over the same cells. What to do is worked out for it without its locks.
    prefers_mine
        Who is right where both moved a cell.
    """
    theirs = without_locks(theirs)
    clashes = tuple(
        Clash(cell, base.grid_of_cell[cell], grid, theirs.grid_of_cell[cell])
        for cell, grid in mine.grid_of_cell.items()
        if len({base.grid_of_cell[cell], grid, theirs.grid_of_cell[cell]}) == 3
    )
    disputed = {clash.cell_id for clash in clashes}
    moves = tuple(
        Move(cell, theirs.grid_of_cell[cell], grid)
        for cell, grid in mine.grid_of_cell.items()
        if grid not in (base.grid_of_cell[cell], theirs.grid_of_cell[cell])
        and (prefers_mine or cell not in disputed)
    )
    opened = _opened(base, mine, theirs, moves)
    left = {**theirs.grid_of_cell, **{move.cell_id: move.to_grid_id for move in moves}}
    filled = set(left.values())
    dropped = [grid for grid_id, grid in base.grids.items() if grid_id not in mine.grids]
    closed = tuple(
        theirs.grids[grid.grid_id]
        for grid in dropped
        if grid.grid_id in theirs.grids and grid.grid_id not in filled
    )
    there = (theirs.grids.keys() | {grid.grid_id for grid in opened}) - {grid.grid_id for grid in closed}
    locked = tuple(grid_id for grid_id, grid in mine.grids.items() if grid.is_locked and grid_id in there)
    return Rebased(
        Operation(OperationKind.REBASE, moves, opened=opened, closed=closed, locked=locked),
        clashes,
        tuple(grid for grid in opened if grid.grid_id in base.grids),
        tuple(grid for grid in dropped if grid.grid_id in theirs.grids and grid.grid_id in filled),
    )


def without_locks(sketch: Sketch) -> Sketch:
    """The plan as a draft begins from it: nothing locked."""
    return Sketch(
        {grid_id: replace(grid, is_locked=False) for grid_id, grid in sketch.grids.items()},
        sketch.grid_of_cell,
    )


def _opened(base: Sketch, mine: Sketch, theirs: Sketch, moves: tuple[Move, ...]) -> tuple[GridOfPlan, ...]:
    """List the grids that ``theirs`` lacks: those that the draft opened, and those that it moves cells into."""
    wanted = {move.to_grid_id for move in moves} | (mine.grids.keys() - base.grids.keys())
    return tuple(
        GridOfPlan(grid.grid_id, grid.community_id, grid.number, grid.name, grid.kind)
        for grid_id, grid in mine.grids.items()
        if grid_id in wanted and grid_id not in theirs.grids
    )


def over_cells(sketch: Sketch, former_of_cell: Mapping[CellId, CellId | None]) -> Sketch:
    """Lay a plan over the cells of a new fabric: each goes where the cell it came from is, or into no grid.

    Parameters
    ----------
    former_of_cell
        For every new cell the one of the plan's own fabric that it came from; None: it came from none.
    """
    return Sketch(
        sketch.grids,
        {
            cell: None if former is None else sketch.grid_of_cell.get(former)
            for cell, former in former_of_cell.items()
        },
    )
