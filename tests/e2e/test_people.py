"""Who answers for what, on /people: a community and a planner fill a vacancy, have somebody stand in, and end the post."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from gis.model.access import Role
from gis.model.units import UnitKind
from gis.store import contacts, editions, people, units
from gis.workflows import accounts
from gis.workflows.watched import RECHECK_S
from tests.e2e.conftest import PASSWORD, on_screen, open_map, seats
from tests.gis.store.conftest import FIRST_DAY
from tests.worked import tiny

pytestmark = [pytest.mark.database, pytest.mark.browser]

SOUTH_OF_JIA, SOUTH_OF_YI = tiny.lon_lat(10, 10), tiny.lon_lat(210, 10)
PHONE = "023-65550117"
REASON = "夜间漏水，联系值守"


@pytest.fixture(scope="module")
def staffed(small_office):
    """甲社区 with its secretary (001), both its grids without the leader that the template asks for."""
    with small_office.store.system() as connection:
        people.save_roles(
            connection,
            [
                {"code": "secretary", "chinese": "社区书记", "unit_kind": "community", "rank": 5},
                {
                    "code": "grid_leader",
                    "chinese": "网格长",
                    "unit_kind": "grid",
                    "rank": 10,
                    "posts_per_unit": 1,
                },
            ],
        )
        known = {
            code: units.unit_by_code(connection, kind, code).unit_id
            for kind, code in (
                (UnitKind.COMMUNITY, tiny.JIA),
                (UnitKind.GRID, tiny.GRID_JIA_SOUTH),
                (UnitKind.GRID, tiny.GRID_YI_SOUTH),
            )
        }
        secretary = people.add_officeholder(connection, territory="tiny", number=1)
        people.appoint(
            connection,
            role="secretary",
            unit_id=known[tiny.JIA],
            officeholder_id=secretary,
            from_date=FIRST_DAY,
        )
        contacts.save_contact(connection, secretary, kind="duty_phone", value="023-60000001")
    logins = (
        ("community_jia", Role.COMMUNITY, [known[tiny.JIA]]),
        ("worker_jia", Role.GRID_WORKER, [known[tiny.GRID_JIA_SOUTH]]),
        ("keeper", Role.ADMINISTRATOR, small_office.world.subdistrict_ids),
    )
    for login, role, where in logins:
        accounts.add_account(
            small_office.store,
            login=login,
            password=PASSWORD,
            role=role,
            display_name=login,
            unit_ids=where,
        )
    return known


@pytest.fixture
def seat(chromium, small_office, staffed, watch):
    """Open a page for one of the people, in a browser profile of their own."""
    with seats(chromium, small_office, watch) as sit:
        yield sit


@pytest.fixture
def days(small_office):
    """Yesterday, today and tomorrow as the service counts them."""
    with small_office.store.system() as connection:
        now = editions.today(connection)
    return [(now + timedelta(days=shift)).isoformat() for shift in (-1, 0, 1)]


def _send(page):
    page.click("dialog button[type=submit]")
    page.wait_for_selector("dialog", state="detached")


def _vacancies(page, unit_id):
    return page.locator(f"tr[data-unit='{unit_id}'] td").nth(3)


def _answering(page, address, place):
    """What ``locate`` says of the leader of the grid at a place."""
    answer = page.request.get(f"{address}/api/v1/locate?lon={place[0]}&lat={place[1]}").json()
    (leader,) = [person for person in answer["people"] if person["role"] == "grid_leader"]
    return leader


def _until_answering(page, address, place, number):
    """Ask until who acts is who is expected: the service may tell the former for a second."""
    for _ in range(40):
        leader = _answering(page, address, place)
        if leader["officeholder_number"] == number:
            return leader
        page.wait_for_timeout(100)
    raise AssertionError(f"{leader} acts, not {number}")


@pytest.mark.parametrize(
    ("login", "grid_code", "place", "told"),
    [
        ("community_jia", tiny.GRID_JIA_SOUTH, SOUTH_OF_JIA, ["甲社区第二网格", "480"]),
        (Role.PLANNER.value, tiny.GRID_YI_SOUTH, SOUTH_OF_YI, ["乙社区第二网格", "300"]),
    ],
)
def test_a_vacancy_is_filled_stood_in_for_and_seen_again(
    seat, small_office, staffed, days, login, grid_code, place, told
):
    address, grid = small_office.address, staffed[grid_code]
    yesterday, today, tomorrow = days
    page = seat(login)
    page.goto(f"{address}/people")
    expect(_vacancies(page, grid)).to_have_text("1")
    row = page.locator(f"tr[data-unit='{grid}'] td")
    expect(row).to_have_text([*told, "0", "1", "无人", "无人"])
    of_yi = page.locator(f"tr[data-unit='{staffed[tiny.GRID_YI_SOUTH]}']")
    expect(of_yi).to_have_count(0 if login == "community_jia" else 1)

    row.first.click()
    expect(page.locator(".duty")).to_contain_text("缺 1 人，尚未设岗")
    page.click(".duty button:text-is('任命')")
    page.select_option("dialog [name=who]", "new")
    page.fill("dialog [name=contact_duty_phone]", PHONE)
    page.fill("dialog [name=from_date]", yesterday)
    _send(page)
    card = page.locator(".duty", has_text="网格长")
    expect(card.locator(".duty-who")).to_contain_text("负责人")
    number = card.locator(".duty-who").text_content().removeprefix("负责人 ")
    assert _until_answering(page, address, place, number)["is_vacant"] is False
    assert PHONE not in card.text_content()

    card.locator("text='B 角'").click()
    page.fill("dialog [name=person]", "001")
    _send(page)
    expect(card).to_contain_text("B 角 负责人 001")
    assert _answering(page, address, place)["officeholder_number"] == number
    card.locator("text=登记代行").click()
    page.fill("dialog [name=from_date]", today)
    page.fill("dialog [name=to_date]", tomorrow)
    _send(page)
    expect(card.locator(".duty-who")).to_contain_text("今日负责人 001代行")
    assert _until_answering(page, address, place, "001")["is_substitute"] is True
    _sees_on_the_map(page, address, place, "001")

    page.goto(f"{address}/people?unit={grid}")
    card.locator("text=查看联系方式").click()
    page.fill("dialog [name=reason]", f"{REASON}（{login}）")
    page.click("dialog button[type=submit]")
    expect(page.locator("dialog dd")).to_have_text(PHONE)
    page.click("dialog .close")
    events = seat("keeper").request.get(f"{address}/api/v1/audit?action=contact_revealed").json()["items"]
    assert [event["detail"]["reason"] for event in events if event["by"] == _name(login)] == [
        f"{REASON}（{login}）"
    ]

    card.locator("text=离任").click()
    page.fill("dialog [name=on_date]", today)
    _send(page)
    expect(page.locator(".duty")).to_contain_text("缺 1 人，尚未设岗")
    assert _until_answering(page, address, place, None)["is_vacant"] is True
    page.click("text=← 全部网格")
    expect(_vacancies(page, grid)).to_have_text("1")


def _name(login):
    return f"{login} 演示" if login == Role.PLANNER.value else login


def _sees_on_the_map(page, address, place, number):
    open_map(page, f"{address}/")
    page.mouse.click(*on_screen(page, *place))
    expect(page.locator("section", has=page.locator("h3:text-is('今日负责')")).last).to_contain_text(number)


def _write(page, address, body):
    """What the service says to a write that carries the page's own token."""
    tokens = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "wangge_csrf"]
    answer = page.request.post(address, data=body, headers={"X-CSRF-Token": "".join(tokens)})
    return answer.status, answer.json()["code"]


