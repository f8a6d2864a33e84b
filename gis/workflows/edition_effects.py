"""What an edition would change, told before it is brought into force: counts, grids to adjust, cells that no longer fit."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from gis.model.bands import CommunityBands
from gis.model.ids import EditionId, UnitId
from gis.space.layers import Layer
from gis.store.bands import read_bands
from gis.store.editions import compare_edition, list_editions
from gis.store.engine import Connection
from gis.store.fabrics import read_cells
from gis.store.layers import read_layer
from gis.store.plans import plan_in_force, read_plan
from gis.workflows.renew_fabric import CellDrift, find_drift


@dataclass(frozen=True, slots=True)
class Effects:
    """What activation would change.

    Attributes
    ----------
    counts
        layer, change (added, removed, changed), features.
    grids
        Grids whose households change: code, name, households_before, households_after, was_in_band,
        is_in_band, falls_out. Empty where the edition has no buildings.
    unplaced_buildings
        Buildings of the edition that the plan in force puts into no grid.
    cells
        Where the cells of the plan in force would no longer fit; None: there is no such plan, or the edition has
        neither buildings nor communities.
    """

    counts: pd.DataFrame
    grids: pd.DataFrame
    unplaced_buildings: int
    cells: CellDrift | None = None

    @property
    def to_adjust(self) -> pd.DataFrame:
        """The grids that fall out of the band: 待调整网格."""
        return self.grids[self.grids["falls_out"]]


def effects_of(
    connection: Connection, edition_id: EditionId, *, bands: CommunityBands | None = None
) -> Effects:
    """Say what an edition would change, against what is in force today.

    Parameters
    ----------
    bands
        What grids are held to; as the sub-districts set it, where not given.

    Raises
    ------
    NotFound
        There is no such edition.
    """
    changes = compare_edition(connection, edition_id)
    counts = changes.groupby(["layer", "change"]).size().reset_index(name="features")
    listed = list_editions(connection)
    own = listed[listed["edition_id"] == edition_id]
    territory = str(own["territory"].iloc[0])
    layers = {Layer(layer) for layer in own["layer"].dropna()}
    cells = _cell_effects(connection, edition_id, layers, territory)
    if Layer.BUILDINGS not in layers:
        return Effects(counts, _judged(pd.DataFrame(columns=_COLUMNS), CommunityBands()), 0, cells)
    new = pd.DataFrame(read_layer(connection, Layer.BUILDINGS, edition_id=edition_id))
    held = pd.DataFrame(read_layer(connection, Layer.BUILDINGS, territory=territory))
    grids = pd.DataFrame(read_layer(connection, Layer.GRIDS, territory=territory))
    grids = grids[grids["kind"] != "dedicated"]
    grid_of = held.set_index("code")["grid_code"]
    unplaced = int(new["code"].map(grid_of).isna().sum())
    return Effects(counts, _judged(_sums(grids, held, new), bands or read_bands(connection)), unplaced, cells)


def _cell_effects(
    connection: Connection, edition_id: EditionId, layers: set[Layer], territory: str
) -> CellDrift | None:
    """Hold the cells of the plans in force against what would then be in force."""
    if not layers & {Layer.BUILDINGS, Layer.COMMUNITIES}:
        return None
    subdistricts = read_layer(connection, Layer.SUBDISTRICTS, territory=territory)
    found = [plan_in_force(connection, UnitId(int(unit_id))) for unit_id in subdistricts["unit_id"]]
    fabrics = [read_plan(connection, plan_id).fabric_id for plan_id in found if plan_id is not None]
    if not fabrics:
        return None
    cells = pd.concat([read_cells(connection, fabric_id) for fabric_id in fabrics])
    then = {
        layer: read_layer(
            connection,
            layer,
            **({"edition_id": edition_id} if layer in layers else {"territory": territory}),
        )
        for layer in (Layer.BUILDINGS, Layer.COMMUNITIES)
    }
    return find_drift(
        gpd.GeoDataFrame(cells),
        gpd.GeoDataFrame(then[Layer.BUILDINGS]),
        gpd.GeoDataFrame(then[Layer.COMMUNITIES]),
    )


_COLUMNS = ["code", "name", "community_code", "households_before", "households_after"]


def _sums(grids: pd.DataFrame, held: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Add up households per grid before and after; a building keeps the grid it is in."""
    before = held.groupby("grid_code")["households"].sum()
    placed = new.assign(grid_code=new["code"].map(held.set_index("code")["grid_code"]))
    after = placed.groupby("grid_code")["households"].sum()
    return pd.DataFrame(
        {
            "code": grids["code"],
            "name": grids["name"],
            "community_code": grids["community_code"],
            "households_before": grids["code"].map(before).fillna(0).astype(int),
            "households_after": grids["code"].map(after).fillna(0).astype(int),
        }
    )


def _judged(grids: pd.DataFrame, bands: CommunityBands) -> pd.DataFrame:
    changed = grids[grids["households_before"] != grids["households_after"]]
    was, now = (_holding(changed, column, bands) for column in ("households_before", "households_after"))
    return (
        changed.drop(columns="community_code")
        .assign(was_in_band=was, is_in_band=now, falls_out=was & ~now)
        .reset_index(drop=True)
    )


def _holding(grids: pd.DataFrame, column: str, bands: CommunityBands) -> pd.Series:
    pairs = zip(grids["community_code"], grids[column], strict=True)
    held = [bands.of_code(str(code)).holds(int(households)) for code, households in pairs]
    return pd.Series(held, index=grids.index, dtype=bool)
