"""Kept measurements are shown as they were, and only like is compared with like."""

import pytest

from gis.errors import Conflict, InputError, NotFound
from gis.model.access import ANONYMOUS
from gis.store import coverage_runs
from gis.workflows import kept_coverage, show_coverage
from gis.workflows.explore_coverage import CoverageShelf
from gis.workflows.record_coverage import record_coverage
from tests.gis.store.conftest import fill
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def world(make_store):
    with make_store() as store:
        yield fill(store)


@pytest.fixture(scope="module")
def shelf():
    return CoverageShelf()


@pytest.fixture(scope="module")
def run_id(world, shelf):
    assert kept_coverage.list_runs(world.store, world.scope()) == []
    return int(record_coverage(world.store, world.scope(), shelf=shelf))


def test_a_run_just_kept_shows_what_the_page_shows(world, shelf, run_id):
    explored = shelf.take(world.store, ANONYMOUS, profile="adult", template="six_categories")
    live, kept = (
        show_coverage.opening(explored, []),
        kept_coverage.open_run(world.store, world.scope(), run_id),
    )
    for name in ("place", "items", "totals", "households", "all_six_households", "edition", "edition_date"):
        assert kept[name] == live[name], name
    homes, columns = kept_coverage.run_building_rows(world.store, world.scope(), run_id)
    there = show_coverage.building_rows(explored)[0].set_index("code")
    for column in columns[1:]:
        assert homes.set_index("code")[column].fillna("").tolist() == there[column].fillna("").tolist(), (
            column
        )


def test_a_run_outside_the_scope_is_as_if_it_were_not(world, run_id):
    with pytest.raises(NotFound):
        kept_coverage.open_run(world.store, ANONYMOUS, run_id)


def test_a_run_that_failed_cannot_be_looked_at(world):
    with world.store.session(world.scope()) as connection:
        failed = coverage_runs.start_run(
            connection,
            subdistrict_id=world.subdistrict_id,
            template="six_categories",
            profile="adult",
            parameters={},
            formula_version="1",
        )
        coverage_runs.fail_run(connection, failed, reason="试")
    with pytest.raises(Conflict):
        kept_coverage.open_run(world.store, world.scope(), failed)


def test_the_two_kinds_of_circle_are_never_set_side_by_side(world, shelf, run_id):
    other = record_coverage(world.store, world.scope(), template="gb50180_2018", shelf=shelf)
    with pytest.raises(Conflict) as refused:
        kept_coverage.compare_runs(world.store, world.scope(), run_id, other)
    assert refused.value.code == "circles_mixed"


def test_units_compared_add_up_to_the_place(world, shelf, run_id):
    other = record_coverage(world.store, world.scope(), profile="elderly", shelf=shelf)
    whole, *parts = (
        kept_coverage.compare_runs(world.store, world.scope(), run_id, other, by=by)
        for by in ("all", "community", "estate")
    )
    for rows in parts:
        for total in whole:
            same = [r for r in rows if (r["item"], r["minutes"]) == (total["item"], total["minutes"])]
            for name in ("households_before", "covered_households_after", "change"):
                assert sum(row[name] for row in same) == total[name]


_GAP = """
INSERT INTO coverage_gap (run_id, item, category, serial, unit_id, minutes, households, households_lacking, nearest_s,
                          facts, geometry)
SELECT %(run_id)s, 'medical', 'medical', 1, u.id, 15, 480, 320, 1080,
       '{"unit_name": "围院", "community_code": "500199098001", "nearest_name": "卫生站", "responsible_unit": "甲社区",
         "remedy_text": "开放出入口 G-01，15 分钟内可增加覆盖 320 户"}', ST_SetSRID(ST_Point(106.55, 29.5), 4326)
FROM unit u WHERE u.kind = 'estate' AND u.code = %(estate)s
"""


def test_a_gap_is_told_in_words_and_keeps_what_becomes_of_it(world, run_id):
    """In the tiny world everything is near, so the row is written by hand."""
    with world.store.system() as connection:
        connection.exec_driver_sql(_GAP, {"run_id": run_id, "estate": tiny.WALLED_ESTATE})
    (row,) = kept_coverage.run_gap_rows(world.store, world.scope(), run_id)
    assert (row["unit_kind"], row["unit_code"], row["community_name"]) == (
        "estate",
        tiny.WALLED_ESTATE,
        "甲社区",
    )
    assert tiny.GATE not in row["remedy_text"]
    assert (row["households_lacking"], row["nearest_seconds"], row["state"]) == (320, 1080.0, "open")
    kept_coverage.mark_gap(
        world.store, world.scope(), row["gap_id"], state="planned", note="明年", responsible="甲社区"
    )
    (again,) = kept_coverage.run_gap_rows(world.store, world.scope(), run_id)
    assert (again["state"], again["note"], again["responsible"]) == ("planned", "明年", "甲社区")
    assert not again["is_resolved"]
    with pytest.raises(InputError):
        kept_coverage.mark_gap(world.store, world.scope(), row["gap_id"], state="lost")


def test_the_next_measurement_says_that_a_gap_is_gone_and_what_had_been_planned(world, shelf, run_id):
    later = record_coverage(world.store, world.scope(), shelf=shelf)
    (row,) = kept_coverage.run_gap_rows(world.store, world.scope(), later)
    assert row["is_resolved"]
    assert (row["unit_code"], row["households_lacking"], row["state"]) == (tiny.WALLED_ESTATE, 0, "closed")
    assert (row["note"], row["responsible"]) == ("明年", "甲社区")
