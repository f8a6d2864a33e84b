"""Households, residents, buildings and cells of each grid, and what is in none."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.redraw.sketch import Sketch

COUNTED = ("households", "residents", "buildings", "cells")


def _counts(cells: pd.DataFrame) -> NDArray[np.int64]:
    """Lay out what each cell counts for, a column per name of ``COUNTED``; missing figures count none."""
    return np.column_stack(
        [
            cells["households"].fillna(0).to_numpy(dtype=np.int64),
            cells["residents"].fillna(0).to_numpy(dtype=np.int64),
            cells["building_id"].notna().to_numpy(dtype=np.int64),
            np.ones(len(cells), dtype=np.int64),
        ]
    )


def _sums(cells: pd.DataFrame, sketch: Sketch) -> NDArray[np.int64]:
    """Add up by grid, in the plan's order; the last row is of what is in none."""
    row_of = {grid_id: row for row, grid_id in enumerate(sketch.grids)}
    nowhere = len(row_of)
    grid_of_cell = sketch.grid_of_cell
    rows = [row_of.get(grid_of_cell[cell], nowhere) for cell in cells["cell"].tolist()]  # type: ignore[arg-type]
    sums = np.zeros((nowhere + 1, len(COUNTED)), dtype=np.int64)
    np.add.at(sums, np.array(rows, dtype=np.int64), _counts(cells))
    return sums


def grid_totals(cells: pd.DataFrame, sketch: Sketch) -> pd.DataFrame:
    """Add up what each grid of the plan holds; an empty grid has zeros.

    Parameters
    ----------
    cells
        The fabric: ``cell``, ``building_id`` (NA: none), ``households``, ``residents``.

    Returns
    -------
    Frame indexed by ``grid_id``, in the plan's order: ``households``, ``residents``, ``buildings``, ``cells``.
    """
    index = pd.Index(list(sketch.grids), dtype="int64", name="grid_id")
    return pd.DataFrame(_sums(cells, sketch)[:-1], index=index, columns=list(COUNTED))


def unassigned_totals(cells: pd.DataFrame, sketch: Sketch) -> pd.Series:
    """Add up what is in no grid: ``households``, ``residents``, ``buildings``, ``cells``."""
    return pd.Series(_sums(cells, sketch)[-1], index=list(COUNTED))
