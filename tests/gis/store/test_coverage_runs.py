"""A run keeps what each building reaches, says when it is out of date, and stays readable."""

import pandas as pd
import pytest
from shapely import box

from gis import coverage
from gis.errors import Conflict, NotFound
from gis.model.access import ANONYMOUS, Role
from gis.model.ids import CoverageRunId
from gis.space.layers import Layer
from gis.store import coverage_runs, editions
from tests.worked import tiny

pytestmark = pytest.mark.database

ITEMS = ("shopping", "medical")


@pytest.fixture(scope="module")
def answer():
    """The tiny world measured without its clinic, all streets far around said to be known: there are gaps."""
    given = tiny.layers()
    return coverage.measure(
        given[Layer.STREETS],
        given[Layer.BUILDINGS],
        given[Layer.FACILITIES].query("category != 'medical'"),
        households="households",
        estates=given[Layer.ESTATES],
        communities=given[Layer.COMMUNITIES],
        gates=given[Layer.GATES],
        barriers=given[Layer.BARRIERS],
        extent=box(106, 29, 107, 30),
    )


@pytest.fixture
def run_id(planner, tiny_store, answer):
    return kept(planner, tiny_store, answer, answer.gaps)


def kept(planner, tiny_store, answer, gaps, profile="adult", scenario_id=None):
    """A run of the answer with these gaps, its ledger taken over from the run before."""
    run = coverage_runs.start_run(
        planner,
        subdistrict_id=tiny_store.subdistrict_id,
        template="six_categories",
        profile=profile,
        parameters={"步速": 1.2},
        formula_version="1",
        scenario_id=scenario_id,
    )
    coverage_runs.save_run(
        planner,
        run,
        buildings=answer.buildings,
        cells=answer.cells,
        gaps=gaps,
        facilities=answer.facilities,
        items=ITEMS,
        summary={"totals": []},
        conservation={"households_in": answer.households_in, "households_out": answer.households_out},
    )
    coverage_runs.carry_ledger(planner, run, ["medical"])
    return run


def ledger(planner, run):
    return coverage_runs.read_run_gaps(planner, run).set_index("unit_code")


def test_marks_of_a_gap_go_on_with_it_and_what_is_gone_is_told(planner, tiny_store, answer, run_id):
    """Three gaps marked; the next run lacks the first of them."""
    first, second, third, *_ = ledger(planner, run_id).index
    ids = ledger(planner, run_id)["gap_id"]
    coverage_runs.mark_gap(
        planner, int(ids[first]), state="planned", role=Role.PLANNER, note="租房", responsible="卫生服务中心"
    )
    coverage_runs.mark_gap(
        planner, int(ids[second]), state="accepted", role=Role.PLANNER, note="拆迁", responsible="街道"
    )
    coverage_runs.mark_gap(planner, int(ids[third]), state="closed", role=Role.PLANNER, note="已开诊")
    left = answer.gaps[answer.gaps["unit_code"] != first]
    later = ledger(planner, kept(planner, tiny_store, answer, left))
    assert set(later.index) == set(ids.index)
    gone = later.loc[first]
    assert (gone["households_lacking"], gone["state"], gone["note"]) == (0, "closed", "租房")
    same = later.loc[second]
    assert (same["state"], same["note"], same["responsible"]) == ("accepted", "拆迁", "街道")
    assert same["is_carried"]
    former = ledger(planner, run_id)["marked_at"]
    assert [(row["marked_role"], row["marked_at"]) for row in (gone, same)] == [
        ("planner", former[first]),
        ("planner", former[second]),
    ]
    still = later.loc[third]
    assert still["state"] == "open"
    assert still["note"].startswith("上次记为“已补齐”")
    assert first not in ledger(planner, kept(planner, tiny_store, answer, left)).index


