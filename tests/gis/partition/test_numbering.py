"""Numbers in reading order, and never twice."""

import numpy as np
import pytest

from gis.errors import CannotSatisfy, InputError
from gis.partition.numbering import grid_code, next_numbers, reading_order

X, Y = np.array([10.0, 0.0, 0.0, 10.0]), np.array([99.0, 100.0, 0.0, 1.0])


def test_rows_run_west_to_east_then_southwards() -> None:
    assert reading_order(X, Y, 50.0, "rows").tolist() == [1, 0, 2, 3]


def test_columns_run_north_to_south_then_eastwards() -> None:
    assert reading_order(X, Y, 5.0, "columns").tolist() == [1, 2, 0, 3]


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(InputError):
        reading_order(X, Y, 5.0, "spiral")


def test_gaps_are_never_filled_and_exhaustion_is_an_error() -> None:
    assert next_numbers(2, {1, 5}) == [6, 7]
    with pytest.raises(CannotSatisfy):
        next_numbers(1, {999})


def test_codes_are_fifteen_digits_after_a_division_code() -> None:
    assert grid_code("500199098001", 8) == "500199098001008"
    assert grid_code("AREA", 8) == "AREA-008"
