"""Asking for a proposal with all that may be wished, stopping it with the best so far, and the band it goes by."""

import pytest
from playwright.sync_api import expect

from gis.model.access import Role
from gis.model.progress import stop_of
from gis.store import queue
from gis.workflows import accounts, propose_plan, redraw_plan
from tests.e2e.conftest import PASSWORD, enter

pytestmark = [pytest.mark.database, pytest.mark.browser]


@pytest.fixture
def page(page, small_office):
    """A planner's editor on a fresh draft of the tiny world."""
    scope = accounts.sign_in(small_office.store, Role.PLANNER.value, PASSWORD).scope
    plan_id = redraw_plan.open_draft(
        small_office.store, scope, name="草案", subdistrict_id=small_office.world.subdistrict_ids[0]
    )
    enter(page, small_office, Role.PLANNER)
    page.goto(f"{small_office.address}/plans/{plan_id}")
    page.wait_for_selector(".grid-row")
    return page


@pytest.fixture
def unhurried(monkeypatch):
    """Proposals that go on until somebody asks for what they have, or cancels."""

    def go_on(store, scope, arguments, progress):
        progress("划分网格", 1, 4)
        stop_of(progress).wait(20)
        return propose_plan.run_job(store, scope, arguments, progress)

    monkeypatch.setitem(queue._functions, propose_plan.JOB_KIND, go_on)


def test_a_proposal_is_asked_for_in_detail_cancelled_without_a_draft_and_stopped_with_the_best_so_far(
    page, small_office, unhurried
):
    plans = f"{small_office.address}/api/v1/plans"
    count = len(page.request.get(plans).json()["items"])
    page.click("[data-action=propose]")
    asked = page.locator("[data-dialog=proposal]")
    asked.get_by_label("范围").select_option("all")
    asked.locator("summary").first.click()
    expect(asked.locator("tbody tr").first).to_contain_text("共 840 户，可设 2—2 个网格（300—500 户）")
    asked.locator("button[type=submit]").click()
    expect(asked.locator(".proposal-wait")).to_contain_text("划分网格 1/4（25 %）")
    asked.locator("[data-job=cancel]").click()
    expect(asked.locator("button[type=submit]")).to_be_enabled()
    assert len(page.request.get(plans).json()["items"]) == count
    asked.locator("tbody input").first.fill("2")
    asked.get_by_text("更多要求").click()
    asked.locator("[name=balance-residents]").check()
    asked.locator("button[type=submit]").click()
    expect(asked.locator("[data-job=stop]")).to_be_in_viewport(ratio=1)
    asked.locator("[data-job=stop]").click()
    told = page.locator("[data-dialog=proposal-result]")
    expect(told.locator("[data-ending]")).to_contain_text("已按要求提前停止")
    expect(told).to_contain_text("人口：各网格与本社区平均值最多相差")
    expect(told.locator("tbody")).to_contain_text("甲社区")
    assert len(page.request.get(plans).json()["items"]) == count + 1


def test_a_band_set_by_the_planner_is_what_the_editor_counts_by(page, small_office, context):
    other = context.new_page()
    other.goto(f"{small_office.address}/plans")
    other.click("text=户数区间")
    form = other.locator(".band-form")
    form.get_by_label("适用于").select_option(label="乙社区")
    form.locator("[name=min_households]").fill("60")
    form.locator("button[type=submit]").click()
    expect(form.locator(".form-error")).to_have_text("请填写下限和上限")
    form.locator("[name=max_households]").fill("150")
    form.locator("button[type=submit]").click()
    expect(other.locator("[data-dialog=bands] tbody")).to_contain_text("60–150 户，目标 105 户单独设定")
    page.reload()
    expect(page.locator("[data-total=out]")).to_have_text("2")
