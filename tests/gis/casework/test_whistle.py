"""Whom a whistle called, and who came."""

import pytest

from gis.casework.categories import read_categories
from gis.casework.whistle import departments_to_call, whistle_progress
from gis.errors import InputError

TREE = read_categories()


def test_a_category_on_the_list_calls_its_departments():
    assert departments_to_call(TREE, TREE.get("0104").departments) == (
        "district_environment",
        "subdistrict_environment",
    )


def test_chosen_departments_go_before_the_list_each_once():
    assert departments_to_call(TREE, TREE.get("0104").departments, ["police", "police"]) == ("police",)


def test_off_the_list_somebody_must_be_chosen():
    with pytest.raises(InputError) as refusal:
        departments_to_call(TREE, TREE.get("0101").departments)
    assert refusal.value.code == "departments_missing"


def test_a_department_without_a_duty_list_is_refused():
    with pytest.raises(InputError) as refusal:
        departments_to_call(TREE, TREE.get("0104").departments, ["nobody"])
    assert refusal.value.code == "department_unknown"


def test_each_department_checks_in_by_itself_and_the_last_completes():
    events = [("judge_up", {"departments": ["a", "b"]}), ("check_in", {"department": "b"})]
    assert whistle_progress(events).missing == ("a",)
    assert not whistle_progress(events).is_complete
    events += [("check_in", {"department": "b"}), ("check_in", {"department": "a"})]
    assert whistle_progress(events).is_complete
    assert whistle_progress(events).checked_in == ("b", "a")


def test_a_new_judgement_starts_afresh_and_strangers_do_not_count():
    events = [
        ("judge_up", {"departments": ["a"]}),
        ("check_in", {"department": "a"}),
        ("judge_up", {"departments": ["b"]}),
        ("check_in", {"department": "a"}),
    ]
    assert whistle_progress(events).missing == ("b",)


def test_without_a_whistle_nobody_is_awaited():
    assert not whistle_progress([]).is_complete
