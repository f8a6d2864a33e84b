"""Put together anew the grids of all plans that a search came by: the best choice among them (HiGHS).

Every run of a search ends in a plan good in some places and poor in others. All grids of all these plans go into one
pool, each with what it costs by itself,

    c_j = C (half of its border) + D + E (its own shape and size) + A + split_m * (estates it meets)
        + change_m * (households it takes from other existing grids),

and a set partition chooses grids that hold every cell once at least cost, so that the best part of each plan is
kept. The sum differs from the objective of ``programme`` by the parts that estates must have, which is the same for
every plan in the band. With it ours is the restricted master of column generation (compare ``exact``, which has all
connected sets), with the search for its pricing.
"""

import numpy as np
from numba import njit
from scipy.sparse import csc_array

from gis.partition.arrays import Floats, Ints
from gis.partition.covers import find_cover
from gis.partition.instance import Instance
from gis.partition.plan import Board, Plan, grid_cost, make_board, make_plan, plan_cost
from gis.partition.programme import Weights

# How near to the best choice the one taken must be proven to be; costs hold whole estates, gains may be metres.
_GAP_SHARE = 1e-7


@njit(cache=True, nogil=True)
def _own_costs(board: Board, plan: Plan) -> Floats:
    """What every grid of a plan costs by itself, in metres."""
    costs = np.zeros(len(plan.cells))
    for grid in range(len(costs)):
        costs[grid] = grid_cost(board, plan, grid, 1.0)
        costs[grid] += board.weights[1] * np.count_nonzero(plan.estate_cells[:, grid])
    for cell in range(len(plan.grid)):
        own = plan.grid[cell]
        if board.previous[cell] >= 0 and board.previous[cell] != own:
            costs[own] += board.weights[4] * board.households[cell]
        for entry in range(board.start[cell], board.start[cell + 1]):
            if plan.grid[board.neighbour[entry]] != own:
                costs[own] += board.cost_m[entry] / 2
    return costs


class Pool:
    """Grids of plans, each once, with their costs.

    Where criteria are to be balanced, a grid's cost depends on the number of grids in its plan; then only plans of the
    same number are put together.

    Parameters
    ----------
    kept
        Number of existing grids: labels below it mean that grid, all others are alike.
    """

    def __init__(self, instance: Instance, weights: Weights, kept: int = 0) -> None:
        self._instance, self._weights, self._kept = instance, weights, kept
        self._known: set[tuple[int, int, bytes]] = set()
        self._cells: list[Ints] = []
        self._label: list[int] = []
        self._count: list[int] = []
        self._cost_m: list[float] = []

    def add(self, grid: Ints, count: int) -> None:
        """Take in the grids of a plan (labels 0..count-1; some may hold nothing)."""
        board = make_board(self._instance, count, self._weights)
        costs = _own_costs(board, make_plan(board, grid, count))
        order = np.argsort(grid, kind="stable")
        parts = np.split(order, np.searchsorted(grid[order], np.arange(1, count)))
        own_count = count if len(self._instance.balance) else 0
        for own, cells in enumerate(parts):
            label = own if own < self._kept else -1
            key = label, own_count, cells.tobytes()
            if len(cells) and key not in self._known:
                self._known.add(key)
                self._cells.append(cells)
                self._label.append(label)
                self._count.append(own_count)
                self._cost_m.append(float(costs[own]))

    def choose(self, counts: tuple[int, int]) -> tuple[Ints, int, float] | None:
        """The plan of least objective of at least and at most so many grids; None where none was found.

        Returns
        -------
        tuple
            Grid of each cell (existing grids keep their labels), number of labels, objective in metres.
        """
        if not len(self._instance.balance):
            return self._choose(np.arange(len(self._cells)), counts)
        own_count = np.array(self._count)
        plans = [
            self._choose(np.flatnonzero(own_count == count), (count, count))
            for count in range(counts[0], counts[1] + 1)
        ]
        return min((plan for plan in plans if plan is not None), key=lambda plan: plan[2], default=None)

    def _choose(self, places: Ints, counts: tuple[int, int]) -> tuple[Ints, int, float] | None:
        """``choose`` among the grids at these places."""
        if not len(places):
            return None
        cells = [self._cells[place] for place in places]
        ends = np.concatenate([[0], np.cumsum([len(own) for own in cells])])
        whole = (np.ones(ends[-1]), np.concatenate(cells), ends)
        sets = csc_array(whole, shape=(self._instance.size, len(places))).T
        label = np.array(self._label)[places]
        once = label[None, :] == np.unique(label[label >= 0])[:, None]
        cost_m = np.array(self._cost_m)[places]
        _, chosen = find_cover(sets, cost_m, counts, at_most_once=once, gap_share=_GAP_SHARE)
        return self._plan(places[chosen]) if len(chosen) else None

    def _plan(self, places: Ints) -> tuple[Ints, int, float]:
        """Number the grids at these places and weigh them as one plan."""
        grid, count = np.empty(self._instance.size, dtype=np.int64), self._kept
        for place in places:
            own = self._label[place]
            if own < 0:
                own, count = count, count + 1
            grid[self._cells[place]] = own
        board = make_board(self._instance, max(len(places), 1), self._weights)
        return grid, count, float(plan_cost(board, make_plan(board, grid, count)))
