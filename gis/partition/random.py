"""A small random generator for compiled code: one uint64 of state, handed in and never global.

xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators", ACM TOMS 42, 2016).
Numba's own generator is per thread; this one belongs to the community at work, so that a plan does not
depend on which thread drew it.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

State = npt.NDArray[np.uint64]


def seed_state(*numbers: int) -> State:
    """Mix whole numbers (seed, community, start ...) into a state."""
    return np.random.SeedSequence([abs(int(number)) for number in numbers]).generate_state(
        1, np.uint64
    ) | np.uint64(1)


@njit(cache=True, nogil=True, inline="always")
def uniform(state: State) -> float:
    """Draw a number in [0, 1)."""
    word = state[0]
    word ^= word >> np.uint64(12)
    word ^= word << np.uint64(25)
    word ^= word >> np.uint64(27)
    state[0] = word
    return np.float64((word * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@njit(cache=True, nogil=True, inline="always")
def below(state: State, count: int) -> int:
    """Draw a whole number in 0..count-1."""
    return int(uniform(state) * count)
