"""How few excess parts of estates a community can have at a number of grids: a bound that no plan goes below.

    minimise    sum_s,k x_sk - sum_s ceil(W_s / U)
    subject to  sum_k h_sk = W_s,  x_sk <= h_sk <= min(U, W_s) x_sk      every estate s, every grid k
                sum_k x_sk >= the fewest parts that its whole buildings go into (``packing``)
                L <= sum_s h_sk + o_k <= U                               every grid, o_k of no estate
                sum_k o_k = households of no estate
                x_sk in {0, 1}

Buildings may be cut here and grids need not hang together, so that a plan may need more; where one attains the
bound, it is proven that none has less.
"""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, csc_array, eye_array, kron

from gis.partition.instance import Instance
from gis.partition.packing import fewest_parts

_TIME_LIMIT_S = 30.0


def least_excess(instance: Instance, count: int) -> int:
    """The bound for ``count`` grids; what was proven of it when the time was up."""
    own = [instance.households[instance.estate == place] for place in range(len(instance.allowed_parts))]
    totals = np.array([lived.sum() for lived in own], dtype=float)
    band, ones = instance.band, np.ones((1, count))
    estates, grids = eye_array(len(own)), eye_array(count)
    fewest = [fewest_parts(lived, band.max_households) for lived in own]
    caps = kron(csc_array(np.diag(np.minimum(totals, band.max_households))), grids)
    every = kron(estates, grids)
    per_estate = kron(estates, ones)
    per_grid = kron(np.ones((1, len(own))), grids)
    # Columns: x by estate and grid, h likewise, o by grid.
    rows = block_array(
        [
            [None, per_estate, csc_array((len(own), count))],
            [per_estate, None, None],
            [-caps, every, None],
            [every, -every, None],
            [None, per_grid, grids],
            [None, None, csc_array(ones)],
        ]
    )
    size, loose = len(own) * count, float(instance.total - totals.sum())
    free = np.full(size, -np.inf)
    low = np.concatenate([totals, fewest, free, free, np.full(count, band.min_households), [loose]])
    high = np.concatenate(
        [totals, np.full(len(own), count), np.zeros(2 * size), np.full(count, band.max_households), [loose]]
    )
    solved = milp(
        np.concatenate([np.ones(size), np.zeros(size + count)]),
        constraints=LinearConstraint(csc_array(rows), low, high),
        integrality=np.concatenate([np.ones(size), np.zeros(size + count)]).astype(int),
        bounds=Bounds(0, np.concatenate([np.ones(size), np.full(size + count, np.inf)])),
        options={"time_limit": _TIME_LIMIT_S},
    )
    bound = solved.mip_dual_bound
    least = sum(fewest) if bound is None else int(np.ceil(bound - 1e-6))
    return max(least, sum(fewest)) - int(instance.allowed_parts.sum())
