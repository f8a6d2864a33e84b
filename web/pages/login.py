"""The sign-in form."""

from urllib.parse import urlsplit

from web.pages.frame import render
from web.site import Site
from web.viewer import Viewer


def safe_next_path(path: str) -> str:
    r"""Return the path if it leads into this site, ``/`` otherwise.

    A browser reads ``//host`` and ``/\host`` as another host, and drops tabs and line ends before it
    looks; a path with a second slash, a backslash or an unprintable character is refused.
    """
    parts = urlsplit(path)
    is_plain = path.isprintable() and "\\" not in path and path.startswith("/") and not path.startswith("//")
    leads_here = is_plain and not parts.scheme and not parts.netloc
    return path if leads_here else "/"


def login_page(*, nonce: str, viewer: Viewer, site: Site, next_path: str = "/") -> str:
    """Return the document of ``/login``.

    Parameters
    ----------
    nonce
        The response's Content-Security-Policy nonce.
    viewer
        Who looks.
    site
        The place shown.
    next_path
        Where to go afterwards; only a path of this site is taken.
    """
    next_path = safe_next_path(next_path)
    return render(
        "login.html",
        nonce=nonce,
        viewer=viewer,
        site=site,
        active="/login",
        title="登录",
        next_path=next_path,
    )
