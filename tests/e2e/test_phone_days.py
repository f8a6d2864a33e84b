"""Days with the phone page: fifty drafts of a former version, two windows, a wrong clock, photos of every kind."""

import base64
import hashlib
import json
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from gis.model.access import Role
from gis.model.units import UnitKind
from gis.store import cases, photos, units
from gis.workflows import accounts
from tests.e2e.conftest import PASSWORD, new_profile
from tests.gis.casework.test_photos import _photo

pytestmark = [pytest.mark.database, pytest.mark.browser]
FORMER = """async ({ drafts, photos }) => {
  const base = await new Promise((done, failed) => {
    const asked = indexedDB.open("wangge-go", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("kept");
      asked.result.createObjectStore("drafts", { keyPath: "key" });
      asked.result.createObjectStore("photos", { keyPath: "id" }).createIndex("draft", "draft");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const within = base.transaction(["drafts", "photos"], "readwrite");
  for (const draft of drafts) within.objectStore("drafts").put(draft);
  for (const photo of photos) {
    const bytes = Uint8Array.from(atob(photo.bytes), (sign) => sign.charCodeAt(0)).buffer;
    within.objectStore("photos").put({ ...photo, bytes });
  }
  await new Promise((done) => (within.oncomplete = done));
  base.close();
}"""
COUNTED = """
  window.bytes_read = 0;
  for (const name of ["get", "getAll"]) {
    const former = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (...asked) {
      if (this.name === "bytes") window.bytes_read++;
      return former.apply(this, asked);
    };
  }
"""
MANY = 50


@pytest.fixture
def context(chromium):
    profile = new_profile(chromium, 360, 740, is_mobile=True, has_touch=True)
    yield profile
    profile.close()


@pytest.fixture
def worker(small_office):
    login = f"days-{uuid4().hex[:8]}"
    user_id = accounts.add_account(
        small_office.store, login=login, password=PASSWORD, role=Role.GRID_WORKER,
        unit_ids=small_office.world.subdistrict_ids,
    )  # fmt: skip
    return login, int(user_id)


def _sign_in(page, office, login):
    page.goto(f"{office.address}/go")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("[data-sign-in] button[type=submit]")
    expect(page.locator(".go-search input")).to_be_visible()


def _begin(page, title):
    page.fill(".go-search input", "围院1栋")
    page.locator(".go-hits button").first.click()
    page.click("[data-file]")
    page.select_option("[data-category]", "0104")
    page.fill("input[aria-label^=标题]", title)


def _filed(office, title):
    with office.store.system() as connection:
        found = cases.list_cases(connection, limit=200)
        return found[found["title"] == title]


def _former_drafts(office, user_id):
    """What version 1 of the page kept: handed over, one photo each, its bytes beside its description."""
    with office.store.system() as connection:
        building = int(units.read_units(connection, UnitKind.BUILDING)["unit_id"].iloc[0])
    drafts, pictures = [], []
    for i in range(MANY):
        key, title, made_at = str(uuid4()), f"旧草稿{i}", f"2026-11-25T0{i % 10}:00:00.000Z"
        number = f"临-20261125-{i:04d}"
        filing = {
            "category": "0104",
            "title": title,
            "description": "",
            "source": "grid_worker",
            "answers": {},
        }
        where = {"building_id": building, "stairwell": None, "accuracy_m": None, "address": ""}
        spot = {"by": "address", "lon": 0, "lat": 0, "text": "围院1栋"} | where
        sent = {"body": json.dumps(filing | where | {"provisional_number": number}), "is_uncertain": False}
        state = {
            "state": "waiting",
            "problem": "",
            "case_id": None,
            "number": "",
            "rule": "",
            "sent_at": None,
        }
        draft = {
            "key": key,
            "user_id": user_id,
            "provisional": number,
            "made_at": made_at,
            "changed_at": made_at,
        }
        drafts.append(draft | filing | {"spot": spot} | sent | state)
        content = _photo(size=(60 + i, 40))
        told = {"bytes": base64.b64encode(content).decode(), "sha256": hashlib.sha256(content).hexdigest()}
        taken = {
            "taken_at": made_at,
            "lon": None,
            "lat": None,
            "accuracy_m": None,
            "size_bytes": len(content),
        }
        marks = {"thumbnail": "", "is_blurred": False, "is_sent": False, "problem": ""}
        pictures.append({"id": str(uuid4()), "draft": key} | told | taken | marks)
    return drafts, pictures


