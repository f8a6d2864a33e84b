"""Several people at one plan: clashes with names, a server killed in mid-stroke, comments, comparison, the way into force."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from gis.model.access import Role
from gis.model.units import UnitKind
from gis.store import plans, units
from gis.workflows import accounts, publish_plan, redraw_plan
from gis.workflows.redraw_plan import Chosen, Drawn
from tests.e2e.conftest import PASSWORD, enter, new_profile
from tests.e2e.test_plan_editor import Desk
from tests.worked import tiny

pytestmark = [pytest.mark.database, pytest.mark.browser]

# Reads the service's code once, and runs it in a fresh process of its own for every line it gets.
SERVER = """
import os, sys, uvicorn
from api.app import create_app
from gis.settings import read_settings
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        uvicorn.run(create_app(read_settings()), port=int(line), log_level="error", ws="none")
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
"""


class KilledServer:
    """The service in a process of its own, which a test may kill and start again at the same address."""

    def __init__(self, store):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        settings = store.settings
        own = {"DATABASE_URL": str(settings.database_url), "WANGGE_DATA_DIR": str(settings.data_dir)}
        self.starter = subprocess.Popen(
            [sys.executable, "-c", SERVER],
            env=os.environ | own,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.start()

    def start(self):
        self.starter.stdin.write(f"{self.port}\n")
        self.starter.stdin.flush()
        self.pid = int(self.starter.stdout.readline())
        for _ in range(1800):
            try:
                urllib.request.urlopen(f"{self.address}/health").read()
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)

    def close(self):
        self.kill()
        self.starter.stdin.close()
        self.starter.stdout.close()
        self.starter.wait()


@pytest.fixture
def profiles(chromium):
    """Browser profiles, closed at the end."""
    opened = []

    def open_one(**options):
        opened.append(new_profile(chromium, 1180, 760, **options))
        return opened[-1]

    yield open_one
    for profile in opened:
        profile.close()


@pytest.fixture(scope="module")
def second_planner(small_office):
    accounts.add_account(
        small_office.store,
        login="second",
        password=PASSWORD,
        role=Role.PLANNER,
        display_name="李规划",
        unit_ids=small_office.world.subdistrict_ids,
    )
    return accounts.sign_in(small_office.store, "second", PASSWORD).scope


def waiting(page):
    return page.locator(".plan-head .tag.warn")


def centre(desk, *buildings):
    """A rectangle on the screen that holds the middles of buildings and of no others."""
    places = [desk.place(building) for building in buildings]
    xs, ys = [x for x, _ in places], [y for _, y in places]
    return (min(xs) - 20, min(ys) - 15), (max(xs) + 20, max(ys) + 15)


@pytest.mark.parametrize(
    ("decision", "outcome"),
    [
        ("rest", {"B10": None, "B11": tiny.GRID_JIA_NORTH}),
        ("mine", {"B10": tiny.GRID_JIA_NORTH, "B11": tiny.GRID_JIA_NORTH}),
        ("drop", {"B10": None, "B11": tiny.GRID_JIA_SOUTH}),
    ],
)
def test_a_clash_names_the_other_planner_and_loses_nothing_until_decided(
    profiles, small_office, second_planner, decision, outcome
):
    page = profiles().new_page()
    desk = Desk(page, small_office).open()
    desk.use("rectangle", tiny.GRID_JIA_NORTH)
    page.route("**/operations", lambda route: route.abort("internetdisconnected"))
    desk.drag(*centre(desk, "B10", "B11"))
    expect(waiting(page)).to_have_text("1 步待保存")
    cell = int(desk.cells["cell_id"]["B10"])
    redraw_plan.assign(
        small_office.store,
        second_planner,
        Drawn(desk.plan_id, 0, "theirs"),
        chosen=Chosen(cell_ids=[cell]),
        grid_id=None,
    )
    expect(page.locator(".plan-head")).to_contain_text("第 1 步")
    page.unroute("**/operations")
    dialog = page.locator("dialog[data-dialog=clash]")
    expect(dialog).to_contain_text("李规划")
    expect(dialog).to_contain_text("1 个地块")
    assert desk.stored()["B11"] == tiny.GRID_JIA_SOUTH
    dialog.locator(f"[data-decision={decision}]").click()
    expect(waiting(page)).to_have_count(0)
    stored = desk.stored()
    assert {building: stored[building] for building in outcome} == outcome
    for grid in desk.ids:
        assert desk.households_shown(grid) == desk.households_stored(grid)


def test_killing_the_server_in_mid_stroke_loses_nothing(profiles, small_office):
    server = KilledServer(small_office.store)
    try:
        page = profiles().new_page()
        office = type(small_office)(server.address, small_office.store, small_office.world)
        desk = Desk(page, office).open()
        desk.use("brush", tiny.GRID_JIA_NORTH)
        desk.drag(desk.place("B10"), desk.place("B10"))
        desk.settle(1)
        page.mouse.move(*desk.place("B11"))
        page.mouse.down()
        server.kill()
        page.mouse.move(*desk.place("B11"), steps=4)
        page.mouse.up()
        expect(waiting(page)).to_have_text("1 步待保存")
        expect(page.locator(".plan-line")).to_contain_text("连接中断")
        desk.drag(desk.place("B12"), desk.place("B12"))
        expect(waiting(page)).to_have_text("2 步待保存")
        stored = desk.stored()
        assert (stored["B10"], stored["B11"]) == (tiny.GRID_JIA_NORTH, tiny.GRID_JIA_SOUTH)
        server.start()
        expect(waiting(page)).to_have_count(0)
        expect(page.locator(".plan-line")).to_be_hidden()
        stored = desk.stored()
        assert {stored[b] for b in ("B10", "B11", "B12")} == {tiny.GRID_JIA_NORTH}
        assert desk.households_shown(tiny.GRID_JIA_NORTH) == desk.households_stored(tiny.GRID_JIA_NORTH)
    finally:
        server.close()


def test_strokes_that_could_not_be_sent_outlive_the_page(profiles, small_office):
    page = profiles().new_page()
    desk = Desk(page, small_office).open()
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/operations", lambda route: route.abort("internetdisconnected"))
    desk.use("click", tiny.GRID_JIA_NORTH)
    page.mouse.click(*desk.place("B10"))
    expect(waiting(page)).to_have_text("1 步待保存")
    page.unroute("**/operations")
    page.goto("about:blank")
    page.goto(f"{small_office.address}/plans/{desk.plan_id}")
    page.wait_for_selector(".grid-row")
    desk.settle(1)
    assert desk.stored()["B10"] == tiny.GRID_JIA_NORTH


class Fingers:
    """Touches as the screen reports them."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)

    def do(self, kind, *places):
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_a_finger_paints_and_two_fingers_do_not(profiles, small_office):
    page = profiles(has_touch=True).new_page()
    desk = Desk(page, small_office).open()
    desk.use("brush", tiny.GRID_JIA_NORTH)
    fingers = Fingers(page)
    x, y = desk.place("B10")
    fingers.do("touchStart", (x, y))
    fingers.do("touchMove", (x + 3, y))
    expect(page.locator(".stroke-badge")).to_be_visible()
    fingers.do("touchEnd")
    desk.settle(1)
    assert desk.stored()["B10"] == tiny.GRID_JIA_NORTH
    x, y = desk.place("B12")
    fingers.do("touchStart", (x, y))
    fingers.do("touchStart", (x, y), (x + 60, y))
    fingers.do("touchMove", (x - 20, y), (x + 80, y))
    fingers.do("touchEnd")
    desk.use("click", tiny.GRID_JIA_NORTH)
    page.touchscreen.tap(*desk.place("B11"))
    desk.settle(2)
    assert (desk.stored()["B11"], desk.stored()["B12"]) == (tiny.GRID_JIA_NORTH, tiny.GRID_JIA_SOUTH)