def test_the_present_ledger_is_of_the_newest_finished_run_without_a_scenario(
    planner, tiny_store, answer, run_id
):
    of = {"template": "six_categories", "profile": "adult"}
    place = tiny_store.subdistrict_id
    assert coverage_runs.newest_ledger(planner, place, **of) == run_id
    later = kept(planner, tiny_store, answer, answer.gaps)
    scenario = coverage_runs.save_scenario(
        planner, subdistrict_id=place, name="试", changes=[{"kind": "close_gate", "code": "G"}]
    )
    kept(planner, tiny_store, answer, answer.gaps, scenario_id=scenario)
    assert coverage_runs.newest_ledger(planner, place, **of) == later
    assert coverage_runs.newest_ledger(planner, place, **{**of, "profile": "elderly"}) is None


def test_marks_go_neither_to_another_profile_nor_to_a_scenario(planner, tiny_store, answer, run_id):
    gap_id = int(ledger(planner, run_id)["gap_id"].iloc[0])
    coverage_runs.mark_gap(planner, gap_id, state="planned", role=Role.PLANNER, note="租房")
    scenario = coverage_runs.save_scenario(
        planner,
        subdistrict_id=tiny_store.subdistrict_id,
        name="试",
        changes=[{"kind": "close_gate", "code": "G"}],
    )
    for other in ({"profile": "elderly"}, {"scenario_id": scenario}):
        assert set(ledger(planner, kept(planner, tiny_store, answer, answer.gaps, **other))["state"]) == {
            "open"
        }


def test_a_gap_of_what_a_run_did_not_measure_is_not_gone(planner, tiny_store, answer, run_id):
    later = kept(planner, tiny_store, answer, answer.gaps.iloc[:0])
    assert (ledger(planner, later)["households_lacking"] == 0).all()
    coverage_runs.save_run(
        planner,
        later,
        buildings=answer.buildings,
        cells=answer.cells,
        gaps=answer.gaps.iloc[:0],
        items=ITEMS,
        summary={"totals": []},
        conservation={},
    )
    coverage_runs.carry_ledger(planner, later, ["shopping"])
    assert ledger(planner, later).empty


def test_every_building_comes_back_with_its_walking_time(planner, run_id, answer):
    kept = coverage_runs.read_run_buildings(planner, run_id, item="shopping").set_index("code")
    given = answer.buildings.set_index("code").loc[kept.index]
    pd.testing.assert_series_equal(
        kept["walking_s"], given["shopping_seconds"], check_names=False, check_dtype=False
    )
    assert list(kept["status"]) == list(given["shopping_status"])
    assert list(kept["reason"]) == list(given["reason"])
    assert kept["households"].sum() == tiny.HOUSEHOLDS_TOTAL
    beyond = coverage_runs.read_run_buildings(planner, run_id, item="medical")
    assert beyond["walking_s"].isna().all()
    assert set(beyond["status"]) == {"uncovered"}


def test_h3_cells_come_back_as_the_same_cells_and_households_are_conserved(planner, run_id, answer):
    kept = coverage_runs.read_run_cells(planner, run_id, item="shopping")
    assert [format(value, "x") for value in kept["h3"]] == sorted(answer.cells["h3"])
    assert kept["households"].sum() == tiny.HOUSEHOLDS_TOTAL
    assert kept["covered_households"].sum() == answer.cells["shopping_covered_households"].sum()


def test_the_ledger_of_gaps_keeps_its_facts_and_what_became_of_each(planner, run_id, answer):
    gaps = coverage_runs.read_run_gaps(planner, run_id)
    assert len(gaps) == len(answer.gaps) > 0
    assert gaps["households_lacking"].is_monotonic_decreasing
    assert set(gaps["facts"].iloc[0]) >= {"unit_name", "remedy_text"}
    coverage_runs.mark_gap(planner, int(gaps["gap_id"][0]), state="planned", role=Role.PLANNER, note="开门")
    again = coverage_runs.read_run_gaps(planner, run_id).set_index("gap_id").loc[gaps["gap_id"][0]]
    assert (again["state"], again["note"]) == ("planned", "开门")
    with pytest.raises(NotFound):
        coverage_runs.mark_gap(planner, 10**9, state="planned", role=Role.PLANNER)


