"""Numbers of grids are read, kept and never given twice."""

import pandas as pd
import pytest

from gis.ingest.grid_numbers import NumberBook, Wanted, number_in


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("茶花社区第八网格", 8),
        ("茶花社区第8网格", 8),
        ("茶花社区第１２网格", 12),
        ("第一百零五网格", 105),
        ("12号网格", 12),
        ("茶花社区八网格", 8),
        ("茶花社区网格", None),
        ("第零网格", None),
        ("5001120010010008", None),
    ],
)
def test_the_number_is_read_from_the_name(name: str, number: int | None) -> None:
    assert number_in(name) == number


def _book(*rows: tuple[str, str, int, str]) -> NumberBook:
    return NumberBook(pd.DataFrame(rows, columns=["code", "community_code", "number", "name"]))


def _wanted(*numbers: int | None, label: str = "x") -> list[Wanted]:
    return [Wanted(at, "C", f"{label}{at}", "", number) for at, number in enumerate(numbers)]


def test_who_says_a_number_gets_it_whatever_the_order() -> None:
    assert _book().number_all(_wanted(None, 1, None, 2)) == [3, 1, 4, 2]


def test_the_second_of_two_equal_numbers_gets_the_next_free_one() -> None:
    assert _book().number_all(_wanted(2, 2)) == [2, 3]


def test_a_number_that_was_ever_given_is_not_made_anew() -> None:
    book = _book(("C009", "C", 9, "旧"), ("D020", "D", 20, "他"))
    assert book.number_all(_wanted(None)) == [10]


def test_a_known_grid_keeps_its_number_and_code_by_code_and_by_name() -> None:
    book = _book(("OLD-7", "C", 7, "甲第七网格"))
    by_code = Wanted(0, "C", "OLD-7", "", 1)
    by_name = Wanted(1, "C", "sha", "甲第七网格", None)
    assert book.number_all([by_code]) == [7]
    assert book.number_all([by_name]) == [7]
    assert (book.code_of("C", 7), book.code_of("C", 8)) == ("OLD-7", "C008")


def test_a_code_of_another_community_is_another_grid() -> None:
    book = _book(("OLD-7", "D", 7, "丁第七网格"))
    assert book.number_all([Wanted(0, "C", "OLD-7", "", None)]) == [1]
