import pytest

from gis.reports.text import looks_like_a_formula, printable


def test_what_xml_forbids_becomes_a_space_and_never_joins_two_words():
    assert printable("a\x00b\x1b[31mc\ud800d\ufffee") == "a b [31mc d e"


def test_marks_that_turn_the_reading_direction_are_taken_out():
    assert printable("甲\u202e乙\u2066丙") == "甲 乙 丙"


def test_a_cut_is_marked_and_keeps_to_the_limit():
    assert printable("很长" * 100, limit=10) == "很长很长很长很长很…"
    assert printable("刚好十个字的名称一二", limit=10) == "刚好十个字的名称一二"


@pytest.mark.parametrize("nothing", [None, float("nan"), "", " \n\t "])
def test_nothing_prints_as_an_empty_string(nothing):
    assert printable(nothing) == ""


def test_what_a_spreadsheet_would_reckon_is_told_apart():
    assert all(looks_like_a_formula(text) for text in ("=1+1", "+1", "-1", "@SUM(A1)"))
    assert not any(looks_like_a_formula(text) for text in ("第1网格", "1=1", ""))
