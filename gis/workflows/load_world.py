"""Load a demo world: its layers, the fabric, the plan in force, and who holds which post."""

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.errors import Conflict
from gis.model.ids import FabricId, PlanId, UnitId
from gis.model.plans import PlanState
from gis.model.progress import Progress, silent
from gis.model.units import UnitKind
from gis.partition.cells import build_cells
from gis.space.layers import Layer
from gis.store.editions import activate_edition, list_editions, load_edition
from gis.store.engine import Connection, Store
from gis.store.fabrics import latest_fabric, read_cells, save_fabric
from gis.store.layers import read_layer
from gis.store.micro_grids import save_micro_grids
from gis.store.plans import import_plan, plan_in_force, set_plan_state
from gis.store.publishing import publish_plan
from gis.store.units import add_district, describe_territory, put_under_district, unit_by_code
from gis.workflows.staff_world import staff_world
from gis.workflows.tell_cases import tell_cases
from gis.worlds.facts import WorldFacts, read_facts
from gis.worlds.files import WorldSource, read_source, read_world

PLAN_LAYERS = frozenset({Layer.GRIDS, Layer.GRID_BUILDINGS, Layer.MICRO_GRID_PARTS})


@dataclass(frozen=True, slots=True)
class LoadedWorld:
    """A world as it stands in the database.

    Attributes
    ----------
    name
        Of the world, and of the territory in which its codes are unique.
    subdistrict_ids
        Sub-districts of the world.
    fabric_id, plan_id
        Cells, and the plan in force on them.
    was_there
        Whether it had been loaded before and nothing was done.
    """

    name: str
    subdistrict_ids: tuple[UnitId, ...]
    fabric_id: FabricId
    plan_id: PlanId
    was_there: bool


def load_world(store: Store, name: str, *, progress: Progress = silent) -> LoadedWorld:
    """Load a world in one transaction; whoever is interrupted finds nothing of it and begins anew.

    Parameters
    ----------
    store
        A migrated database.
    name
        Folder under data/boundaries and seeds.

    Returns
    -------
    LoadedWorld
        ``was_there`` is True where the same data are loaded already; then nothing is changed.

    Raises
    ------
    InputError
        There is no such world, or its files are damaged.
    Conflict
        Another edition of this world is loaded (``world_loaded_otherwise``).
    """
    facts, source = read_facts(name), read_source(name)
    with store.system() as connection:
        if _is_loaded(connection, source):
            return _find_world(connection, name)
    layers = read_world(name)
    progress("划分基本单元", 0, 1)
    cells = build_cells(
        gpd.GeoDataFrame(layers[Layer.BUILDINGS]),
        gpd.GeoDataFrame(layers[Layer.COMMUNITIES]),
        estates=gpd.GeoDataFrame(layers[Layer.ESTATES]),
        roads=gpd.GeoDataFrame(layers[Layer.STREETS]),
        barriers=gpd.GeoDataFrame(layers[Layer.BARRIERS]),
        progress=progress,
    ).cells
    with store.system() as connection:
        _keep_layers(connection, facts, source, layers, progress)
        subdistrict_id = _put_under_district(connection, facts, layers[Layer.SUBDISTRICTS])
        progress("启用现行网格", 0, 1)
        _keep_plan(connection, facts, layers, cells, subdistrict_id)
        staff_world(connection, facts, progress)
        tell_cases(connection, facts)
        return _find_world(connection, name, was_there=False)


def _is_loaded(connection: Connection, source: WorldSource) -> bool:
    """Whether this very edition is in force; another one must not be loaded over it unseen."""
    editions = list_editions(connection, territory=source.name)
    active = editions.loc[editions["state"] == "active"]
    if active.empty:
        return False
    if source.checksum in set(active["checksum"]):
        return True
    raise Conflict(
        f"world {source.name} is loaded from other files",
        chinese=f"数据库中已有另一版“{source.title}”。请先备份，再用新的数据目录（WANGGE_DATA_DIR）加载",
        code="world_loaded_otherwise",
        value=source.name,
    )


