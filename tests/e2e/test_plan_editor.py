"""Redrawing with the mouse: each tool's stroke is on the screen at once and in the database afterwards.

On the tiny world: 甲北 (B01–B06, 360 households), 甲南 (B07–B12, 480), 乙北 (B13–B17, 350), 乙南 (B19–B24, 300);
B18 (120 households) is in no grid.
"""

import pytest
from playwright.sync_api import expect

from gis.model.access import Role
from gis.model.ids import PlanId
from gis.store import fabrics, plans
from gis.workflows import accounts, redraw_plan
from tests.e2e.conftest import PASSWORD, Watch, enter, look_at, new_profile, on_screen
from tests.worked import tiny

pytestmark = [pytest.mark.database, pytest.mark.browser]

MIDDLE = tiny.lon_lat(200, 100)


class Desk:
    """One planner's editor on a fresh draft, beside what the database holds."""

    def __init__(self, page, office):
        self.page, self.office, self.base = page, office, 0
        self.scope = accounts.sign_in(office.store, Role.PLANNER.value, PASSWORD).scope
        self.plan_id: PlanId = redraw_plan.open_draft(
            office.store, self.scope, name="草案", subdistrict_id=office.world.subdistrict_ids[0]
        )
        with office.store.session(self.scope) as connection:
            grids = plans.read_plan_grids(connection, self.plan_id)
            self.cells = fabrics.read_cells(connection, office.world.fabric_id).set_index("building_code")
        self.ids = grids.set_index("code")["grid_id"].to_dict()

    def open(self, role=Role.PLANNER):
        enter(self.page, self.office, role)
        self.page.goto(f"{self.office.address}/plans/{self.plan_id}")
        self.page.wait_for_selector(".grid-row")
        self.page.wait_for_load_state("load")
        look_at(self.page, *MIDDLE, 17)
        return self

    def place(self, building):
        """Where a building's cell is drawn on the screen."""
        middle = self.cells.geometry[building].representative_point()
        return on_screen(self.page, middle.x, middle.y)

    def use(self, tool, grid, unit="cell"):
        """Take a tool in hand, for strokes into a grid."""
        self.page.locator(f"[data-grid='{self.ids[grid]}'] .grid-name").click()
        self.page.click(f".toolbar [data-tool={tool}]")
        if tool not in {"split", "pick"}:
            self.page.select_option("[data-option=unit]", unit)
        if tool not in {"split", "pick", "border", "erase"}:
            self.page.select_option("[data-option=source]", "any")

    def drag(self, *places):
        self.page.mouse.move(*places[0])
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*place, steps=6)
        self.page.mouse.up()

    def settle(self, version):
        """Wait until the server has so many steps of this test and the page knows it."""
        expect(self.page.locator(".plan-head")).to_contain_text(f"第 {self.base + version} 步")
        expect(self.page.locator(".plan-head .tag.warn")).to_have_count(0)

    def version(self):
        with self.office.store.session(self.scope) as connection:
            return plans.read_plan(connection, self.plan_id).version

    def state(self):
        """Everything that undoing must bring back."""
        with self.office.store.session(self.scope) as connection:
            grids = plans.read_plan_grids(connection, self.plan_id).set_index("code")["is_locked"].to_dict()
        return self.stored(), grids

    def take_back(self, start):
        """Undo by the keyboard until the plan stands as it stood at the start."""
        expect(self.page.locator(".plan-head .tag.warn")).to_have_count(0)
        for _ in range(10):
            if self.state() == start:
                break
            after = self.version() + 1
            self.page.keyboard.press("Control+z")
            expect(self.page.locator(".plan-head")).to_contain_text(f"第 {after} 步")
        assert self.state() == start
        for grid in self.ids:
            assert self.households_shown(grid) == self.households_stored(grid)
        self.base = self.version()

    def stored(self):
        """Code of each building's grid as the database has it; None: in none."""
        with self.office.store.session(self.scope) as connection:
            assigned = plans.read_assignment(connection, self.plan_id).set_index("cell_id")["grid_id"]
            codes = plans.read_plan_grids(connection, self.plan_id).set_index("grid_id")["code"].to_dict()
        return {code: codes.get(assigned[cell]) for code, cell in self.cells["cell_id"].items()}

    def households_stored(self, grid):
        return sum(int(self.cells["households"][b]) for b, code in self.stored().items() if code == grid)

    def households_shown(self, grid, page=None):
        row = (page or self.page).locator(f"[data-grid='{self.ids[grid]}'] .grid-households")
        return int("".join(sign for sign in row.text_content() if sign.isdigit()))


