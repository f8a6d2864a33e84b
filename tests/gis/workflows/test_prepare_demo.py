"""The demo is prepared from nothing, and what is there already is not done again."""

import dataclasses
from collections.abc import Iterator

import pytest

from gis.model.access import Role, Scope
from gis.model.units import UnitKind
from gis.settings import Settings
from gis.store import coverage_runs, plans, units
from gis.store.engine import Store
from gis.workflows.prepare_demo import PROPOSAL_NAME, DemoSummary, prepare_demo
from gis.workflows.report_files import list_reports


@pytest.fixture(scope="module")
def prepared(make_demo_store) -> Iterator[tuple[Store, DemoSummary]]:
    with make_demo_store() as store:
        yield store, prepare_demo(store.settings)


def _counts(store: Store) -> tuple[int, int, int]:
    with store.system() as connection:
        path = units.read_units(connection, UnitKind.SUBDISTRICT)["path"].iloc[0]
        runs, drafts = len(coverage_runs.read_runs(connection)), len(plans.list_plans(connection))
    return runs, drafts, len(list_reports(store.settings.reports_dir, Scope(None, Role.PLANNER, (path,))))


def test_a_run_a_proposal_and_a_report_stand_ready(prepared: tuple[Store, DemoSummary]) -> None:
    store, summary = prepared
    assert _counts(store) == (1, 2, 1)
    with store.system() as connection:
        assert plans.read_plan(connection, summary.proposal_id).name == PROPOSAL_NAME
    assert summary.report_name.endswith(".docx")


def test_preparing_again_adds_nothing_and_changes_only_passwords(prepared: tuple[Store, DemoSummary]) -> None:
    store, first = prepared
    before = _counts(store)
    again = prepare_demo(store.settings)
    assert _counts(store) == before
    assert again.proposal_id == first.proposal_id
    assert {one.password for one in again.accounts}.isdisjoint(one.password for one in first.accounts)


def test_the_summary_tells_addresses_and_logins(prepared: tuple[Store, DemoSummary]) -> None:
    store, summary = prepared
    text = summary.text(dataclasses.replace(store.settings, port=8123))
    assert "http://127.0.0.1:8123/" in text
    assert "演示数据，边界为生成" in text
    assert all(one.login in text and one.password in text for one in summary.accounts)
    assert {one.role for one in summary.accounts} == set(Role) - {Role.ANONYMOUS}


def test_a_service_that_others_can_reach_gets_no_demo_account(prepared: tuple[Store, DemoSummary]) -> None:
    store, _ = prepared
    settings: Settings = dataclasses.replace(store.settings, host="0.0.0.0")
    summary = prepare_demo(settings, is_local=False)
    assert summary.accounts == ()
    assert "未创建演示账号" in summary.text(settings)
