"""Split a drawing into tasks that know nothing of each other: a connected piece of a community each."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.errors import InputError
from gis.partition.adjacency import Adjacency
from gis.partition.counts import Proposal, propose, share_out
from gis.partition.instance import Instance, make_instance
from gis.partition.wishes import Existing, Wishes


@dataclass(frozen=True, slots=True)
class Task:
    """One piece to draw.

    Attributes
    ----------
    members
        Positions of its cells in the frame of cells.
    instance
        The same as arrays; ``previous`` counts within ``previous_codes``.
    previous_codes
        Existing grids that lie in it.
    proposal
        Numbers of grids its total allows.
    asked
        Number of grids asked for, or None.
    """

    community_code: str
    members: np.ndarray
    instance: Instance
    previous_codes: list[str]
    proposal: Proposal
    asked: int | None = None


def _restrict(adjacency: Adjacency, inside: np.ndarray) -> Adjacency:
    """Borders among the cells ``inside`` only (positions, ascending), numbered within them."""
    number = np.full(len(adjacency.area_m2), -1)
    number[inside] = np.arange(len(inside))
    keep = (number[adjacency.first] >= 0) & (number[adjacency.second] >= 0)
    return Adjacency(
        first=number[adjacency.first[keep]],
        second=number[adjacency.second[keep]],
        length_m=adjacency.length_m[keep],
        off_road_m=adjacency.off_road_m[keep],
        off_line_m=adjacency.off_line_m[keep],
        is_open=adjacency.is_open[keep],
        is_link=adjacency.is_link[keep],
        area_m2=adjacency.area_m2[inside],
        perimeter_m=adjacency.perimeter_m[inside],
    )


def _pieces(adjacency: Adjacency, free: np.ndarray) -> list[np.ndarray]:
    """Positions of the connected pieces of the free cells, the piece of the first cell first."""
    inside = np.flatnonzero(free)
    own = _restrict(adjacency, inside)
    edges = (own.first[own.is_open], own.second[own.is_open])
    graph = coo_array((np.ones(len(edges[0]), dtype=np.int8), edges), shape=(len(inside), len(inside)))
    label = connected_components(graph, directed=False)[1]
    return [inside[label == piece] for piece in range(label.max(initial=-1) + 1)]


def kept_cells(cells: gpd.GeoDataFrame, existing: Existing, wishes: Wishes) -> pd.Series:
    """Grid code by position of the cells that no drawing touches; None for the others.

    Locked and dedicated grids stay; with ``only_grids`` everything else that has a grid stays.
    """
    code = cells["cell"].map(existing.grid_of_cell).reset_index(drop=True).astype(object)
    stays = code.isin(wishes.locked_grids | existing.dedicated())
    if wishes.only_grids is not None:
        stays |= code.notna() & ~code.isin(wishes.only_grids)
    kept: pd.Series = code.where(stays & code.notna(), None)
    return kept


def _within_communities(cells: gpd.GeoDataFrame, existing: Existing, wishes: Wishes) -> pd.Series:
    """Existing grid by position; one that lies in several communities goes on in one of them, and is None in the others.

    That is the community of its locked cells, else of most of its households, then cells, then the first by code.
    """
    frame = pd.DataFrame(
        {
            "grid": cells["cell"].map(existing.grid_of_cell).to_numpy(dtype=object),
            "community": cells["community_code"].to_numpy(dtype=object),
            "locked": cells["cell"].isin(wishes.locked_cells).to_numpy(),
            "households": cells["households"].to_numpy(),
            "cells": 1,
        }
    )
    parts = frame.dropna(subset=["grid"]).groupby(["grid", "community"], as_index=False).sum()
    ranked = parts.sort_values(["locked", "households", "cells"], ascending=False, kind="stable")
    home = ranked.drop_duplicates("grid").set_index("grid")["community"]
    grid = frame["grid"]
    before: pd.Series = grid.where(grid.isna() | (grid.map(home) == frame["community"]), None)
    return before


def _task(
    cells: gpd.GeoDataFrame,
    code: str,
    members: np.ndarray,
    own: Adjacency,
    *,
    grid_before: pd.Series,
    wishes: Wishes,
) -> Task:
    """Gather one piece."""
    frame = cells.iloc[members]
    before = grid_before.iloc[members]
    known = sorted(before.dropna().unique())
    band = wishes.bands.of(code)
    households = frame["households"].to_numpy(dtype=np.int64)
    columns = list(wishes.balance)
    instance = make_instance(
        code,
        own,
        households=households,
        estates=frame["estate_code"].to_numpy(dtype=object),
        band=band,
        weights=wishes.weights(redrawing=bool(known)),
        previous=before.map({name: place for place, name in enumerate(known)})
        .fillna(-1)
        .to_numpy(dtype=np.int64),
        is_fixed=frame["cell"].isin(wishes.locked_cells).to_numpy() & before.notna().to_numpy(),
        balance=frame[columns].to_numpy(dtype=float).T.reshape(len(columns), len(frame)),
        balance_tolerance=np.array([wishes.balance[column] for column in columns]),
    )
    return Task(code, members, instance, known, propose(code, households, band))


def make_tasks(
    cells: gpd.GeoDataFrame,
    adjacency: Mapping[str, tuple[np.ndarray, Adjacency]],
    kept: pd.Series,
    existing: Existing,
    wishes: Wishes,
) -> list[Task]:
    """Make a task of every connected piece of every community, in the order of codes.

    Raises
    ------
    CannotSatisfy
        A number of grids asked for that the totals do not allow.
    InputError
        A number of grids asked for in a community that is not there.
    """
    free = kept.isna().to_numpy()
    grid_before = _within_communities(cells, existing, wishes)
    tasks = []
    for code, (members, whole) in adjacency.items():
        for piece in _pieces(whole, free[members]):
            tasks.append(
                _task(
                    cells,
                    code,
                    members[piece],
                    _restrict(whole, piece),
                    grid_before=grid_before,
                    wishes=wishes,
                )
            )
    return _with_numbers(tasks, cells, wishes, kept)


def _with_numbers(tasks: list[Task], cells: gpd.GeoDataFrame, wishes: Wishes, kept: pd.Series) -> list[Task]:
    """Share the number of grids asked for out among the tasks that hold households; grids that stay count too."""
    if wishes.grids is None:
        return tasks
    lived = [place for place, task in enumerate(tasks) if task.instance.total > 0]
    asked: dict[int, int] = {}
    if isinstance(wishes.grids, int):
        asked = _shared(tasks, wishes.grids, int(kept.nunique()), lived)
    else:
        staying = kept.groupby(cells["community_code"].to_numpy()).nunique()
        for code, number in wishes.grids.items():
            if code not in staying.index:
                raise InputError(
                    f"grids asked for community {code}, which has no building",
                    chinese=f"网格数指定的社区“{code}”不存在，或没有楼栋",
                    code="community_unknown",
                    value=code,
                )
            own = [place for place in lived if tasks[place].community_code == code]
            asked |= _shared(tasks, number, int(staying[code]), own, where=f"社区“{code}”")
    return [
        Task(t.community_code, t.members, t.instance, t.previous_codes, t.proposal, asked.get(place))
        for place, t in enumerate(tasks)
    ]


def _shared(
    tasks: list[Task], number: int, staying: int, places: list[int], *, where: str = ""
) -> dict[int, int]:
    """Numbers by position of the task: what is asked for without the grids that stay."""
    proposals = {str(place): tasks[place].proposal for place in places}
    shares = share_out(number, proposals, staying=staying, where=where)
    return {int(place): count for place, count in shares.items()}
