"""What a visitor of an office is shown in the first minute, played from the map to the signed report."""

import re

import docx
import pytest
import shapely
from playwright.sync_api import expect

from gis.model.access import Role
from tests.e2e.conftest import look_at, on_screen, sign_in

pytestmark = [pytest.mark.database, pytest.mark.browser]

NEW_PHASE, NEW_HOUSEHOLDS = "融汇江山二期", 620
GRID, COMMUNITY = "茶花社区第八网格", "茶花社区"
MOST_HOUSEHOLDS = 500
# Drawing and writing are jobs of their own; what a page does by itself has the usual wait.
JOB_TIMEOUT_MS = 120_000


@pytest.fixture
def planner(page, own_office):
    """A planner's page on an office whose plans may change."""
    sign_in(page, own_office, Role.PLANNER)
    page.wait_for_selector("[data-attention]")
    return page


def _number(text):
    """The digits of a text as one number."""
    return int("".join(sign for sign in text if sign.isdigit()))


def _open_draft(page):
    page.click(".pill")
    page.click("[data-open-draft]")
    page.wait_for_selector(".grid-row")
    return re.search(r"/plans/(\d+)", page.url)[1]


def _place_of_new_phase(page, office, plan_id):
    """(lon, lat) inside a building of the estate that is in no grid yet."""
    cells = page.request.get(f"{office.address}/api/v1/plans/{plan_id}/cells").json()["features"]
    found = [cell for cell in cells if cell["properties"].get("estate_name") == NEW_PHASE]
    assert sum(cell["properties"]["households"] for cell in found) == NEW_HOUSEHOLDS
    middle = shapely.geometry.shape(found[0]["geometry"]).representative_point()
    return middle.x, middle.y


def _take_new_phase(page, place):
    """Put the whole estate into the eighth grid by one click, and give its row in the list."""
    page.fill(".grid-find input", GRID)
    row = page.locator(".grid-row")
    expect(row).to_have_count(1)
    row.locator(".grid-name").click()
    page.click(".toolbar [data-tool=click]")
    page.select_option("[data-option=unit]", "estate")
    page.select_option("[data-option=source]", "unassigned")
    look_at(page, *place, 17)
    page.mouse.click(*on_screen(page, *place))
    return row


def test_the_eighth_grid_takes_the_new_phase_and_a_proposal_says_what_changes_hands(planner, own_office):
    page = planner
    assert page.text_content(".pill-count") == "待调整 3 个"
    assert "214个网格" in page.text_content(".totals")
    plan_id = _open_draft(page)
    # The editor counts as the map does.
    assert page.text_content("[data-total=out]") == "3"
    assert page.text_content("[data-total=unassigned]") == str(NEW_HOUSEHOLDS)
    place = _place_of_new_phase(page, own_office, plan_id)
    page.fill(".grid-find input", GRID)
    before = _number(page.locator(".grid-row .grid-households").text_content())
    row = _take_new_phase(page, place)
    expect(page.locator("[data-total=unassigned]")).to_have_text("0")
    after = _number(row.locator(".grid-households").text_content())
    assert after == before + NEW_HOUSEHOLDS > MOST_HOUSEHOLDS
    assert row.locator(".grid-households.out").count() == 1
    expect(page.locator("[data-total=out]")).to_have_text("4")
    expect(page.locator(".plan-head")).to_contain_text("第 1 步")
    expect(page.locator(".plan-head .tag.warn")).to_have_count(0)

    page.click("[data-action=propose]")
    expect(page.locator("dialog select").first.locator("option:checked")).to_have_text(COMMUNITY)
    page.click("dialog button[type=submit]")
    page.wait_for_selector("[data-dialog=proposal-result]", timeout=JOB_TIMEOUT_MS)
    told = page.locator("[data-dialog=proposal-result]")
    expect(told.locator("[data-figure=out] b")).to_have_text("0")
    expect(told.locator("tbody tr")).to_have_count(1)
    told.get_by_text("与当前方案比较").click()
    page.wait_for_selector("dialog.compare .figures")
    assert _number(page.locator("dialog.compare .figures b").first.text_content()) > 0
    page.click("text=打开对方方案")
    page.wait_for_url(re.compile(rf"/plans/(?!{plan_id}$)\d+$"))
    page.wait_for_selector(".grid-row")
    expect(page.locator("[data-total=out]")).to_have_text("3")
    expect(page.locator("[data-total=unassigned]")).to_have_text("0")
    page.click("[data-action=consequences]")
    expect(page.locator("dialog tbody").first).to_contain_text("茶花社区")
    assert _number(page.locator("dialog .figures b").first.text_content()) > 0


def test_an_address_leads_to_its_grid_its_leader_and_the_nearest_service_point(planner):
    page = planner
    page.fill("input[type=search]", "融汇江山3栋2单元")
    page.wait_for_selector("#search-hits li[role=option]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".place .facts")
    told = page.locator(".place")
    expect(told).to_contain_text(re.compile(r"茶花社区第.+网格"))
    expect(told).to_contain_text(re.compile(r"网格长负责人 \d{3}|网格长空缺"))
    expect(told.locator(".near .time").first).to_have_text(re.compile(r"步行.*\d+ ?分钟"))


def test_an_opened_gate_brings_elderly_people_to_a_doctor_and_the_report_says_so(
    planner, own_office, tmp_path
):
    page = planner
    page.goto(f"{own_office.address}/coverage")
    page.wait_for_selector("[data-beyond]", timeout=JOB_TIMEOUT_MS)
    page.locator(".chip", has_text="医疗").click()
    page.locator(".chip", has_text="老年人").click()
    expect(page.locator(".coverage-chooser")).not_to_have_class(re.compile("busy"), timeout=JOB_TIMEOUT_MS)
    before = int(page.get_attribute("[data-beyond]", "data-beyond"))
    assert before > 0
    page.locator(".ledger-list li", has_text="开放出入口").locator(".try-button").first.click()
    expect(page.locator(".trial-list li")).to_have_count(1)
    expect(page.locator(".answer .delta.good")).to_contain_text("减少")
    assert int(page.get_attribute("[data-beyond]", "data-beyond")) < before

    page.locator(".report-box select").first.select_option(label=COMMUNITY)
    page.click(".report-box button")
    page.wait_for_selector(".report-box a.download", timeout=JOB_TIMEOUT_MS)
    with page.expect_download() as download:
        page.click(".report-box a.download")
    file = tmp_path / "report.docx"
    download.value.save_as(file)
    report = docx.Document(str(file))
    words = [paragraph.text for paragraph in report.paragraphs]
    words += [cell.text for table in report.tables for row in table.rows for cell in row.cells]
    conserved = re.search(r"读入 ([\d,]+) 户，测算结果合计 ([\d,]+) 户", "\n".join(words))
    assert _number(conserved[1]) == _number(conserved[2]) > 0
    assert any("来源" in text for text in words)
    assert all(any(text.startswith(place) for text in words) for place in ("编制", "审核", "签发"))
    assert COMMUNITY in "".join(words)
