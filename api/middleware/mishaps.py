"""Catches what no handler knows, inside the security headers, so that a 500 is dressed and mute like any answer."""

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import mishap


class Mishaps:
    """Log an unexpected exception with its trace and answer with a problem that does not tell it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a fault after the answer has begun can only be raised."""
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:
            if started or scope["type"] != "http":
                raise
            await mishap(Request(scope), error)(scope, receive, send)
