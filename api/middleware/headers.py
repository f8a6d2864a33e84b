"""Each response's own CSP nonce and id, and the headers that keep a page to itself."""

import secrets
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_STEADY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(), payment=()",
}


def content_policy(nonce: str, tile_url: str | None = None) -> str:
    """Write the Content-Security-Policy of one response.

    Scripts and style sheets come from here or carry the nonce. ``style`` attributes stay allowed, since
    Leaflet places its markers with them. A configured tile server may send pictures, and nothing else.

    Parameters
    ----------
    nonce
        The response's own random text.
    tile_url
        Template of an outside basemap, or None.
    """
    tiles = ""
    if tile_url:
        parts = urlsplit(tile_url)
        tiles = f" {parts.scheme}://{parts.netloc.replace('{s}', '*')}"
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "style-src-attr 'unsafe-inline'",
            f"img-src 'self' data: blob:{tiles}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


class SecurityHeaders:
    """Give every request an id and a nonce (``request.state``), every response its headers."""

    def __init__(self, app: ASGIApp, tile_url: str | None = None) -> None:
        self.app = app
        self.tile_url = tile_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and dress the response's start."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["nonce"], state["request_id"] = secrets.token_urlsafe(16), secrets.token_hex(8)

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = content_policy(state["nonce"], self.tile_url)
                headers["X-Request-ID"] = state["request_id"]
                headers.update(_STEADY)
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, dressed)


def _nonce_of(request: Request) -> str:
    """Nonce of the response being made."""
    nonce: str = request.state.nonce
    return nonce


Nonce = Annotated[str, Depends(_nonce_of)]
"""The response's CSP nonce, for inline scripts and styles of a page."""
