"""The pages, as HTML. What a page shows is fetched by it from the routes beside this one."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.middleware.headers import Nonce
from api.rules import PublicScope
from api.schemas.values import Id
from api.viewers import CurrentSite, CurrentViewer, page_needs
from api.wiring import CurrentSettings
from gis.model.access import Right, Scope
from gis.model.ids import CaseId, PlanId
from web.pages.cases import case_map_page, case_page, case_standards_page, cases_page
from web.pages.households import households_page
from web.pages.imports import imports_page
from web.pages.lists import list_page
from web.pages.login import login_page, safe_next_path
from web.pages.map import map_page
from web.pages.people import people_page
from web.pages.plans import plan_page, plans_page

router = APIRouter(tags=["页面"], include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/")
def show_map(
    nonce: Nonce, viewer: CurrentViewer, site: CurrentSite, settings: CurrentSettings, scope: PublicScope
) -> HTMLResponse:
    """Show the map; visitors see what is public."""
    return HTMLResponse(map_page(nonce=nonce, viewer=viewer, site=site, settings=settings))


@router.get("/login")
def show_login(
    nonce: Nonce,
    viewer: CurrentViewer,
    site: CurrentSite,
    scope: PublicScope,
    next_path: Annotated[str, Query(alias="next", max_length=500)] = "/",
) -> Response:
    """Show the sign-in form; whoever has signed in goes on at once."""
    if viewer.is_signed_in:
        return RedirectResponse(safe_next_path(next_path), status_code=303)
    return HTMLResponse(login_page(nonce=nonce, viewer=viewer, site=site, next_path=next_path))


@router.get("/plans")
def show_plans(
    nonce: Nonce,
    viewer: CurrentViewer,
    site: CurrentSite,
    scope: Annotated[Scope, page_needs(Right.SEE_UNITS)],
) -> HTMLResponse:
    """Show the list of plans."""
    return HTMLResponse(plans_page(nonce=nonce, viewer=viewer, site=site))


@router.get("/plans/{plan_id}")
def show_plan(
    *,
    plan_id: Id,
    nonce: Nonce,
    viewer: CurrentViewer,
    site: CurrentSite,
    settings: CurrentSettings,
    scope: Annotated[Scope, page_needs(Right.SEE_UNITS)],
) -> HTMLResponse:
    """Show one plan in the editor; only planners get its tools."""
    page = plan_page(PlanId(plan_id), nonce=nonce, viewer=viewer, site=site, settings=settings)
    return HTMLResponse(page)


@router.get("/people")
def show_people(
    nonce: Nonce,
    viewer: CurrentViewer,
    site: CurrentSite,
    settings: CurrentSettings,
    scope: Annotated[Scope, page_needs(Right.SEE_PEOPLE)],
) -> HTMLResponse:
    """Show the load of grids, and who answers for what."""
    return HTMLResponse(people_page(nonce=nonce, viewer=viewer, site=site, settings=settings))


@router.get("/cases")
def show_cases(
    nonce: Nonce,
    viewer: CurrentViewer,
    site: CurrentSite,
    scope: Annotated[Scope, page_needs(Right.SEE_CASES)],
) -> HTMLResponse:
    """Show cases of the viewer's scope."""
    return HTMLResponse(cases_page(nonce=nonce, viewer=viewer, site=site))


@router.get("/cases/map")
def show_case_map(
    nonce: Nonce,
    viewer: CurrentViewer,
    site: CurrentSite,
    settings: CurrentSettings,
    scope: Annotated[Scope, page_needs(Right.SEE_CASE_MAPS)],
) -> HTMLResponse:
    """Show the map of cases: points, density, hot spots, concerns, and how grids fare."""
    return HTMLResponse(case_map_page(nonce=nonce, viewer=viewer, site=site, settings=settings))


@router.get("/cases/standards")
def show_case_standards(
    nonce: Nonce,
    viewer: CurrentViewer,
    site: CurrentSite,
    scope: Annotated[Scope, page_needs(Right.SEE_CASES)],
) -> HTMLResponse:
    """Show what cases and posts go by; the administrator edits it."""
    return HTMLResponse(case_standards_page(nonce=nonce, viewer=viewer, site=site))


@router.get("/cases/{case_id}")
def show_case(
    *,
    case_id: Id,
    nonce: Nonce,
    viewer: CurrentViewer,
    site: CurrentSite,
    settings: CurrentSettings,
    scope: Annotated[Scope, page_needs(Right.SEE_CASES)],
) -> HTMLResponse:
    """Show one case; what is in it is asked for by its own right."""
    page = case_page(CaseId(case_id), nonce=nonce, viewer=viewer, site=site, settings=settings)
    return HTMLResponse(page)


@router.get("/imports")
def show_imports(
    nonce: Nonce,
    viewer: CurrentViewer,
    site: CurrentSite,
    settings: CurrentSettings,
    scope: Annotated[Scope, page_needs(Right.IMPORT_LAYERS)],
) -> HTMLResponse:
    """Show the import desk, and the editions that came in."""
    return HTMLResponse(imports_page(nonce=nonce, viewer=viewer, site=site, settings=settings))


@router.get("/households")
def show_households(
    nonce: Nonce,
    viewer: CurrentViewer,
    site: CurrentSite,
    scope: Annotated[Scope, page_needs(Right.FILE_CASES)],
) -> HTMLResponse:
    """Show the household figures of communities, and take their forms back."""
    return HTMLResponse(households_page(nonce=nonce, viewer=viewer, site=site))


@router.get("/reports")
def show_reports(
    nonce: Nonce,
    viewer: CurrentViewer,
    site: CurrentSite,
    scope: Annotated[Scope, page_needs(Right.SEE_REPORTS)],
) -> HTMLResponse:
    """Show finished reports."""
    return HTMLResponse(list_page("reports", nonce=nonce, viewer=viewer, site=site))
