"""The page for somebody who is signed in and may not open what was asked for."""

from web.pages.frame import render
from web.site import Site
from web.viewer import Viewer


def denied_page(*, nonce: str, viewer: Viewer, site: Site, title: str) -> str:
    """Return the document that says so, with a way back.

    Parameters
    ----------
    nonce
        The response's Content-Security-Policy nonce.
    viewer
        Who looks.
    site
        The place shown.
    title
        Title of the page that was refused.
    """
    return render("denied.html", nonce=nonce, viewer=viewer, site=site, active="", title=title)