def test_who_may_not_appoint_sees_no_way_to_and_is_refused(seat, page, small_office, staffed, days):
    address, grid = small_office.address, staffed[tiny.GRID_JIA_SOUTH]
    wish = {"role": "grid_leader", "unit_id": grid, "from_date": days[1], "newcomer": {"contacts": {}}}
    with small_office.store.system() as connection:
        posts = people.read_posts(connection)
        secretary = int(posts.loc[posts["role"] == "secretary", "officeholder_id"].iloc[0])
    worker = seat("worker_jia")
    worker.goto(f"{address}/people?unit={grid}")
    expect(worker.locator(".duty")).to_contain_text("缺 1 人，尚未设岗")
    assert worker.locator(".people button", has_text="任命").count() == 0
    page.goto(f"{address}/people")
    assert "/login?next=" in page.url
    reveal = f"{address}/api/v1/officeholders/{secretary}/reveal"
    for who, refusal in ((worker, (403, "not_allowed")), (page, (401, "sign_in_required"))):
        assert _write(who, f"{address}/api/v1/posts", wish) == refusal
        assert _write(who, reveal, {"reason": REASON}) == refusal
    with small_office.store.system() as connection:
        assert len(people.read_posts(connection)) == len(posts)


def test_a_community_appoints_in_its_own_area_only(seat, small_office, staffed, days):
    community = seat("community_jia")
    wish = {"role": "grid_leader", "unit_id": staffed[tiny.GRID_YI_SOUTH], "from_date": days[1]}
    told = _write(community, f"{small_office.address}/api/v1/posts", wish)
    assert told == (404, "unit_unknown")


def test_a_community_makes_a_patch_across_its_grids_and_every_point_of_it_leads_to_its_leader(
    seat, small_office, staffed
):
    address, north = small_office.address, tiny.lon_lat(10, 110)
    page = seat("community_jia")
    page.goto(f"{address}/people?unit={staffed[tiny.JIA]}")
    page.click("button:text-is('设块')")
    page.fill("dialog [name=name]", "南北块")
    page.check("dialog label:has-text('北苑') input")
    page.check("dialog label:has-text('围院') input")
    _send(page)
    row = page.locator("tr", has_text="南北块")
    expect(row.locator("td").nth(1)).to_have_text("北苑、围院")
    row.click()
    expect(page.locator(".duty")).to_contain_text("块长缺 1 人，尚未设岗")
    page.click(".duty button:text-is('任命')")
    page.fill("dialog [name=person]", "001")
    _send(page)
    expect(page.locator(".duty-who")).to_have_text("负责人 001")
    page.wait_for_timeout(1000 * RECHECK_S)  # what is told of people may be that old
    open_map(page, f"{address}/")
    for place in (SOUTH_OF_JIA, north):
        page.mouse.click(*on_screen(page, *place))
        people_told = page.locator("section", has=page.locator("h3:text-is('今日负责')")).last
        expect(people_told.locator("dt").first).to_have_text("块长")
        expect(people_told.locator("dd").first).to_contain_text("负责人 001　南北块")
        page.keyboard.press("Escape")
