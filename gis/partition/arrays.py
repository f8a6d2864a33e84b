"""Short names for the arrays that compiled code works on."""

from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Masks = npt.NDArray[np.uint64]


def positions(keys: npt.NDArray[Any]) -> dict[Any, Ints]:
    """Positions of each key, ascending, in the order of the keys."""
    order = np.argsort(keys, kind="stable")
    if not len(order):
        return {}
    names, starts = np.unique(keys[order], return_index=True)
    return dict(zip(names.tolist(), np.split(order, starts[1:]), strict=True))
