"""Maps of cases: points, density, hot spots, the concerns map, and how grids fare. No dispute is in any of them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Query, Request, Response

from api.geojson import with_etag
from api.rules import needs
from api.schemas import case_maps as wire
from api.wiring import CurrentStore
from gis.casework.hot_spots import load_ahead
from gis.casework.performance import LEAST_SAMPLE
from gis.casework.states import CaseState
from gis.model.access import Right, Scope
from gis.workflows import map_cases
from gis.workflows.live_standards import case_standards

router = APIRouter(prefix="/api/v1/case-maps", tags=["诉求"])

Seeing = Annotated[Scope, needs(Right.SEE_CASE_MAPS)]
Category = Annotated[str, Query(pattern=r"^\d{2}(\d{2})?$")]


@dataclass(frozen=True, slots=True)
class ChoiceQuery:
    """Which cases a map is about."""

    since: Annotated[datetime | None, Query(description="登记时间，含")] = None
    until: Annotated[datetime | None, Query(description="登记时间，不含")] = None
    category: Annotated[list[Category] | None, Query(description="大类或小类，可重复")] = None
    state: Annotated[list[CaseState] | None, Query(description="可重复")] = None

    def choice(self) -> map_cases.CaseChoice:
        """Hand over as the workflow takes it."""
        states = tuple(state.value for state in self.state or ())
        return map_cases.CaseChoice(self.since, self.until, tuple(self.category or ()), states)


Asked = Annotated[ChoiceQuery, Depends()]


@router.get("/points")
def read_points(
    store: CurrentStore, scope: Seeing, asked: Asked, afterwards: BackgroundTasks
) -> wire.CasePoints:
    """Every case with a place within the caller's area, as columns."""
    afterwards.add_task(load_ahead)  # who opens the map may ask for hot spots next
    placed = map_cases.case_points(store, scope, asked.choice())
    return wire.points_of(placed, tree=case_standards(store).tree, now=datetime.now(UTC))


@router.get("/density")
def read_density(request: Request, store: CurrentStore, scope: Seeing, asked: Asked) -> Response:
    """Cases per thousand households by H3 cell; small cells tell no figure."""
    return with_etag(request, wire.density_of(map_cases.case_density(store, scope, asked.choice())))


@router.get("/hot-spots")
def read_hot_spots(request: Request, store: CurrentStore, scope: Seeing, asked: Asked) -> Response:
    """Where cases gather more or less than chance has it (Getis-Ord Gi*), with how to read it."""
    return with_etag(request, wire.hot_spots_of(map_cases.case_hot_spots(store, scope, asked.choice())))


@router.get("/concerns")
def read_concerns(request: Request, store: CurrentStore, scope: Seeing) -> Response:
    """The concerns map (民情收集图): per building who answers, its group, and counts by kind of the last year."""
    buildings = map_cases.concerns_map(store, scope)
    return with_etag(request, wire.concerns_of(buildings, tree=case_standards(store).tree))


@router.get("/grids")
def read_grids(
    store: CurrentStore,
    scope: Seeing,
    asked: Asked,
    least: Annotated[int, Query(ge=5, le=1000, description="计算比例所需的最小样本")] = LEAST_SAMPLE,
) -> wire.GridTableView:
    """How the cases of each grid fare: solved, on time, satisfaction; ranked only from the sample on."""
    return wire.grids_of(map_cases.grid_table(store, scope, asked.choice(), least=least))
