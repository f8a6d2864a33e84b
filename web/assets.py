"""Serve what a Folium map links from our own ``/static``, and mark its inline scripts with a nonce.

Folium links scripts and styles on seven hosts. Its classes are left as they are: the links are looked up,
one figure at a time, in ``vendor.json``, the table by which ``npm run build`` copied the packages. A changed
map therefore never changes another one of the same process.
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink

from gis.errors import InputError, StoreError

WEB = Path(__file__).resolve().parent
STATIC = WEB / "static"

# Icons of Bootstrap 3, which Folium links beside Bootstrap 5 for old markers: no package carries the file.
_LEFT_OUT = frozenset({"glyphicons_css", "awesome_rotate_css"})
_OPENING_TAG = re.compile(r"<(script|style)(?=[\s>])")


@dataclass(frozen=True, slots=True)
class MapParts:
    """A rendered folium.Map in the three pieces that a page puts where they belong.

    Attributes
    ----------
    head
        Links and styles for ``<head>``.
    body
        The map's own ``<div>``.
    script
        JavaScript that builds the map; stands without its ``<script>`` tag.
    """

    head: str
    body: str
    script: str


@lru_cache(maxsize=1)
def _manifest() -> dict[str, str]:
    path = STATIC / "manifest.json"
    if not path.is_file():
        raise StoreError(
            f"{path} is missing: the web assets are not built",
            chinese="页面资源尚未构建：请在 web 目录运行 npm ci && npm run build，或重新运行 scripts/run",
            code="assets_missing",
            file=str(path),
        )
    hashes: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return hashes


@lru_cache(maxsize=1)
def _vendored() -> dict[str, str]:
    """Path below ``/static`` by the name that Folium gives the link."""
    assets = json.loads((WEB / "vendor.json").read_text(encoding="utf-8"))
    return {asset["name"]: asset["to"] for asset in assets}


def static_url(path: str) -> str:
    """Return the address of a built file; it carries the content's hash, so browsers may keep it for good.

    Parameters
    ----------
    path
        Below ``web/static``, as in ``app/map.js``.

    Raises
    ------
    StoreError
        The assets are not built.
    InputError
        The build made no such file.
    """
    digest = _manifest().get(path)
    if digest is None:
        raise InputError(
            f"no built asset {path!r}",
            chinese=f"页面资源 {path} 不存在，请重新构建",
            code="asset_unknown",
            file=path,
        )
    return f"/static/{path}?v={digest}"


def _local_link(name: str, link: JavascriptLink | CssLink) -> Element | None:
    """Replace one link of Folium's by ours; None where it is left out."""
    if link.url.startswith("/static/"):
        return link
    if name in _LEFT_OUT:
        return None
    to = _vendored().get(name)
    if to is None:
        raise InputError(
            f"Folium links {link.url!r} as {name!r}, which vendor.json does not carry",
            chinese=f"地图插件 {name} 的资源未随系统提供，不能使用",
            code="asset_not_vendored",
            value=name,
        )
    return type(link)(static_url(to))


def take_local(figure: Figure) -> None:
    """Replace each link of this rendered figure's header by one to ``/static``.

    Raises
    ------
    InputError
        A plugin links a file that ``vendor.json`` does not carry.
    """
    header = figure.header
    for name, child in list(header._children.items()):
        if isinstance(child, JavascriptLink | CssLink):
            local = _local_link(name, child)
            if local is None:
                del header._children[name]
            else:
                header._children[name] = local


def with_nonce(markup: str, nonce: str) -> str:
    """Give each ``<script>`` and ``<style>`` of markup that we or Folium wrote the response's nonce.

    Never call it on text that holds data of users: the nonce would vouch for a tag in it.
    """
    return _OPENING_TAG.sub(rf'<\1 nonce="{nonce}"', markup)


def render_map(map_: folium.Map, *, nonce: str) -> MapParts:
    """Render a Folium map with no link to another host and with the nonce on each inline tag.

    Parameters
    ----------
    map_
        Any map with any plugin that ``vendor.json`` carries; data stay out of it, they are fetched.
    nonce
        The response's Content-Security-Policy nonce.
    """
    figure = map_.get_root()
    if not isinstance(figure, Figure):
        raise InputError("the map stands in no figure", chinese="地图没有页面框架", code="map_without_figure")
    figure.render()
    take_local(figure)
    return MapParts(
        head=with_nonce(figure.header.render(), nonce),
        body=figure.html.render(),
        script=figure.script.render(),
    )
