"""Whether the service lives, and its figures for a monitor."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.rules import PublicScope, needs
from api.wiring import CurrentStore
from gis.errors import StoreError
from gis.model.access import Right, Scope

router = APIRouter(tags=["运行"])


@router.get("/health")
def health(store: CurrentStore, scope: PublicScope, response: Response) -> dict[str, str]:
    """Answer 200 when the database answers and is migrated, 503 with the reason when not."""
    try:
        state = "ok" if store.is_migrated() else "not_migrated"
    except StoreError:
        state = "unreachable"
    response.status_code = 200 if state == "ok" else 503
    return {"status": "ok" if state == "ok" else "ill", "store": state}


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request, scope: Annotated[Scope, needs(Right.ADMINISTER)]) -> Response:
    """Give the service's figures in Prometheus' text format, to an administrator's bearer token."""
    return Response(generate_latest(request.app.state.figures.registry), media_type=CONTENT_TYPE_LATEST)
