"""Find places by what people write: estates, buildings, grids, communities, service points."""

import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from api.rules import PublicScope
from api.schemas.search import SearchAnswer, hits_of
from api.wiring import CurrentStore
from gis.workflows import locate_case

router = APIRouter(prefix="/api/v1/search", tags=["定位"])


@router.get("")
def search(
    store: CurrentStore,
    scope: PublicScope,
    q: Annotated[str, Query(max_length=200, description="小区、楼栋、门牌、网格、拼音或首字母")],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
    at: Annotated[datetime.date | None, Query(description="按哪一天的方案")] = None,
) -> SearchAnswer:
    """Search as one types; places in the caller's own area come first."""
    return hits_of(locate_case.search_places(store, scope, q, limit=limit, at=at))
