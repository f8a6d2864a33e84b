"""What planners wrote of gaps stands in the report beside them; what is gone is told as resolved."""

import pandas as pd
import pytest

from gis.reports.circle_tables import gap_table
from gis.reports.ledger_marks import marks_table, with_marks
from tests.gis.reports.example import HOSTILE, findings
from tests.worked import tiny

FINDINGS = findings()
MARK = {
    "state": "planned",
    "responsible": "乙社区居委会",
    "note": "租房办店",
    "marked_at": pd.Timestamp("2026-11-25T16:30:00Z"),
    "marked_role": "planner",
}
UNMARKED = {"state": "open", "responsible": "", "note": "", "marked_at": pd.NaT, "marked_role": ""}


def _ledger(*rows):
    """Rows of a kept ledger: what is told of each beside the gap that the example has."""
    (gap,) = FINDINGS.gaps.to_dict("records")
    facts = {"unit_name": "旧坊", "community_code": gap["community_code"]}
    usual = {name: gap[name] for name in ("unit_kind", "unit_code", "item")}
    return pd.DataFrame([{**usual, "households_lacking": 300, "facts": facts, **row} for row in rows])


def _rows(ledger):
    table = marks_table(with_marks(FINDINGS, ledger))
    return [] if table is None else list(table.rows)


def test_a_mark_stands_with_its_gap_by_role_and_by_the_day_in_china():
    marked = with_marks(FINDINGS, _ledger(MARK))
    assert gap_table(marked).rows[0][-1] == "已列入计划"
    assert _rows(_ledger(MARK)) == [
        (1, "乙社区", "旧坊", "购物", "已列入计划", "乙社区居委会", "租房办店", "网格规划员", "2026-11-26")
    ]


def test_a_gap_that_nobody_marked_is_open_and_needs_no_second_table():
    for ledger in (_ledger(UNMARKED), _ledger(UNMARKED).iloc[:0]):
        marked = with_marks(FINDINGS, ledger)
        assert gap_table(marked).rows[0][-1] == "待处理"
        assert marks_table(marked) is None


def test_without_a_kept_ledger_nothing_is_said_of_marks():
    assert gap_table(FINDINGS).columns[-1].head == "协同部门"
    assert marks_table(FINDINGS) is None


def test_what_is_no_gap_any_more_is_resolved_with_its_mark_and_without_a_number():
    gone = {**MARK, "unit_code": "E-01", "facts": {"unit_name": "北苑", "community_code": tiny.JIA}}
    ((number, *told),) = _rows(_ledger({**gone, "households_lacking": 0}, UNMARKED))
    assert (number, *told[:4]) == (None, "甲社区", "北苑", "购物", "已解决")
    assert _rows(_ledger(gone, UNMARKED))[0][4] == "已解决"


def test_what_was_resolved_and_is_a_gap_again_has_no_mark():
    marked = with_marks(FINDINGS, _ledger({**MARK, "state": "closed", "households_lacking": 0}))
    assert gap_table(marked).rows[0][-1] == "待处理"
    assert marks_table(marked) is None


def test_an_item_that_is_not_measured_now_is_not_resolved():
    assert _rows(_ledger({**MARK, "item": "hairdresser"}, UNMARKED)) == []


@pytest.mark.parametrize(("code", "count"), [(tiny.YI, 1), (tiny.JIA, 0)])
def test_a_communitys_report_has_its_own_marks(code, count):
    table = marks_table(with_marks(FINDINGS, _ledger(MARK)).within(code))
    assert (0 if table is None else len(table.rows)) == count


def test_hostile_words_of_a_planner_are_plain_text():
    ((*_, note, role, _),) = _rows(_ledger({**MARK, "note": HOSTILE}))
    assert "\x00" not in note
    assert "\x1b" not in note
    assert role == "网格规划员"
