"""Who looks at a page and what place it shows; and pages that send a visitor to sign in."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.rules import Needs
from api.wiring import CurrentScope, CurrentStore
from gis.errors import NotAllowed
from gis.model.access import Right, Scope
from gis.model.units import UnitKind
from gis.store import units
from gis.workflows import accounts
from web.pages.denied import denied_page
from web.site import Site
from web.viewer import Viewer


def _site_of(store: CurrentStore, scope: CurrentScope) -> Site:
    """Name and extent of what is loaded; an empty site where nothing is."""
    with store.session(scope) as connection:
        subdistricts = units.read_units(connection, UnitKind.SUBDISTRICT)
        is_demo = any(units.read_unit(connection, unit_id).is_demo for unit_id in subdistricts["unit_id"])
    if subdistricts.empty:
        return Site()
    west, south, east, north = (float(bound) for bound in subdistricts.total_bounds)
    return Site(name="、".join(subdistricts["name"]), box=(west, south, east, north), is_demo=is_demo)


def viewer_of(store: CurrentStore, scope: CurrentScope) -> Viewer:
    """Greet the caller as the page does."""
    profile = accounts.profile(store, scope)
    return Viewer(scope=scope, name=profile.display_name if profile else "")


CurrentSite = Annotated[Site, Depends(_site_of)]
CurrentViewer = Annotated[Viewer, Depends(viewer_of)]


class PageRefused(NotAllowed):
    """A page that the viewer may not open."""

    family = "page_refused"

    def __init__(self, viewer: Viewer, site: Site) -> None:
        super().__init__("page refused", chinese="您没有打开此页面的权限")
        self.viewer = viewer
        self.site = site


@dataclass(frozen=True, slots=True)
class PageNeeds(Needs):
    """Like ``Needs``, for pages: a visitor is sent to sign in, anybody else is told politely."""

    def __call__(self, scope: CurrentScope, viewer: CurrentViewer, site: CurrentSite) -> Scope:  # type: ignore[override]
        """Let through who has the right."""
        if not scope.may(self.right):
            raise PageRefused(viewer, site)
        return scope


def page_needs(right: Right) -> Any:
    """Declare the right of a page: ``scope: Annotated[Scope, page_needs(Right.SEE_UNITS)]``."""
    return Depends(PageNeeds(right))


def _on_page_refused(request: Request, error: Exception) -> Response:
    """Answer a refused page: the sign-in form for visitors, a page that says so for others."""
    assert isinstance(error, PageRefused)  # noqa: S101 - registered for this type only
    if not error.viewer.is_signed_in:
        return RedirectResponse(f"/login?next={quote(request.url.path)}", status_code=303)
    page = denied_page(nonce=request.state.nonce, viewer=error.viewer, site=error.site, title="没有权限")
    return HTMLResponse(page, status_code=403)


def install(app: FastAPI) -> None:
    """Teach the app what a refused page looks like."""
    app.add_exception_handler(PageRefused, _on_page_refused)
