"""Take the README's pictures of a running demo installation.

``scripts/run | tee run.log``, and beside it ``python -m scripts.screenshots --logins run.log``.
"""

import io
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
MOST_BYTES = 300_000


def _look(page: Page) -> None:
    """Leave the page as it opens."""


def _search(page: Page) -> None:
    page.fill("input[type=search]", "融汇江山3栋2单元")
    page.wait_for_selector("#search-hits li[role=option]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".place .facts")


def _open_draft(page: Page) -> None:
    page.click(".pill")
    page.click("[data-open-draft]")
    page.wait_for_selector(".grid-row", timeout=60_000)
    page.click("[data-action=next-problem]")


def _take_new_phase(page: Page) -> None:
    """Frame the new phase, to which the map has flown, into the eighth grid beside it."""
    page.fill(".grid-find input", "茶花社区第八网格")
    page.click(".grid-row .grid-name")
    page.click(".toolbar [data-tool=rectangle]")
    page.select_option("[data-option=source]", "unassigned")
    page.wait_for_timeout(1500)
    page.mouse.move(140, 80)
    page.mouse.down()
    page.mouse.move(1040, 840, steps=5)
    page.mouse.up()
    page.wait_for_selector("[data-total=unassigned]:text-is('0')")
    page.fill(".grid-find input", "茶花社区")


def _consequences(page: Page) -> None:
    _open_draft(page)
    _take_new_phase(page)
    page.click("[data-action=consequences]")
    page.wait_for_selector("dialog .figures")


def _compare(page: Page) -> None:
    """Set the demo's proposal, the second plan of a fresh installation, beside the plan in force."""
    page.click("[data-action=compare]")
    page.wait_for_selector(".compare-list tbody tr")
    page.wait_for_timeout(4000)


def _find_on_phone(page: Page) -> None:
    page.click("[data-bar=persist] button")  # this browser never grants lasting storage
    page.fill(".go-search input", "融汇江山3栋2单元")
    page.locator(".go-hits button").first.click()
    page.wait_for_selector("[data-file]")


def _open_whistle(page: Page) -> None:
    """Open the matter that departments were called to and checked in for."""
    page.goto(page.url.rsplit("/", 1)[0] + "?view=all")
    page.locator("tr", has_text="融汇江山底商油烟扰民").locator("a").first.click()
    page.wait_for_selector(".leaflet-container")
    page.wait_for_timeout(3000)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its file, the page, who looks, what is done first, and the screen."""

    name: str
    path: str
    login: str | None = "demo_planner"
    before: Callable[[Page], None] = _look
    width_px: int = 1440
    height_px: int = 900


PICTURES = (
    Picture("map.png", "/", login=None),
    Picture("locate.png", "/", before=_search),
    Picture("editor.png", "/", before=_open_draft),
    Picture("consequences.png", "/", before=_consequences),
    Picture("compare.png", "/plans/2", before=_compare),
    Picture("coverage.png", "/coverage"),
    Picture("case.png", "/cases/1", before=_open_whistle),
    Picture("phone.png", "/go", "demo_grid_worker", _find_on_phone, width_px=390, height_px=844),
)


def _sign_in(page: Page, address: str, login: str, password: str) -> None:
    page.goto(f"{address}/login")
    page.fill("#login", login)
    page.fill("#password", password)
    page.click("button[type=submit]")
    page.wait_for_url(f"{address}/")


def small_png(picture: bytes) -> bytes:
    """Reduce a picture to a palette, so that it stays below ``MOST_BYTES``.

    Raises
    ------
    ValueError
        Even 64 colours do not bring it there.
    """
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64):
        kept = io.BytesIO()
        image.quantize(colours, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE).save(
            kept, "PNG", optimize=True
        )
        if kept.tell() <= MOST_BYTES:
            return kept.getvalue()
    raise ValueError(f"a picture of {image.size} stays above {MOST_BYTES} bytes")


def _take(browser: Browser, picture: Picture, address: str, passwords: Mapping[str, str]) -> bytes:
    """Open the page in a fresh profile, do what comes before, and take the picture."""
    profile = browser.new_context(
        viewport={"width": picture.width_px, "height": picture.height_px}, locale="zh-CN"
    )
    profile.set_default_timeout(60_000)
    page = profile.new_page()
    if picture.login:
        _sign_in(page, address, picture.login, passwords[picture.login])
    page.goto(address + picture.path)
    page.wait_for_selector(".leaflet-container, .go-search")
    page.wait_for_timeout(3000)
    picture.before(page)
    page.wait_for_timeout(3000)
    taken = page.screenshot()
    profile.close()
    return small_png(taken)


def read_passwords(told: str) -> dict[str, str]:
    """Read the demo's logins and passwords from the closing lines of ``scripts/run``."""
    return dict(re.findall(r"^\s*(demo_\w+)\s+(\S+)", told, re.MULTILINE))


@click.command()
@click.option("--address", default="http://127.0.0.1:8000", help="运行中的演示服务")
@click.option(
    "--logins", type=click.Path(path_type=Path), required=True, help="scripts/run 的输出，内有演示账号"
)
@click.option("--only", multiple=True, help="只拍这些文件")
def main(address: str, logins: Path, only: tuple[str, ...]) -> None:
    """为 README 拍摄演示服务的截图，存入 docs/images。"""
    IMAGES.mkdir(parents=True, exist_ok=True)
    passwords = read_passwords(logins.read_text(encoding="utf-8"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for picture in PICTURES:
            if only and picture.name not in only:
                continue
            kept = _take(browser, picture, address, passwords)
            (IMAGES / picture.name).write_bytes(kept)
            print(f"{picture.name}  {len(kept) // 1024} KB")
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
