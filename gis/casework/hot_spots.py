"""Find where cases gather more, or less, than chance has it: Getis and Ord's Gi* over H3 cells.

    Gi*(i) = (sum_j w_ij y_j - ȳ W_i) / (S sqrt((n sum_j w_ij² - W_i²) / (n - 1))),   W_i = sum_j w_ij

(Ord & Getis 1995), with w = 1 for a cell itself and its touching neighbours. ``y`` is the rate of cases per
household, standardised for unequal populations (Assunção & Reis 1999), so that a cell of 25 households does not
outweigh one of 900. z is read against what chance gives there: the cell's own rate stays, its neighbours are drawn from
all other cells (conditional permutation, Anselin 1995), two-sided; the normal law's p, which skewed rates do not follow,
stands beside it. With many cells, some pass 5 % by chance alone: a cell is called hot or cold only where it also passes
the false discovery rate of Benjamini & Hochberg (1995) over all cells tested; those that pass the bare 5 % alone are told
apart.
"""

import warnings
from dataclasses import dataclass
from importlib import import_module

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.casework.density import LEAST_HOUSEHOLDS
from gis.space import h3cells

LEVEL = 0.05
LEAST_CELLS = 30
PERMUTATIONS = 19_999

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HotSpots:
    """Cells tested, and how to read them.

    Attributes
    ----------
    cells
        h3, households, cases, z, p (two-sided, by permutations), p_normal (by the normal law), verdict: ``hot``,
        ``cold`` (pass the false discovery rate), ``maybe_hot``, ``maybe_cold`` (pass the bare level alone), ``none``.
        Empty where there are too few to test.
    tested, left_out
        Cells tested; cells left out for too few households or no neighbour that is tested.
    by_chance
        How many cells would pass the bare level were there no pattern at all.
    cases_left_out
        Older cases that were not read at all.
    """

    cells: pd.DataFrame
    tested: int
    left_out: int
    by_chance: float
    cases_left_out: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether there were cells enough to draw from."""
        return self.tested >= LEAST_CELLS


def find_hot_spots(cells: pd.DataFrame, *, seed: int = 0) -> HotSpots:
    """Test every cell of a density for being a hot or a cold spot.

    Parameters
    ----------
    cells
        h3 (uint64), households, cases; those below ``LEAST_HOUSEHOLDS`` are left out.
    seed
        Of the permutations: the same cells and seed give the same answer.
    """
    populous = cells.loc[cells["households"] >= LEAST_HOUSEHOLDS, ["h3", "households", "cases"]]
    neighbours = _neighbours(populous["h3"].to_numpy())
    kept = populous[[len(near) > 0 for near in neighbours.values()]].reset_index(drop=True)
    left_out = len(cells) - len(kept)
    if len(kept) < LEAST_CELLS or kept["cases"].sum() == 0:
        return HotSpots(kept.iloc[:0].assign(z=[], p=[], p_normal=[], verdict=[]), 0, len(cells), 0.0)
    near = _neighbours(kept["h3"].to_numpy())
    rates = standardised_rates(kept["cases"].to_numpy(float), kept["households"].to_numpy(float))
    z, p_normal = _getis_ord(rates, near)
    p = permuted_p(rates, list(near.values()), list(near), seed=seed)
    tested = kept.assign(z=np.round(z, 2), p=p, p_normal=p_normal, verdict=_verdicts(z, p))
    return HotSpots(tested, len(kept), left_out, round(LEVEL * len(kept), 1))


def _neighbours(cells: npt.NDArray[np.uint64]) -> dict[int, list[int]]:
    """List the touching cells of each that are tested too."""
    known = set(cells.tolist())
    return {cell: [near for near in h3cells.touching(cell) if near in known] for cell in cells.tolist()}


def load_ahead() -> None:
    """Load what the first question of a process would wait for: esda and what it stands on, seconds of a processor."""
    import_module("esda.getisord")


def _getis_ord(rates: Array, neighbours: dict[int, list[int]]) -> tuple[Array, Array]:
    """Give z of each cell, and its two-sided p by the normal law."""
    # esda needs seconds to load, and no other job of the service needs it.
    from esda.getisord import G_Local
    from libpysal.weights import W

    # esda divides by the sum of y, so a sum below 0 would turn every sign; z is the same for y and y + c.
    rates = rates - rates.min() + 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pieces apart from each other are no fault here
        weights = W(neighbours, id_order=list(neighbours))
        answer = G_Local(rates, weights, transform="B", star=True, permutations=0)
    z = np.asarray(answer.Zs, dtype=float)
    return z, np.minimum(2 * np.asarray(answer.p_norm, dtype=float), 1.0)


def permuted_p(rates: Array, near: list[list[int]], cells: list[int], *, seed: int) -> Array:
    """Give two-sided p of each cell's Gi* by drawing its neighbours anew from all other cells.

        p = 2 min((1 + #{drawn sum >= sum}) / (P + 1), (1 + #{drawn sum <= sum}) / (P + 1)),   P = ``PERMUTATIONS``

    With the cell's own rate held, Gi* grows with the sum over its neighbours, so sums are compared. esda's own
    permutations would compile for seconds in every process; as there, all cells share one set of draws.

    Parameters
    ----------
    near, cells
        The neighbours of each cell, and the cells, as ids in one order with ``rates``.
    """
    place = {cell: at for at, cell in enumerate(cells)}
    draws = _draws(len(rates) - 1, max(map(len, near)), np.random.default_rng(seed))
    p = np.empty(len(rates))
    for at, cells_near in enumerate(near):
        others = np.delete(rates, at)
        sums = others[draws[:, : len(cells_near)]].sum(axis=1)
        # Sums of the same rates in another order differ in their last digits and are the same sum.
        told, slack = rates[[place[cell] for cell in cells_near]].sum(), 1e-9 * np.abs(rates).max()
        above, below = (sums >= told - slack).sum(), (sums <= told + slack).sum()
        p[at] = min(2 * (1 + min(above, below)) / (PERMUTATIONS + 1), 1.0)
    return p


def _draws(size: int, chosen: int, random: np.random.Generator) -> npt.NDArray[np.int64]:
    """Draw ``PERMUTATIONS`` rows of ``chosen`` different numbers below ``size``, each row as likely as any other."""
    rows = random.integers(0, size, (PERMUTATIONS, chosen))
    while True:
        ordered = np.sort(rows, axis=1)
        twice = (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)
        if not twice.any():
            return rows
        rows[twice] = random.integers(0, size, (int(twice.sum()), chosen))


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