@pytest.fixture(scope="module")
def open_desk(chromium, small_office):
    """One editor for the module: opening a page costs more than a stroke."""
    profile, seen = new_profile(chromium, 1180, 760), Watch()
    page = profile.new_page()
    seen.over(page)
    yield Desk(page, small_office).open()
    profile.close()
    # The browser itself logs the requests that found no line.
    assert [error for error in seen.errors if "ERR_INTERNET_DISCONNECTED" not in error] == []
    assert seen.hosts == {"127.0.0.1"}


@pytest.fixture
def desk(open_desk):
    """The editor; what a test does is undone after it, by undoing."""
    start = open_desk.state()
    look_at(open_desk.page, *MIDDLE, 17)
    yield open_desk
    open_desk.take_back(start)


@pytest.fixture
def page(desk):
    """The editor's page."""
    return desk.page


def test_the_plan_opens_with_every_grid_and_what_waits(desk, page):
    assert page.locator(".grid-row").count() == 4
    assert [desk.households_shown(grid) for grid in desk.ids] == [
        desk.households_stored(grid) for grid in desk.ids
    ]
    assert page.text_content("[data-total=unassigned]") == "120"


def test_a_new_home_goes_into_a_grid_by_one_click_and_back_by_undo(desk, page):
    desk.use("click", tiny.GRID_YI_NORTH, unit="building")
    page.mouse.click(*desk.place(tiny.NEW_BUILDING))
    expect(page.locator("[data-total=unassigned]")).to_have_text("0")
    assert desk.households_shown(tiny.GRID_YI_NORTH) == 470
    expect(page.locator(f"[data-grid='{desk.ids[tiny.GRID_YI_NORTH]}'] .delta")).to_have_text(
        "350 → 470（+120）"
    )
    desk.settle(1)
    assert desk.stored()[tiny.NEW_BUILDING] == tiny.GRID_YI_NORTH
    page.keyboard.press("Control+z")
    desk.settle(2)
    expect(page.locator("[data-total=unassigned]")).to_have_text("120")
    assert desk.stored()[tiny.NEW_BUILDING] is None
    page.keyboard.press("Control+y")
    desk.settle(3)
    assert desk.stored()[tiny.NEW_BUILDING] == tiny.GRID_YI_NORTH


@pytest.mark.parametrize("tool", ["brush", "rectangle", "lasso", "border"])
def test_each_tool_moves_what_it_touches_and_screen_and_database_agree(desk, page, tool):
    desk.use(tool, tiny.GRID_JIA_NORTH)
    x, y = desk.place("B10")
    corners = [(x - 30, y - 20), (x + 30, y - 20), (x + 30, y + 20), (x - 30, y + 20), (x - 30, y - 20)]
    strokes = {
        "brush": [(x - 2, y), (x + 2, y)],
        "rectangle": [corners[0], corners[2]],
        "lasso": corners,
        "border": [desk.place("B01"), (x, y)],
    }
    desk.drag(*strokes[tool])
    desk.settle(1)
    assert desk.stored()["B10"] == tiny.GRID_JIA_NORTH
    for grid in (tiny.GRID_JIA_NORTH, tiny.GRID_JIA_SOUTH):
        assert desk.households_shown(grid) == desk.households_stored(grid)
    assert sum(desk.households_stored(grid) for grid in (tiny.GRID_JIA_NORTH, tiny.GRID_JIA_SOUTH)) == 840


def test_the_eraser_takes_homes_out_of_every_grid(desk, page):
    desk.use("erase", tiny.GRID_JIA_NORTH)
    desk.drag(desk.place("B10"), desk.place("B10"))
    expect(page.locator("[data-total=unassigned]")).to_have_text("200")
    desk.settle(1)
    assert desk.stored()["B10"] is None


def test_a_dragged_border_shows_its_totals_and_going_back_gives_back(desk, page):
    desk.use("border", tiny.GRID_JIA_NORTH)
    (x, y), (_, above) = desk.place("B10"), desk.place("B04")
    border = (x, (y + above) / 2)
    page.mouse.move(*border)
    page.mouse.down()
    page.mouse.move(x, y, steps=5)
    expect(page.locator(".stroke-badge")).to_be_visible()
    row = page.locator(f"[data-grid='{desk.ids[tiny.GRID_JIA_NORTH]}']")
    expect(row).to_contain_text("360 → ")
    page.mouse.move(x, (y + 3 * border[1]) / 4, steps=4)
    page.mouse.move(border[0], border[1] + 1, steps=4)
    page.mouse.move(x, y, steps=5)
    page.mouse.up()
    expect(page.locator(".stroke-badge")).to_be_hidden()
    desk.settle(1)
    stored = desk.stored()
    moved = [b for b in stored if (b > "B06") == (stored[b] == tiny.GRID_JIA_NORTH) and b < "B13"]
    assert moved
    for grid in (tiny.GRID_JIA_NORTH, tiny.GRID_JIA_SOUTH):
        assert desk.households_shown(grid) == desk.households_stored(grid)


