"""The phone page: a shell that is the same for everybody, what makes it installable, and its service worker."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache

from web.assets import STATIC, static_url
from web.pages.frame import environment

START = "/go"
WORKER_PATH = "/go/worker.js"
MANIFEST_PATH = "/go/manifest.webmanifest"
_ASSETS = (
    "app/base.css",
    "app/go.css",
    "app/go.js",
    "app/painter.js",
    "vendor/leaflet/leaflet.css",
    "vendor/leaflet/leaflet.js",
    "images/favicon.svg",
    "images/go-192.png",
    "images/go-512.png",
)


@dataclass(frozen=True, slots=True)
class Shell:
    """What the service worker keeps: addresses, and a name that changes with any of them."""

    version: str
    addresses: tuple[str, ...]


def go_page(*, nonce: str) -> str:
    """Return the document of ``/go``; nothing in it depends on who looks, so that a phone may keep it.

    Parameters
    ----------
    nonce
        The response's Content-Security-Policy nonce.
    """
    return (
        environment().get_template("go.html").render(nonce=nonce, manifest=MANIFEST_PATH, worker=WORKER_PATH)
    )


@lru_cache(maxsize=1)
def shell() -> Shell:
    """Name everything the page is made of, as built."""
    addresses = (START, MANIFEST_PATH, *(static_url(asset) for asset in _ASSETS))
    told = "\n".join((*addresses, go_page(nonce=""), manifest_text(), static_url("app/go_worker.js")))
    return Shell(hashlib.sha256(told.encode()).hexdigest()[:16], addresses)


def worker_text() -> str:
    """Return the service worker: the list of what it keeps, and the program."""
    kept = {"version": shell().version, "addresses": shell().addresses}
    program = (STATIC / "app" / "go_worker.js").read_text(encoding="utf-8")
    return f"self.SHELL={json.dumps(kept)};\n{program}"


def manifest_text() -> str:
    """Return the web manifest, which makes the page installable."""
    icons = [
        {
            "src": static_url(f"images/go-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    manifest = {
        "id": START,
        "name": "网格手机页",
        "short_name": "网格",
        "description": "定位到楼栋和网格，离线登记诉求",
        "lang": "zh-CN",
        "start_url": START,
        "scope": START,
        "display": "standalone",
        "orientation": "portrait",
        "theme_color": "#14507d",
        "background_color": "#f3f5f8",
        "icons": icons,
    }
    return json.dumps(manifest, ensure_ascii=False)
