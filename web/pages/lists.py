"""The plain lists: reports; rows come from the API, filters stay in the address."""

from dataclasses import dataclass

from gis.model.access import Right
from web.pages.frame import render
from web.site import Site
from web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ListKind:
    """One list: its path, the right to see it, title and leading sentence."""

    path: str
    right: Right
    title: str
    lead: str


LISTS = {
    "reports": ListKind(
        "/reports", Right.SEE_REPORTS, "报告", "划分方案、服务圈等报告，Word、Excel、PDF 或网页格式。"
    ),
}


def list_page(kind: str, *, nonce: str, viewer: Viewer, site: Site) -> str:
    """Return the document of one list.

    Parameters
    ----------
    kind
        Key of ``LISTS``.
    nonce
        The response's Content-Security-Policy nonce.
    viewer
        Who looks.
    site
        The place shown.
    """
    shown = LISTS[kind]
    return render(
        "list.html",
        nonce=nonce,
        viewer=viewer,
        site=site,
        active=shown.path,
        title=shown.title,
        lead=shown.lead,
        kind=kind,
    )
