"""Answers a plain position straight from memory, before any route is looked for.

``GET /api/v1/locate?lon=…&lat=…`` is what a phone asks at every step. Visitors, and callers whose token the store
knew a moment ago, hold the right that the route needs, so no rule is passed by: the ordinary way would give the
same answer at many times the cost. Every other question, and any of these that memory cannot answer, goes that
way. Where memory has grown old, it is renewed once for all who wait.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any, TypeVar

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Message

from api.recent_scopes import RecentScopes
from api.schemas.locate import near_facts, place_facts
from api.sessions import credential_of
from gis.locate.places import PlaceAnswer
from gis.model.access import ANONYMOUS, Right, Scope
from gis.workflows import accounts
from gis.workflows.locate_at_once import Moment, look_again, this_moment

T = TypeVar("T")
PATH = "/api/v1/locate"
_ROUTE = SimpleNamespace(path=PATH)  # what the request is counted under


def recent_scopes(app: FastAPI) -> RecentScopes:
    """Give the app's own memory of scopes."""
    if not hasattr(app.state, "recent_scopes"):
        app.state.recent_scopes = RecentScopes(partial(accounts.who_holds, app.state.store))
    recent: RecentScopes = app.state.recent_scopes
    return recent


class PlaceTexts:
    """The part of the answers that is the same within the same units, as it goes out; anew for each moment."""

    def __init__(self, *, most: int = 10_000) -> None:
        self._most = most
        self._moment: Moment | None = None
        self._texts: dict[tuple[object, ...], tuple[PlaceAnswer, bytes]] = {}

    def answer(self, moment: Moment, caller: Scope, lon: float, lat: float) -> bytes:
        """Write the answer for a position."""
        if moment != self._moment or len(self._texts) >= self._most:
            self._moment, self._texts = moment, {}
        texts = self._texts
        key = (caller.role, caller.paths, *moment.unit_ids(lon, lat))
        if key not in texts:
            found = moment.locate(caller, lon, lat)
            texts[key] = found.place, place_facts(found).model_dump_json().encode()
        place, told = texts[key]
        near = near_facts(*moment.near(caller, place, lon, lat)).model_dump_json().encode()
        return b'{"lon":%r,"lat":%r,' % (lon, lat) + told[1:-1] + b"," + near[1:]


class AnswerAtOnce:
    """Puts the short way in front of the router."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._texts = PlaceTexts()
        self._asking: dict[str, asyncio.Future[Any]] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on untouched."""
        if scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "GET":
            answer = await self._answer(Request(scope))
            if answer is not None:
                scope["route"] = _ROUTE
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _answer(self, request: Request) -> Response | None:
        """Answer ``?lon=…&lat=…`` of a known caller; None for any other question."""
        position = _position(request)
        caller = None if position is None else await self._caller(request)
        moment = None if caller is None else await self._moment(request, caller)
        if position is None or caller is None or moment is None:
            return None
        return Response(self._texts.answer(moment, caller, *position), media_type="application/json")

    async def _caller(self, request: Request) -> Scope | None:
        """Whose request it is; None for a token that the store does not know: the ordinary way refuses it."""
        credential = credential_of(request)
        if credential is None:
            return ANONYMOUS
        recent, token = recent_scopes(request.app), credential.token
        return recent.recall(token) or await self._once(token, partial(recent.ask, token))

    async def _moment(self, request: Request, caller: Scope) -> Moment | None:
        store, with_people = request.app.state.store, caller.may(Right.SEE_PEOPLE)
        moment = this_moment(store, with_people=with_people)
        if moment is None:
            await self._once(f" {with_people}", partial(look_again, store, with_people=with_people))
            moment = this_moment(store, with_people=with_people)
        return moment

    async def _once(self, what: str, ask: Callable[[], T]) -> T:
        """Ask in a thread, once for all who wait for the same."""
        if what not in self._asking:
            self._asking[what] = asyncio.ensure_future(run_in_threadpool(ask))
            self._asking[what].add_done_callback(lambda _: self._asking.pop(what, None))
        found: T = await asyncio.shield(self._asking[what])
        return found


def _position(request: Request) -> tuple[float, float] | None:
    """Read ``lon`` and ``lat``; None where anything else is asked, or they are none."""
    asked = dict(request.query_params.multi_items())
    if len(request.query_params.multi_items()) != 2 or asked.keys() != {"lon", "lat"}:
        return None
    try:
        lon, lat = float(asked["lon"]), float(asked["lat"])
    except ValueError:
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None
