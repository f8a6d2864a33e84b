"""Templates of tiers and tables of POI types: everybody reads them, who measures makes new versions."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from api.rules import PublicScope, needs
from api.schemas.coverage_standards import FullStandard, NewTable, NewTemplate, Saved, Standards, Subject
from api.wiring import CurrentStore
from gis.model.access import Right, Scope
from gis.workflows import coverage_standards

router = APIRouter(prefix="/api/v1/coverage/standards", tags=["服务圈"])

Measurer = Annotated[Scope, needs(Right.MEASURE_COVERAGE)]
NameAsked = Annotated[str, Path(min_length=1, max_length=60)]


@router.get("")
def list_standards(store: CurrentStore, scope: PublicScope) -> Standards:
    """List templates and tables with their versions."""
    return Standards.model_validate({"standards": coverage_standards.list_standards(store, scope)})


@router.get("/{subject}/{name}")
def read_standard(
    subject: Subject,
    name: NameAsked,
    store: CurrentStore,
    scope: PublicScope,
    version: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
) -> FullStandard:
    """Give one version with its content; the newest where none is asked for."""
    return FullStandard.model_validate(coverage_standards.show_standard(store, scope, subject, name, version))


@router.post("/tiers/{name}", status_code=201)
def save_template(name: NameAsked, template: NewTemplate, store: CurrentStore, scope: Measurer) -> Saved:
    """Keep a new version of a template; those before stay, and so do measurements made with them."""
    content = template.model_dump(mode="json", exclude={"note"})
    version = coverage_standards.save_template(store, scope, name, content, note=template.note)
    return Saved(version=version)


@router.post("/{subject}", status_code=201)
def save_table(
    subject: Literal["osm", "amap"], table: NewTable, store: CurrentStore, scope: Measurer
) -> Saved:
    """Keep a new version of a table; imports from then on read by it."""
    rows = [row.model_dump() for row in table.rows]
    version = coverage_standards.save_poi_table(
        store, scope, subject, rows, source=table.source, certainty=table.certainty, note=table.note
    )
    return Saved(version=version)
