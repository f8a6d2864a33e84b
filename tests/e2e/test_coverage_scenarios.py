"""A planner tries gates, paths and points by mouse, keeps and compares, looks at an older run; a community confirms."""

import pytest
from playwright.sync_api import expect

from gis.model.access import Role
from tests.e2e.conftest import look_at, on_screen, sign_in
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
    page.get_by_role("button", name="试着停用").click()
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


def click_at(page, *place_m):
    page.mouse.click(*on_screen(page, *tiny.lon_lat(*place_m)))


def test_a_footbridge_and_a_gate_are_drawn_by_mouse(page, small_office):
    """Without the gate 480 households are shut in; a bridge from the footpath's end over the wall lets them out."""
    sign_in(page, small_office, Role.PLANNER, "/coverage?item=medical")
    covered = page.locator(".share-bar")
    expect(covered).to_have_attribute("aria-label", "覆盖率 100.0%")
    page.locator(".trial-mark.gate").first.click()
    expect(covered).to_have_attribute("aria-label", "覆盖率 70.2%")
    look_at(page, *tiny.lon_lat(190, 60), zoom=18)
    page.get_by_role("button", name="＋天桥").click()
    click_at(page, 180, 50)
    click_at(page, 200, 50)
    expect(page.locator(".trial-list li").nth(1)).to_contain_text("新增一座天桥")
    expect(covered).to_have_attribute("aria-label", "覆盖率 100.0%")
    page.get_by_role("button", name="＋出入口").click()
    click_at(page, 150, 4)
    expect(page.locator(".trial-list li").nth(2)).to_contain_text("新增一个出入口")
    page.get_by_role("button", name="＋步道").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="＋步道")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="清除试算").click()
    expect(covered).to_have_attribute("aria-label", "覆盖率 100.0%")


def test_a_gate_dragged_along_its_wall_is_tried_there(page, small_office):
    """The gate to the west wall: nobody is shut in, and the change stands in the list and can be taken back."""
    sign_in(page, small_office, Role.PLANNER, "/coverage?item=medical")
    page.wait_for_selector(".answer-figure")
    look_at(page, *tiny.lon_lat(150, 60), zoom=18)
    gate = page.locator(".trial-mark.gate").first
    box = gate.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(*on_screen(page, *tiny.lon_lat(180, 20)), steps=4)
    page.mouse.move(*on_screen(page, *tiny.lon_lat(150, 4)), steps=6)
    page.mouse.up()
    expect(page.locator(".trial-list li")).to_contain_text("移动围院")
    expect(page.locator(".trial-mark.gate.tried")).to_have_count(1)
    page.get_by_role("button", name="撤销这一条").click()
    expect(page.locator(".trial-mark.gate.tried")).to_have_count(0)


def test_an_older_measurement_is_shown_and_cannot_be_tried(page, small_office):
    sign_in(page, small_office, Role.PLANNER, "/coverage?item=medical")
    page.wait_for_selector(".answer-figure")
    page.locator(".scenarios summary").click()
    page.get_by_role("button", name="测算现行数据并存档").click()
    dates = page.get_by_label("数据日期")
    expect(dates.locator("option")).to_have_count(2, timeout=60_000)
    dates.select_option(index=1)
    expect(page.locator(".stale")).to_contain_text("存档的第")
    expect(page.locator(".trials")).to_be_hidden()
    page.get_by_role("tab", name="分单位").click()
    expect(page.locator(".units-table tbody tr")).to_have_count(2)
    dates.select_option(index=0)
    expect(page.locator(".trials")).to_be_visible()


def test_what_a_community_confirms_is_measured_at_once(page, small_office):
    """Closed, the only clinic reaches nobody; the tiny map ends within a walk, so that is 边界不确定."""
    sign_in(page, small_office, Role.DEPARTMENT, "/coverage?item=medical")
    expect(page.locator(".answer-figure")).to_have_attribute("data-beyond", "0")
    page.locator(".trial-mark.facility").first.click()
    page.get_by_role("button", name="停业").click()
    expect(page.locator(".facility-card .parts")).to_contain_text("社区确认为停业")
    expect(page.locator(".answer .parts")).to_contain_text("1,610 户100.0%")
    page.get_by_role("button", name="在营").click()
    expect(page.locator(".facility-card .parts")).not_to_contain_text("社区确认为停业")
    expect(page.locator(".share-bar")).to_have_attribute("aria-label", "覆盖率 100.0%")
