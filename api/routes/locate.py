"""Say where a position, a building or a written address is, and who answers for it."""

import hashlib
import time
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.routing import APIRoute

from api.rules import PublicScope
from api.schemas.locate import LocateAnswer, LocateQuestion, answer_of
from api.sessions import credential_of
from api.wiring import CurrentStore
from gis.errors import InputError
from gis.model.access import ANONYMOUS, Scope
from gis.workflows import locate_case


class RecentScopes:
    """Whose token it was a moment ago, so that somebody walking about is not looked up at every step.

    Only this noun, which changes nothing, relies on it; a revoked session is told units and duties for
    ``kept_s`` more at most. Tokens are kept as digests.
    """

    def __init__(self, *, kept_s: float = 2.0, most: int = 1000) -> None:
        self._kept_s = kept_s
        self._most = most
        self._scopes: dict[bytes, tuple[float, Scope]] = {}

    def remember(self, token: str, scope: Scope) -> None:
        """Keep whose token it is; the store said so just now."""
        if len(self._scopes) >= self._most:
            self._scopes.clear()
        self._scopes[_digest(token)] = (time.monotonic(), scope)

    def recall(self, token: str) -> Scope | None:
        """Give whose token it was, unless too long ago."""
        at_s, scope = self._scopes.get(_digest(token), (float("-inf"), None))
        return scope if time.monotonic() - at_s < self._kept_s else None


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _recent(request: Request) -> RecentScopes:
    """Give the app's own ``RecentScopes``."""
    if not hasattr(request.app.state, "recent_scopes"):
        request.app.state.recent_scopes = RecentScopes()
    recent: RecentScopes = request.app.state.recent_scopes
    return recent


class AtOnce(APIRoute):
    """Answers a plain position straight from memory; everything else goes the ordinary way.

    Visitors, and callers whom the ordinary way has let through a moment ago, hold the right this route needs, so
    no rule is passed by: the ordinary way would give the same answer at many times the cost.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Put the short way in front of the ordinary one."""
        ordinary = super().get_route_handler()

        async def handle(request: Request) -> Response:
            answer = _at_once(request)
            return await ordinary(request) if answer is None else answer

        return handle


def _at_once(request: Request) -> Response | None:
    """Answer ``?lon=…&lat=…`` of a known caller; None for any other question."""
    asked = request.query_params.multi_items()
    if len(asked) != 2 or {name for name, _ in asked} != {"lon", "lat"}:
        return None
    credential = credential_of(request)
    scope = ANONYMOUS if credential is None else _recent(request).recall(credential.token)
    try:
        lon, lat = (float(dict(asked)[name]) for name in ("lon", "lat"))
    except ValueError:
        return None
    if scope is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return None
    found = locate_case.locate_at_once(request.app.state.store, scope, lon, lat)
    return (
        None if found is None else Response(answer_of(found).model_dump_json(), media_type="application/json")
    )


router = APIRouter(prefix="/api/v1/locate", tags=["定位"], route_class=AtOnce)


@router.get("")
def locate(
    request: Request, store: CurrentStore, scope: PublicScope, question: Annotated[LocateQuestion, Query()]
) -> LocateAnswer:
    """Locate by ``lon`` and ``lat``, by ``building``, or by ``address``; visitors get units only."""
    credential = credential_of(request)
    if credential is not None and scope.user_id is not None:
        _recent(request).remember(credential.token, scope)
    at, lon, lat = question.at, question.lon, question.lat
    if question.building is not None:
        stairwell = question.stairwell
        found = locate_case.locate_building(store, scope, question.building, stairwell=stairwell, at=at)
    elif question.address is not None:
        found, _ = locate_case.locate_address(store, scope, question.address, at=at)
    elif lon is not None and lat is not None:
        accuracy_m = question.accuracy_m
        found = locate_case.locate_point(
            store, scope, lon, lat, crs=question.crs, accuracy_m=accuracy_m, at=at
        )
    else:
        raise InputError(
            "no position, building or address given",
            chinese="请给出坐标（lon 和 lat）、楼栋编号（building）或地址（address）之一",
            code="place_missing",
        )
    return answer_of(found)
