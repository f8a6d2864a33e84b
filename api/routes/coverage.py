"""Service circles as they are: totals, homes, cells, the ledger, ways. Shapes stand in ``api.schemas.coverage``."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api.rules import PublicScope
from api.schemas.coverage import Gaps, Opening, UnitTotals, WalkRoute
from api.wiring import CurrentStore
from gis.model.access import Scope
from gis.store.engine import Store
from gis.workflows import show_coverage
from gis.workflows.coverage_standards import templates_of
from gis.workflows.explore_coverage import CoverageShelf, Explored
from web.features import feature_collection

router = APIRouter(prefix="/api/v1/coverage", tags=["服务圈"])

NameAsked = Annotated[str, Query(min_length=1, max_length=60)]


def shelf_of(request: Request) -> CoverageShelf:
    """Give the process's shelf of prepared service circles, made on first use."""
    state = request.app.state
    if not hasattr(state, "coverage_shelf"):
        state.coverage_shelf = CoverageShelf()
    shelf: CoverageShelf = state.coverage_shelf
    return shelf


CurrentShelf = Annotated[CoverageShelf, Depends(shelf_of)]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which measurement a request is about."""

    profile: NameAsked = "adult"
    template: NameAsked = "six_categories"
    subdistrict: Annotated[str | None, Query(max_length=20)] = None


WhatIsAsked = Annotated[Asked, Depends()]


def _explored(shelf: CurrentShelf, store: CurrentStore, scope: PublicScope, asked: WhatIsAsked) -> Explored:
    """Give what was prepared for this profile and template."""
    return take(shelf, store, scope, asked)


def take(
    shelf: CoverageShelf, store: Store, scope: Scope, asked: Asked, *, is_fresh: bool = False
) -> Explored:
    """Take what is asked from the shelf."""
    return shelf.take(
        store,
        scope,
        profile=asked.profile,
        template=asked.template,
        subdistrict_code=asked.subdistrict,
        is_fresh=is_fresh,
    )


CurrentAnswer = Annotated[Explored, Depends(_explored)]


def _geojson(rows: Any, columns: list[str]) -> Response:
    return Response(feature_collection(rows, columns), media_type="application/geo+json")


@router.get("")
def open_coverage(
    shelf: CurrentShelf, store: CurrentStore, scope: PublicScope, asked: WhatIsAsked
) -> Opening:
    """Say what is measured, with which tiers, on which data, and the totals as of now."""
    explored = take(shelf, store, scope, asked, is_fresh=True)
    with store.session(scope) as connection:
        templates = templates_of(connection)
    return Opening.model_validate(show_coverage.opening(explored, templates))


@router.get("/buildings")
def read_buildings(explored: CurrentAnswer) -> Response:
    """Buildings with homes, and their walking times."""
    rows, columns = show_coverage.building_rows(explored)
    return _geojson(rows, columns)


@router.get("/cells")
def read_cells(
    explored: CurrentAnswer, item: NameAsked, resolution: Annotated[int | None, Query(ge=0, le=15)] = None
) -> Response:
    """H3 cells of one item: an index of the homes, which stay on buildings; coarser ones sum their children."""
    rows, columns = show_coverage.cell_rows(explored, item, resolution)
    return _geojson(rows, columns)


@router.get("/facilities")
def read_facilities(explored: CurrentAnswer) -> Response:
    """Facilities, whether they count, and what their community said of them."""
    rows, columns = show_coverage.facility_rows(explored)
    return _geojson(rows, columns)


@router.get("/gates")
def read_gates(explored: CurrentAnswer) -> Response:
    """Gates of walled estates, and whether they are open."""
    rows, columns = show_coverage.gate_rows(explored)
    return _geojson(rows, columns)


@router.get("/units")
def read_unit_totals(
    explored: CurrentAnswer,
    kind: Literal["community", "estate", "grid"],
    item: Annotated[str | None, Query(max_length=60)] = None,
    minutes: Annotated[int | None, Query(ge=1, le=60)] = None,
) -> UnitTotals:
    """Totals of each unit of a kind; of one item, of one tier, where asked for."""
    rows = show_coverage.unit_totals(explored, kind, item=item, minutes=minutes)
    return UnitTotals.model_validate({"units": rows})


@router.get("/gaps")
def read_gaps(explored: CurrentAnswer, item: Annotated[str | None, Query(max_length=60)] = None) -> Gaps:
    """Give the ledger: who lacks what, and what would close it."""
    return Gaps.model_validate({"gaps": show_coverage.gap_rows(explored, item)})


@router.get("/route")
def read_route(
    explored: CurrentAnswer, building: Annotated[str, Query(max_length=80)], item: NameAsked
) -> WalkRoute:
    """Give the way from a building to its nearest facility of an item."""
    return WalkRoute.model_validate(show_coverage.route(explored, building, item))