def test_fifty_drafts_of_the_former_version_arrive_once_each_with_their_photos(
    page, small_office, worker, watch
):
    login, user_id = worker
    drafts, pictures = _former_drafts(small_office, user_id)
    page.goto(f"{small_office.address}/login")
    page.evaluate(FORMER, {"drafts": drafts, "photos": pictures})
    page.add_init_script(COUNTED)
    page.route(
        "**/api/v1/cases", lambda route: route.abort()
    )  # the line is too weak for anything but signing in
    _sign_in(page, small_office, login)
    page.click("[data-tab=outbox]")
    expect(page.locator("[data-draft-state=waiting]")).to_have_count(MANY)
    expect(page.locator("[data-draft]").first).to_contain_text("照片 1 张")
    assert page.evaluate("window.bytes_read") == 0
    page.unroute("**/api/v1/cases")
    watch.errors.clear()  # the browser notes what was broken off
    page.click("[data-sync]")
    expect(page.locator("[data-draft-state=sent]")).to_have_count(MANY, timeout=60_000)
    with small_office.store.system() as connection:
        for draft, picture in zip(drafts, pictures, strict=True):
            rows = _filed(small_office, draft["title"])
            assert len(rows) == 1
            kept = photos.read_photos(connection, int(rows["case_id"].iloc[0]))
            assert list(kept["sha256"]) == [picture["sha256"]]


def test_what_one_window_has_submitted_another_cannot_change(page, context, small_office, worker):
    _sign_in(page, small_office, worker[0])
    _begin(page, "两个窗口")
    page.click("[data-tab=outbox]")
    expect(page.locator("[data-draft-state=draft]")).to_have_count(1)
    other = context.new_page()
    other.goto(f"{small_office.address}/go")
    other.click("[data-tab=outbox]")
    other.locator("[data-draft-state=draft] button", has_text="继续填写").click()
    page.locator("[data-draft-state=draft] button", has_text="继续填写").click()
    page.click("[data-submit]")
    expect(page.locator("[data-draft-state=sent]")).to_have_count(1)
    other.fill("input[aria-label^=标题]", "晚了一步")
    expect(other.locator(".notice.error").first).to_contain_text("已在另一个窗口提交")
    assert len(_filed(small_office, "两个窗口")) == 1
    assert len(_filed(small_office, "晚了一步")) == 0
    page.reload()
    page.click("[data-tab=outbox]")
    expect(page.locator("[data-draft-state=sent]")).to_have_count(1)


def test_a_phone_whose_clock_is_three_days_ahead_files_at_the_servers_time(page, small_office, worker):
    page.add_init_script(
        "const real = Date; const ahead = 3 * 86400000;"
        "globalThis.Date = class extends real { constructor(...told) { super(...(told.length ? told : [real.now() + ahead])); }"
        " static now() { return real.now() + ahead; } };"
    )
    _sign_in(page, small_office, worker[0])
    _begin(page, "钟快三天")
    page.click("[data-submit]")
    expect(page.locator("[data-draft-state=sent]")).to_have_count(1)
    (reported_at,) = _filed(small_office, "钟快三天")["reported_at"]
    assert abs((reported_at - reported_at.now(tz=reported_at.tz)).total_seconds()) < 300


def test_a_large_photo_and_an_unreadable_one_are_taken_for_what_they_are(
    page, small_office, worker, tmp_path, watch
):
    """Twenty megabytes arrive as they were; HEIC that the browser cannot read is refused alone, in words."""
    large = tmp_path / "large.jpg"
    content = _photo(size=(400, 300))
    large.write_bytes(content + b"\x00" * (20 * 1024 * 1024 - len(content)))
    heic = tmp_path / "IMG_1.HEIC"
    heic.write_bytes(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(2000))
    small = tmp_path / "small.jpg"
    small.write_bytes(_photo(size=(90, 60)))
    _sign_in(page, small_office, worker[0])
    _begin(page, "大照片")
    page.set_input_files("[data-album]", [str(heic), str(large), str(small)])
    expect(page.locator(".notice.error")).to_contain_text("改存为 JPEG")
    expect(page.locator("[data-photos] img")).to_have_count(2)
    page.click("[data-submit]")
    expect(page.locator("[data-draft-state=sent]")).to_have_count(1, timeout=60_000)
    with small_office.store.system() as connection:
        (case_id,) = _filed(small_office, "大照片")["case_id"]
        arrived = set(photos.read_photos(connection, int(case_id))["sha256"])
    assert arrived == {hashlib.sha256(one.read_bytes()).hexdigest() for one in (large, small)}
