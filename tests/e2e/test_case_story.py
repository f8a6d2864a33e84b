"""The whistle story of 茶花社区's eighth grid, played on the page by the people it is about; and the map of cases."""

import hashlib
import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from gis.model.access import Role
from gis.model.units import UnitKind
from gis.store import units
from gis.workflows import accounts
from tests.e2e.conftest import PASSWORD, open_map, seats

pytestmark = [pytest.mark.database, pytest.mark.browser]

GRID, COMMUNITY = "茶花社区第八网格", "茶花社区"
PEOPLE = {
    "worker": (Role.GRID_WORKER, GRID, ""),
    "community_8": (Role.COMMUNITY, COMMUNITY, ""),
    "leader_8": (Role.LEADER, None, ""),
    "bureau": (Role.DEPARTMENT, None, "district_environment"),
    "post": (Role.DEPARTMENT, None, "subdistrict_environment"),
    "police_8": (Role.DEPARTMENT, None, "police"),
    "keeper": (Role.ADMINISTRATOR, None, ""),
}


@pytest.fixture(scope="module")
def people(own_office):
    """The story's people, each with a login."""
    with own_office.store.system() as connection:
        known = {
            name: unit_id
            for kind in (UnitKind.COMMUNITY, UnitKind.GRID)
            for name, unit_id in units.read_units(connection, kind)[["name", "unit_id"]].itertuples(
                index=False
            )
        }
    for login, (role, place, department) in PEOPLE.items():
        where = own_office.world.subdistrict_ids if place is None else [known[place]]
        accounts.add_account(
            own_office.store, login=login, password=PASSWORD, role=role, display_name=login, unit_ids=where,
            department=department,
        )  # fmt: skip


@pytest.fixture
def seat(chromium, own_office, people, watch):
    """Open a page for one of the people, in a browser profile of their own."""
    with seats(chromium, own_office, watch) as sit:
        yield sit


# What a browser withholds from a page that came over plain http from another machine.
PLAIN_HTTP = """
Object.defineProperty(Crypto.prototype, "subtle", { get: () => undefined });
Object.defineProperty(Crypto.prototype, "randomUUID", { get: () => undefined });
"""


def _moves(page, address):
    page.goto(address)
    page.wait_for_selector("[data-state]")
    return set(page.eval_on_selector_all("[data-move]", "buttons => buttons.map(b => b.dataset.move)"))


def _move(page, name, note=None, **fields):
    page.click(f"[data-move={name}]")
    if note:
        page.fill("dialog [data-note]", note)
    for label, value in fields.items():
        page.check(f"dialog input[name={label}][value='{value}']")
    page.click("dialog button[type=submit]")
    page.wait_for_selector("dialog", state="detached")


def _photo():
    out = io.BytesIO()
    Image.radial_gradient("L").resize((64, 48)).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def _blur(page):
    """Drag a frame over the photo; what is shown afterwards is another picture."""
    shown = page.get_attribute(".photo img", "src")
    before = page.request.get(page.url.rpartition("/cases/")[0] + shown).body()
    page.click(".photo")
    page.click("[data-blur]")
    frame = page.locator(".photo-blur").bounding_box()
    page.mouse.move(frame["x"] + 4, frame["y"] + 4)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    page.mouse.up()
    page.click("[data-blur-done]")
    expect(page.locator("[data-event=photo_blurred]")).to_be_visible()
    expect(page.locator(f".photo img[src='{shown}']")).to_have_count(0)
    assert page.request.get(page.url.rpartition("/cases/")[0] + shown).body() != before


