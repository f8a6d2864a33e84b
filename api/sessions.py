"""The caller's session on the wire: a cookie for browsers, a bearer token for programs, CSRF for browser writes.

The cookie is HttpOnly and SameSite=Lax. A second, readable cookie carries the CSRF token, which is derived
from the session token, so that nothing more has to be kept: a page of another origin can neither read the
cookie nor send the header.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import Request, Response

from gis.errors import NotAllowed

SESSION_COOKIE = "wangge_session"
CSRF_COOKIE = "wangge_csrf"
CSRF_HEADER = "X-CSRF-Token"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Credential:
    """What the caller showed; ``from_cookie`` says that a browser sent it without being asked."""

    token: str
    from_cookie: bool


def credential_of(request: Request) -> Credential | None:
    """Read the bearer token, else the cookie; None for a visitor. At most 200 characters count."""
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and bearer.strip():
        return Credential(bearer.strip()[:200], from_cookie=False)
    cookie = request.cookies.get(SESSION_COOKIE, "")
    return Credential(cookie[:200], from_cookie=True) if cookie else None


def csrf_token(session_token: str) -> str:
    """Derive a session's CSRF token; knowing it does not give the session's."""
    return hmac.new(session_token.encode(), b"wangge csrf", hashlib.sha256).hexdigest()


def refuse_forged_write(request: Request, credential: Credential) -> None:
    """Refuse a write that a browser sends with the cookie but without the CSRF header.

    Raises
    ------
    NotAllowed
        The header is missing or is not this session's.
    """
    if request.method in _SAFE_METHODS or not credential.from_cookie:
        return
    shown = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(shown.encode(), csrf_token(credential.token).encode()):
        raise NotAllowed(
            "write with a session cookie but without its CSRF token",
            chinese="页面已过期，请刷新后重试",
            code="csrf_failed",
        )


def set_cookies(request: Request, response: Response, token: str, expires_at: datetime) -> None:
    """Hand the browser its session; over TLS the cookies are marked Secure."""
    seconds = max(0, int((expires_at - datetime.now(UTC)).total_seconds()))
    secure = request.url.scheme == "https"
    response.set_cookie(SESSION_COOKIE, token, max_age=seconds, httponly=True, samesite="lax", secure=secure)
    response.set_cookie(CSRF_COOKIE, csrf_token(token), max_age=seconds, samesite="strict", secure=secure)


def clear_cookies(response: Response) -> None:
    """Take the session from the browser."""
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax")
    response.delete_cookie(CSRF_COOKIE, samesite="strict")
