"""A planner keeps two what-ifs, sets them side by side, and prints an estate's list."""

import pytest
from playwright.sync_api import expect

from gis.model.access import Role
from tests.e2e.conftest import sign_in
from tests.worked import tiny

pytestmark = [pytest.mark.database, pytest.mark.browser]


def keep(page, name):
    page.get_by_label("方案名称").fill(name)
    page.get_by_role("button", name="保存试算").click()
    expect(page.locator(".scenario-list li", has_text=name)).to_be_visible()


def test_two_scenarios_are_kept_and_stand_side_by_side(page, small_office):
    sign_in(page, small_office, Role.PLANNER, "/coverage?item=medical")
    page.wait_for_selector(".answer-figure")
    page.locator(".scenarios summary").click()
    page.locator(".trial-mark.gate").first.click()
    keep(page, "关围院门")
    page.locator(".trial-mark.facility").first.click()
    keep(page, "再停卫生站")
    for box in page.locator(".scenario-list input").all():
        box.check()
    expect(page.locator(".scenario-table thead th")).to_have_text(["类别", "现状", "再停卫生站", "关围院门"])
    medical = page.locator(".scenario-table tbody tr", has_text="医疗").locator("td")
    expect(medical).to_have_count(3)
    assert medical.nth(0).inner_text() == "1,610"
    assert medical.nth(2).inner_text().startswith("1,130")


def test_an_estate_list_is_a_page_to_print(page, small_office):
    page.goto(f"{small_office.address}/coverage/estates/{tiny.WALLED_ESTATE}")
    expect(page.locator(".estate-list tbody tr")).not_to_have_count(0)