def test_the_whistle_plays_from_report_to_falling_complaints(seat, own_office):
    worker = seat("worker")
    worker.add_init_script(PLAIN_HTTP)
    worker.goto(f"{own_office.address}/cases")
    worker.click("text=登记诉求")
    worker.select_option("[data-category]", "0104")
    worker.fill("[data-title]", "融汇江山底商油烟又起")
    worker.fill("[data-place]", "融汇江山3栋")
    worker.locator(".field-hits button").first.click()
    expect(worker.locator(".near-cases li").first).to_be_visible()
    worker.click("dialog button[type=submit]")
    worker.wait_for_url("**/cases/*")
    address = worker.url
    expect(worker.locator("[data-state=reported]")).to_be_visible()

    worker.set_input_files(
        "[data-add-photo]", {"name": "烟.jpg", "mimeType": "image/jpeg", "buffer": _photo()}
    )
    expect(worker.locator(".photo img")).to_have_count(1)
    kept = worker.request.get(address.replace("/cases/", "/api/v1/cases/") + "/photos").json()
    assert kept[0]["sha256"] == hashlib.sha256(_photo()).hexdigest()
    _blur(worker)
    _move(worker, "whistle", "需要检测设备，网格无执法权")
    expect(worker.locator("[data-state=judging]")).to_be_visible()

    bureau, post, police = seat("bureau"), seat("post"), seat("police_8")
    bureau.goto(f"{own_office.address}/cases?view=all")
    assert bureau.request.get(address.replace("/cases/", "/api/v1/cases/")).status == 404
    leader = seat("leader_8")
    assert {"judge_own", "judge_up"} <= _moves(leader, address)
    assert not {"judge_own", "judge_up"} & _moves(seat("community_8"), address)
    leader.click("[data-move=judge_up]")
    assert leader.locator("dialog fieldset input:checked").count() == 2
    leader.fill("dialog [data-note]", "需区级协调")
    leader.click("dialog button[type=submit]")
    expect(leader.locator("[data-whistle='0/2']")).to_be_visible()

    assert "check_in" in _moves(bureau, address)
    _move(bureau, "check_in", "下午到场检测")
    expect(bureau.locator("[data-whistle='1/2']")).to_be_visible()
    assert "check_in" not in _moves(bureau, address)
    assert police.request.get(address.replace("/cases/", "/api/v1/cases/")).status == 404
    _moves(post, address)
    _move(post, "check_in")
    expect(post.locator("[data-state=in_progress]")).to_be_visible()
    assert "step" in _moves(bureau, address)
    _move(bureau, "step", "油烟检测超标，责令清洗净化器")

    _moves(worker, address)
    _move(worker, "solve", "净化设备更换，排放达标")
    community = seat("community_8")
    assert "close" in _moves(community, address)
    _move(community, "close", satisfaction=5)
    expect(community.locator("[data-state=closed]")).to_be_visible()
    kinds = community.eval_on_selector_all(".timeline [data-event]", "rows => rows.map(r => r.dataset.event)")
    assert kinds[::-1] == [
        "filed", "photo", "photo_blurred", "whistle", "judge_up", "check_in", "check_in",
        "all_checked_in", "step", "solve", "close",
    ]  # fmt: skip


def _click_map(page, down_share):
    """Click the map's middle line, so far down; the dialog moves as what it says grows."""
    frame = page.locator(".place-map").bounding_box()
    page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + down_share * frame["height"])


def test_a_click_on_the_map_files_at_the_house_clicked_and_says_beforehand_whose_it_is(seat, own_office):
    page = seat("community_8")
    page.goto(f"{own_office.address}/cases")
    page.click("text=登记诉求")
    page.click("[data-pick-on-map]")
    page.wait_for_selector(".place-map .leaflet-container, .place-map.leaflet-container")
    page.fill("[data-place]", "融汇江山3栋")
    page.locator(".field-hits button").first.click()
    says = page.locator("[data-place-says]")
    expect(says).to_contain_text(GRID)
    page.fill("[data-place]", "")
    expect(says).to_be_hidden()
    _click_map(page, 0.5)
    expect(says.locator("[role=radiogroup]")).to_contain_text("这栋楼：融汇江山3栋")
    expect(says).to_contain_text("今日负责")
    says.locator("input").nth(1).check()
    _click_map(page, 0.95)
    expect(page.locator("[data-place]")).to_have_value(re.compile("的一点$"))
    _click_map(page, 0.5)
    expect(says).to_contain_text("这栋楼")
    page.select_option("[data-category]", "0301")
    page.fill("[data-title]", "地图上点选登记")
    page.click("dialog button[type=submit]")
    page.wait_for_url("**/cases/*")
    filed = page.request.get(page.url.replace("/cases/", "/api/v1/cases/")).json()
    assert (
        filed["address"] == "融汇江山3栋"
        and filed["building_id"]
        and filed["unit_id"] == filed["building_id"]
    )


