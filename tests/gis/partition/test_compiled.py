"""Functions compiled without the runtime do what they say, and refuse what they cannot."""

import numpy as np
import pytest
from numba.core.errors import NumbaError

from gis.partition.compiled import lean


@lean
def _mean(values, count):
    total = 0.0
    for value in values:
        total += value
    return total / count


@lean
def _doubled(values):
    return values * 2


def test_arrays_are_read_without_counting_references() -> None:
    assert _mean(np.array([1.0, 2.0]), 2) == 1.5
    assert _mean(np.array([1.0, 2.0]), 0) == np.inf


def test_a_function_that_makes_an_array_is_refused() -> None:
    with pytest.raises(NumbaError):
        _doubled(np.array([1.0]))