def test_a_community_comments_on_its_grid_and_the_planner_settles_it(profiles, small_office):
    with small_office.store.system() as connection:
        community = units.unit_by_code(connection, UnitKind.COMMUNITY, tiny.JIA).unit_id
    accounts.add_account(
        small_office.store,
        login=Role.COMMUNITY.value,
        password=PASSWORD,
        role=Role.COMMUNITY,
        display_name="甲社区",
        unit_ids=[community],
    )
    theirs = profiles().new_page()
    desk = Desk(theirs, small_office).open(Role.COMMUNITY)
    assert theirs.locator(".toolbar").count() == 0
    theirs.locator(f"[data-grid='{desk.ids[tiny.GRID_JIA_NORTH]}']").click()
    theirs.click("[data-action=comments]")
    theirs.fill("dialog textarea", "三栋四栋同走一个门")
    theirs.click("dialog .comment-form button[type=submit]")
    expect(theirs.locator("dialog article")).to_contain_text("三栋四栋同走一个门")
    assert theirs.locator("dialog article .button").count() == 0
    theirs.keyboard.press("Escape")
    theirs.click("[data-action=publication]")
    expect(theirs.locator("dialog .life-step button").first).to_be_disabled()
    ours = profiles().new_page()
    enter(ours, small_office, Role.PLANNER)
    ours.goto(theirs.url)
    expect(ours.locator("[data-action=comments]")).to_have_text("意见 1")
    ours.click("[data-action=comments]")
    expect(ours.locator("dialog article")).to_contain_text("甲社区")
    ours.locator("dialog article .button").click()
    expect(ours.locator("dialog article")).to_contain_text("已处理")
    expect(ours.locator("[data-action=comments]")).to_have_text("意见")


