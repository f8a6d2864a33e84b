"""The phone page over the tiny world: what is kept, what is removed, what is said when something is refused."""

import hashlib
from uuid import uuid4

import pytest
from playwright.sync_api import expect

import api.routes.go
from gis.model.access import Role
from gis.model.units import UnitKind
from gis.store import cases, photos, units
from gis.workflows import accounts
from gis.workflows.write_qr_sheet import read_labels
from tests.e2e.conftest import PASSWORD, new_profile
from tests.gis.casework.test_photos import _photo
from web.pages.go import shell, worker_text

pytestmark = [pytest.mark.database, pytest.mark.browser]
KEPT = """async () => {
  const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const base = await answer(indexedDB.open("wangge-go"));
  const keys = (name) => answer(base.transaction(name).objectStore(name).getAllKeys());
  const found = { kept: await keys("kept"), drafts: await keys("drafts"), photos: await keys("photos") };
  base.close();
  return found;
}"""

FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, ...key) {
    if (this.name === "photos") throw new DOMException("no room", "QuotaExceededError");
    return put.call(this, value, ...key);
  };
}"""


@pytest.fixture
def context(chromium):
    profile = new_profile(chromium, 360, 740, is_mobile=True, has_touch=True)
    yield profile
    profile.close()


@pytest.fixture
def worker(small_office):
    """A grid worker of the test's own."""
    login = f"phone-{uuid4().hex[:8]}"
    accounts.add_account(
        small_office.store,
        login=login,
        password=PASSWORD,
        role=Role.GRID_WORKER,
        display_name="小李",
        unit_ids=small_office.world.subdistrict_ids,
    )
    return login


def _sign_in(page, office, login):
    page.goto(f"{office.address}/go")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("[data-sign-in] button[type=submit]")
    expect(page.locator(".go-search input")).to_be_visible()
    expect(page.locator("[data-state]")).to_have_text("已同步")


def test_who_signed_in_on_an_ordinary_page_is_not_asked_again(context, small_office, worker):
    page = context.new_page()
    page.goto(f"{small_office.address}/login")
    page.fill("#login", worker)
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{small_office.address}/")
    page.goto(f"{small_office.address}/go")
    expect(page.locator(".go-search input")).to_be_visible()
    expect(page.locator("[data-sign-in]")).to_have_count(0)


def _codes(office):
    """Links of two labels of the sheet, each with what the place is called: (building, stairwell), as printed."""
    with office.store.system() as connection:
        (community,) = units.read_units(connection, UnitKind.COMMUNITY)["unit_id"][:1]
        labels = read_labels(
            connection,
            units.read_unit(connection, community),
            "https://wangge.test:8443",
            with_stairwells=True,
        )
    chosen = [label for label in labels if label.stairwell][:2]
    return [(label.link.partition("wangge.test:8443")[2], label) for label in chosen]


def test_a_printed_code_opens_its_place_after_signing_in_and_without_signal(
    page, small_office, worker, context, watch
):
    (first, label), (second, other) = _codes(small_office)
    page.goto(f"{small_office.address}{first}")
    expect(page.locator("[data-scanned]")).to_contain_text("登录后直接打开")
    page.reload()
    page.fill("input[name=login]", worker)
    page.fill("input[name=password]", PASSWORD)
    page.click("[data-sign-in] button[type=submit]")
    expect(page.locator("[data-place] h1")).to_contain_text(label.building)
    expect(page.locator("[data-place] h1")).to_contain_text(label.stairwell)
    expect(page).to_have_url(f"{small_office.address}/go")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.close()
    context.set_offline(True)
    scanned = context.new_page()
    scanned.goto(f"{small_office.address}{second}")
    expect(scanned.locator("[data-place] h1")).to_contain_text(other.building)
    expect(scanned.locator("[data-place] h1")).to_contain_text(other.stairwell)
    expect(scanned.locator("[data-file]")).to_be_visible()
    scanned.goto(f"{small_office.address}/go?b=999999999")
    expect(scanned.locator("[data-bar=code]")).to_contain_text("联网后自动打开")


