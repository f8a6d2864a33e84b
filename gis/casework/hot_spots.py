"""Find where cases gather more, or less, than chance has it: Getis and Ord's Gi* over H3 cells.

    Gi*(i) = (sum_j w_ij y_j - ȳ W_i) / (S sqrt((n sum_j w_ij² - W_i²) / (n - 1))),   W_i = sum_j w_ij

(Ord & Getis 1995), with w = 1 for a cell itself and its touching neighbours. ``y`` is the rate of cases per
household, standardised for unequal populations (Assunção & Reis 1999), so that a cell of 25 households does not
outweigh one of 900. z is read against the normal law, two-sided. With many cells, some pass 5 % by chance alone: a
cell is called hot or cold only where it also passes the false discovery rate of Benjamini & Hochberg (1995) over all
cells tested; those that pass the bare 5 % alone are told apart.
"""

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.casework.density import LEAST_HOUSEHOLDS
from gis.space import h3cells

LEVEL = 0.05
LEAST_CELLS = 30

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HotSpots:
    """Cells tested, and how to read them.

    Attributes
    ----------
    cells
        h3, households, cases, z, p (two-sided), verdict: ``hot``, ``cold`` (pass the false discovery rate),
        ``maybe_hot``, ``maybe_cold`` (pass the bare level alone), ``none``. Empty where there are too few to test.
    tested, left_out
        Cells tested; cells left out for too few households or no neighbour that is tested.
    by_chance
        How many cells would pass the bare level were there no pattern at all.
    """

    cells: pd.DataFrame
    tested: int
    left_out: int
    by_chance: float

    @property
    def is_enough(self) -> bool:
        """Whether there were cells enough for the normal law."""
        return self.tested >= LEAST_CELLS


def find_hot_spots(cells: pd.DataFrame) -> HotSpots:
    """Test every cell of a density for being a hot or a cold spot.

    Parameters
    ----------
    cells
        h3 (uint64), households, cases; those below ``LEAST_HOUSEHOLDS`` are left out.
    """
    populous = cells.loc[cells["households"] >= LEAST_HOUSEHOLDS, ["h3", "households", "cases"]]
    neighbours = _neighbours(populous["h3"].to_numpy())
    kept = populous[[len(near) > 0 for near in neighbours.values()]].reset_index(drop=True)
    left_out = len(cells) - len(kept)
    if len(kept) < LEAST_CELLS or kept["cases"].sum() == 0:
        return HotSpots(kept.iloc[:0].assign(z=[], p=[], verdict=[]), 0, len(cells), 0.0)
    z, p = _getis_ord(kept)
    tested = kept.assign(z=np.round(z, 2), p=p, verdict=_verdicts(z, p))
    return HotSpots(tested, len(kept), left_out, round(LEVEL * len(kept), 1))


def _neighbours(cells: npt.NDArray[np.uint64]) -> dict[int, list[int]]:
    """List the touching cells of each that are tested too."""
    known = set(cells.tolist())
    return {cell: [near for near in h3cells.touching(cell) if near in known] for cell in cells.tolist()}


def _getis_ord(cells: pd.DataFrame) -> tuple[Array, Array]:
    """Give z and two-sided p of each cell."""
    # esda needs seconds to load, and no other job of the service needs it.
    from esda.getisord import G_Local
    from libpysal.weights import W

    neighbours = _neighbours(cells["h3"].to_numpy())
    rates = standardised_rates(cells["cases"].to_numpy(float), cells["households"].to_numpy(float))
    # esda divides by the sum of y, so a sum below 0 would turn every sign; z is the same for y and y + c.
    rates = rates - rates.min() + 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pieces apart from each other are no fault here
        weights = W(neighbours, id_order=list(neighbours))
        answer = G_Local(rates, weights, transform="B", star=True, permutations=0)
    z = np.asarray(answer.Zs, dtype=float)
    return z, np.minimum(2 * np.asarray(answer.p_norm, dtype=float), 1.0)


def standardised_rates(cases: Array, households: Array) -> Array:
    """Standardise rates for unequal populations, so that chance alone gives each the same spread.

        z_i = (c_i / x_i - b) / sqrt(a + b / x_i),   b = sum c / sum x,
        a = max(sum x_i (c_i / x_i - b)² / sum x - b / mean x, 0)

    Assunção & Reis (1999). A negative ``a`` is taken as 0 here; esda's own keeps it, and where it nearly cancels
    b / x_i the rate of a populous cell grows without bound.
    """
    share = cases.sum() / households.sum()
    rates = cases / households
    between = (households * (rates - share) ** 2).sum() / households.sum() - share / households.mean()
    answer: Array = (rates - share) / np.sqrt(max(between, 0.0) + share / households)
    return answer


def _verdicts(z: Array, p: Array) -> list[str]:
    passes_all = p <= discovery_limit(p, level=LEVEL)
    words = []
    for value, chance, is_sure in zip(z, p, passes_all, strict=True):
        side = "hot" if value > 0 else "cold"
        words.append(side if is_sure else f"maybe_{side}" if chance <= LEVEL else "none")
    return words


def discovery_limit(p: Array, *, level: float) -> float:
    """Give the greatest p that passes the false discovery rate: the largest p(k) <= k level / n; -1 where none.

    Benjamini & Hochberg (1995).
    """
    ordered = np.sort(p)
    passing = ordered <= level * np.arange(1, len(p) + 1) / len(p)
    return float(ordered[passing].max()) if passing.any() else -1.0
