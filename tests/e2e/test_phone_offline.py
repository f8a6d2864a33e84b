"""A phone without signal loses nothing and doubles nothing, whoever is killed on the way."""

import hashlib
import io
import re
import ssl
import subprocess
import urllib.request
from pathlib import Path

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import Error, Page, Request, expect

from gis.model.access import Role
from gis.model.units import UnitKind
from gis.store import cases, photos
from gis.workflows import accounts
from gis.workflows.live_places import live_places
from tests.e2e.conftest import PASSWORD
from tests.e2e.phone_line import Phone, Service, line
from tests.gis.store.conftest import fill

pytestmark = [pytest.mark.database, pytest.mark.browser]
LOGIN = "wangge-phone"
SYNC_MS = 90_000
LAST_LETTER_IS_KEPT = """async (title) => {
  const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const base = await answer(indexedDB.open("wangge-go"));
  const drafts = await answer(base.transaction("drafts").objectStore("drafts").getAll());
  base.close();
  return drafts.some((draft) => draft.title === title);
}"""


@pytest.fixture(scope="module")
def service(make_store):
    with line() as laid, make_store() as store:
        world = fill(store)
        accounts.add_account(
            store,
            login=LOGIN,
            password=PASSWORD,
            role=Role.GRID_WORKER,
            display_name="网格员小李",
            unit_ids=[world.subdistrict_id],
        )
        service = Service(laid, store)
        service.start()
        yield service
        service.stop()


@pytest.fixture
def phone(playwright, service, tmp_path):
    phone = Phone(playwright, tmp_path)
    phone.trust(service.authority_file)
    yield phone
    phone.kill()


def _sign_in(page: Page, service: Service) -> None:
    page.goto(f"{service.address}/go")
    page.fill("input[name=login]", LOGIN)
    page.fill("input[name=password]", PASSWORD)
    page.click("[data-sign-in] button[type=submit]")
    expect(page.locator("[data-tab=place]")).to_be_visible()
    expect(page.locator(".go-search input")).to_be_visible()
    expect(page.locator("[data-state]")).to_have_text("已同步")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def _photo(folder: Path, seed: int, size: tuple[int, int] = (900, 700)) -> tuple[Path, str]:
    """A photo as a camera writes it, and its SHA-256."""
    noise = Image.effect_noise(size, 60 + seed).convert("RGB")
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=92, exif=exif)
    path = folder / f"photo-{seed}.jpg"
    path.write_bytes(out.getvalue())
    return path, hashlib.sha256(out.getvalue()).hexdigest()


def _write(page: Page, files: list[Path], title: str) -> None:
    """Fill in the form that is open: category, photos, title."""
    page.select_option("[data-category]", "0104")
    page.set_input_files("[data-album]", [str(file) for file in files])
    expect(page.locator("[data-photos] img")).to_have_count(len(files))
    page.fill("input[aria-label^=标题]", title)


def _filed(service: Service, title: str):
    """Every case of this title with its photos' digests."""
    with service.store.system() as connection:
        found = cases.list_cases(connection, limit=500)
        found = found[found["title"] == title]
        return [
            (row["number"], sorted(photos.read_photos(connection, row["case_id"])["sha256"]))
            for row in found.to_dict("records")
        ]


def _buildings(service: Service) -> tuple[str, int]:
    """One building as people write it, and another one's id."""
    snapshot = live_places(service.store).today()
    found = [unit for unit in snapshot.places.units.values() if unit.kind is UnitKind.BUILDING]
    walled = next(unit for unit in found if unit.unit_id in snapshot.places.estate_of)
    other = next(unit for unit in found if unit is not walled)
    return snapshot.name_of(walled.unit_id), other.unit_id


