"""Service circles as they could be: what-if, siting, kept scenarios."""

from typing import Annotated

from fastapi import APIRouter

from api.routes.coverage import CurrentShelf
from api.rules import PublicScope, needs
from api.schemas.coverage import WalkRoute
from api.schemas.coverage_trials import (
    Asking,
    NewScenario,
    RouteTrial,
    Scenario,
    Scenarios,
    Siting,
    SitingWish,
    Trial,
    WhatIf,
)
from api.wiring import CurrentStore
from gis.coverage.siting import site_model
from gis.coverage.siting_places import places_given
from gis.model.access import Right, Scope
from gis.store.engine import Store
from gis.workflows import try_coverage
from gis.workflows.explore_coverage import CoverageShelf, Explored

router = APIRouter(prefix="/api/v1/coverage", tags=["服务圈"])

# A person waits before the page: beyond this the bound is told as it stands.
LONGEST_PROOF_S = 5.0

Measurer = Annotated[Scope, needs(Right.MEASURE_COVERAGE)]
SignedIn = Annotated[Scope, needs(Right.SEE_UNITS)]


def _take(shelf: CoverageShelf, store: Store, scope: Scope, asked: Asking) -> Explored:
    return shelf.take(
        store, scope, profile=asked.profile, template=asked.template, subdistrict_code=asked.subdistrict
    )


@router.post("/what-if")
def try_changes(trial: Trial, shelf: CurrentShelf, store: CurrentStore, scope: PublicScope) -> WhatIf:
    """Answer what would change; nothing is stored, so visitors may ask too."""
    explored = _take(shelf, store, scope, trial)
    changes = [change.model_dump(mode="json") for change in trial.changes]
    return WhatIf.model_validate(try_coverage.try_changes(explored, changes))


@router.post("/what-if/route")
def try_route(trial: RouteTrial, shelf: CurrentShelf, store: CurrentStore, scope: PublicScope) -> WalkRoute:
    """Give the way a home would walk with the changes."""
    explored = _take(shelf, store, scope, trial)
    changes = [change.model_dump(mode="json") for change in trial.changes]
    return WalkRoute.model_validate(try_coverage.try_route(explored, changes, trial.building, trial.item))


@router.post("/siting")
def propose_sites(wish: SitingWish, shelf: CurrentShelf, store: CurrentStore, scope: Measurer) -> Siting:
    """Propose where k more would serve most households, with the proven distance to the best choice."""
    explored = _take(shelf, store, scope, wish)
    given = [place.model_dump() for place in wish.candidates]
    answer = site_model(
        explored.model,
        candidates=places_given(given) if given else None,
        item=wish.item,
        k=wish.k,
        minutes=wish.minutes,
        objective=wish.objective,
        respect_capacity=wish.respect_capacity,
        site_capacity=wish.site_capacity,
        time_limit_s=LONGEST_PROOF_S,
    )
    return Siting.model_validate(answer.report())


@router.get("/scenarios")
def list_scenarios(store: CurrentStore, scope: SignedIn, subdistrict: str | None = None) -> Scenarios:
    """List kept what-ifs of the sub-district."""
    return Scenarios.model_validate({"scenarios": try_coverage.list_scenarios(store, scope, subdistrict)})


@router.post("/scenarios", status_code=201)
def keep_scenario(scenario: NewScenario, store: CurrentStore, scope: Measurer) -> Scenario:
    """Keep a what-if under a name."""
    changes = [change.model_dump(mode="json") for change in scenario.changes]
    kept = try_coverage.keep_scenario(
        store, scope, name=scenario.name, changes=changes, subdistrict_code=scenario.subdistrict
    )
    return Scenario(id=kept, name=scenario.name, changes=changes)
