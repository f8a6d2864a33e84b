"""Places as GeoJSON pages: sub-districts, communities, estates, grids, buildings."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.boxes import QueryBox
from api.geojson import Detail, feature_page, with_etag
from api.paging import Window
from api.rules import PublicScope
from api.schemas.units import Unit, UnitBrief
from api.schemas.values import Id
from api.wiring import CurrentStore
from gis.model.access import Scope
from gis.model.ids import UnitId
from gis.model.units import UNIT_KIND_CHINESE, UnitKind
from gis.store import units
from gis.store.engine import Store
from gis.store.units import UnitRecord

router = APIRouter(prefix="/api/v1", tags=["区域"])

COLUMNS = ("kind", "code", "name", "official_code", "parent_id", "path", "households", "residents")

Path = Annotated[
    str | None,
    Query(
        alias="within",
        pattern=r"^\d{1,18}(\.\d{1,18}){0,9}$",
        description="只要此单位（含）以下的：单位编号路径",
    ),
]
Day = Annotated[date | None, Query(alias="at", description="按哪一天的区划，默认今天")]
Shape = Annotated[Detail, Query(description="shape 完整边界，point 一个内点")]


@dataclass(frozen=True, slots=True)
class UnitQuery:
    """What part of a kind of unit is asked for, and how much of each shape."""

    window: Window
    box: QueryBox
    within: Path = None
    at: Day = None
    detail: Shape = Detail.SHAPE


Asked = Annotated[UnitQuery, Depends(UnitQuery)]


def _page(request: Request, store: Store, scope: Scope, kind: UnitKind, asked: UnitQuery) -> Response:
    """Answer with one page of a kind of unit; shapes, names and household totals are public."""
    with store.session(scope) as connection:
        rows = units.read_units(connection, kind, within=asked.within, box=asked.box, at=asked.at)
    text = feature_page(rows, COLUMNS, asked.window, id_column="unit_id", detail=asked.detail)
    return with_etag(request, text)


@router.get("/units")
def list_units(
    request: Request, store: CurrentStore, scope: PublicScope, kind: UnitKind, asked: Asked
) -> Response:
    """List the units of a kind."""
    return _page(request, store, scope, kind, asked)


@router.get("/communities")
def list_communities(request: Request, store: CurrentStore, scope: PublicScope, asked: Asked) -> Response:
    """List communities."""
    return _page(request, store, scope, UnitKind.COMMUNITY, asked)


@router.get("/estates")
def list_estates(request: Request, store: CurrentStore, scope: PublicScope, asked: Asked) -> Response:
    """List estates."""
    return _page(request, store, scope, UnitKind.ESTATE, asked)


@router.get("/grids")
def list_grids(request: Request, store: CurrentStore, scope: PublicScope, asked: Asked) -> Response:
    """List the grids in force on a day."""
    return _page(request, store, scope, UnitKind.GRID, asked)


@router.get("/buildings")
def list_buildings(request: Request, store: CurrentStore, scope: PublicScope, asked: Asked) -> Response:
    """List buildings."""
    return _page(request, store, scope, UnitKind.BUILDING, asked)


def _brief(record: UnitRecord) -> dict[str, object]:
    """Say what a unit is."""
    return {
        "unit_id": record.unit_id,
        "kind": record.kind,
        "kind_chinese": UNIT_KIND_CHINESE[record.kind],
        "name": record.name,
        "code": record.code,
        "official_code": record.official_code or None,
    }


@router.get("/units/{unit_id}")
def read_unit(
    unit_id: Id,
    store: CurrentStore,
    scope: PublicScope,
    at: Day = None,
) -> Unit:
    """Describe one unit and all above it."""
    with store.session(scope) as connection:
        *above, record = units.read_ancestors(connection, UnitId(unit_id), at=at)
    return Unit.model_validate(
        _brief(record)
        | {
            "path": record.path,
            "parent_id": record.parent_id,
            "is_demo": record.is_demo,
            "above": [UnitBrief.model_validate(_brief(unit)) for unit in above],
        }
    )
