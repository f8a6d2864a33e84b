"""Say where a position, a building or a written address is, and who answers for it."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.routing import APIRoute

from api.rules import PublicScope
from api.schemas.locate import LocateAnswer, LocateQuestion, answer_of
from api.sessions import credential_of
from api.wiring import CurrentStore
from gis.errors import InputError
from gis.workflows import locate_case


class QuickForVisitors(APIRoute):
    """Answers a visitor's plain position straight from memory; everything else goes the ordinary way.

    A visitor is nobody's business but the public's, so no rule is passed by: the ordinary way would find the
    same right and give the same answer, at ten times the cost.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Put the short way in front of the ordinary one."""
        ordinary = super().get_route_handler()

        async def handle(request: Request) -> Response:
            answer = _at_once(request)
            return await ordinary(request) if answer is None else answer

        return handle


def _at_once(request: Request) -> Response | None:
    """Answer ``?lon=…&lat=…`` of a caller without credentials; None for any other question."""
    asked = request.query_params.multi_items()
    if len(asked) != 2 or {name for name, _ in asked} != {"lon", "lat"} or credential_of(request) is not None:
        return None
    try:
        lon, lat = (float(dict(asked)[name]) for name in ("lon", "lat"))
    except ValueError:
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return None
    found = locate_case.locate_at_once(request.app.state.store, lon, lat)
    return (
        None if found is None else Response(answer_of(found).model_dump_json(), media_type="application/json")
    )


router = APIRouter(prefix="/api/v1/locate", tags=["定位"], route_class=QuickForVisitors)


@router.get("")
def locate(
    store: CurrentStore, scope: PublicScope, question: Annotated[LocateQuestion, Query()]
) -> LocateAnswer:
    """Locate by ``lon`` and ``lat``, by ``building``, or by ``address``; visitors get units only."""
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
