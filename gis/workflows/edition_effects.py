"""What an edition would change, told before it is brought into force: counts, and grids to adjust."""

from dataclasses import dataclass

import pandas as pd

from gis.model.bands import RESIDENTIAL_BAND, Band
from gis.model.ids import EditionId
from gis.space.layers import Layer
from gis.store.editions import compare_edition, list_editions
from gis.store.engine import Connection
from gis.store.layers import read_layer


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
    """

    counts: pd.DataFrame
    grids: pd.DataFrame
    unplaced_buildings: int

    @property
    def to_adjust(self) -> pd.DataFrame:
        """The grids that fall out of the band: 待调整网格."""
        return self.grids[self.grids["falls_out"]]


def effects_of(connection: Connection, edition_id: EditionId, *, band: Band = RESIDENTIAL_BAND) -> Effects:
    """Say what an edition would change, against what is in force today.

    Raises
    ------
    NotFound
        There is no such edition.
    """
    changes = compare_edition(connection, edition_id)
    counts = changes.groupby(["layer", "change"]).size().reset_index(name="features")
    listed = list_editions(connection)
    own = listed[listed["edition_id"] == edition_id]
    if Layer.BUILDINGS.value not in set(own["layer"]):
        return Effects(counts, _judged(pd.DataFrame(columns=_COLUMNS), band), 0)
    territory = str(own["territory"].iloc[0])
    new = pd.DataFrame(read_layer(connection, Layer.BUILDINGS, edition_id=edition_id))
    held = pd.DataFrame(read_layer(connection, Layer.BUILDINGS, territory=territory))
    grids = pd.DataFrame(read_layer(connection, Layer.GRIDS, territory=territory))
    grids = grids[grids["kind"] != "dedicated"]
    grid_of = held.set_index("code")["grid_code"]
    unplaced = int(new["code"].map(grid_of).isna().sum())
    return Effects(counts, _judged(_sums(grids, held, new), band), unplaced)


_COLUMNS = ["code", "name", "households_before", "households_after"]


def _sums(grids: pd.DataFrame, held: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Add up households per grid before and after; a building keeps the grid it is in."""
    before = held.groupby("grid_code")["households"].sum()
    placed = new.assign(grid_code=new["code"].map(held.set_index("code")["grid_code"]))
    after = placed.groupby("grid_code")["households"].sum()
    return pd.DataFrame(
        {
            "code": grids["code"],
            "name": grids["name"],
            "households_before": grids["code"].map(before).fillna(0).astype(int),
            "households_after": grids["code"].map(after).fillna(0).astype(int),
        }
    )


def _judged(grids: pd.DataFrame, band: Band) -> pd.DataFrame:
    changed = grids[grids["households_before"] != grids["households_after"]]
    was = changed["households_before"].map(band.holds).astype(bool)
    now = changed["households_after"].map(band.holds).astype(bool)
    return changed.assign(was_in_band=was, is_in_band=now, falls_out=was & ~now).reset_index(drop=True)