def test_an_estate_is_opened_into_its_buildings_and_one_of_them_assigned(desk, page):
    desk.use("pick", tiny.GRID_JIA_NORTH)
    page.click("[data-action=roster]")
    page.locator("dialog details summary b").last.click()
    page.locator("dialog details").last.locator("input[name=cell]").first.check()
    page.click("dialog button[type=submit]")
    desk.settle(1)
    moved = [code for code, grid in desk.stored().items() if grid == tiny.GRID_JIA_NORTH]
    assert len(moved) == 7


def test_all_grids_are_locked_and_unlocked_at_once(desk, page):
    page.click("[data-action=lock-all]")
    expect(page.locator(".lock.on")).to_have_count(4)
    desk.settle(1)
    page.click("[data-action=unlock-all]")
    expect(page.locator(".lock.on")).to_have_count(0)
    desk.settle(2)


def test_the_next_problem_is_shown_by_a_key(desk, page):
    page.keyboard.press("q")
    expect(page.locator(".notice").last).to_contain_text("120 户未划入网格")


def test_totals_follow_a_stroke_before_it_is_let_go(desk, page):
    desk.use("brush", tiny.GRID_JIA_NORTH)
    page.mouse.move(*desk.place("B10"))
    page.mouse.down()
    page.mouse.move(*desk.place("B10"), steps=2)
    expect(page.locator(f"[data-grid='{desk.ids[tiny.GRID_JIA_NORTH]}'] .grid-households")).to_contain_text(
        "440"
    )
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(f"[data-grid='{desk.ids[tiny.GRID_JIA_NORTH]}'] .grid-households")).to_contain_text(
        "360"
    )
    assert desk.stored()["B10"] == tiny.GRID_JIA_SOUTH


def test_an_estate_moves_whole(desk, page):
    desk.use("click", tiny.GRID_JIA_NORTH, unit="estate")
    page.mouse.click(*desk.place("B10"))
    desk.settle(1)
    assert desk.households_stored(tiny.GRID_JIA_NORTH) == 840


def test_no_stroke_crosses_into_another_community(desk, page):
    desk.use("rectangle", tiny.GRID_JIA_NORTH)
    (west, north), (east, south) = desk.place("B07"), desk.place("B24")
    desk.drag((min(west, east) - 60, min(north, south) - 40), (max(west, east) + 60, max(north, south) + 40))
    desk.settle(1)
    stored = desk.stored()
    assert all(stored[f"B{n}"] == tiny.GRID_YI_SOUTH for n in range(19, 25))
    assert desk.households_stored(tiny.GRID_JIA_NORTH) == 840


def test_a_stroke_may_take_only_what_is_in_no_grid(desk, page):
    desk.use("rectangle", tiny.GRID_YI_SOUTH)
    page.select_option("[data-option=source]", "unassigned")
    places = [desk.place(f"B{n}") for n in range(13, 19)]
    xs, ys = [x for x, _ in places], [y for _, y in places]
    desk.drag((min(xs) - 30, min(ys) - 20), (max(xs) + 30, max(ys) + 20))
    desk.settle(1)
    assert desk.stored()[tiny.NEW_BUILDING] == tiny.GRID_YI_SOUTH
    assert desk.households_stored(tiny.GRID_YI_NORTH) == 350


def test_a_locked_grid_neither_gains_nor_loses(desk, page):
    row = page.locator(f"[data-grid='{desk.ids[tiny.GRID_JIA_SOUTH]}']")
    row.hover()
    row.locator(".lock").click()
    desk.settle(1)
    desk.use("click", tiny.GRID_JIA_NORTH)
    page.mouse.click(*desk.place("B10"))
    desk.use("click", tiny.GRID_JIA_SOUTH)
    page.mouse.click(*desk.place("B03"))
    # A stroke sent after those two has arrived, so they have not been sent.
    row.hover()
    row.locator(".lock").click()
    desk.settle(2)
    stored = desk.stored()
    assert (stored["B10"], stored["B03"]) == (tiny.GRID_JIA_SOUTH, tiny.GRID_JIA_NORTH)


