"""The exact answer for small communities: every connected set priced, and a set partition solved by HiGHS.

    minimise    sum_j c_j y_j
    subject to  sum_{j : v in j} y_j = 1      for every cell v
                sum_{j labelled g} y_j <= 1   for every existing grid g
                sum_{j meets s} y_j >= ceil(W_s / U)   for every estate s
                K_min <= sum_j y_j <= K_max
                y_j in {0, 1}

Column j is a connected set of cells in the band, with a label (the existing grid it continues, or none). Its
cost holds half of its cut border, its shape, its distance from the target, one part of every estate it meets,
and the households it takes from other existing grids. The parts of an estate are then counted exactly: with
all grids at most U an estate never has fewer than ceil(W / U) parts, so that the sum of parts less these is
the needless parts of ``programme``. Whole grids keep to that by themselves; saying so binds the fractions of the
relaxation, whose bound is far too low otherwise.

The linear relaxation is solved by pricing: of all sets only those of negative reduced cost enter. With its
bound z and a plan of value Z every set of reduced cost above Z - z is in no better plan and is left out; what
remains is solved as an integer programme (Mehrotra, Johnson and Nemhauser 1998). The answer is then optimal.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array, hstack, vstack

from gis.partition.arrays import Floats, Masks
from gis.partition.columns import Columns, make_columns, sets_in_band
from gis.partition.instance import Instance
from gis.partition.programme import Weights
from gis.partition.search import Aim, Found
from gis.partition.sets import MOST_CELLS, bits

MOST_SETS = 4_000_000
# Up to here the proof takes about a second, and every drawing that is not pressed for time makes it.
QUICK_SETS = 100_000
# For the integer programme, and less where the drawing has less; after it only the bound of the relaxation is told.
TIME_LIMIT_S = 120.0
_ENTER = 4_000
_EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a choice of columns keeps to: cells, existing grids, fewest parts of each estate, numbers of grids.

    Attributes
    ----------
    estate
        (estates, cells): 1.0 where a cell belongs to the estate.
    """

    size: int
    grids: int
    estate: Floats
    fewest: Floats
    counts: tuple[int, int]

    def matrix(self, columns: Columns, places: np.ndarray) -> csc_array:
        """Rows: every cell, every label, every estate, the number of grids."""
        inside = bits(columns.mask[places], self.size).T.astype(float)
        labels = columns.label[places][None, :] == np.arange(self.grids)[:, None]
        met = self.estate @ inside > 0
        once = np.ones((1, len(places)))
        return csc_array(vstack([csc_array(rows.astype(float)) for rows in (inside, labels, met, once)]))

    def bounds(self) -> tuple[Floats, Floats]:
        """Least and most of every row."""
        low = [np.ones(self.size), np.zeros(self.grids), self.fewest, np.array([self.counts[0]])]
        high = [
            np.ones(self.size),
            np.ones(self.grids),
            np.full(len(self.fewest), np.inf),
            np.array([self.counts[1]]),
        ]
        return np.concatenate(low), np.concatenate(high)


def _rules(instance: Instance, counts: tuple[int, int]) -> _Rules:
    """The rules of one community."""
    fewest = instance.allowed_parts.astype(float)
    estate = (instance.estate[None, :] == np.arange(len(fewest))[:, None]).astype(float)
    return _Rules(instance.size, int(instance.previous.max(initial=-1)) + 1, estate, fewest, counts)


def _relax(columns: Columns, rules: _Rules, first: np.ndarray) -> tuple[float, np.ndarray] | None:
    """Solve the relaxation by pricing: bound and reduced costs of all columns; None where infeasible.

    One more column for every row that asks for something makes any start feasible, at a price above all.
    """
    penalty = 10.0 * float(columns.cost_m.max() + 1.0)
    low, high = rules.bounds()
    asking = np.flatnonzero(low > 0)
    slack = csc_array((np.ones(len(asking)), (asking, np.arange(len(asking)))), shape=(len(low), len(asking)))
    is_cell = np.arange(len(low)) < rules.size
    capped, floored = np.flatnonzero(~is_cell & np.isfinite(high)), np.flatnonzero(~is_cell & (low > 0))
    inside = bits(columns.mask, rules.size).astype(float)
    met = inside @ rules.estate.T > 0
    places = np.unique(first)
    while True:
        matrix = csc_array(hstack([rules.matrix(columns, places), slack])).tocsr()
        solved = linprog(
            np.concatenate([columns.cost_m[places], np.full(len(asking), penalty)]),
            vstack([matrix[capped], -matrix[floored]]).toarray(),
            np.concatenate([high[capped], -low[floored]]),
            matrix[is_cell].toarray(),
            low[is_cell],
            method="highs",
        )
        if solved.status != 0 or solved.x is None or solved.fun is None:
            return None
        dual = np.zeros(len(low))
        dual[is_cell] = solved.eqlin.marginals
        dual[capped] += solved.ineqlin.marginals[: len(capped)]
        dual[floored] -= solved.ineqlin.marginals[len(capped) :]
        of_cells, of_labels, of_estates = np.split(dual[:-1], [rules.size, rules.size + rules.grids])
        reduced = columns.cost_m - inside @ of_cells - np.append(of_labels, 0.0)[columns.label]
        reduced = reduced - met @ of_estates - dual[-1]
        enter = np.flatnonzero(reduced < -_EPSILON)
        if not len(enter):
            missing = float(solved.x[len(places) :].sum())
            return None if missing > 1e-6 else (float(solved.fun), reduced)
        best = enter[np.argsort(reduced[enter], kind="stable")[:_ENTER]]
        places = np.unique(np.concatenate([places, best]))


