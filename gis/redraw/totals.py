"""Households, residents, buildings and cells of each grid, and what is in none."""

import pandas as pd

from gis.redraw.sketch import Sketch

COUNTED = ("households", "residents", "buildings", "cells")


def _with_grid(cells: pd.DataFrame, sketch: Sketch) -> pd.DataFrame:
    """Put each cell's grid and counts beside it; a cell whose figures are missing counts none."""
    grid_of_cell = pd.Series(sketch.grid_of_cell, dtype="Int64")
    return pd.DataFrame(
        {
            "grid_id": cells["cell"].map(grid_of_cell).astype("Int64"),
            "households": cells["households"].fillna(0).astype("int64"),
            "residents": cells["residents"].fillna(0).astype("int64"),
            "buildings": cells["building_id"].notna().astype("int64"),
            "cells": 1,
        }
    )


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
    sums = _with_grid(cells, sketch).groupby("grid_id")[list(COUNTED)].sum()
    return sums.reindex(list(sketch.grids), fill_value=0).rename_axis("grid_id")


def unassigned_totals(cells: pd.DataFrame, sketch: Sketch) -> pd.Series:
    """Add up what is in no grid: ``households``, ``residents``, ``buildings``, ``cells``."""
    rows = _with_grid(cells, sketch)
    totals: pd.Series = rows.loc[rows["grid_id"].isna(), list(COUNTED)].sum()
    return totals
