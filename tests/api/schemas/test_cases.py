"""Bodies refuse what is not asked for, and views say what people read."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from api.schemas.cases import MoveBody, NewCaseBody, category_of, view_of
from gis.casework.categories import read_categories
from gis.casework.working_time import read_calendar
from gis.model.access import Role
from gis.store.cases import CaseRecord
from gis.workflows.live_standards import CaseStandards

STANDARDS = CaseStandards({1: read_categories()}, {1: read_calendar()})

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def _case(**changes):
    values = dict.fromkeys(CaseRecord.__dataclass_fields__)
    values |= {
        "case_id": 1,
        "number": "微型-20261123-0001",
        "provisional_number": "",
        "unit_id": 2,
        "path": "1.2",
    }
    values |= {"category": "0104", "title": "油烟", "description": "", "address": "", "source": "resident"}
    values |= {
        "route": "repair",
        "state": "reported",
        "priority": 3,
        "is_dispute": False,
        "answers": {},
        "departments": [],
    }
    return CaseRecord(**{**values, "version": 1, "reported_at": NOW, **changes})


def test_an_unsolved_case_past_its_deadline_is_overdue_and_a_closed_one_is_not():
    late = {"due_at": NOW - timedelta(hours=1)}
    assert view_of(_case(**late), "甲", standards=STANDARDS, now=NOW).is_overdue
    assert not view_of(_case(**late, state="closed"), "甲", standards=STANDARDS, now=NOW).is_overdue
    assert not view_of(_case(**late, solved_at=NOW), "甲", standards=STANDARDS, now=NOW).is_overdue


def test_a_case_is_told_in_chinese_with_the_callers_moves():
    view = view_of(_case(), "甲社区", role=Role.GRID_WORKER, standards=STANDARDS, now=NOW)
    assert (view.category_chinese, view.state_chinese, view.source_chinese) == (
        "市容环境/油烟扰民",
        "已登记",
        "居民",
    )
    assert "accept" in {move.move for move in view.moves}
    assert view_of(_case(), "甲社区", role=Role.PLANNER, standards=STANDARDS, now=NOW).moves == []


def test_values_of_another_template_are_shown_as_they_are():
    view = view_of(_case(category="8888", source="letter"), "甲", standards=STANDARDS, now=NOW)
    assert (view.category_chinese, view.source_chinese) == ("8888", "letter")


@pytest.mark.parametrize("body", [{"category": "01"}, {"title": ""}, {"colour": "red"}, {"stairwell": 0}])
def test_a_filing_with_anything_wrong_is_refused(body):
    with pytest.raises(ValidationError):
        NewCaseBody(**{"category": "0104", "title": "油烟", **body})


def test_a_move_takes_few_facts():
    with pytest.raises(ValidationError):
        MoveBody(move="step", facts={str(i): i for i in range(6)})


def test_a_category_keeps_its_lists():
    assert category_of(read_categories().get("0301")).steps == ["photo", "notice", "joint_team", "removed"]
