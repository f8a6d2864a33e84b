"""Every version stays at hand by its number; the one in use names what only earlier ones know."""

from dataclasses import replace

from gis.casework.categories import read_categories
from gis.casework.working_time import read_calendar
from gis.workflows.live_standards import CaseStandards

FIRST = read_categories()
SECOND = replace(
    FIRST,
    number=2,
    categories={
        code: replace(one, questions=("新问题",)) for code, one in FIRST.categories.items() if code != "0104"
    },
)
STANDARDS = CaseStandards({1: FIRST, 2: SECOND}, {1: read_calendar()})


def test_the_newest_is_in_use_and_each_stays_by_its_number():
    assert STANDARDS.tree is SECOND
    assert STANDARDS.tree_of(1) is FIRST
    assert STANDARDS.tree_of(99) is SECOND
    assert STANDARDS.calendar_of(99) is STANDARDS.calendar


def test_a_category_out_of_use_is_known_by_the_newest_version_that_has_it():
    assert STANDARDS.tree_knowing("0104") is FIRST
    assert STANDARDS.tree_knowing("0101") is SECOND
    assert STANDARDS.tree_knowing("9999") is SECOND


def test_questions_of_every_version_may_be_answered_by_a_phone_that_was_offline():
    assert STANDARDS.questions_of("0301") == {*FIRST.get("0301").questions, "新问题"}
    assert STANDARDS.questions_of("9999") == frozenset()