def _draft(page, title, tmp_path, size=(60, 40)):
    """Begin a draft at a building, with one photo."""
    file = tmp_path / f"{title}.jpg"
    file.write_bytes(_photo(size=size))
    page.fill(".go-search input", "围院1栋")
    page.locator(".go-hits button").first.click()
    page.click("[data-file]")
    page.select_option("[data-category]", "0104")
    page.fill("input[aria-label^=标题]", title)
    page.set_input_files("[data-album]", str(file))
    expect(page.locator("[data-photos] img")).to_have_count(1)
    return file


def test_a_new_version_waits_for_the_person_and_keeps_the_draft(
    page, small_office, worker, tmp_path, monkeypatch
):
    _sign_in(page, small_office, worker)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    _draft(page, "更新前写的", tmp_path)
    newer = worker_text().replace(shell().version, "0123456789abcdef")
    monkeypatch.setattr(api.routes.go, "worker_text", lambda: newer)
    page.evaluate(
        "navigator.serviceWorker.getRegistration('/go').then((one) => one.update()).then(() => true)"
    )
    expect(page.locator("[data-bar=update]")).to_contain_text("草稿都会保留")
    with page.expect_navigation():
        page.click("[data-bar=update] button")
    expect(page.locator("[data-tab=outbox]")).to_contain_text("1")
    page.click("[data-tab=outbox]")
    page.locator("[data-draft-state=draft] button", has_text="继续填写").click()
    expect(page.locator("input[aria-label^=标题]")).to_have_value("更新前写的")
    expect(page.locator("[data-photos] img")).to_have_count(1)
    names = page.evaluate("caches.keys()")
    assert names == ["wangge-go-0123456789abcdef"]


def test_what_is_blurred_by_hand_is_what_arrives(page, small_office, worker, tmp_path):
    _sign_in(page, small_office, worker)
    file = _draft(page, "遮挡", tmp_path, size=(800, 600))
    taken = hashlib.sha256(file.read_bytes()).hexdigest()
    picture = page.locator("[data-photos] button")
    assert picture.get_attribute("data-sha256") == taken
    picture.click()
    frame = page.locator(".go-blur").bounding_box()
    page.mouse.move(frame["x"] + 40, frame["y"] + 40)
    page.mouse.down()
    page.mouse.move(frame["x"] + 140, frame["y"] + 120)
    page.mouse.up()
    page.click("[data-blur-done]")
    expect(picture.locator("span")).to_have_text("已遮挡")
    blurred = picture.get_attribute("data-sha256")
    assert blurred != taken
    page.click("[data-submit]")
    expect(page.locator("[data-draft-state=sent]")).to_have_count(1)
    with small_office.store.system() as connection:
        found = cases.list_cases(connection, limit=50)
        (case_id,) = found.loc[found["title"] == "遮挡", "case_id"]
        assert list(photos.read_photos(connection, case_id)["sha256"]) == [blurred]
    assert page.evaluate(KEPT)["photos"]


def test_a_phone_that_is_full_says_so_and_keeps_what_it_had(
    page, small_office, worker, tmp_path, context, watch
):
    _sign_in(page, small_office, worker)
    _draft(page, "空间不足", tmp_path)
    page.evaluate(FULL)
    more = tmp_path / "more.jpg"
    more.write_bytes(_photo(size=(90, 60)))
    page.set_input_files("[data-album]", str(more))
    expect(page.locator(".notice.error")).to_contain_text("手机存储空间不足")
    page.reload()
    page.click("[data-tab=outbox]")
    page.locator("[data-draft-state=draft] button", has_text="继续填写").click()
    expect(page.locator("input[aria-label^=标题]")).to_have_value("空间不足")
    expect(page.locator("[data-photos] img")).to_have_count(1)


def test_a_refused_promise_of_storage_is_shown(page, small_office, worker):
    page.add_init_script(
        "navigator.storage.persist = async () => false; navigator.storage.persisted = async () => false;"
    )
    _sign_in(page, small_office, worker)
    page.reload()
    expect(page.locator("[data-bar=persist]")).to_contain_text("没有同意长期保存")


