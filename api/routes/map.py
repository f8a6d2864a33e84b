"""What the map fetches: its layers as GeoJSON, the cells of the latest service circles, and its summary.

The answers' shapes stand in ``web/__init__.py``.
"""

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response

from api.rules import PublicScope, needs
from api.wiring import CurrentStore
from gis.model.access import Right, Scope
from gis.model.bands import RESIDENTIAL_BAND
from gis.model.categories import Category
from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.store import cases, coverage_runs, layers, plans, units
from web import features, summary

router = APIRouter(prefix="/api/v1/map", tags=["地图"])

PublicLayer = Literal[
    "subdistricts", "communities", "estates", "buildings", "streets", "water", "green", "gates", "service_points",
    "facilities",
]  # fmt: skip

_NEWEST_CASES = 2000


def _geojson(text: str) -> Response:
    """Answer with GeoJSON that is ready."""
    return Response(text, media_type="application/geo+json")


@router.get("/layers/grids")
def read_grids(store: CurrentStore, scope: PublicScope) -> Response:
    """Grids of the plan in force, with households, whether in the band, and a colour unlike the neighbours'."""
    with store.session(scope) as connection:
        grids = layers.read_layer(connection, Layer.GRIDS)
    return _geojson(features.grid_features(grids))


@router.get("/layers/cases")
def read_cases(store: CurrentStore, scope: Annotated[Scope, needs(Right.SEE_CASES)]) -> Response:
    """Cases within the caller's scope, newest first."""
    with store.session(scope) as connection:
        found = cases.list_cases(connection, limit=_NEWEST_CASES)
    return _geojson(features.case_features(found))


@router.get("/layers/{layer}")
def read_map_layer(layer: PublicLayer, store: CurrentStore, scope: PublicScope) -> Response:
    """One layer with the columns that the map shows; nothing of a person is among them."""
    with store.session(scope) as connection:
        rows = layers.read_layer(connection, Layer(layer))
    return _geojson(features.layer_features(rows, Layer(layer)))


@router.get("/coverage/{category}")
def read_coverage_cells(category: Category, store: CurrentStore, scope: PublicScope) -> Response:
    """H3 cells of the latest measured service circle; empty where none has been measured."""
    with store.session(scope) as connection:
        subdistricts = units.read_units(connection, UnitKind.SUBDISTRICT)
        run_ids = [coverage_runs.latest_run(connection, unit_id) for unit_id in subdistricts["unit_id"]]
        frames = [
            coverage_runs.read_run_cells(connection, run_id, category=category)
            for run_id in run_ids
            if run_id is not None
        ]
    return _geojson(features.coverage_features(frames))


@router.get("/summary")
def read_summary(store: CurrentStore, scope: PublicScope) -> dict[str, Any]:
    """Totals, the plan in force, and what waits to be put right."""
    with store.session(scope) as connection:
        frames = {
            layer: layers.read_layer(connection, layer)
            for layer in (
                Layer.COMMUNITIES,
                Layer.ESTATES,
                Layer.BUILDINGS,
                Layer.GRIDS,
                Layer.GRID_BUILDINGS,
            )
        }
        subdistricts = units.read_units(connection, UnitKind.SUBDISTRICT)
        plan_ids = [plans.plan_in_force(connection, unit_id) for unit_id in subdistricts["unit_id"]]
        in_force = [plans.read_plan(connection, plan_id) for plan_id in plan_ids if plan_id is not None]
    plan = in_force[0] if in_force else None
    return {
        "plan": None if plan is None else {"id": plan.plan_id, "name": plan.name, "state": plan.state},
        "band": {
            "min_households": RESIDENTIAL_BAND.min_households,
            "max_households": RESIDENTIAL_BAND.max_households,
        },
        **summary.summarise(frames),
    }
