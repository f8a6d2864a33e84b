"""The phone page ``/go``, what makes it work without signal, and the area it takes along."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.middleware.headers import Nonce
from api.routes.session import describe
from api.rules import PublicScope, needs
from api.schemas.go import PhoneSession
from api.sessions import credential_of, csrf_token
from api.viewers import CurrentSite
from api.wiring import CurrentStore
from gis.model.access import Right, Scope, SessionState
from gis.workflows import accounts
from gis.workflows.phone_area import area_version, gather_area
from web.area import area_text
from web.pages.go import MANIFEST_PATH, START, WORKER_PATH, go_page, manifest_text, worker_text

router = APIRouter(tags=["手机"])


@router.get(START, include_in_schema=False)
def show_page(nonce: Nonce, scope: PublicScope) -> HTMLResponse:
    """Show the phone page."""
    return HTMLResponse(go_page(nonce=nonce))


@router.get(WORKER_PATH, include_in_schema=False)
def send_worker(scope: PublicScope) -> Response:
    """Send the service worker; it may look after ``/go`` and what lies below."""
    headers = {"Service-Worker-Allowed": START, "Cache-Control": "no-cache"}
    return Response(worker_text(), media_type="text/javascript", headers=headers)


@router.get(MANIFEST_PATH, include_in_schema=False)
def send_manifest(scope: PublicScope) -> Response:
    """Send the web manifest."""
    return Response(manifest_text(), media_type="application/manifest+json")


@router.get("/api/v1/go/session")
def read_session(request: Request, store: CurrentStore, scope: PublicScope) -> PhoneSession:
    """Say what became of the phone's session, so that it knows whether to keep, ask, or remove."""
    credential = credential_of(request)
    if credential is None:
        return PhoneSession(state=SessionState.NONE, me=None)
    if scope.user_id is None:
        return PhoneSession(state=accounts.state_of_session(store, credential.token), me=None)
    return PhoneSession(state=SessionState.ACTIVE, me=describe(store, scope, csrf_token(credential.token)))


@router.get("/api/v1/go/area")
def read_area(
    request: Request,
    store: CurrentStore,
    site: CurrentSite,
    scope: Annotated[Scope, needs(Right.SEE_UNITS)],
) -> Response:
    """Read the caller's own area for use without signal; 304 where the phone has it as it is."""
    version = area_version(store, scope)
    headers = {"ETag": f'"{version}"', "Cache-Control": "private, no-cache", "Vary": "Cookie, Authorization"}
    if f'"{version}"' in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    text = area_text(gather_area(store, scope), version=version, site=site)
    return Response(text, media_type="application/json", headers=headers)
