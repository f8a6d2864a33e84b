"""What every page shares: the template environment, the navigation, the demo banner."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gis.model.access import Right
from web.assets import WEB, static_url
from web.site import Site
from web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of the navigation, shown to whoever has the right."""

    path: str
    title: str
    right: Right


NAVIGATION = (
    NavigationItem("/", "地图", Right.SEE_PUBLIC),
    NavigationItem("/plans", "网格方案", Right.SEE_UNITS),
    NavigationItem("/coverage", "服务圈", Right.SEE_PUBLIC),
    NavigationItem("/people", "人员", Right.SEE_PEOPLE),
    NavigationItem("/cases", "诉求", Right.SEE_CASES),
    NavigationItem("/imports", "导入", Right.IMPORT_LAYERS),
    NavigationItem("/households", "户数", Right.FILE_CASES),
    NavigationItem("/reports", "报告", Right.SEE_REPORTS),
)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Templates with escaping on and undefined names an error."""
    templates = Environment(
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["static_url"] = static_url
    return templates


def navigation_for(viewer: Viewer, active: str) -> list[dict[str, Any]]:
    """Entries that the viewer may open; ``active`` is the path of the page shown."""
    return [
        {"path": item.path, "title": item.title, "is_active": item.path == active}
        for item in NAVIGATION
        if viewer.may(item.right)
    ]


def render(
    template: str, *, nonce: str, viewer: Viewer, site: Site, active: str, title: str, **values: Any
) -> str:
    """Fill a template that extends ``base.html``.

    Parameters
    ----------
    template
        File name in ``web/templates``.
    nonce
        The response's Content-Security-Policy nonce.
    viewer
        Who looks.
    site
        The place shown.
    active
        Path of the navigation entry that this page belongs to.
    title
        Chinese title of the page.
    values
        What the template itself needs.
    """
    return (
        environment()
        .get_template(template)
        .render(
            nonce=nonce,
            viewer=viewer,
            site=site,
            navigation=navigation_for(viewer, active),
            title=title,
            active=active,
            **values,
        )
    )
