"""Play the service as people do: the demo world in a real database, a live server, real Chromium.

One server with the demo world serves the whole run, for tests that only look; tests that change things take
``small_office``, the tiny world, or ``own_office``. Each test has a page of its own; a page that logs an
error, or asks any host but 127.0.0.1, fails its test.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from api.app import create_app
from gis.model.access import Role
from gis.store.engine import Store
from gis.store.queue import run_worker
from gis.workflows import accounts, jobs
from gis.workflows.load_world import LoadedWorld, load_world
from tests.gis.store.conftest import fill
from tests.gis.workflows.quick_hashing import quick_hashing

CHROMIUM = "/usr/bin/chromium"
# The same build without the windows and menus of a desktop: each page costs half the processor's time.
PAGES_ONLY = "/usr/bin/chromium-headless-shell"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=zh-CN",
)
TIMEOUT_MS = 30_000
PASSWORD = "a-password-for-tests"
LOGINS = (Role.PLANNER, Role.APPROVER, Role.DEPARTMENT)


@dataclass(frozen=True)
class Office:
    """The demo world, served."""

    address: str
    store: Store
    world: LoadedWorld


@dataclass
class Watch:
    """What a page did that it should not have."""

    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def over(self, page: Page) -> None:
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        scheme, _, rest = url.partition("://")
        if scheme in {"http", "https", "ws", "wss"}:
            self.hosts.add(rest.partition("/")[0].partition(":")[0])


class _QuietServer(uvicorn.Server):
    """uvicorn in a thread: the test's process keeps its own signal handlers."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def _serving(store: Store) -> Iterator[str]:
    """Serve the store with a worker beside, as ``wangge serve`` does; gives the address."""
    server = _QuietServer(
        uvicorn.Config(
            create_app(store.settings, store), host="127.0.0.1", port=0, log_level="error", ws="none"
        )
    )
    jobs.register()
    stop = threading.Event()
    threads = [
        threading.Thread(target=server.run, daemon=True),
        threading.Thread(target=run_worker, args=(store,), kwargs={"stop": stop}, daemon=True),
    ]
    for thread in threads:
        thread.start()
    while not server.started:
        if not threads[0].is_alive():
            raise RuntimeError("the server did not start")
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        stop.set()
        for thread in threads:
            thread.join(timeout=10)


def _hire(store: Store, world: LoadedWorld) -> None:
    """Give each role a login with everything in its scope."""
    for role in LOGINS:
        accounts.add_account(
            store,
            login=role.value,
            password=PASSWORD,
            role=role,
            display_name=f"{role.value} 演示",
            unit_ids=world.subdistrict_ids,
        )


@contextmanager
def _office(make_demo_store) -> Iterator[Office]:
    with quick_hashing(), make_demo_store() as store:
        world = load_world(store, "subdistrict")
        _hire(store, world)
        with _serving(store) as address:
            yield Office(address, store, world)


@pytest.fixture(scope="session")
def office(make_demo_store) -> Iterator[Office]:
    """The demo world, served once for all tests that only look."""
    with _office(make_demo_store) as opened:
        yield opened


@pytest.fixture(scope="module")
def own_office(make_demo_store) -> Iterator[Office]:
    """The demo world, served for the tests of one module that change it."""
    with _office(make_demo_store) as opened:
        yield opened


@pytest.fixture(scope="module")
def small_office(make_store) -> Iterator[Office]:
    """The tiny world, served for the tests of one module; they may change it."""
    with quick_hashing(), make_store() as store:
        tiny = fill(store)
        world = LoadedWorld("tiny", (tiny.subdistrict_id,), tiny.fabric_id, tiny.plan_id, was_there=False)
        _hire(store, world)
        with _serving(store) as address:
            yield Office(address, store, world)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of all browsers of this run; there can be one only."""
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium without its windows."""
    browser = playwright.chromium.launch(executable_path=PAGES_ONLY, args=list(FLAGS))
    yield browser
    browser.close()


def new_profile(chromium: Browser, width: int = 1440, height: int = 900, **options: Any) -> BrowserContext:
    """Open a fresh browser profile with a screen of this size."""
    profile = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)
    profile.set_default_timeout(TIMEOUT_MS)
    return profile


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser profile of the test's own, with an office's screen."""
    profile = new_profile(chromium)
    yield profile
    profile.close()


@pytest.fixture
def watch() -> Watch:
    """What the test's page did that it should not have."""
    return Watch()


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Iterator[Page]:
    """A page that must log no error and ask no other host."""
    page = context.new_page()
    watch.over(page)
    yield page
    assert watch.errors == []
    assert watch.hosts <= {"127.0.0.1"}


def sign_in(page: Page, office: Office, role: Role, next_path: str = "/") -> None:
    """Sign in by the form, as a person does, and arrive at ``next_path``."""
    page.goto(f"{office.address}/login?next={next_path}")
    page.fill("#login", role.value)
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{office.address}{next_path}")


def enter(page: Page, office: Office, role: Role) -> None:
    """Sign in without the form, for tests of something else."""
    answer = page.request.post(
        f"{office.address}/api/v1/session", data={"login": role.value, "password": PASSWORD}
    )
    assert answer.ok


def open_map(page: Page, address: str) -> None:
    """Open a page with a map and wait until its first layers are there."""
    page.goto(address)
    page.wait_for_selector(".leaflet-container")
    page.wait_for_load_state("networkidle")


@contextmanager
def seats(chromium: Browser, office: Office, watch: Watch) -> Iterator[Callable[[str], Page]]:
    """Give what opens a page for a login, each in a browser profile of its own; none may err or ask another host."""
    profiles: list[BrowserContext] = []

    def sit(login: str) -> Page:
        profile = new_profile(chromium)
        profiles.append(profile)
        page = profile.new_page()
        watch.over(page)
        answer = page.request.post(
            f"{office.address}/api/v1/session", data={"login": login, "password": PASSWORD}
        )
        assert answer.ok
        return page

    yield sit
    for profile in profiles:
        profile.close()
    assert watch.errors == []
    assert watch.hosts <= {"127.0.0.1"}


def look_at(page: Page, lon: float, lat: float, zoom: float = 17.5) -> None:
    """Put a place into the middle of the map."""
    page.evaluate(f"void {_MAP}.setView([{lat}, {lon}], {zoom}, {{animate: false}})")


def on_screen(page: Page, lon: float, lat: float) -> tuple[float, float]:
    """Pixels of the page at which a place is drawn."""
    x, y = page.evaluate(
        f"""(() => {{
            const map = {_MAP};
            const place = map.latLngToContainerPoint([{lat}, {lon}]);
            const frame = map.getContainer().getBoundingClientRect();
            return [place.x + frame.left, place.y + frame.top];
        }})()"""
    )
    return x, y


# Folium names the map's variable map_ and 32 hexadecimal digits.
_MAP = "window[Object.keys(window).find((name) => /^map_[0-9a-f]{32}$/.test(name))]"
