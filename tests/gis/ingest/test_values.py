"""What people write in a cell."""

from datetime import UTC, datetime, time

import pandas as pd
import pytest

from gis.ingest.values import clean
from gis.space.layers import Layer


def _clean(column: str, value: object, layer: Layer = Layer.BUILDINGS) -> tuple[object, int]:
    rows, problems = clean(
        pd.DataFrame({column: pd.Series([value], dtype=object, index=[7])}), layer, file="t"
    )
    assert all(problem.row == 7 for problem in problems)
    return rows[column].iloc[0], len(problems)


@pytest.mark.parametrize(
    ("written", "kept", "told"),
    [
        (80, 80, 0),
        (80.0, 80, 0),
        ("80", 80, 0),
        ("８０", 80, 1),
        ("1,234", 1234, 1),
        ("80户", 80, 1),
        ("-", None, 1),
        (None, None, 0),
        (float("nan"), None, 0),
        ("约80", "约80", 0),
        ("8O", "8O", 0),
        ("1e308", 1e308, 0),
        (True, True, 0),
    ],
)
def test_numbers(written: object, kept: object, told: int) -> None:
    assert _clean("households", written) == (kept, told)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("是", True),
        ("有", True),
        (1, True),
        ("1.0", True),
        ("否", False),
        ("无", False),
        ("×", False),
        ("或许", "或许"),
        ("", None),
    ],
)
def test_flags(written: object, kept: object) -> None:
    assert (
        _clean("is_old", written, Layer.ESTATES)[0] is kept
        or _clean("is_old", written, Layer.ESTATES)[0] == kept
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [("6:30", "06:30"), ("6：30", "06:30"), ("6时", "06:00"), (time(22, 5), "22:05"), ("早上", "早上")],
)
def test_times(written: object, kept: str) -> None:
    assert _clean("opens", written, Layer.GATES)[0] == kept


def test_a_code_that_excel_made_a_number_is_a_code_again() -> None:
    assert _clean("code", 500112001001.0) == ("500112001001", 0)


def test_control_characters_are_taken_out_and_told() -> None:
    assert _clean("name", "3栋\u200b\x07") == ("3栋", 1)


def test_chinese_words_for_a_choice_are_understood() -> None:
    assert _clean("households_kind", "常住户") == ("resident", 0)
    assert _clean("category", "医疗", Layer.FACILITIES) == ("medical", 0)


def test_a_date_in_excel_is_not_a_number_of_households() -> None:
    assert _clean("households", datetime(2026, 3, 4, tzinfo=UTC))[0] == datetime(2026, 3, 4, tzinfo=UTC)