def _find_world(connection: Connection, name: str, *, was_there: bool = True) -> LoadedWorld:
    subdistricts = read_layer(connection, Layer.SUBDISTRICTS, territory=name).sort_values("code")
    ids = tuple(UnitId(int(unit_id)) for unit_id in subdistricts["unit_id"])
    plan_id = plan_in_force(connection, ids[0])
    if plan_id is None:
        raise Conflict(
            f"world {name} has no plan in force",
            chinese=f"“{name}”没有现行的网格方案",
            code="plan_missing",
        )
    return LoadedWorld(name, ids, latest_fabric(connection, ids[0]), plan_id, was_there)


def _keep_layers(
    connection: Connection,
    facts: WorldFacts,
    source: WorldSource,
    layers: dict[Layer, pd.DataFrame],
    progress: Progress,
) -> None:
    """Load the layers as one edition and bring it into force."""
    kept = {layer: frame for layer, frame in layers.items() if layer not in PLAN_LAYERS}
    edition_id = load_edition(
        connection,
        kept,
        territory=facts.name,
        source=facts.notice,
        licence=source.licence,
        file_name=f"{facts.name}.gpkg",
        checksum=source.checksum,
        notes={"seed": source.seed, "generator_version": source.generator_version},
        progress=progress,
    )
    describe_territory(connection, facts.name, chinese=facts.title, is_demo=True)
    activate_edition(connection, edition_id, from_date=facts.plan["data_from"])


def _put_under_district(connection: Connection, facts: WorldFacts, subdistricts: pd.DataFrame) -> UnitId:
    district_id = add_district(
        connection, territory=facts.name, code=facts.district["code"], name=facts.district["name"]
    )
    code = str(subdistricts["code"].iloc[0])
    subdistrict_id = unit_by_code(connection, UnitKind.SUBDISTRICT, code, territory=facts.name).unit_id
    put_under_district(connection, subdistrict_id, district_id)
    return subdistrict_id


def _keep_plan(
    connection: Connection,
    facts: WorldFacts,
    layers: dict[Layer, pd.DataFrame],
    cells: gpd.GeoDataFrame,
    subdistrict_id: UnitId,
) -> None:
    """Keep the cells, and the grids in force upon them with their micro-grids."""
    fabric_id = save_fabric(connection, cells, subdistrict_id=subdistrict_id)
    kept = read_cells(connection, fabric_id)
    plan_id = import_plan(
        connection,
        layers[Layer.GRIDS],
        assign_cells(kept, layers),
        subdistrict_id=subdistrict_id,
        fabric_id=fabric_id,
        name=str(facts.plan["name"]),
    )
    save_micro_grids(connection, plan_id, layers[Layer.MICRO_GRID_PARTS])
    set_plan_state(
        connection,
        plan_id,
        PlanState.APPROVED,
        from_states={PlanState.DRAFT},
        document_number=str(facts.plan["document_number"]),
    )
    from_date: date = facts.plan["in_force_from"]
    publish_plan(connection, plan_id, from_date=from_date)


def assign_cells(cells: gpd.GeoDataFrame, layers: dict[Layer, pd.DataFrame]) -> pd.DataFrame:
    """Give each cell its grid: by its building, or by the grid that holds its middle.

    Parameters
    ----------
    cells
        cell, building_code, community_code, geometry.
    layers
        GRIDS and GRID_BUILDINGS of the world.

    Returns
    -------
    DataFrame
        cell, grid_code (missing: in no grid). A middle on an edge goes to the grid listed first.
    """
    grids = gpd.GeoDataFrame(layers[Layer.GRIDS])
    of_building = layers[Layer.GRID_BUILDINGS].set_index("building_code")["grid_code"]
    middles = shapely.point_on_surface(cells.geometry.to_numpy())
    tree = shapely.STRtree(grids.geometry.to_numpy())
    point, grid = tree.query(middles, predicate="intersects")
    holder = np.full(len(cells), None, dtype=object)
    order = np.argsort(-grid, kind="stable")
    holder[point[order]] = grids["code"].to_numpy(dtype=object)[grid[order]]
    has_building = cells["building_code"].notna().to_numpy()
    by_building = cells["building_code"].map(of_building).to_numpy(dtype=object)
    codes = np.where(has_building, by_building, holder)
    return pd.DataFrame({"cell": cells["cell"].to_numpy(), "grid_code": pd.Series(codes, dtype=object)})
