"""What becomes of posts, worked out without a database; the whole way stands in test_import_registers."""

from datetime import date

import pandas as pd

from gis.model.ids import UnitId
from gis.workflows.import_posts import PostRow, _changes_at

DAY = date(2026, 6, 1)


def _row(holder: int | None, substitute: int | None = None) -> PostRow:
    return PostRow(2, "grid_leader", "网格长", UnitId(1), "甲", holder, substitute, DAY, ())


def _held(*posts: tuple[int, int | None, int | None, date]) -> pd.DataFrame:
    return pd.DataFrame(posts, columns=["post_id", "officeholder_number", "substitute_number", "from_date"])


def _told(wanted: list[PostRow], held: pd.DataFrame) -> list[tuple[str, int | None, int | None, bool]]:
    return [(one.change, one.post_id, one.holder, one.ends) for one in _changes_at(wanted, held)]


LONG_AGO = date(2020, 1, 1)


def test_the_same_officeholder_goes_on() -> None:
    assert _told([_row(17, 18)], _held((5, 17, 18, LONG_AGO))) == []


def test_another_substitute_is_entered_in_place() -> None:
    assert _told([_row(17, 19)], _held((5, 17, 18, LONG_AGO))) == [("changed", 5, 17, False)]


def test_a_successor_ends_the_former_post_and_begins_one() -> None:
    assert _told([_row(20)], _held((5, 17, None, LONG_AGO))) == [
        ("removed", 5, 17, True),
        ("added", None, 20, False),
    ]


def test_a_post_of_the_very_day_is_corrected_in_place() -> None:
    assert _told([_row(20)], _held((5, 17, None, DAY))) == [("changed", 5, 20, False)]


def test_several_posts_of_one_role_are_matched_by_officeholder() -> None:
    held = _held((5, 17, None, LONG_AGO), (6, 18, None, LONG_AGO))
    assert _told([_row(18), _row(17), _row(19)], held) == [("added", None, 19, False)]
    assert _told([_row(18)], held) == [("removed", 5, 17, True)]
