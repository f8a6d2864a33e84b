"""The concerns map tells nothing from small numbers, and nothing from which one could be reckoned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.casework.concerns import LEAST_MATTERS, OTHERS, told_counts


@pytest.mark.parametrize(
    ("households", "counts", "told"),
    [
        (19, {"01": 50}, {}),
        (20, {"01": 3}, {"01": 3}),
        (20, {"01": 2}, {}),
        (20, {}, {}),
        (90, {"01": 3, "02": 7}, {"02": 7, "01": 3}),
        (90, {"01": 5, "02": 2}, {"01": 5}),
        (90, {"01": 5, "02": 2, "03": 1}, {"01": 5, OTHERS: 3}),
        (90, {"01": 1, "02": 2}, {OTHERS: 3}),
    ],
)
def test_what_is_told(households, counts, told):
    assert list(told_counts(households, counts).items()) == list(told.items())


@given(
    st.integers(0, 200), st.dictionaries(st.sampled_from(["01", "02", "03", "04", "05"]), st.integers(1, 9))
)
def test_no_figure_told_is_below_three_and_none_is_invented(households, counts):
    told = told_counts(households, counts)
    assert all(count >= LEAST_MATTERS for count in told.values())
    assert sum(told.values()) <= sum(counts.values())
    assert households >= 20 or not told
