"""Party service points and facilities as GeoJSON pages, and what communities say of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.boxes import QueryBox
from api.geojson import feature_page, with_etag
from api.paging import Window
from api.rules import PublicScope, needs
from api.schemas.places import Confirmed, Confirming
from api.schemas.values import Id
from api.wiring import CurrentStore
from gis.model.access import Right, Scope
from gis.model.categories import CONFIRMATION_CHINESE, SIX_CATEGORIES, Category
from gis.model.ids import FacilityId
from gis.space.layers import LAYERS, Layer
from gis.store import layers, places

router = APIRouter(prefix="/api/v1", tags=["服务点与设施"])


@router.get("/service-points")
def list_service_points(
    request: Request, store: CurrentStore, scope: PublicScope, window: Window, box: QueryBox
) -> Response:
    """List party service points; public."""
    with store.session(scope) as connection:
        rows = layers.read_layer(connection, Layer.SERVICE_POINTS, box=box)
    columns = LAYERS[Layer.SERVICE_POINTS].column_names()
    return with_etag(request, feature_page(rows, columns, window, id_column="id"))


@router.get("/facilities")
def list_facilities(
    *,
    request: Request,
    store: CurrentStore,
    scope: PublicScope,
    window: Window,
    box: QueryBox,
    category: Annotated[Category | None, Query(description="六类之一")] = None,
) -> Response:
    """List facilities of the service circle, of one category where asked; public."""
    wanted = SIX_CATEGORIES if category is None else (category,)
    with store.session(scope) as connection:
        rows = layers.read_layer(connection, Layer.FACILITIES, box=box)
    rows = rows[rows["category"].isin([item.value for item in wanted])]
    columns = LAYERS[Layer.FACILITIES].column_names()
    return with_etag(request, feature_page(rows, columns, window, id_column="id"))


@router.put("/facilities/{facility_id}/confirmation")
def confirm_facility(
    facility_id: Id,
    wish: Confirming,
    store: CurrentStore,
    scope: Annotated[Scope, needs(Right.HANDLE_CASES)],
) -> Confirmed:
    """Keep what the community found of a facility: in business, closed, or misplaced."""
    with store.session(scope) as connection:
        places.confirm_facility(connection, FacilityId(facility_id), wish.confirmation, by=scope.user_id)
    return Confirmed(
        id=facility_id,
        confirmation=wish.confirmation,
        confirmation_chinese=CONFIRMATION_CHINESE[wish.confirmation],
    )
