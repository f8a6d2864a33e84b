"""The columns of the exact programme: connected sets in the band, priced, each with the existing grids it may go on."""

from dataclasses import dataclass

import numpy as np
from numba import njit

from gis.partition.arrays import Floats, Masks
from gis.partition.instance import Instance
from gis.partition.plan import Board, balance_cost, make_board
from gis.partition.programme import Weights
from gis.partition.sets import beside_masks, bits, connected_sets


@dataclass(frozen=True, slots=True)
class Columns:
    """All sets with their labels: bit masks of cells, label (-1 none), cost in metres."""

    mask: np.ndarray
    label: np.ndarray
    cost_m: np.ndarray


@njit(cache=True, nogil=True)
def price_sets(masks: Masks, board: Board) -> Floats:
    """Cost of every set without labels: half its cut, estates met, shape, distance from the target, its balance."""
    cost_m = np.zeros(len(masks))
    one = np.uint64(1)
    met, sums = np.full(len(board.allowed), -1), np.zeros(board.balance.shape[0])
    for place in range(len(masks)):
        mask = masks[place]
        cut = area = rim = 0.0
        held = estates = 0
        sums[:] = 0.0
        for cell in range(len(board.households)):
            if mask >> np.uint64(cell) & one == np.uint64(0):
                continue
            area += board.area_m2[cell]
            rim += board.perimeter_m[cell]
            held += board.households[cell]
            sums += board.balance[:, cell]
            if board.estate[cell] >= 0 and met[board.estate[cell]] != place:
                met[board.estate[cell]] = place
                estates += 1
            for entry in range(board.start[cell], board.start[cell + 1]):
                if mask >> np.uint64(board.neighbour[entry]) & one != np.uint64(0):
                    rim -= board.length_m[entry]
                else:
                    cut += board.cost_m[entry] / 2
        weights, target = board.weights, board.band[2]
        cost_m[place] = cut + weights[1] * estates + weights[3] * abs(held - target) / target
        cost_m[place] += weights[2] * (1.0 - min(1.0, 4 * np.pi * area / (rim * rim)))
        for row in range(len(sums)):
            cost_m[place] += balance_cost(board, row, sums[row], 1.0)
    return cost_m


def sets_in_band(instance: Instance, most_sets: int) -> Masks | None:
    """Every connected set in the band; None where there are too many."""
    beside = beside_masks(instance.start, instance.neighbour, instance.is_open)
    band = instance.band
    return connected_sets(
        instance.households, beside, band.min_households, band.max_households, limit=most_sets
    )


def make_columns(instance: Instance, masks: Masks, weights: Weights, count: int) -> Columns:
    """Price the sets, for plans of so many grids (criteria to balance have their mean from it), and label them."""
    cost_m = price_sets(masks, make_board(instance, count, weights))
    return _labelled(instance, Columns(masks, np.full(len(masks), -1), cost_m), weights)


def _labelled(instance: Instance, columns: Columns, weights: Weights) -> Columns:
    """Give every set each label that saves it a change, and none; locked cells allow their own label only."""
    grids = np.unique(instance.previous[instance.previous >= 0])
    if not len(grids):
        return columns
    inside = bits(columns.mask, instance.size).astype(np.float64)
    had = inside @ (instance.households * (instance.previous >= 0))
    parts = (
        []
        if instance.is_fixed.any()
        else [Columns(columns.mask, columns.label, columns.cost_m + weights.change_m * had)]
    )
    if instance.is_fixed.any():
        free = inside @ instance.is_fixed == 0
        parts.append(
            Columns(columns.mask[free], columns.label[free], (columns.cost_m + weights.change_m * had)[free])
        )
    for grid in grids:
        kept = inside @ (instance.households * (instance.previous == grid))
        others = inside @ (instance.is_fixed & (instance.previous != grid))
        fits = ((kept > 0) | (inside @ (instance.is_fixed & (instance.previous == grid)) > 0)) & (others == 0)
        cost_m = (columns.cost_m + weights.change_m * (had - kept))[fits]
        parts.append(Columns(columns.mask[fits], np.full(int(fits.sum()), grid), cost_m))
    return Columns(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("mask", "label", "cost_m"))
    )