def _solve(
    columns: Columns, places: np.ndarray, rules: _Rules, time_limit_s: float
) -> tuple[float, np.ndarray] | None:
    """Solve the set partition: value and the columns chosen; infinite where time ran out, None where infeasible."""
    solved = milp(
        columns.cost_m[places],
        constraints=LinearConstraint(rules.matrix(columns, places), *rules.bounds()),
        integrality=np.ones(len(places), dtype=np.int64),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0, "time_limit": time_limit_s},
    )
    if solved.status == 1:
        return np.inf, places[:0]
    if solved.status != 0 or solved.x is None:
        return None
    return float(solved.fun), places[solved.x > 0.5]


def _constant(instance: Instance, weights: Weights) -> float:
    """What the column costs count and ``programme`` does not: the parts that estates must have."""
    return -weights.split_m * float(instance.allowed_parts.sum())


def is_small(instance: Instance) -> bool:
    """Whether the exact search is tried: at most ``MOST_CELLS`` cells, and households."""
    return 0 < instance.size <= MOST_CELLS and instance.total > 0


def solve_exactly(
    instance: Instance, found: Found, counts: list[int], aim: Aim, *, most_sets: int = MOST_SETS
) -> Found:
    """Prove a plan optimal or find the optimum.

    Parameters
    ----------
    found
        The best plan known; comes back unchanged where the community is too large (over ``MOST_CELLS`` cells,
        or over ``most_sets`` connected sets). One grid of everything needs no search, however large it is.
    counts
        Numbers of grids allowed: from the least to the largest of them, and ``found``'s.

    Returns
    -------
    Found
        With ``proof`` ``optimal``, or ``infeasible`` where no plan meets the band (then the plan that came in).
    """
    if _is_only_plan(instance, found, counts):
        return replace(found, bound_m=found.objective_m, proof="optimal")
    if not is_small(instance) or aim.effort.is_over():
        return found
    masks = sets_in_band(instance, most_sets)
    if masks is None:
        return found
    known = [*counts, len(np.unique(found.grid))]
    spans = [(min(known), max(known))]
    if len(instance.balance):
        # What a grid costs then depends on the number of grids: a programme for each.
        spans = [(count, count) for count in range(min(known), max(known) + 1)]
    best, bounds_m, is_proven = found, [], True
    for span in spans:
        best, bound_m, is_solved = _solve_span(instance, masks, best, span, aim)
        bounds_m.append(bound_m)
        is_proven &= is_solved
    if not is_proven:
        return replace(best, bound_m=min(best.objective_m, *bounds_m))
    if min(bounds_m) == np.inf:
        return replace(found, bound_m=None, proof="infeasible")
    return replace(best, bound_m=best.objective_m, is_finished=True, proof="optimal")


def _solve_span(
    instance: Instance, masks: Masks, best: Found, span: tuple[int, int], aim: Aim
) -> tuple[Found, float, bool]:
    """The better of a plan and the best with a number of grids in the span; bound of the latter; whether it is proven.

    The bound is infinite where no plan of such a number is in the band.
    """
    rules, constant_m = _rules(instance, span), _constant(instance, aim.weights)
    columns = make_columns(instance, masks, aim.weights, span[0])
    if not len(columns.mask):
        return best, np.inf, True
    first = _known(columns, instance, best)
    relaxed = _relax(columns, rules, first)
    if relaxed is None:
        return best, np.inf, True
    bound_m, reduced = relaxed
    # Where the plan in hand is in the band nothing dearer is of interest, and its own objective bounds the rest.
    ceiling_m = best.objective_m if len(first) else np.inf
    places = np.flatnonzero(reduced <= ceiling_m - constant_m - bound_m + 1e-3)
    solved = _solve(columns, places, rules, aim.effort.left_s(TIME_LIMIT_S)) if len(places) else None
    if solved is None:
        return best, ceiling_m, True
    value_m = solved[0] + constant_m
    if value_m == np.inf:
        return best, bound_m + constant_m, False
    if value_m >= best.objective_m - 1e-3:
        return best, min(value_m, best.objective_m), True
    return Found(*_plan(columns, solved[1], instance.size, rules.grids), value_m), value_m, True


def _is_only_plan(instance: Instance, found: Found, counts: list[int]) -> bool:
    """Whether one grid of everything is asked for (or all that the total allows), and is in the band; size is no matter."""
    return max(counts) == 1 and instance.band.holds(instance.total) and not found.grid.any()


def _known(columns: Columns, instance: Instance, found: Found) -> np.ndarray:
    """Columns of a plan in hand (any label); empty where one of its grids is out of the band."""
    place_of = {int(mask): place for place, mask in enumerate(columns.mask)}
    places = []
    for own in np.unique(found.grid):
        mask = sum(1 << int(cell) for cell in np.flatnonzero(found.grid == own))
        if mask not in place_of:
            return np.array([], dtype=np.int64)
        places.append(place_of[mask])
    return np.array(places, dtype=np.int64)


def _plan(columns: Columns, chosen: np.ndarray, size: int, grids: int) -> tuple[np.ndarray, int]:
    """Grid of each cell; labels stay, and sets without one are numbered after them."""
    grid = np.full(size, -1, dtype=np.int64)
    count = grids
    for place in chosen:
        own = int(columns.label[place])
        if own < 0:
            own, count = count, count + 1
        grid[bits(columns.mask[place : place + 1], size)[0] == 1] = own
    return grid, count
