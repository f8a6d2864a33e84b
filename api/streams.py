"""Event streams: news is asked for every half second, and a stream ends with the session it was opened in."""

from collections.abc import AsyncIterator, Callable, Sequence
from time import monotonic

import anyio
from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import ServerSentEvent

from api.sessions import credential_of
from gis.store.engine import Store
from gis.workflows import accounts

ASK_EVERY_S = 0.5
SESSION_CHECK_EVERY_S = 3.0
"""A revoked session's stream ends within this time and one question."""

LAST_EVENT_ID = "Last-Event-ID"


def resume_from(request: Request, since: int) -> int:
    """Where a stream goes on: the last event that a reconnecting browser has seen, else ``since``."""
    last = request.headers.get(LAST_EVENT_ID, "")
    return int(last) if last.isdecimal() and len(last) < 18 else since


async def follow(
    request: Request, store: Store, ask: Callable[[], Sequence[ServerSentEvent] | None]
) -> AsyncIterator[ServerSentEvent]:
    """Yield what ``ask`` finds, until it says None, the caller leaves, or the session ends.

    Parameters
    ----------
    request
        The stream's own request.
    store
        Says whether the caller's session still stands.
    ask
        Gives what is new since it was last asked; runs in a thread. None: nothing more will come.
    """
    credential = credential_of(request)
    checked_s = monotonic()
    while not await request.is_disconnected():
        news = await run_in_threadpool(ask)
        if news is None:
            return
        for item in news:
            yield item
        if credential is not None and monotonic() - checked_s >= SESSION_CHECK_EVERY_S:
            if await run_in_threadpool(accounts.who_holds, store, credential.token) is None:
                return
            checked_s = monotonic()
        await anyio.sleep(ASK_EVERY_S)
