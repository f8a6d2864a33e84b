"""A tiny world in the database: editions active, cells kept, the four grids in force since 2020-01-01."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest

from gis.model.access import Role, Scope
from gis.model.ids import FabricId, PlanId, UnitId, UserId
from gis.model.plans import PlanState
from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.store import editions, fabrics, micro_grids, plans, publishing, units
from gis.store.engine import Connection, Store
from gis.store.loading import PLAN_LAYERS
from tests.worked import tiny

FIRST_DAY = date(2020, 1, 1)


@dataclass(frozen=True)
class TinyStore:
    """The store with what was put into it."""

    store: Store
    subdistrict_id: UnitId
    path: str
    fabric_id: FabricId
    plan_id: PlanId

    def scope(self, path: str | None = None, role: Role = Role.PLANNER, user_id: int | None = None) -> Scope:
        user = None if user_id is None else UserId(user_id)
        return Scope(user, role, (self.path if path is None else path,))


def tiny_cells() -> gpd.GeoDataFrame:
    """One cell per building: each block cut into six equal rectangles, so that neighbours share vertices."""
    buildings = tiny.buildings()
    shapes = []
    for (east_m, north_m), *_ in tiny._BLOCKS:
        for place in range(6):
            west_m, south_m = east_m + 200 / 3 * (place % 3), north_m + 50 * (place // 3)
            shapes.append(tiny.rectangle(west_m, south_m, west_m + 200 / 3, south_m + 50))
    return gpd.GeoDataFrame(
        {
            "cell": range(1, 25),
            "building_code": buildings["code"],
            "community_code": buildings["community_code"],
            "estate_code": buildings["estate_code"],
        },
        geometry=gpd.GeoSeries(shapes, crs="EPSG:4326"),
    )


def fill(store: Store) -> TinyStore:
    layers = tiny.layers()
    with store.system() as connection:
        edition_id = editions.load_edition(
            connection,
            {layer: frame for layer, frame in layers.items() if layer not in PLAN_LAYERS},
            territory="tiny",
            source="test",
        )
        editions.activate_edition(connection, edition_id, from_date=FIRST_DAY)
        subdistrict = units.unit_by_code(connection, UnitKind.SUBDISTRICT, tiny.SUBDISTRICT)
        fabric_id = fabrics.save_fabric(connection, tiny_cells(), subdistrict_id=subdistrict.unit_id)
        cells = fabrics.read_cells(connection, fabric_id)
        in_grid = layers[Layer.GRID_BUILDINGS].set_index("building_code")["grid_code"]
        plan_id = plans.import_plan(
            connection,
            layers[Layer.GRIDS],
            pd.DataFrame({"cell": cells["cell"], "grid_code": cells["building_code"].map(in_grid)}),
            subdistrict_id=subdistrict.unit_id,
            fabric_id=fabric_id,
            name="现行方案",
        )
        micro_grids.save_micro_grids(connection, plan_id, layers[Layer.MICRO_GRID_PARTS])
        publishing.publish_plan(connection, plan_id, from_date=FIRST_DAY, from_states=(PlanState.DRAFT,))
    return TinyStore(store, subdistrict.unit_id, subdistrict.path, fabric_id, plan_id)


@pytest.fixture(scope="session")
def filled(make_store) -> Iterator[TinyStore]:
    """The tiny world, filled once; others are copies of it."""
    with make_store() as store:
        made = fill(store)
        store.close()
        yield made


@pytest.fixture(scope="module")
def tiny_store(make_store, filled) -> Iterator[TinyStore]:
    """The tiny world, shared by the tests of one module; do not change it."""
    with make_store(like=filled.store) as store:
        yield replace(filled, store=store)


@pytest.fixture
def own_tiny_store(make_store, filled) -> Iterator[TinyStore]:
    """The tiny world for one test, to change at will."""
    with make_store(like=filled.store) as store:
        yield replace(filled, store=store)


@pytest.fixture
def planner(tiny_store) -> Iterator[Connection]:
    """A planner's transaction over the tiny world, given up at the end: what a test does is undone."""
    with tiny_store.store.session(tiny_store.scope()) as connection:
        yield connection
        connection.rollback()
