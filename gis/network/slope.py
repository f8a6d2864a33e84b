"""Turn a grade into a share of the speed on the flat (Tobler 1993)."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

STEEPEST_GRADE = 1.0


def tobler_speed_share(grade: npt.ArrayLike) -> Array:
    """Speed on a slope over speed on the flat.

    ``exp(-3.5 |grade + 0.05|) / exp(-3.5 · 0.05)``: Tobler's hiking function (1993), 6 km/h times the first
    exponential, taken relative to its own value on the flat so that a profile keeps its own speed there.
    A descent of 5 % is fastest (1.19); the grade is cut to ±1, since steeper is a fault of the heights.

    Parameters
    ----------
    grade
        Metres up (+) or down (-) per metre walked; what is not a number counts as flat.
    """
    kept = np.nan_to_num(np.asarray(grade, dtype=np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    kept = np.clip(kept, -STEEPEST_GRADE, STEEPEST_GRADE)
    return np.asarray(np.exp(-3.5 * (np.abs(kept + 0.05) - 0.05)), dtype=np.float64)
