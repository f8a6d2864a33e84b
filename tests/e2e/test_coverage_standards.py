"""A planner reads where a template comes from, changes a tier, and measures by it at once."""

import pytest
from playwright.sync_api import expect

from gis.model.access import Role
from tests.e2e.conftest import sign_in

pytestmark = [pytest.mark.database, pytest.mark.browser]


def test_a_tier_is_edited_as_a_new_version_and_the_circle_measures_by_it(page, small_office):
    sign_in(page, small_office, Role.PLANNER, "/coverage/standards")
    page.get_by_role("button", name="六类便民设施").click()
    minutes = page.get_by_label("分钟（顿号隔开）").first
    expect(minutes).to_have_value("5、10、15")
    minutes.fill("4、12")
    page.get_by_label("修改说明").fill("试 12 分钟")
    page.get_by_role("button", name="保存为新版").click()
    expect(page.get_by_label("版本").locator("option")).to_have_count(2)
    page.goto(f"{small_office.address}/coverage?item=shopping")
    expect(page.locator(".chip", has_text="12 分钟")).to_be_visible()
    expect(page.locator(".chip", has_text="15 分钟")).to_have_count(0)


def test_a_visitor_reads_and_edits_nothing(page, small_office):
    page.goto(f"{small_office.address}/coverage/standards")
    expect(page.locator(".standard table")).to_be_visible()
    expect(page.get_by_role("button", name="保存为新版")).to_have_count(0)
