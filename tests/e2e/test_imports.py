"""A file goes from upload to activation on the import desk, in real Chromium."""

import json

import pytest
from playwright.sync_api import expect

from gis.model.access import Role
from gis.space.layers import Layer
from gis.store.layers import read_layer
from tests.e2e.conftest import enter, open_map
from tests.worked import tiny

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
    page.fill("[name=territory]", "tiny")
    page.get_by_role("button", name="上传").click()
    page.select_option("[data-header='楼栋编号']", "code")
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
