"""How the hot loops are compiled."""

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

_WITHOUT_RUNTIME: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def lean(function: Kernel) -> Kernel:
    """Compile a function that makes no array, without numba's runtime.

    It then counts no references: a board and a plan hold some thirty arrays, and counting each of them up and down at
    every call took a third of a search. A function that does make an array cannot be compiled so, and says it
    at its first call. Division by zero gives infinity, as in numpy.
    """
    compiled: Kernel = njit(**_WITHOUT_RUNTIME)(function)
    return compiled
