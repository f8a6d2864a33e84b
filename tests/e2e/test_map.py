"""The map in real Chromium: no error, no other host, Chinese drawn, grids counted, layers toggled, places found."""

import re
from time import monotonic

import pytest
from playwright.sync_api import expect

from gis.model.access import Role
from tests.e2e.conftest import TIMEOUT_MS, sign_in

pytestmark = [pytest.mark.database, pytest.mark.browser]


def _open_map(page, office):
    page.goto(f"{office.address}/")
    page.wait_for_selector("[data-attention]")
    page.wait_for_load_state("networkidle")


def _until(page, holds):
    """Look frame by frame until something holds, as long as any wait may last."""
    ends_s = monotonic() + TIMEOUT_MS / 1000
    while not holds():
        assert monotonic() < ends_s
        page.evaluate("() => new Promise((done) => requestAnimationFrame(done))")


# Pixels of a canvas, whatever painted it: one that shows a picture from a worker gives no pen.
PIXELS = """(canvas) => {
    const copy = Object.assign(document.createElement("canvas"), {width: canvas.width, height: canvas.height});
    copy.getContext("2d").drawImage(canvas, 0, 0);
    return copy.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
}"""


def _ink(page, selector):
    """Share of a canvas's pixels that are painted."""
    return page.evaluate(
        """(selector) => {
            const pixels = (PIXELS)(document.querySelector(selector));
            let painted = 0;
            for (let i = 3; i < pixels.length; i += 4) if (pixels[i] > 0) painted++;
            return painted / (pixels.length / 4);
        }""".replace("PIXELS", PIXELS),
        selector,
    )


def _colours(page, selector):
    """Number of different colours on a canvas: streets, water and houses give many, a bare ground one."""
    return page.evaluate(
        """(selector) => {
            const colours = new Set();
            for (const canvas of document.querySelectorAll(selector)) {
                const pixels = (PIXELS)(canvas);
                for (let i = 0; i < pixels.length; i += 64) colours.add(pixels[i] << 16 | pixels[i + 1] << 8 | pixels[i + 2]);
            }
            return colours.size;
        }""".replace("PIXELS", PIXELS),
        selector,
    )


def test_the_map_opens_on_the_214_grids_in_force_with_three_to_put_right(page, office, watch):
    _open_map(page, office)
    assert page.text_content(".pill-count") == "待调整 3 个"
    assert "214个网格" in page.text_content(".totals")
    assert "未划入 620 户" in page.text_content(".pill")
    assert page.text_content(".demo-note") == "演示数据，边界为生成"
    assert watch.errors == []
    assert watch.hosts == {"127.0.0.1"}


def test_ground_grids_and_names_are_drawn(page, office):
    _open_map(page, office)
    _until(page, lambda: _colours(page, ".ground canvas") > 20)
    _until(page, lambda: _ink(page, ".leaflet-grids-pane canvas") > 0.05)
    _until(page, lambda: _ink(page, "canvas.labels") > 0.005)


@pytest.mark.parametrize(
    "lacking",
    [
        "delete window.OffscreenCanvas",
        "window.Worker = class extends Worker { constructor() { super('/nowhere.js') } }",
    ],
)
def test_a_browser_without_a_painting_worker_paints_in_the_page(page, office, lacking):
    page.add_init_script(lacking)
    _open_map(page, office)
    _until(page, lambda: _colours(page, ".ground canvas") > 20)
    _until(page, lambda: _ink(page, "canvas.labels") > 0.005)


def test_after_a_zoom_every_canvas_stands_where_the_map_is(page, office, watch):
    _open_map(page, office)
    _until(page, lambda: _colours(page, ".ground canvas") > 20)
    page.mouse.move(700, 450)
    page.mouse.wheel(0, -200)
    page.wait_for_function("""() => {
        const boxes = [...document.querySelectorAll("canvas.labels, .leaflet-grids-pane canvas, .leaflet-borders-pane canvas")]
            .map((canvas) => [canvas.getBoundingClientRect(), canvas.offsetWidth]);
        const frame = document.querySelector(".leaflet-container").getBoundingClientRect();
        const isMiddle = (box) => Math.abs(box.left + box.right - frame.left - frame.right) <= 2
            && Math.abs(box.top + box.bottom - frame.top - frame.bottom) <= 2;
        const isStill = !document.querySelector(".leaflet-zoom-anim");
        return isStill && boxes.length === 3 && boxes.every(([box, width]) => box.width === width && isMiddle(box));
    }""")
    assert watch.errors == []