def test_a_scanned_code_and_pasted_coordinates_are_places_at_the_desk(seat, own_office):
    page = seat("community_8")
    page.goto(f"{own_office.address}/cases")
    page.click("text=登记诉求")
    hit = page.request.get(f"{own_office.address}/api/v1/search?q=融汇江山3栋&limit=1").json()["items"][0]
    page.fill("[data-place]", f"https://10.0.0.8/go?b={hit['id']}&s=1")
    expect(page.locator("[data-place]")).to_have_value("融汇江山3栋1单元")
    page.fill("[data-place]", f"{hit['lat']:.6f}, {hit['lon']:.6f}")
    page.locator(".field-hits button", has_text="WGS-84").click()
    expect(page.locator("[data-place-says]")).to_contain_text(GRID)


def test_the_story_as_it_was_told_ends_in_falling_complaints(seat, own_office):
    community = seat("community_8")
    community.goto(f"{own_office.address}/cases?view=all&q=融汇江山底商油烟扰民")
    community.click("td a.plain")
    community.wait_for_selector("[data-trend]")
    words = community.text_content(".trend-words")
    before, after = (int(part.rpartition(" 周 ")[2].removesuffix(" 件")) for part in words.split("，"))
    assert before > 3 * after


def test_a_visitor_is_sent_to_sign_in_and_a_department_gets_no_map(page, seat, own_office):
    page.goto(f"{own_office.address}/cases/1")
    assert "/login?next=" in page.url
    bureau = seat("bureau")
    assert bureau.request.get(f"{own_office.address}/cases/map").status == 403


def test_the_map_shows_cases_areas_time_and_how_grids_fare(seat, own_office):
    page = seat("leader_8")
    open_map(page, f"{own_office.address}/cases/map")
    everything = int(page.get_attribute("[data-count]", "data-count"))
    assert everything > 20
    page.check("[data-group=ended]", force=True)
    expect(page.locator("[data-count]")).not_to_have_attribute("data-count", str(everything))
    page.uncheck("[data-group=ended]", force=True)
    page.select_option(".time-slider select", "7")
    page.eval_on_selector(
        "[data-time]", "slider => { slider.value = slider.min; slider.dispatchEvent(new Event('input')); }"
    )
    assert int(page.get_attribute("[data-count]", "data-count")) < everything
    page.check("[data-layer=density]")
    expect(page.locator(".case-legend .caveat")).to_contain_text("不显示数值")
    page.check("[data-layer=concerns]")
    expect(page.locator(".case-legend .caveat")).to_contain_text("不足 20 户")
    page.check("[data-layer=hot-spots]")
    expect(page.locator("[data-caveat]")).to_contain_text("Benjamini–Hochberg", timeout=60_000)
    page.click("[data-grids]")
    expect(page.locator("[data-grid-table] tbody tr").first).to_contain_text(GRID)


def test_the_administrator_edits_a_limit_on_the_page_and_the_next_case_has_it(seat, own_office):
    keeper = seat("keeper")
    keeper.goto(f"{own_office.address}/cases/standards")
    rows = keeper.locator(".standard-part").first.locator("tbody tr")
    expect(rows.first).to_be_visible()
    codes = rows.locator("input[aria-label='编号']").evaluate_all("inputs => inputs.map(i => i.value)")
    row = rows.nth(codes.index("0201"))
    row.locator("input[aria-label='时限（工作小时）']").fill("3")
    row.locator("input[aria-label='吹哨清单：呼叫部门']").fill("区生态环境局")
    keeper.fill("[aria-label='修改说明']", "路灯三小时内")
    keeper.click("[data-save]")
    expect(keeper.locator("[aria-label='版本'] option").first).to_contain_text("路灯三小时内")
    community = seat("community_8")
    community.goto(f"{own_office.address}/cases/standards")
    expect(community.locator(".standard-part").first).to_contain_text("路灯不亮")
    expect(community.locator("[data-save]")).to_have_count(0)
    community.goto(f"{own_office.address}/cases")
    community.click("text=登记诉求")
    community.select_option("[data-category]", "0201")
    expect(community.locator("dialog .muted").first).to_contain_text("时限 3 个工作小时")
