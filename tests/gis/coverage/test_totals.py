import numpy as np
import pytest

from gis.coverage.judge import home_seconds, reasons_of
from gis.coverage.totals import count_totals, count_units, judge_all
from tests.worked import tiny


def judged(model):
    return judge_all(model, home_seconds(model.home_labels), reasons_of(model))


def test_units_of_a_kind_sum_to_the_totals(model):
    totals = count_totals(model, judged(model)).set_index(["item", "minutes"])["covered_households"]
    units = count_units(model, judged(model))
    for _, rows in units.groupby("unit_kind"):
        sums = rows.groupby(["item", "minutes"])["covered_households"].sum()
        assert (sums == totals.reindex(sums.index)).all()


def test_buildings_that_belong_to_no_estate_or_grid_are_counted_under_nothing(model):
    units = count_units(model, judged(model)).set_index(["unit_kind", "unit_code", "item", "minutes"])
    assert units.loc[("estate", "", "medical", 15), "households"] == 470
    assert units.loc[("grid", "", "medical", 15), "households"] == 120


def test_a_verdict_that_is_none_of_the_four_is_no_answer(model):
    statuses = judged(model)
    statuses[0, 5] = np.full_like(statuses[0, 5], 4)
    with pytest.raises(ValueError, match="longer"):
        count_totals(model, statuses)


def test_shares_are_over_all_households(model):
    totals = count_totals(model, judged(model))
    assert (totals["households"] == tiny.HOUSEHOLDS_TOTAL).all()
    assert (
        (totals["covered_households_share"] * tiny.HOUSEHOLDS_TOTAL)
        .round()
        .eq(totals["covered_households"])
        .all()
    )