def test_signing_out_asks_about_what_waits_and_leaves_nothing_behind(page, small_office, worker, tmp_path):
    _sign_in(page, small_office, worker)
    _draft(page, "未发送", tmp_path)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.click("[data-tab=mine]")
    page.click("[data-leave]")
    expect(page.locator("[data-sign-in]")).to_be_visible()
    assert "还有 1 件登记没有发送" in asked[0]
    assert page.evaluate(KEPT) == {"kept": [], "drafts": [], "photos": []}


@pytest.mark.parametrize(("end", "drafts"), [("password", 1), ("disable", 0)])
def test_a_revoked_person_loses_the_area_and_a_disabled_one_the_drafts_too(
    page, small_office, worker, tmp_path, end, drafts
):
    _sign_in(page, small_office, worker)
    _draft(page, "收回", tmp_path)
    if end == "password":
        accounts.change_password(small_office.store, worker, "another password")
    else:
        accounts.disable(small_office.store, worker)
    page.click("[data-tab=outbox]")
    page.click("[data-sync]")
    expect(page.locator("[data-sign-in]")).to_be_visible()
    found = page.evaluate(KEPT)
    assert "area" not in found["kept"]
    assert "owner" not in found["kept"]
    assert (len(found["drafts"]), len(found["photos"])) == (drafts, drafts)


def test_what_the_server_refuses_says_why_and_can_be_changed(page, small_office, worker, tmp_path, watch):
    _sign_in(page, small_office, worker)
    _draft(page, "被退回", tmp_path)
    page.route(
        "**/api/v1/cases",
        lambda route: route.fulfill(
            status=422, json={"code": "case_outside", "detail": "该位置不在本街道范围内"}
        ),
    )
    page.click("[data-submit]")
    expect(page.locator("[data-draft-state=refused]")).to_contain_text("不在本街道范围内")
    page.unroute("**/api/v1/cases")
    page.locator("[data-draft-state=refused] button", has_text="修改").click()
    page.click("[data-submit]")
    expect(page.locator("[data-draft-state=sent]")).to_have_count(1)
    watch.errors.clear()  # the browser notes the refused request


def test_a_request_about_another_sub_district_is_written_without_signal_and_referred(
    page, small_office, worker, context, tmp_path, watch
):
    _sign_in(page, small_office, worker)
    _draft(page, "邻街道漏水", tmp_path)
    context.set_offline(True)
    page.check("[data-elsewhere]")
    page.click("[data-submit]")
    expect(page.locator(".notice.error")).to_contain_text("请写明地址")
    page.fill("[data-far-address]", "邻街道滨江路 9 号")
    page.click("[data-submit]")
    expect(page.locator("[data-draft-state=waiting]")).to_contain_text("不在本街道：邻街道滨江路 9 号")
    page.click("[data-tab=place]")
    page.click("[data-file-elsewhere]")
    expect(page.locator("[data-elsewhere]")).to_be_checked()
    page.uncheck("[data-elsewhere]")
    expect(page.locator("[data-far-address]")).to_have_count(0)
    context.set_offline(False)
    page.click("[data-tab=outbox]")
    page.click("[data-sync]")
    expect(page.locator("[data-draft-state=sent]")).to_contain_text("转所在街道办理")
    watch.errors.clear()  # the browser notes that there was no signal
    with small_office.store.system() as connection:
        found = cases.list_cases(connection, limit=50).set_index("title").loc["邻街道漏水"]
    assert (found["address"], found["state"], found.geometry) == ("邻街道滨江路 9 号", "referred", None)


def test_a_browser_without_script_files_by_the_plain_form(chromium, small_office, worker, tmp_path):
    file = tmp_path / "plain.jpg"
    file.write_bytes(_photo())
    profile = new_profile(chromium, 360, 740, java_script_enabled=False)
    try:
        page = profile.new_page()
        page.goto(f"{small_office.address}/go")
        page.click("text=打开简易登记页")
        page.fill("input[name=login]", worker)
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.fill("input[name=address]", "围院1栋")
        page.select_option("select[name=category]", "0104")
        page.set_input_files("input[name=photos]", str(file))
        page.click("button[type=submit]")
        expect(page.locator("[role=status]")).to_contain_text("照片 1 张")
    finally:
        profile.close()
