"""One community as plain arrays: what the compiled kernels work on."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.model.bands import Band
from gis.partition.adjacency import Adjacency
from gis.partition.programme import Weights


@dataclass(frozen=True, slots=True)
class Instance:
    """Cells of one community, their borders, and what is asked of the grids.

    Attributes
    ----------
    code
        The community's code.
    households
        int64 per cell.
    start, neighbour
        Borders in CSR: the neighbours of cell i are ``neighbour[start[i]:start[i + 1]]``.
    length_m, cost_m
        Per entry of ``neighbour``: shared border, and what cutting it costs in metres of open ground.
    is_open
        Per entry: whether contiguity may run across it.
    area_m2, perimeter_m
        Per cell.
    estate
        Position of the estate of a cell that has households, -1 for others.
    allowed_parts
        Per estate: the fewest grids it can lie in, ceil(households / max).
    previous
        Position of the existing grid of a cell, -1 for none.
    is_fixed
        Cells that must stay in their existing grid.
    balance, balance_tolerance
        (criteria, cells) values and the share by which a grid may miss the community's mean per grid.
    band
        Bounds and target.
    """

    code: str
    households: np.ndarray
    start: np.ndarray
    neighbour: np.ndarray
    length_m: np.ndarray
    cost_m: np.ndarray
    is_open: np.ndarray
    area_m2: np.ndarray
    perimeter_m: np.ndarray
    estate: np.ndarray
    allowed_parts: np.ndarray
    previous: np.ndarray
    is_fixed: np.ndarray
    balance: np.ndarray
    balance_tolerance: np.ndarray
    band: Band

    @property
    def size(self) -> int:
        """Number of cells."""
        return len(self.households)

    @property
    def total(self) -> int:
        """Households of the community."""
        return int(self.households.sum())


def _csr(size: int, adjacency: Adjacency, weights: Weights) -> dict[str, np.ndarray]:
    """Both directions of every border, sorted by cell and neighbour."""
    cost_m = adjacency.off_line_m + weights.wall_share * (adjacency.off_road_m - adjacency.off_line_m)
    one = np.concatenate([adjacency.first, adjacency.second])
    other = np.concatenate([adjacency.second, adjacency.first])
    order = np.lexsort((other, one))
    both = {
        "length_m": np.tile(adjacency.length_m, 2)[order],
        "cost_m": np.tile(cost_m, 2)[order],
        "is_open": np.tile(adjacency.is_open, 2)[order],
        "neighbour": other[order].astype(np.int64),
    }
    both["start"] = np.searchsorted(one[order], np.arange(size + 1)).astype(np.int64)
    return both


def _estates(names: np.ndarray, households: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Position of each cell's estate (-1: none, or nobody lives there), and the households of each estate."""
    lived = pd.notna(names) & (households > 0)
    own = np.full(len(names), -1, dtype=np.int64)
    known, own[lived] = np.unique(names[lived].astype(str), return_inverse=True)
    return own, np.bincount(own[lived], households[lived], minlength=len(known))


def make_instance(
    code: str,
    adjacency: Adjacency,
    *,
    households: np.ndarray,
    estates: np.ndarray,
    band: Band,
    weights: Weights,
    previous: np.ndarray | None = None,
    is_fixed: np.ndarray | None = None,
    balance: np.ndarray | None = None,
    balance_tolerance: np.ndarray | None = None,
) -> Instance:
    """Gather one community.

    Parameters
    ----------
    estates
        Estate code per cell, None where none; only cells with households count for an estate.
    previous
        Position of the existing grid per cell, -1 for none.
    """
    size = len(households)
    estate, totals = _estates(estates, households)
    return Instance(
        code=code,
        households=households.astype(np.int64),
        **_csr(size, adjacency, weights),
        area_m2=adjacency.area_m2.astype(float),
        perimeter_m=adjacency.perimeter_m.astype(float),
        estate=estate.astype(np.int64),
        allowed_parts=np.ceil(totals / band.max_households).astype(np.int64),
        previous=np.full(size, -1, dtype=np.int64) if previous is None else previous.astype(np.int64),
        is_fixed=np.zeros(size, dtype=np.bool_) if is_fixed is None else is_fixed.astype(np.bool_),
        balance=np.zeros((0, size)) if balance is None else balance.astype(float),
        balance_tolerance=np.zeros(0) if balance_tolerance is None else balance_tolerance.astype(float),
        band=band,
    )
