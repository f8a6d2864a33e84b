"""Say where a position, a building or a written address is, and who answers for it."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.rules import PublicScope
from api.schemas.locate import LocateAnswer, LocateQuestion, answer_of
from api.wiring import CurrentStore
from gis.errors import InputError
from gis.workflows import locate_case

router = APIRouter(prefix="/api/v1/locate", tags=["定位"])


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
