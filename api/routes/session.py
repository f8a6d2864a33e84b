"""Sign in, sign out, and who am I."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.at_once import recent_scopes
from api.rules import PublicScope, needs
from api.schemas.session import Credentials, Me, SessionOpened
from api.sessions import clear_cookies, credential_of, csrf_token, set_cookies
from api.wiring import CurrentStore
from gis.errors import NotAllowed
from gis.model.access import RIGHTS, ROLE_CHINESE, Right, Scope
from gis.store.engine import Store
from gis.workflows import accounts

router = APIRouter(prefix="/api/v1", tags=["登录"])


def describe(store: Store, scope: Scope, csrf: str | None) -> Me:
    """Say who the scope belongs to."""
    profile = accounts.profile(store, scope)
    return Me(
        user_id=scope.user_id,
        login=profile.login if profile else None,
        display_name=profile.display_name if profile else ROLE_CHINESE[scope.role],
        role=scope.role,
        role_chinese=ROLE_CHINESE[scope.role],
        rights=sorted(RIGHTS[scope.role]),
        paths=list(scope.paths),
        department=scope.department,
        csrf_token=csrf,
    )


@router.post("/session", status_code=201)
def sign_in(
    credentials: Credentials,
    request: Request,
    response: Response,
    store: CurrentStore,
    scope: Annotated[Scope, needs(Right.SEE_PUBLIC)],
) -> SessionOpened:
    """Sign in with name and password; sets the browser's cookies and gives a bearer token."""
    address = request.client.host if request.client else ""
    throttle = request.app.state.sign_in_throttle
    throttle.admit(credentials.login, address)
    hours = accounts.PHONE_SESSION_HOURS if credentials.is_phone else accounts.SESSION_HOURS
    try:
        signed_in = accounts.sign_in(store, credentials.login, credentials.password, hours=hours)
    except NotAllowed:
        throttle.note_failure(credentials.login, address)
        raise
    set_cookies(request, response, signed_in.token, signed_in.expires_at)
    me = describe(store, signed_in.scope, csrf_token(signed_in.token))
    return SessionOpened(token=signed_in.token, expires_at=signed_in.expires_at, me=me)


@router.delete("/session", status_code=204)
def sign_out(request: Request, response: Response, store: CurrentStore, scope: PublicScope) -> None:
    """Sign out; the session is worthless at once."""
    credential = credential_of(request)
    if credential is not None:
        accounts.sign_out(store, credential.token)
        recent_scopes(request.app).forget(credential.token)
    clear_cookies(response)


@router.get("/me")
def who_am_i(request: Request, store: CurrentStore, scope: PublicScope) -> Me:
    """Say who calls, with which rights and where; visitors get the visitor's answer."""
    credential = credential_of(request)
    from_browser = credential is not None and credential.from_cookie and scope.user_id is not None
    return describe(store, scope, csrf_token(credential.token) if credential and from_browser else None)
