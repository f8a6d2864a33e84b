"""A file goes from upload to activation on the import desk, in real Chromium."""

import json
import zipfile
from pathlib import Path

import pyogrio
import pytest
from playwright.sync_api import expect

from gis.model.access import Role
from gis.space.layers import Layer
from gis.store.layers import read_layer
from tests.e2e.conftest import enter, open_map
from tests.worked import tiny

REAL = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = [pytest.mark.database, pytest.mark.browser]


def test_buildings_are_uploaded_examined_kept_and_brought_into_force(page, small_office, tmp_path):
    collection = json.loads(tiny.buildings().to_json(drop_id=True))
    for feature in collection["features"]:
        feature["properties"]["楼栋编号"] = feature["properties"].pop("code")
        if feature["properties"]["楼栋编号"] == "B01":
            feature["properties"]["households"] = 61
    path = tmp_path / "楼栋.geojson"
    path.write_text(json.dumps(collection), encoding="utf-8")
    enter(page, small_office, Role.PLANNER)
    open_map(page, f"{small_office.address}/imports")
    page.set_input_files("[name=files]", path)
    page.select_option("[name=layer]", "buildings")
    page.get_by_role("button", name="上传").click()
    expect(page.locator("[data-header='楼栋编号']")).to_have_value("code")
    page.get_by_role("button", name="检查", exact=True).click()

    expect(page.locator(".desk-figures")).to_contain_text("可导入 24 行")
    expect(page.locator(".desk-result")).to_contain_text("楼栋变更 1")
    page.fill("[name=source]", "街道办")
    page.get_by_role("button", name="写入为待启用版次").click()
    page.get_by_role("button", name="核对启用").first.click()
    expect(page.locator("dialog")).to_contain_text("待调整网格")
    page.locator("dialog").get_by_role("button", name="启用", exact=True).click()
    expect(page.locator("[data-editions] tbody tr").first).to_contain_text("使用中")
    with small_office.store.system() as connection:
        buildings = read_layer(connection, Layer.BUILDINGS, territory="tiny").set_index("code")
    assert buildings.loc["B01", "households"] == 61
    assert not list(small_office.store.settings.uploads_dir.glob("desk-*"))


def test_the_changning_points_go_from_upload_to_the_map(page, small_office):
    """Real points with AMap's categories, in the columns of whoever collected them."""
    source = REAL / "shanghai_changning_poi" / "pois.csv"
    if not source.is_file():
        pytest.skip("needs the real data beside the checkout (../shared/data)")
    enter(page, small_office, Role.PLANNER)
    open_map(page, f"{small_office.address}/imports")
    page.set_input_files("[name=files]", source)
    page.select_option("[name=layer]", "facilities")
    page.get_by_role("button", name="上传").click()
    expect(page.locator("[data-header='type']")).to_have_value("subtype")
    page.get_by_role("button", name="检查", exact=True).click()
    expect(page.locator(".desk-step")).to_contain_text("检查完成")
    page.get_by_label("允许略去不能导入的行").check()
    page.fill("[name=source]", "公开教程")
    page.get_by_role("button", name="写入为待启用版次").click()
    page.get_by_role("button", name="核对启用").first.click()
    page.locator("dialog").get_by_role("button", name="启用", exact=True).click()
    expect(page.locator("[data-editions] tbody tr").first).to_contain_text("使用中")
    with small_office.store.system() as connection:
        facilities = read_layer(connection, Layer.FACILITIES, territory="tiny")
    assert len(facilities) == 3258  # 3,286 rows; 28 are animal clinics, which are no facility of residents
    assert set(facilities["category"]) == {"dining", "medical", "education", "culture", "shopping"}


def test_last_year_s_grids_become_a_draft_that_opens_in_the_editor(page, small_office, tmp_path):
    """A zipped Shapefile with GBK names and nothing but names and shapes."""
    rows = tiny.grids()[["name", "geometry"]].rename(columns={"name": "网格名称"})
    pyogrio.write_dataframe(rows, tmp_path / "网格.shp", encoding="GBK")
    (tmp_path / "网格.cpg").unlink()
    with zipfile.ZipFile(tmp_path / "网格.zip", "w") as archive:
        for part in sorted(tmp_path.glob("网格.[!z]*")):
            archive.write(part, part.name)
    enter(page, small_office, Role.PLANNER)
    open_map(page, f"{small_office.address}/imports")
    page.set_input_files("[name=files]", tmp_path / "网格.zip")
    page.select_option("[name=layer]", "grids")
    page.get_by_role("button", name="上传").click()
    page.get_by_role("button", name="检查", exact=True).click()
    expect(page.locator(".desk-figures")).to_contain_text("可导入 4 行")
    page.fill("[name=source]", "2025年网格")
    page.get_by_role("button", name="写入为网格方案草案").click()
    page.get_by_role("link", name="打开方案").click()
    expect(page.locator("body")).to_contain_text("2025年网格")
