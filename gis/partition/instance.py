"""One community as plain arrays: what the compiled kernels work on."""

from dataclasses import dataclass, replace

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


def restrict(instance: Instance, inside: np.ndarray) -> Instance:
    """The instance of some cells only (positions, ascending); estates and existing grids keep their numbers."""
    position = np.full(instance.size, -1)
    position[inside] = np.arange(len(inside))
    source = np.repeat(np.arange(instance.size), np.diff(instance.start))
    keep = (position[source] >= 0) & (position[instance.neighbour] >= 0)
    start = np.searchsorted(position[source[keep]], np.arange(len(inside) + 1))
    by_cell = ("households", "area_m2", "perimeter_m", "estate", "previous", "is_fixed")
    by_entry = ("length_m", "cost_m", "is_open")
    return replace(
        instance,
        start=start.astype(np.int64),
        neighbour=position[instance.neighbour[keep]],
        balance=instance.balance[:, inside],
        **{name: getattr(instance, name)[inside] for name in by_cell},
        **{name: getattr(instance, name)[keep] for name in by_entry},
    )


def merge(instance: Instance, node: np.ndarray) -> Instance:
    """Put the cells of each node together; its estate is that of its largest building.

    ``node`` numbers the nodes 0.. without a gap. The sums of the criteria are kept.
    """
    size = int(node.max()) + 1
    source = np.repeat(np.arange(instance.size), np.diff(instance.start))
    one, other = node[source], node[instance.neighbour]
    across = one != other
    pairs, place = np.unique(one[across] * size + other[across], return_inverse=True)
    inner_m = np.bincount(one[~across], instance.length_m[~across], minlength=size)
    largest = np.lexsort((-instance.households, node))
    first = largest[np.searchsorted(node[largest], np.arange(size))]
    return replace(
        instance,
        households=np.bincount(node, instance.households, minlength=size).astype(np.int64),
        start=np.searchsorted(pairs // size, np.arange(size + 1)).astype(np.int64),
        neighbour=pairs % size,
        length_m=np.bincount(place, instance.length_m[across]),
        cost_m=np.bincount(place, instance.cost_m[across]),
        is_open=np.bincount(place, instance.is_open[across]) > 0,
        area_m2=np.bincount(node, instance.area_m2, minlength=size),
        perimeter_m=np.bincount(node, instance.perimeter_m, minlength=size) - inner_m,
        estate=instance.estate[first],
        previous=instance.previous[first],
        is_fixed=instance.is_fixed[first],
        balance=np.stack([np.bincount(node, row, minlength=size) for row in instance.balance])
        if len(instance.balance)
        else np.zeros((0, size)),
    )
