"""Plans as files for other programs."""

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.attachments import attachment
from api.rules import needs
from api.wiring import CurrentStore
from gis.model.access import Right, Scope
from gis.model.ids import PlanId
from gis.reports.plan_files import PlanFormat
from gis.workflows import export_plan

router = APIRouter(prefix="/api/v1/exports", tags=["导出"])

Reader = Annotated[Scope, needs(Right.SEE_UNITS)]


@dataclass(frozen=True, slots=True)
class ExportQuery:
    """Which plan, and how it is written; without a plan, the one in force on the day."""

    kind: Annotated[
        PlanFormat, Query(alias="format", description="gpkg、shp、geojson、xlsx 或 csv（楼栋网格对照表）")
    ]
    plan_id: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="方案；不填为当天执行的方案")] = None
    at: Annotated[date | None, Query(description="按哪一天的数据")] = None
    crs: Annotated[
        str,
        Query(max_length=20, description="wgs84、cgcs2000、zone（三度带）、zone_prefixed（带号）或 EPSG:n"),
    ] = "wgs84"
    encoding: Annotated[str, Query(max_length=20, description="Shapefile 的文字编码：UTF-8 或 GBK")] = "UTF-8"
    community: Annotated[str | None, Query(max_length=20, description="只要这个社区（编码）")] = None
    subdistrict: Annotated[str | None, Query(max_length=20, description="街道编码，只有一个街道时不用填")] = (
        None
    )

    def order(self) -> export_plan.ExportOrder:
        """What the workflow is asked for."""
        return export_plan.ExportOrder(
            kind=self.kind, crs=self.crs, encoding=self.encoding, community_code=self.community, at=self.at
        )


@router.get("/plan")
def export(
    asked: Annotated[ExportQuery, Depends(ExportQuery)], store: CurrentStore, scope: Reader
) -> Response:
    """Write a plan as GeoPackage, Shapefile, GeoJSON, Excel, or the table of buildings and their grids."""
    plan_id = export_plan.choose_plan(
        store,
        scope,
        plan_id=None if asked.plan_id is None else PlanId(asked.plan_id),
        subdistrict_code=asked.subdistrict,
        at=asked.at,
    )
    with tempfile.TemporaryDirectory() as folder:
        path = export_plan.export_plan(store, scope, plan_id, asked.order(), Path(folder))
        return attachment(path.read_bytes(), path.name)
