"""Papers as an office orders them: an export, an atlas as a job, a notice board from consent to print, a hand-over."""

from pathlib import Path

import geopandas as gpd
import pytest
from playwright.sync_api import expect

from gis.model.access import Role
from gis.model.units import UnitKind
from gis.store import people, units
from tests.e2e.conftest import sign_in
from tests.gis.store.conftest import FIRST_DAY
from tests.worked import tiny

pytestmark = [pytest.mark.database, pytest.mark.browser]


def test_a_plan_is_exported_and_its_atlas_written(page, small_office, tmp_path):
    sign_in(page, small_office, Role.PLANNER, "/plans")
    page.get_by_role("button", name="导出").first.click()
    page.get_by_label("坐标系").select_option("zone")
    with page.expect_download() as handed:
        page.locator("dialog a", has_text="下载").click()
    handed.value.save_as(tmp_path / "网格.gpkg")
    assert gpd.read_file(tmp_path / "网格.gpkg", layer="网格").crs.to_epsg() == 4545
    page.locator("dialog .close").click()
    page.get_by_role("button", name="图册").first.click()
    page.get_by_role("button", name="生成").click()
    page.wait_for_url(f"{small_office.address}/reports")
    with page.expect_download() as handed:
        page.get_by_role("link", name="微型街道网格图册").click()
    assert Path(handed.value.path()).read_bytes().startswith(b"%PDF")


def test_a_notice_board_goes_from_consent_to_print_and_back(page, small_office):
    with small_office.store.system() as connection:
        people.save_roles(connection, [{"code": "leader", "chinese": "网格长", "unit_kind": "grid"}])
        grid = units.unit_by_code(connection, UnitKind.GRID, tiny.GRID_JIA_SOUTH)
        holder = people.add_officeholder(connection, territory="tiny", number=21)
        people.appoint(
            connection, role="leader", unit_id=grid.unit_id, officeholder_id=holder, from_date=FIRST_DAY
        )
    sign_in(page, small_office, Role.PLANNER, "/reports")
    page.get_by_role("button", name="小区公示栏").click()
    page.get_by_label("小区", exact=True).select_option(label="围院")
    page.get_by_role("button", name="登记同意").click()
    asked = page.get_by_role("dialog", name="登记公示同意")
    asked.get_by_label("公示姓名").fill("张某")
    asked.get_by_label("书面同意书").fill("同意书 1 号")
    asked.get_by_role("button", name="保存").click()
    row = page.locator("dialog tbody tr", has_text="负责人 021")
    expect(row).to_contain_text("同意，缺照片、联系方式")
    with page.expect_download() as handed:
        page.get_by_role("button", name="打印公示栏").click()
    assert handed.value.suggested_filename.startswith("围院公示栏")
    row.get_by_role("button", name="撤回").click()
    expect(row).to_contain_text("未同意")


def test_an_approver_sees_that_nothing_waits_to_be_handed_over(page, small_office):
    sign_in(page, small_office, Role.APPROVER, "/plans")
    page.get_by_role("button", name="移交").first.click()
    dialog = page.get_by_role("dialog", name="方案移交")
    expect(dialog).to_contain_text("没有待移交的事项")
    expect(dialog.get_by_role("button", name="移交诉求和岗位")).to_be_disabled()
