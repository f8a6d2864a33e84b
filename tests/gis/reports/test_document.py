import pytest

from gis.reports.document import CellKind, Column, Table, minutes, share, spell
from tests.gis.reports.example import report


def test_a_share_reads_100_percent_only_when_nobody_is_missing():
    assert share(9_999, 10_000) == 0.999
    assert share(10_000, 10_000) == 1.0


def test_a_share_reads_0_percent_only_when_nobody_is_in():
    assert share(1, 10_000) == 0.001
    assert share(0, 10_000) == 0.0


def test_a_share_of_nothing_is_no_number():
    assert share(0, 0) is None


def test_a_walk_is_never_told_shorter_than_it_is():
    assert minutes(900.0) == 15.0
    assert minutes(900.5) == 15.1
    assert minutes(0.0) == 0.0


def test_beyond_reach_is_no_number_of_minutes():
    assert minutes(float("nan")) is None
    assert minutes(None) is None


def test_values_are_spelled_by_their_kind():
    assert spell(12345, CellKind.COUNT) == "12,345"
    assert spell(0.8884, CellKind.SHARE) == "88.8%"
    assert spell(7.5, CellKind.MINUTES) == "7.5"
    assert spell(1234.5, CellKind.AREA) == "1,234.50"
    assert spell(None, CellKind.COUNT) == "—"
    assert spell("", CellKind.TEXT) == "—"


def test_a_row_of_another_length_than_the_heading_is_refused():
    with pytest.raises(ValueError, match="1 values under 2 columns"):
        Table("t", "t", (Column("a"), Column("b")), (("x",),))


def test_a_table_is_found_by_its_name():
    document = report()
    assert document.table("问题台账").columns[0].head == "序号"
    with pytest.raises(KeyError):
        document.table("没有这张表")
