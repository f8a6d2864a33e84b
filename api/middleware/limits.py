"""Bounds the bytes of a request, whether it announces its length or streams."""

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.bodies import limit_of
from api.errors import problem


def _announced_bytes(scope: Scope) -> int:
    """Content-Length of the request; 0 where it streams or lies in another alphabet."""
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0


class BodyLimit:
    """Refuse a request with more bytes than its path takes: 413, before or while they arrive."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what comes in; a body exactly at the limit passes."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit, seen = limit_of(scope["path"]), 0
        if _announced_bytes(scope) > limit:
            facts = {"limit_bytes": limit}
            refusal = problem(Request(scope), 413, "body_too_large", "提交的内容超过大小限制", facts=facts)
            await refusal(scope, receive, send)
            return

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                # The framework lets HTTPException through while it reads a body, and nothing else.
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)
