"""Cases as figures: with a place, never a dispute, counted by building and by week."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from gis.model.access import Role
from gis.store import case_figures, cases
from tests.gis.store.new_cases import case_at_a_building

pytestmark = pytest.mark.database

MONDAY_MORNING = datetime(2022, 5, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def community(tiny_store):
    with tiny_store.store.session(tiny_store.scope(role=Role.COMMUNITY)) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def new_case(community):
    return replace(
        case_at_a_building(community), category="0104", state="reported", reported_at=MONDAY_MORNING
    )


def test_points_leave_disputes_and_cases_without_a_place_out(community, new_case):
    placed = cases.file_case(community, new_case).case_id
    cases.file_case(community, replace(new_case, is_dispute=True))
    cases.file_case(community, replace(new_case, lon=None, lat=None))
    points = case_figures.read_case_points(community).points
    assert list(points["case_id"]) == [placed]
    assert (points["grid_id"].iloc[0], str(points["reported_at"].dt.tz)) == (new_case.grid_id, "UTC")


def test_points_are_taken_from_the_first_moment_to_before_the_last(community, new_case):
    cases.file_case(community, new_case)
    after = MONDAY_MORNING + timedelta(seconds=1)
    assert len(case_figures.read_case_points(community, since=MONDAY_MORNING, until=after).points) == 1
    assert case_figures.read_case_points(community, until=MONDAY_MORNING).points.empty
    assert case_figures.read_case_points(community, since=after).points.empty


def test_what_is_too_much_leaves_the_oldest_out_and_says_how_many(community, new_case):
    hours = [replace(new_case, reported_at=MONDAY_MORNING + timedelta(hours=n)) for n in range(4)]
    ids = [cases.file_case(community, case).case_id for case in hours]
    cases.file_case(community, replace(new_case, category="0201"))
    asked = {"categories": ["01"], "states": ["reported"]}
    cut = case_figures.read_case_points(community, limit=3, **asked)
    assert (list(cut.points["case_id"]), cut.left_out) == (ids[1:], 1)
    whole = case_figures.read_case_points(community, limit=4, **asked)
    assert (list(whole.points["case_id"]), whole.left_out) == (ids, 0)
    assert case_figures.read_case_points(community, states=["closed"]).points.empty


def test_counts_per_building_leave_disputes_out(community, new_case, tiny_store):
    cases.file_case(community, new_case)
    cases.file_case(community, replace(new_case, is_dispute=True))
    counts = case_figures.count_cases_by_building(
        community, within=tiny_store.path, since=datetime(2022, 1, 1, tzinfo=UTC)
    )
    assert counts.to_dict("records") == [{"building_id": new_case.building_id, "category": "01", "cases": 1}]


def test_weeks_begin_on_monday_in_china_and_count_one_category_of_one_grid(community, new_case):
    sunday_night = datetime(2022, 5, 1, 15, 59, tzinfo=UTC)
    for case in (
        new_case,
        new_case,
        replace(new_case, reported_at=sunday_night),
        replace(new_case, category="0105"),
        replace(new_case, is_dispute=True),
        replace(new_case, state="returned"),
        replace(new_case, grid_id=None, building_id=None, unit_id=new_case.community_id),
    ):
        cases.file_case(community, case)
    weeks = case_figures.count_by_week(community, new_case.grid_id, "0104", now=MONDAY_MORNING, weeks=3)
    assert [(week.monday, week.cases) for week in weeks] == [
        (date(2022, 4, 18), 0), (date(2022, 4, 25), 1), (date(2022, 5, 2), 2),
    ]  # fmt: skip
