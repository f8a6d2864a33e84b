"""Events are read in their order; links are found from both ends."""

import pytest

from gis.store import case_events, cases
from tests.gis.store.new_cases import case_at_a_building

pytestmark = pytest.mark.database


@pytest.fixture
def new_case(planner):
    return case_at_a_building(planner)


def test_linked_cases_are_found_either_way(planner, new_case):
    one, two = (cases.file_case(planner, new_case).case_id for _ in range(2))
    case_events.link_cases(planner, one, two, kind="duplicate")
    assert list(case_events.read_links(planner, two)["case_id"]) == [one]
    assert list(case_events.read_links(planner, one)["case_id"]) == [two]


def test_events_come_in_the_order_of_the_cases_versions(planner, new_case):
    filed = cases.file_case(planner, new_case)
    for kind in ("accept", "step", "solve"):
        cases.append_case_event(planner, filed.case_id, kind=kind)
    events = case_events.read_case_events(planner, filed.case_id)
    assert [(event.serial, event.kind) for event in events] == [
        (1, "filed"),
        (2, "accept"),
        (3, "step"),
        (4, "solve"),
    ]
