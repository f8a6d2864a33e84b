from gis.coverage import answer_model, compare
from gis.coverage.compare import compare_counts, counts_of


def test_a_shut_gate_shows_as_households_lost(answer, shut):
    rows = compare(answer, answer_model(shut)).set_index(["unit_kind", "unit_code", "item", "minutes"])
    assert rows.loc[("all", "", "medical", 15), "change"] == -480
    assert rows.loc[("estate", "E-02", "medical", 15), "share_change"] == -1
    assert rows.loc[("estate", "E-03", "medical", 15), "change"] == 0


def test_a_unit_that_is_only_in_one_year_has_no_change(answer):
    counts = counts_of(answer)
    fewer = counts[counts["unit_code"] != "E-02"]
    rows = compare_counts(fewer, counts).set_index("unit_code")
    assert rows.loc["E-02", "change"].isna().all()
    assert rows.loc["E-02", "covered_households_after"].notna().all()
