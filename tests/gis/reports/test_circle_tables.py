from dataclasses import replace

import pytest

from gis.reports.circle_tables import (
    capacity_table,
    conservation_table,
    facility_table,
    gap_table,
    grids_table,
    tier_table,
    units_table,
    unreachable_table,
)
from tests.gis.reports.example import findings
from tests.worked import tiny

FINDINGS = findings()


def test_tiers_are_cumulative():
    shopping = [row[2] for row in tier_table(FINDINGS).rows if row[0] == "购物"]
    assert shopping == [360, 840, 1310]


def test_covered_and_the_three_other_kinds_add_up_on_each_row():
    for row in tier_table(FINDINGS).rows:
        assert row[2] + row[4] + row[5] + row[6] == row[7] == tiny.HOUSEHOLDS_TOTAL


def test_units_stand_over_the_whole_as_last_row():
    table = units_table(FINDINGS)
    assert table.total_rows == 1
    assert [row[0] for row in table.rows] == ["甲社区", "乙社区", "合计"]
    assert [row[1] for row in table.rows] == [840, 770, 1610]
    assert [row[-2] for row in table.rows] == [0, 470, 470]


def test_a_community_is_told_by_its_estates():
    table = units_table(FINDINGS.within(tiny.JIA))
    assert [row[0] for row in table.rows] == ["北苑", "围院", "合计"]
    assert table.rows[0][2] == 1.0


def test_grids_add_up_to_the_whole_and_who_is_in_none_has_a_row():
    """甲's buildings in one grid, 乙's in none: the template's counts of the grid come with the findings."""
    of = FINDINGS.buildings.set_index("code")["community_code"].map({tiny.JIA: "G1"})
    units = FINDINGS.units[FINDINGS.units["unit_code"] == tiny.JIA].assign(unit_kind="grid", unit_code="G1")
    known = replace(FINDINGS, grid_of_building=of, grid_names={"G1": "一网格"}, units=units)
    rows = {row[1] or row[0]: row for row in grids_table(known).rows}
    assert list(rows) == ["一网格", "不在任何网格内", "合计"]
    assert [row[2] for row in rows.values()] == [840, 770, 1610]
    assert rows["一网格"][0] == "甲社区"
    assert rows["一网格"][3] == 1.0
    assert rows["不在任何网格内"][3] == pytest.approx(470 / 770, abs=1e-3)
    assert grids_table(FINDINGS) is None


def test_the_ledger_names_who_lacks_what_and_who_closes_it():
    (row,) = gap_table(FINDINGS).rows
    assert row[1:7] == ("乙社区", "旧坊", "购物", "15 分钟", 300, 16.7)
    assert row[-2:] == ("乙社区居民委员会", "商务部门")


def test_facilities_are_counted_by_what_their_community_said():
    rows = {row[0]: row[1:] for row in facility_table(FINDINGS).rows}
    assert rows["文化"] == (1, 1, 1, 0, 0, 0)
    assert rows["购物"] == (1, 1, 0, 1, 0, 0)


def test_capacities_stand_beside_the_nearest_households_the_most_crowded_first():
    """500 households to 10 places and 60 to 30; a closed facility and one of unknown capacity are left out."""
    crowd = FINDINGS.facilities.assign(capacity=None, nearest_households=0)
    used = crowd.index[crowd["used"].astype(bool)]
    crowd.loc[used[:2], "capacity"] = [30, 10]
    crowd.loc[used[:2], "nearest_households"] = [60, 500]
    table = capacity_table(replace(FINDINGS, facilities=crowd))
    assert [row[2:] for row in table.rows] == [(10, 500, 50.0), (30, 60, 2.0)]
    assert capacity_table(FINDINGS) is None


def test_the_check_says_so_when_the_figures_agree():
    assert {row[-1] for row in conservation_table(FINDINGS).rows} == {"一致"}


def test_the_check_says_so_when_a_household_is_lost():
    buildings = FINDINGS.buildings.copy()
    buildings.loc[buildings.index[0], "households"] -= 1
    assert {row[-1] for row in conservation_table(replace(FINDINGS, buildings=buildings)).rows} == {"不一致"}


def test_what_is_not_on_the_network_is_listed_with_its_reason():
    table = unreachable_table(FINDINGS)
    assert table is not None
    assert table.rows == (("楼栋", "甲社区", "围院1栋", "B07", 80, "封闭小区无出入口"),)
    assert unreachable_table(replace(FINDINGS, unreachable=FINDINGS.unreachable.iloc[:0])) is None
