"""Evenness is measured against each community's own mean, and figures stand by building."""

import pandas as pd
import pytest

from gis.errors import InputError
from gis.workflows.proposal_criteria import Criterion, measure_evenness, require_tolerances


def drawn():
    return pd.DataFrame(
        {
            "community_id": [1, 1, 1, 2, 2, 2],
            "grid_code": ["a", "a", "b", "c", "d", None],
            "residents": [40.0, 40.0, 120.0, 10.0, 10.0, 999.0],
        }
    )


def test_the_farthest_from_its_communitys_mean_is_told_and_what_is_in_no_grid_counts_nowhere():
    (told,) = measure_evenness(drawn(), {Criterion.RESIDENTS: 0.1}, {Criterion.RESIDENTS: "按登记"})
    assert told.worst_share == pytest.approx(0.2)
    assert (told.grids_beyond, told.note) == (2, "按登记")


def test_a_grid_at_the_tolerance_is_within_it():
    (told,) = measure_evenness(drawn(), {Criterion.RESIDENTS: 0.2}, {})
    assert told.grids_beyond == 0


def test_a_community_where_the_figure_is_0_everywhere_is_even():
    nothing = drawn().assign(residents=0.0)
    (told,) = measure_evenness(nothing, {Criterion.RESIDENTS: 0.2}, {})
    assert (told.worst_share, told.grids_beyond) == (0.0, 0)
    assert measure_evenness(nothing.iloc[:0], {Criterion.RESIDENTS: 0.2}, {})[0].worst_share == 0.0


@pytest.mark.parametrize("share", [0.0, -0.1, 1.01, float("nan"), float("inf")])
def test_a_tolerance_that_is_none_is_refused(share):
    with pytest.raises(InputError):
        require_tolerances({Criterion.RESIDENTS: share})


def test_tolerances_up_to_the_whole_mean_are_taken():
    require_tolerances({})
    require_tolerances({Criterion.RESIDENTS: 1.0, Criterion.OPEN_CASES: 0.01})


def test_few_cases_are_told_to_be_few():
    few = drawn().assign(open_cases=[1.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    (told,) = measure_evenness(few, {Criterion.OPEN_CASES: 0.2}, {})
    assert (told.worst_share, told.note) == (1.0, "平均每个网格 0.2 件")