def test_facilities_come_back_as_the_run_saw_them(planner, run_id, answer):
    kept = coverage_runs.read_run_facilities(planner, run_id).set_index("code")
    assert list(kept.index) == list(answer.facilities["code"])
    assert kept["item"]["F-01"] == "shopping"


def test_saving_again_takes_the_formers_place(planner, run_id, answer):
    coverage_runs.save_run(
        planner,
        run_id,
        buildings=answer.buildings,
        cells=answer.cells,
        gaps=answer.gaps.head(0),
        items=ITEMS[:1],
        summary={},
        conservation={},
    )
    assert len(coverage_runs.read_run_buildings(planner, run_id)) == 24
    assert coverage_runs.read_run_gaps(planner, run_id).empty


def test_the_latest_run_is_the_last_finished_one_of_its_template_and_profile(planner, run_id, tiny_store):
    def latest(**narrowed):
        return coverage_runs.latest_run(planner, tiny_store.subdistrict_id, **narrowed)

    running = coverage_runs.start_run(
        planner,
        subdistrict_id=tiny_store.subdistrict_id,
        template="t",
        profile="p",
        parameters={},
        formula_version="1",
    )
    assert latest() == run_id
    assert latest(profile="elderly") is None
    coverage_runs.fail_run(planner, running, reason="没有道路")
    assert coverage_runs.read_run(planner, running).state == "failed"
    assert list(coverage_runs.read_runs(planner, subdistrict_id=tiny_store.subdistrict_id)["run_id"]) == [
        running,
        run_id,
    ]


def test_a_run_is_out_of_date_once_its_data_change_and_stays_readable(planner, run_id):
    assert coverage_runs.read_run(planner, run_id).stale_reason == ""
    edition_id = editions.load_edition(planner, {Layer.STREETS: tiny.streets()}, territory="tiny", source="x")
    editions.activate_edition(planner, edition_id)
    stale = coverage_runs.read_run(planner, run_id)
    assert "数据" in stale.stale_reason
    assert stale.conservation == {"households_in": 1610, "households_out": 1610}
    assert len(coverage_runs.read_run_buildings(planner, run_id)) == 48


def test_nobody_elsewhere_sees_a_run(own_tiny_store, answer):
    world = own_tiny_store
    known = {"template": "t", "profile": "p", "parameters": {}, "formula_version": "1"}
    with world.store.session(world.scope()) as connection:
        run = coverage_runs.start_run(connection, subdistrict_id=world.subdistrict_id, **known)
    for scope in (ANONYMOUS, world.scope("987")):
        with world.store.session(scope) as connection, pytest.raises(NotFound):
            coverage_runs.read_run(connection, run)


def test_an_unknown_run_is_not_found(planner, answer):
    frames = {"buildings": answer.buildings, "cells": answer.cells, "gaps": answer.gaps}
    with pytest.raises(NotFound):
        coverage_runs.save_run(
            planner, CoverageRunId(10**9), **frames, items=ITEMS, summary={}, conservation={}
        )


def test_scenarios_keep_their_changes(planner, tiny_store):
    changes = [{"kind": "open_gate", "code": "G-01"}]
    coverage_runs.save_scenario(
        planner, subdistrict_id=tiny_store.subdistrict_id, name="开北门", changes=changes
    )
    assert coverage_runs.read_scenarios(planner, tiny_store.subdistrict_id)["changes"][0] == changes


def test_a_gap_has_one_of_four_states(own_tiny_store, answer):
    world = own_tiny_store
    known = {"template": "t", "profile": "p", "parameters": {}, "formula_version": "1"}
    with world.store.system() as connection:
        run = coverage_runs.start_run(connection, subdistrict_id=world.subdistrict_id, **known)
        frames = {"buildings": answer.buildings, "cells": answer.cells, "gaps": answer.gaps}
        coverage_runs.save_run(connection, run, **frames, items=ITEMS, summary={}, conservation={})
        gap_id = int(coverage_runs.read_run_gaps(connection, run)["gap_id"][0])
    with pytest.raises(Conflict), world.store.system() as connection:
        coverage_runs.mark_gap(connection, gap_id, state="forgotten", role=Role.PLANNER)