def test_chinese_is_drawn_with_a_chinese_font(page, office):
    _open_map(page, office)
    widths = page.evaluate(
        """() => {
            const pen = document.createElement("canvas").getContext("2d");
            pen.font = getComputedStyle(document.body).font;
            return ["网", "格", "茶"].map((glyph) => {
                pen.clearRect(0, 0, 300, 150);
                pen.fillText(glyph, 20, 40);
                return [...pen.getImageData(0, 0, 80, 60).data].filter((value, i) => i % 4 === 3 && value > 0).length;
            });
        }"""
    )
    # A missing glyph draws the same empty box for every character.
    assert len(set(widths)) == 3


def test_typing_an_address_shows_its_grid_and_pins_it(page, office):
    _open_map(page, office)
    page.fill("input[type=search]", "融汇江山3栋2单元")
    page.wait_for_selector("#search-hits li[role=option]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".place .facts")
    facts = page.text_content(".place .facts")
    assert "融汇江山" in facts
    assert re.search(r"茶花社区第.+网格", facts)
    assert page.locator(".pin").count() == 1
    assert "登录后可查看负责人" in page.text_content(".place")


def test_nothing_found_says_so(page, office):
    _open_map(page, office)
    page.fill("input[type=search]", "不存在的地方xyz")
    page.wait_for_selector(".no-hit")
    assert "没有找到" in page.text_content(".no-hit")


def test_a_signed_in_planner_sees_who_acts(page, office):
    sign_in(page, office, Role.PLANNER)
    page.wait_for_selector("[data-attention]")
    page.fill("input[type=search]", "融汇江山3栋")
    page.wait_for_selector("#search-hits li[role=option]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".place .facts")
    page.wait_for_selector("text=今日负责")
    assert "登录后可查看负责人" not in page.text_content(".place")
    assert re.search(r"负责人 \d{3}|空缺", page.text_content(".place"))


def test_a_click_on_the_map_asks_what_is_there(page, office):
    _open_map(page, office)
    page.uncheck("[data-layer=service_points]")
    page.mouse.click(620, 450)
    page.wait_for_selector(".place .facts")
    page.wait_for_selector(".place .coordinates")


def test_layers_come_and_go(page, office):
    _open_map(page, office)
    page.uncheck("[data-layer=grids]")
    _until(page, lambda: _ink(page, ".leaflet-grids-pane canvas") == 0)
    page.check("[data-layer=grids]")
    _until(page, lambda: _ink(page, ".leaflet-grids-pane canvas") > 0.05)
    before = page.locator(".badge.square").count()
    page.check("[data-layer=facilities]")
    expect(page.locator(".badge.square").nth(before)).to_be_attached()


def test_one_service_circle_is_shown_at_a_time(page, office):
    _open_map(page, office)
    page.click("text=医疗")
    page.click("text=教育")
    assert page.locator("[data-layer='coverage:教育']").is_checked()
    assert not page.locator("[data-layer='coverage:医疗']").is_checked()


def test_what_waits_is_listed_and_leads_there(page, office):
    _open_map(page, office)
    page.click(".pill")
    rows = page.locator(".attention-row")
    assert rows.count() == 4
    assert "融汇江山二期" in rows.nth(3).text_content()
    before = page.text_content(".leaflet-control-scale-line")
    rows.nth(0).click()
    expect(page.locator(".leaflet-control-scale-line")).not_to_have_text(before)


def test_the_map_fits_a_telephone(context, office, page):
    page.set_viewport_size({"width": 390, "height": 844})
    _open_map(page, office)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".layer-panel .panel-body").is_hidden()
    page.click(".layer-panel .panel-head")
    assert page.locator(".layer-panel .panel-body").is_visible()
