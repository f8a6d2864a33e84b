"""Say how many grids each community of a plan can have, and why, before anything is drawn."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.model.access import Scope
from gis.model.bands import Band, CommunityBands
from gis.model.ids import PlanId, UnitId
from gis.model.units import GridKind
from gis.partition.counts import Proposal, propose
from gis.partition.sets import MOST_CELLS
from gis.redraw.attention import NONE, label_pieces
from gis.redraw.sketch import Sketch
from gis.store import plans
from gis.store.engine import Store
from gis.workflows.plan_desk import Fabric, fabric_of
from gis.workflows.review_plan import bands_of_plan
from gis.workflows.standing_plan import sketch_as_it_stands


@dataclass(frozen=True, slots=True)
class GridCounts:
    """One community's households and the numbers of grids that they allow.

    Attributes
    ----------
    households
        Of what may be drawn anew: without grids that are locked or dedicated.
    staying_grids
        Locked and dedicated ones, which stay; the other numbers include them.
    grids
        That stand in the plan now and hold something.
    least_grids, most_grids
        The band allows so many; ``least_grids`` above ``most_grids``: none has all grids in the band.
    proposed_grids
        The nearest to the target.
    is_feasible
        Whether the totals and the largest building allow the band for all grids.
    reason
        In Chinese.
    pieces
        Connected pieces of what may be drawn; no grid reaches over two.
    is_small
        Whether an exact answer is tried where asked for.
    """

    community_id: UnitId
    name: str
    band: Band
    households: int
    staying_grids: int
    grids: int
    least_grids: int
    most_grids: int
    proposed_grids: int
    is_feasible: bool
    reason: str
    pieces: int
    is_small: bool


def count_grids(store: Store, scope: Scope, plan_id: PlanId) -> list[GridCounts]:
    """Count for every community of a plan, in the order of their ids."""
    with store.session(scope) as connection:
        plan = plans.read_plan(connection, plan_id)
        fabric = fabric_of(store, connection, plan)
        sketch = sketch_as_it_stands(store, connection, plan, fabric)
        bands = bands_of_plan(connection, plan)
    return counts_of(fabric, sketch, bands)


def counts_of(fabric: Fabric, sketch: Sketch, bands: CommunityBands) -> list[GridCounts]:
    """Count for every community of a fabric."""
    cells = fabric.cells
    grid = np.array(
        [NONE if (held := sketch.grid_of_cell[cell]) is None else held for cell in cells["cell"]], np.int64
    )
    stays = [
        grid_id for grid_id, held in sketch.grids.items() if held.is_locked or held.kind is GridKind.DEDICATED
    ]
    community = cells["community_id"].to_numpy(dtype=np.int64)
    is_free = ~np.isin(grid, stays)
    piece = label_pieces(np.where(is_free, community, NONE), fabric.pairs)
    laid = pd.DataFrame(
        {
            "community": community,
            "grid": grid,
            "is_free": is_free,
            "piece": piece,
            "households": cells["households"].fillna(0).astype("int64").to_numpy(),
        }
    )
    return [
        _count(
            UnitId(int(str(community_id))),
            own,
            name=fabric.community_names.get(UnitId(int(str(community_id))), ""),
            band=bands.of(UnitId(int(str(community_id)))),
        )
        for community_id, own in laid.groupby("community")
    ]


def _count(community_id: UnitId, own: pd.DataFrame, *, name: str, band: Band) -> GridCounts:
    """Count for one community, piece by piece as the drawing goes."""
    free = own[own["is_free"]]
    sizes = [of["households"].to_numpy() for _, of in free.groupby("piece")]
    lived = [households for households in sizes if households.sum() > 0]
    found = [propose("", households, band) for households in lived or sizes[:1]]
    staying = int(own.loc[~own["is_free"], "grid"].nunique())
    return GridCounts(
        community_id,
        name,
        band,
        households=int(free["households"].sum()),
        staying_grids=staying,
        grids=int(own.loc[own["grid"] != NONE, "grid"].nunique()),
        least_grids=staying + sum(max(item.least_grids, 1) for item in found),
        most_grids=staying + sum(item.most_grids for item in found),
        proposed_grids=staying + sum(item.grids for item in found),
        is_feasible=all(item.is_feasible for item in found),
        reason=_reason(found, staying),
        pieces=len(found),
        is_small=max((len(households) for households in sizes), default=0) <= MOST_CELLS,
    )


def _reason(found: list[Proposal], staying: int) -> str:
    """Why so many, piece by piece."""
    told = [item.explanation.removeprefix("!") for item in found]
    if len(told) > 1:
        told = [f"第 {number} 片{words}" for number, words in enumerate(told, start=1)]
    if staying:
        told.append(f"另有 {staying} 个锁定或专属网格保持不动")
    return "；".join(told) or "没有可以重划的地块"
