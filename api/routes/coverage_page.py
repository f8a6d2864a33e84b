"""The page ``/coverage``, as HTML; what it shows is fetched from ``/api/v1/coverage``."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.middleware.headers import Nonce
from api.routes.coverage import CurrentAnswer
from api.rules import PublicScope
from api.viewers import CurrentSite, CurrentViewer
from api.wiring import CurrentSettings
from gis.workflows.show_coverage import estate_card
from web.pages.coverage import coverage_page, estate_page, standards_page

router = APIRouter(tags=["页面"], include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/coverage")
def show_coverage(
    nonce: Nonce, viewer: CurrentViewer, site: CurrentSite, settings: CurrentSettings, scope: PublicScope
) -> HTMLResponse:
    """Show the service circle; siting and reports appear for those who may order them."""
    return HTMLResponse(coverage_page(nonce=nonce, viewer=viewer, site=site, settings=settings))


@router.get("/coverage/standards")
def show_standards(
    nonce: Nonce, viewer: CurrentViewer, site: CurrentSite, scope: PublicScope
) -> HTMLResponse:
    """Show templates and tables; who measures service circles may edit them."""
    return HTMLResponse(standards_page(nonce=nonce, viewer=viewer, site=site))


@router.get("/coverage/estates/{code}")
def print_estate(
    *,
    code: str,
    explored: CurrentAnswer,
    nonce: Nonce,
    viewer: CurrentViewer,
    site: CurrentSite,
    scope: PublicScope,
) -> HTMLResponse:
    """Show what is near one estate, to be printed and hung up."""
    return HTMLResponse(estate_page(estate_card(explored, code), nonce=nonce, viewer=viewer, site=site))