def test_two_plans_are_compared_beside_each_other_and_as_difference(profiles, small_office):
    page = profiles().new_page()
    desk = Desk(page, small_office).open()
    desk.use("click", tiny.GRID_JIA_NORTH)
    page.mouse.click(*desk.place("B10"))
    desk.settle(1)
    page.click("[data-action=compare]")
    compare = page.locator("dialog.compare")
    expect(compare.locator(".compare-map canvas.plan-board")).to_have_count(2)
    expect(compare.locator("tbody tr")).to_have_count(2)
    expect(compare.locator("tbody")).to_contain_text("+80")
    compare.locator("[data-mode=difference]").click()
    expect(compare.locator(".compare-map").first).to_be_hidden()
    compare.locator("tbody tr").first.click()
    page.keyboard.press("Escape")
    expect(compare).to_have_count(0)


def prepare(store, planner, *, subdistrict_id, cell, to):
    """A draft with every home in a grid, and one cell moved besides."""
    plan_id = redraw_plan.open_draft(store, planner, name=f"方案{to}", subdistrict_id=subdistrict_id)
    with store.session(planner) as connection:
        assigned = plans.read_assignment(connection, plan_id)
        grids = plans.read_plan_grids(connection, plan_id).set_index("code")["grid_id"]
    homeless = assigned.loc[assigned["grid_id"].isna(), "cell_id"].tolist()
    drawn = Drawn(plan_id, 0, "homes")
    redraw_plan.assign(
        store,
        planner,
        drawn,
        chosen=Chosen(cell_ids=homeless),
        grid_id=int(grids[tiny.GRID_YI_SOUTH]),
    )
    redraw_plan.assign(
        store,
        planner,
        Drawn(plan_id, 1, "cell"),
        chosen=Chosen(cell_ids=[cell]),
        grid_id=int(grids[to]),
    )
    publish_plan.submit(store, planner, plan_id)
    return plan_id


def test_a_plan_goes_through_review_into_force_and_the_overtaken_one_is_rebased(profiles, small_office):
    store = small_office.store
    page = profiles().new_page()
    desk = Desk(page, small_office)
    planner = desk.scope
    lead = accounts.sign_in(store, Role.APPROVER.value, PASSWORD).scope
    cell = {"subdistrict_id": small_office.world.subdistrict_ids[0]}
    first = prepare(
        store,
        planner,
        **cell,
        cell=int(desk.cells["cell_id"]["B10"]),
        to=tiny.GRID_JIA_NORTH,
    )
    second = prepare(
        store,
        planner,
        **cell,
        cell=int(desk.cells["cell_id"]["B03"]),
        to=tiny.GRID_JIA_SOUTH,
    )
    publish_plan.approve(store, lead, second, document_number="2号", reason="试")
    enter(page, small_office, Role.APPROVER)
    page.goto(f"{small_office.address}/plans/{first}")
    page.click("[data-action=publication]")
    life = page.locator("dialog[data-dialog=life]")
    life.locator("[data-step=approve] button").click()
    expect(life.locator("[role=alert]")).to_contain_text("文号")
    life.locator("[name=document_number]").fill("渝街发〔2026〕12号")
    if publish_plan.judge(store, lead, first).needs_reason:
        life.locator("[data-step=approve] button").click()
        expect(life.locator("[role=alert]")).to_contain_text("理由")
        life.locator("[name=reason]").fill("老旧小区整体托管")
    life.locator("[data-step=approve] button").click()
    expect(page.locator(".plan-head")).to_contain_text("已批准")
    page.click("[data-action=publication]")
    life.locator("[name=template]").select_option("digits_15")
    life.locator("[data-step=file] button").click()
    expect(page.locator(".plan-head")).to_contain_text("已备案")
    page.click("[data-action=publication]")
    life.locator("[data-step=publish] button").click()
    expect(page.locator("dialog")).to_contain_text("移交")
    page.locator("dialog [data-step=hand-over]").click()
    expect(page.locator("dialog", has_text="方案移交")).to_contain_text("待移交")
    page.goto(f"{small_office.address}/plans/{second}")
    page.click("[data-action=publication]")
    life.locator("[data-step=publish] button").click()
    expect(page.locator(".notice.error")).to_contain_text("变基")
    page = profiles().new_page()
    enter(page, small_office, Role.PLANNER)
    page.goto(f"{small_office.address}/plans/{second}")
    page.click("[data-action=plan]")
    page.click("dialog [data-action=rebase]")
    expect(page.locator("dialog[data-dialog=rebase]")).to_contain_text("没有冲突")
    page.click("dialog[data-dialog=rebase] button[type=submit]")
    page.wait_for_url(lambda url: not url.endswith(f"/{second}"))
    page.wait_for_selector(".grid-row")
    with store.session(planner) as connection:
        fresh = plans.read_plan(connection, int(page.url.rsplit("/", 1)[1]))
    assert fresh.base_plan_id == first and fresh.version == 1
