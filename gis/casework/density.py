"""Cases per thousand households by H3 cell; people stay on buildings, a cell only gathers them.

A case counts in the cell of its own place, a household in the cell of its building's middle. A cell below
``LEAST_HOUSEHOLDS`` or with fewer than ``LEAST_CASES`` tells no figure: the limits of the concerns map. Nothing is
lost silently: the answer says how many cases lie in cells that tell none.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.space import h3cells

LEAST_HOUSEHOLDS = 20
LEAST_CASES = 3
RESOLUTION = 9


@dataclass(frozen=True, slots=True)
class Density:
    """Cells with figures, and what they do not tell.

    Attributes
    ----------
    cells
        h3 (uint64), households, cases, per_thousand (missing where the cell tells none), is_told.
    cases_in, cases_told, cases_untold
        All cases given = those in cells that tell a figure + the others.
    left_out
        Older cases that were not read at all.
    """

    cells: pd.DataFrame
    cases_in: int
    cases_told: int
    cases_untold: int
    left_out: int = 0


def measure_density(cases: pd.DataFrame, homes: pd.DataFrame, *, resolution: int = RESOLUTION) -> Density:
    """Count cases per thousand households by cell.

    Parameters
    ----------
    cases
        lon, lat in WGS-84; disputes have no place and are never among them.
    homes
        lon, lat, households of each building.
    resolution
        H3, 9: about 0.105 km2.

    Returns
    -------
    Density
        One row for every cell with a household or a case, by ascending cell.
    """
    placed = pd.Series(h3cells.cells_at(cases["lon"], cases["lat"], resolution=resolution), dtype="uint64")
    homed = h3cells.cells_at(homes["lon"], homes["lat"], resolution=resolution)
    households = pd.Series(homes["households"].to_numpy(), dtype="int64").groupby(homed).sum()
    table = pd.DataFrame({"households": households, "cases": placed.value_counts()}).fillna(0).astype("int64")
    table = table.sort_index().rename_axis("h3").reset_index().astype({"h3": "uint64"})
    is_told = (table["households"] >= LEAST_HOUSEHOLDS) & (table["cases"] >= LEAST_CASES)
    rate = 1000 * table["cases"] / table["households"].where(is_told)
    told = int(table.loc[is_told, "cases"].sum())
    return Density(
        table.assign(per_thousand=np.round(rate, 1), is_told=is_told), len(cases), told, len(cases) - told
    )
