"""A value that a person wrote is of its kind and size, or refused by the entry's name."""

import math

import pytest

from gis.casework.categories import CaseStep
from gis.errors import InputError
from gis.model.template_values import known_in, number_in, rows_in, text_in, truth_in, words_in


@pytest.mark.parametrize("value", [None, 3, "", "   ", "长" * 41, "两\n行", "\x00", ["字"]])
def test_a_text_is_one_short_line(value):
    with pytest.raises(InputError, match="甲"):
        text_in({"chinese": value}, "chinese", "甲", most=40)


def test_a_text_is_trimmed():
    assert text_in({"chinese": " 路灯 "}, "chinese", "甲", most=40) == "路灯"


@pytest.mark.parametrize("value", ["8", True, math.nan, math.inf, -math.inf, [8], 0.4, 401])
def test_a_number_is_a_finite_number_within_its_bounds(value):
    with pytest.raises(InputError, match="甲"):
        number_in({"limit": value}, "limit", "甲", least=0.5, most=400)


def test_both_bounds_of_a_number_are_within_and_none_is_none():
    for value in (0.5, 400):
        assert number_in({"limit": value}, "limit", "甲", least=0.5, most=400) == value
    assert number_in({}, "limit", "甲", least=0.5, most=400) is None


@pytest.mark.parametrize("value", ["yes", 1, None, []])
def test_a_truth_is_yes_or_no(value):
    with pytest.raises(InputError):
        truth_in({"is_listed": value}, "is_listed", "甲")


@pytest.mark.parametrize("value", ["甲乙", [1], [""], ["同", "同"], ["长" * 121], [[]], [*"一二三四"]])
def test_words_are_a_short_list_of_different_texts(value):
    with pytest.raises(InputError):
        words_in({"steps": value}, "steps", "甲", most=3)


@pytest.mark.parametrize("value", [None, {}, "x", [1], [{}, {}], []])
def test_rows_are_a_list_of_tables_of_a_size(value):
    with pytest.raises(InputError):
        rows_in({"major": value}, "major", most=1)


def test_a_slip_of_the_pen_is_named_and_not_lost():
    with pytest.raises(InputError, match="limt_hours"):
        known_in({"code": "a", "limt_hours": 3}, CaseStep, "甲")
