"""A resident's request is never refused; a department's task only comes from the list."""

import pytest

from gis.casework.admission import CaseSource, judge_admission
from gis.casework.categories import read_categories
from gis.casework.states import CaseState

TREE = read_categories()
LISTED, UNLISTED = TREE.get("0104"), TREE.get("9901")


@pytest.mark.parametrize("code", sorted(TREE.categories))
@pytest.mark.parametrize("source", [source for source in CaseSource if source is not CaseSource.DEPARTMENT])
def test_no_residents_request_is_refused_in_any_category(source, code):
    admission = judge_admission(source, TREE.get(code))
    assert not admission.is_returned
    assert admission.state in {CaseState.REPORTED, CaseState.REFERRED}


def test_off_the_list_a_request_is_recorded_and_referred_with_the_rule():
    admission = judge_admission(CaseSource.RESIDENT, UNLISTED)
    assert admission.state is CaseState.REFERRED
    assert "转有关部门" in admission.rule


def test_off_the_list_a_departments_task_goes_back_with_the_rule_named():
    admission = judge_admission(CaseSource.DEPARTMENT, TREE.get("9902"))
    assert admission.is_returned
    assert "准入清单" in admission.rule


def test_on_the_list_everything_comes_in_without_a_rule():
    for source in CaseSource:
        assert judge_admission(source, LISTED).state is CaseState.REPORTED
        assert judge_admission(source, LISTED).rule == ""


@pytest.mark.parametrize("category", [LISTED, UNLISTED])
def test_about_another_sub_district_a_request_is_referred_and_a_task_judged_as_ever(category):
    admission = judge_admission(CaseSource.RESIDENT, category, referred_to="邻街道")
    assert (admission.state, "邻街道" in admission.rule) == (CaseState.REFERRED, True)
    task = judge_admission(CaseSource.DEPARTMENT, category, referred_to="邻街道")
    assert task == judge_admission(CaseSource.DEPARTMENT, category)