def test_three_drafts_made_without_signal_arrive_once_and_whole_after_a_kill(service, phone, tmp_path):
    files = {
        title: [_photo(tmp_path, 10 * k + i) for i in range(2)]
        for k, title in enumerate(("甲事", "乙事", "丙事"))
    }
    address, building = _buildings(service)
    page = phone.open()
    _sign_in(page, service)
    phone.close()  # the browser writes its cookies down within half a minute, or when it is closed
    page = phone.open()
    page.goto(f"{service.address}/go")
    expect(page.locator("[data-state]")).to_have_text("已同步")
    lon, lat = live_places(service.store).today().places.centre_of[building]
    phone.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": 9})

    phone.context.set_offline(True)
    service.line.cut()
    page.fill(".go-search input", address)
    page.locator(".go-hits button").first.click()
    expect(page.locator(".go-card h1")).to_have_text(address)
    page.click("[data-file]")
    _write(page, [path for path, _ in files["甲事"]], "甲事")
    told = page.locator("[data-photos] button").evaluate_all("all => all.map((one) => one.dataset.sha256)")
    assert sorted(told) == sorted(digest for _, digest in files["甲事"])
    page.click("[data-submit]")
    expect(page.locator("[data-draft-state=waiting]")).to_have_count(1)

    page.goto(f"{service.address}/go?b={building}&s=1")
    expect(page.locator(f"[data-place='{building}']")).to_contain_text("1单元")
    page.click("[data-file]")
    _write(page, [path for path, _ in files["乙事"]], "乙事")
    page.click("[data-submit]")
    expect(page.locator("[data-draft-state=waiting]")).to_have_count(2)

    page.click("[data-tab=place]")
    page.click("[data-locate]")
    expect(page.locator(".go-start p")).to_contain_text("误差约 9 米")
    grid = live_places(service.store).today().places.of_building(building).grid
    expect(page.locator("[data-grid]")).to_have_text(grid.name)
    page.click("[data-file]")
    _write(page, [path for path, _ in files["丙事"]], "丙事")
    page.wait_for_function(LAST_LETTER_IS_KEPT, arg="丙事")

    phone.kill()
    page = phone.open()
    phone.context.set_offline(True)
    page.goto(f"{service.address}/go")
    expect(page.locator("[data-state]")).to_contain_text("离线")
    page.click("[data-tab=outbox]")
    expect(page.locator("[data-draft-state=waiting]")).to_have_count(2)
    page.locator("[data-draft-state=draft] button", has_text="继续填写").click()
    expect(page.locator("[data-photos] img")).to_have_count(2)
    expect(page.locator("input[aria-label^=标题]")).to_have_value("丙事")
    page.click("[data-submit]")
    expect(page.locator("[data-draft-state=waiting]")).to_have_count(3)
    assert all(_filed(service, title) == [] for title in files)

    service.line.mend()
    phone.context.set_offline(False)
    page.click("[data-sync]")
    expect(page.locator("[data-draft-state=sent]")).to_have_count(3, timeout=SYNC_MS)
    for title, sent in files.items():
        ((number, digests),) = _filed(service, title)
        assert digests == sorted(digest for _, digest in sent)
        expect(page.locator("[data-draft-state=sent]", has_text=title).locator("[data-number]")).to_have_text(
            number
        )
    expect(page.locator("[data-state]")).to_have_text("已同步")


def _send(request: Request, page: Page, service: Service) -> int:
    """Send a page's request in its stead: the driver's own way knows nothing of the authority. Gives the status."""
    kept = {
        name: value
        for name, value in request.headers.items()
        if name in {"content-type", "idempotency-key", "x-csrf-token"}
    }
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
    sent = urllib.request.Request(
        request.url, data=request.post_data_buffer, headers={**kept, "Cookie": cookies}
    )
    trusting = ssl.create_default_context(cafile=str(service.authority_file))
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusting)
    )
    with opener.open(sent, timeout=60) as answer:
        return answer.status


def test_a_server_killed_in_mid_upload_and_an_answer_lost_double_nothing(service, phone, tmp_path):
    (big, digest), (other, other_digest) = _photo(tmp_path, 91, (2600, 2000)), _photo(tmp_path, 92)
    _, building = _buildings(service)
    page = phone.open()
    _sign_in(page, service)
    page.goto(f"{service.address}/go?b={building}")
    page.click("[data-file]")
    _write(page, [big, other], "断电事")

    devtools = phone.context.new_cdp_session(page)
    slowly = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 150_000}
    devtools.send("Network.emulateNetworkConditions", slowly)
    lost = []

    def lose(route):
        # Filed and answered, but the answer never reaches the phone.
        if not lost:
            lost.append(_send(route.request, page, service))
            route.abort()
        else:
            route.continue_()

    page.route("**/api/v1/cases", lose)
    page.click("[data-submit]")
    expect(page.locator("[data-draft-state=waiting]")).to_contain_text("不会重复登记")
    assert lost == [201]
    page.unroute("**/api/v1/cases")

    with page.expect_request(re.compile(r"/photos\?sha256=")):
        page.click("[data-sync]")
    page.wait_for_timeout(700)  # some of its bytes are on the way
    service.kill()
    expect(page.locator("[data-state]")).to_contain_text("离线")
    assert not list(service.store.settings.uploads_dir.rglob(f"{digest}*"))
    service.start()
    devtools.detach()
    page.click("[data-sync]")
    expect(page.locator("[data-draft-state=sent]")).to_have_count(1, timeout=SYNC_MS)
    ((_, digests),) = _filed(service, "断电事")
    assert digests == sorted((digest, other_digest))
    assert not list(service.store.settings.uploads_dir.rglob("*.part"))
    for shown in (digest, other_digest):
        with Image.open(service.store.settings.uploads_dir / "photos" / f"{shown}.jpg") as picture:
            picture.load()
            assert not picture.getexif()
            assert picture.height > picture.width


def test_a_phone_is_warned_until_it_installs_what_the_page_at_plain_http_gives(playwright, service, tmp_path):
    page_of_trust = subprocess.run(
        ["curl", "-sS", "--noproxy", "*", f"http://{service.line.service_ip}:8444/"],
        capture_output=True,
        check=True,
    ).stdout.decode()
    assert f"{service.address}/go" in page_of_trust
    certificate = subprocess.run(
        ["curl", "-sS", "--noproxy", "*", f"http://{service.line.service_ip}:8444/wangge.crt"],
        capture_output=True,
        check=True,
    ).stdout
    downloaded = tmp_path / "wangge.crt"
    downloaded.write_bytes(certificate)
    stranger = Phone(playwright, tmp_path / "stranger")
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        stranger.open().goto(f"{service.address}/go")
    stranger.close()
    stranger.trust(downloaded)
    page = stranger.open()
    page.goto(f"{service.address}/go")
    assert page.evaluate("window.isSecureContext")
    expect(page.locator("[data-sign-in]")).to_be_visible()
    stranger.close()
