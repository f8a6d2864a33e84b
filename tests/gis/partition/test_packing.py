"""How few parts whole buildings allow."""

import numpy as np
import pytest

from gis.partition.packing import fewest_parts


@pytest.mark.parametrize(
    ("households", "parts"),
    [
        ([], 0),
        ([100, 200], 1),
        ([300, 300], 2),
        ([300, 300, 300], 3),
        ([250, 250, 250, 250], 2),
        ([260, 260, 240, 240], 2),
        ([400, 400, 100, 100], 2),
        ([400, 400, 150], 3),
        ([800, 100], 2),
    ],
)
def test_parts_are_those_of_the_best_packing(households, parts) -> None:
    assert fewest_parts(np.array(households, dtype=int), 500) == parts


def test_many_small_buildings_pack_to_the_quotient() -> None:
    assert fewest_parts(np.full(200, 24), 500) == 10
