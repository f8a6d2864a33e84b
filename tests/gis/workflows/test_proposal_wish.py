"""A wish is read from a job's arguments as it was asked."""

import pytest

from gis.workflows.proposal_criteria import Criterion
from gis.workflows.proposal_wish import Wish, read_wish


def test_nothing_asked_is_the_plain_wish():
    assert read_wish({}) == Wish()
    assert read_wish({"grids": None, "grids_by_community": None, "balance": None}) == Wish()


def test_what_json_makes_of_a_wish_is_read_back():
    arguments = {
        "grids_by_community": {"7": 3},
        "balance": {"open_cases": 0.2},
        "exact": True,
        "grid_ids": [4],
    }
    wish = read_wish(arguments)
    assert wish.grids_by_community == {7: 3} and wish.balance == {Criterion.OPEN_CASES: 0.2}
    assert wish.exact and wish.grid_ids == (4,)


def test_a_criterion_that_is_none_is_no_wish():
    with pytest.raises(ValueError, match="religion"):
        read_wish({"balance": {"religion": 0.2}})
