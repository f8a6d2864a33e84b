"""The household ledger at ``/households``: forms go out to communities, come back, are compared and confirmed."""

from web.pages.frame import render
from web.site import Site
from web.viewer import Viewer


def households_page(*, nonce: str, viewer: Viewer, site: Site) -> str:
    """Return the document of ``/households``.

    Parameters
    ----------
    nonce
        The response's Content-Security-Policy nonce.
    viewer
        Who looks.
    site
        The place shown.
    """
    return render(
        "households.html", nonce=nonce, viewer=viewer, site=site, active="/households", title="户数核实"
    )
