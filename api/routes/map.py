"""What the map fetches: its layers as GeoJSON, the cells of the latest service circles, and its summary.

The answers' shapes stand in ``web/__init__.py``.
"""

import json
from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from fastapi.encoders import jsonable_encoder

from api.geojson import MEDIA_TYPE, with_etag
from api.rules import PublicScope, needs
from api.shelf import TextShelf
from api.wiring import CurrentStore
from gis.model.access import ANONYMOUS, Right, Scope
from gis.model.categories import Category
from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.store import bands, cases, coverage_runs, layers, lookup, plans, units
from gis.store.engine import Connection, Store
from gis.workflows.live_standards import case_standards
from web import features, summary

router = APIRouter(prefix="/api/v1/map", tags=["地图"])

PublicLayer = Literal[
    "subdistricts", "communities", "estates", "buildings", "streets", "water", "green", "gates", "service_points",
    "facilities",
]  # fmt: skip

_NEWEST_CASES = 2000


def _kept(
    request: Request, store: Store, key: str, make: Callable[[Connection], str], media_type: str = MEDIA_TYPE
) -> Response:
    """Answer with what visitors see, made at most once for each state of the map and sent once to each caller."""
    shelf: TextShelf = request.app.state.shelf
    with store.session(ANONYMOUS) as connection:
        text = shelf.take(key, lookup.map_version(connection), lambda: make(connection))
    return with_etag(request, text, media_type)


@router.get("/layers/grids")
def read_grids(request: Request, store: CurrentStore, scope: PublicScope) -> Response:
    """Grids of the plan in force, with households, whether in the band, and a colour unlike the neighbours'."""
    return _kept(
        request,
        store,
        "grids",
        lambda connection: features.grid_features(
            layers.read_layer(connection, Layer.GRIDS), bands=bands.read_bands(connection)
        ),
    )


@router.get("/layers/cases")
def read_cases(
    request: Request, store: CurrentStore, scope: Annotated[Scope, needs(Right.SEE_CASES)]
) -> Response:
    """Cases within the caller's scope, newest first."""
    with store.session(scope) as connection:
        found = cases.list_cases(connection, limit=_NEWEST_CASES)
    return with_etag(request, features.case_features(found, tree=case_standards(store).tree))


@router.get("/layers/{layer}")
def read_map_layer(request: Request, layer: PublicLayer, store: CurrentStore, scope: PublicScope) -> Response:
    """One layer with the columns that the map shows; nothing of a person is among them."""
    wanted = Layer(layer)
    return _kept(
        request,
        store,
        wanted,
        lambda connection: features.layer_features(layers.read_layer(connection, wanted), wanted),
    )


@router.get("/coverage/{category}")
def read_coverage_cells(
    request: Request, category: Category, store: CurrentStore, scope: PublicScope
) -> Response:
    """H3 cells of the latest measured service circle; empty where none has been measured."""

    def write(_: Connection) -> str:
        # A run belongs to its sub-district; how far its homes are from a clinic is everybody's to see.
        with store.system() as connection:
            subdistricts = units.read_units(connection, UnitKind.SUBDISTRICT)
            run_ids = [coverage_runs.latest_run(connection, unit_id) for unit_id in subdistricts["unit_id"]]
            frames = [
                coverage_runs.read_run_cells(connection, run_id, category=category)
                for run_id in run_ids
                if run_id is not None
            ]
        return features.coverage_features(frames)

    return _kept(request, store, f"coverage {category}", write)


@router.get("/summary")
def read_summary(request: Request, store: CurrentStore, scope: PublicScope) -> Response:
    """Totals, the plan in force, and what waits to be put right."""
    return _kept(request, store, "summary", _summarise, "application/json")


def _summarise(connection: Connection) -> str:
    """Write the summary."""
    wanted = (Layer.COMMUNITIES, Layer.ESTATES, Layer.BUILDINGS, Layer.GRIDS, Layer.GRID_BUILDINGS)
    frames = {layer: layers.read_layer(connection, layer) for layer in wanted}
    subdistricts = units.read_units(connection, UnitKind.SUBDISTRICT)
    plan_ids = [plans.plan_in_force(connection, unit_id) for unit_id in subdistricts["unit_id"]]
    in_force = [plans.read_plan(connection, plan_id) for plan_id in plan_ids if plan_id is not None]
    plan = in_force[0] if in_force else None
    subdistrict_id = None if plan is None else plan.subdistrict_id
    held = bands.read_bands(connection, subdistrict_id=subdistrict_id)
    answer = {
        "plan": None if plan is None else {"id": plan.plan_id, "name": plan.name, "state": plan.state},
        "band": {
            "min_households": held.common.min_households,
            "max_households": held.common.max_households,
            "is_same_everywhere": all(band == held.common for band in held.by_id.values()),
        },
        **summary.summarise(frames, bands=held),
    }
    return json.dumps(jsonable_encoder(answer), ensure_ascii=False)
