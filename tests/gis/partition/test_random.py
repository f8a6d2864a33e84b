"""Random numbers belong to whoever holds the state."""

import numpy as np

from gis.partition.random import below, seed_state, uniform


def test_the_same_seed_gives_the_same_numbers() -> None:
    one, two = seed_state(1, 2), seed_state(1, 2)
    assert [uniform(one) for _ in range(5)] == [uniform(two) for _ in range(5)]
    assert uniform(seed_state(1, 2)) != uniform(seed_state(1, 3))


def test_numbers_are_even_and_in_range() -> None:
    state = seed_state(7)
    drawn = np.array([below(state, 6) for _ in range(6000)])
    assert set(drawn) == set(range(6))
    assert abs(np.bincount(drawn) - 1000).max() < 150