def test_a_drawn_line_splits_a_grid_and_keeps_its_households(desk, page):
    desk.use("split", tiny.GRID_JIA_SOUTH)
    desk.drag(on_screen(page, *tiny.lon_lat(100, -10)), on_screen(page, *tiny.lon_lat(100, 110)))
    expect(page.locator(".grid-row")).to_have_count(5)
    desk.settle(1)
    stored = desk.stored()
    parts = {stored[f"B{n:02d}"] for n in range(7, 13)}
    assert len(parts) == 2
    assert sum(desk.households_stored(grid) for grid in parts) == 480


def test_grids_merge_into_one(desk, page):
    desk.use("pick", tiny.GRID_YI_NORTH)
    page.click("[data-action=merge]")
    page.locator("dialog input[type=checkbox]").check()
    page.click("dialog button[type=submit]")
    expect(page.locator(".grid-row")).to_have_count(3)
    desk.settle(1)
    assert desk.households_stored(tiny.GRID_YI_NORTH) == 650


def test_comparison_and_consequences_name_what_changed(desk, page):
    desk.use("click", tiny.GRID_YI_NORTH)
    page.mouse.click(*desk.place(tiny.NEW_BUILDING))
    desk.settle(1)
    page.click("[data-action=compare]")
    expect(page.locator("dialog .figures")).to_contain_text("120")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    page.click("[data-action=consequences]")
    expect(page.locator("dialog tbody")).to_contain_text("未划入")
    expect(page.locator("dialog tbody")).to_contain_text("120")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)


def test_two_planners_see_each_others_strokes_and_end_alike(desk, page, context):
    other = context.new_page()
    enter(other, desk.office, Role.PLANNER)
    other.goto(page.url)
    other.wait_for_selector(".grid-row")
    desk.use("click", tiny.GRID_JIA_NORTH)
    page.mouse.click(*desk.place("B10"))
    desk.settle(1)
    expect(other.locator(".plan-head")).to_contain_text(f"第 {desk.base + 1} 步")
    for grid in desk.ids:
        assert (
            desk.households_shown(grid) == desk.households_shown(grid, other) == desk.households_stored(grid)
        )


def test_a_stroke_made_while_the_server_does_not_answer_is_kept_and_sent_later(desk, page):
    desk.use("click", tiny.GRID_JIA_NORTH)
    # The page's own requests find no line; nothing stands in for the server.
    page.route("**/operations", lambda route: route.abort("internetdisconnected"))
    page.mouse.click(*desk.place("B10"))
    expect(page.locator(".plan-head .tag.warn")).to_have_text("1 步待保存")
    assert desk.stored()["B10"] == tiny.GRID_JIA_SOUTH
    page.unroute("**/operations")
    desk.settle(1)
    assert desk.stored()["B10"] == tiny.GRID_JIA_NORTH


def test_an_undo_made_while_the_server_does_not_answer_is_shown_at_once_and_sent_later(desk, page):
    desk.use("click", tiny.GRID_JIA_NORTH)
    before = desk.households_shown(tiny.GRID_JIA_NORTH)
    page.mouse.click(*desk.place("B10"))
    desk.settle(1)
    page.route("**/operations", lambda route: route.abort("internetdisconnected"))
    page.mouse.click(*desk.place("B11"))
    expect(page.locator(".plan-head .tag.warn")).to_have_text("1 步待保存")
    both = desk.households_shown(tiny.GRID_JIA_NORTH)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(page.locator(".plan-head .tag.warn")).to_have_text("3 步待保存")
    assert desk.households_shown(tiny.GRID_JIA_NORTH) == before < both
    page.keyboard.press("Control+y")
    assert before < desk.households_shown(tiny.GRID_JIA_NORTH) < both
    assert desk.stored()["B10"] == tiny.GRID_JIA_NORTH
    page.unroute("**/operations")
    desk.settle(5)
    assert (desk.stored()["B10"], desk.stored()["B11"]) == (tiny.GRID_JIA_NORTH, tiny.GRID_JIA_SOUTH)
    assert desk.households_shown(tiny.GRID_JIA_NORTH) == desk.households_stored(tiny.GRID_JIA_NORTH)


def test_whoever_may_not_draw_gets_no_tools(context, small_office):
    page = context.new_page()
    Desk(page, small_office).open(Role.APPROVER)
    assert page.locator(".toolbar").count() == 0
    assert page.locator("[data-action=merge]").count() == 0
    assert page.locator("[data-action=publication]").count() == 1
