"""Turn labels into grids with numbers, names, outlines and an account per community."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.model.plans import grid_name
from gis.partition.arrays import positions
from gis.partition.check import CheckAnswer
from gis.partition.numbering import grid_code, middles, next_numbers, reading_order
from gis.partition.reasons import sum_up
from gis.partition.search import Found
from gis.partition.stretch import Stretch
from gis.partition.tasks import Task
from gis.partition.wishes import Existing, Wishes


def _known_number(plan: Existing, code: str) -> int | None:
    """Number of an existing grid: as given, or the digits its code ends in."""
    given: Any = plan.grids["number"].to_dict()[code]
    if pd.notna(given):
        return int(given)
    digits = code[len(code.rstrip("0123456789")) :][-3:]
    return int(digits) if digits and int(digits) > 0 else None


def name_grids(cells: gpd.GeoDataFrame, label: np.ndarray, plan: Existing, wishes: Wishes) -> pd.DataFrame:
    """Give every label a code and a number; existing grids keep theirs, numbers are never used again.

    Returns
    -------
    DataFrame
        Indexed by label: code, number, community_code.
    """
    stretch = Stretch.over(cells.geometry.to_numpy())
    flat = stretch.flatten(cells.geometry.to_numpy())
    middle = shapely.centroid(flat)
    table = middles(shapely.get_x(middle), shapely.get_y(middle), shapely.area(flat), label)
    community = pd.Series(cells["community_code"].to_numpy()).groupby(label).first()
    table["community_code"] = community
    table["code"], table["number"] = "", 0
    for code, own in table.groupby("community_code"):
        _number_community(table, str(code), own, plan, wishes.numbering)
    return table[["code", "number", "community_code"]]


def _number_community(
    table: pd.DataFrame, community: str, own: pd.DataFrame, plan: Existing, template: str
) -> None:
    """Number one community's grids in ``table``."""
    known = [name for name in own.index if name in plan.grids.index]
    at = plan.grids["community_code"]
    # A grid that holds no cell and says no community is known by its code's beginning.
    strays = at.isna() & plan.grids.index.astype(str).str.startswith(community)
    all_known = plan.grids.index[(at == community) | strays]
    used = {number for name in all_known if (number := _known_number(plan, str(name))) is not None}
    fresh = own.drop(index=known)
    height_m = float(np.sqrt(own["area_m2"].median()))
    order = reading_order(fresh["x_m"].to_numpy(), fresh["y_m"].to_numpy(), height_m, template)
    for place, number in zip(order, next_numbers(len(fresh), used, community=community), strict=True):
        name = fresh.index[place]
        table.at[name, "code"], table.at[name, "number"] = grid_code(community, number), number
    for name in known:
        table.at[name, "code"], table.at[name, "number"] = name, _known_number(plan, str(name)) or 0


def finish_grids(
    drawn: gpd.GeoDataFrame,
    codes: pd.DataFrame,
    verdict: CheckAnswer,
    communities: gpd.GeoDataFrame | None,
    plan: Existing,
) -> gpd.GeoDataFrame:
    """Outline every grid; borders match exactly, since they are unions of cells with matching nodes.

    Grids of the existing plan keep the name and official code they had.
    """
    names = _community_names(communities)
    named = drawn.loc[drawn["grid_code"].notna()]
    shapes = named.geometry.to_numpy()
    parts = positions(named["grid_code"].to_numpy(dtype=str))
    outlines = np.array([shapely.coverage_union_all(shapes[own]) for own in parts.values()], dtype=object)
    numbers = codes.set_index("code")["number"]
    rows = verdict.grids.set_index("grid_code").loc[list(parts)]
    number = numbers.reindex(list(parts)).fillna(0).astype(int)
    before = plan.grids.reindex(list(parts))
    fresh_names = [
        grid_name(names.get(c, ""), int(n)) for c, n in zip(rows["community_code"], number, strict=True)
    ]
    frame = pd.DataFrame(
        {
            "code": list(parts),
            "name": np.where(before["name"].notna(), before["name"].astype(object), fresh_names),
            "community_code": rows["community_code"].to_numpy(),
            "number": number.to_numpy(),
            "kind": rows["kind"].to_numpy(),
            "official_code": before["official_code"].where(before["official_code"].notna(), None).to_numpy(),
            "households": rows["households"].to_numpy(),
            "residents": rows["residents"].to_numpy(),
            "in_band": rows["in_band"].to_numpy(),
        }
    )
    return gpd.GeoDataFrame(frame, geometry=outlines, crs=4326)


def _community_names(communities: pd.DataFrame | None) -> dict[str, str]:
    if communities is None or "code" not in communities.columns or "name" not in communities.columns:
        return {}
    return dict(zip(communities["code"].astype(str), communities["name"].astype(str), strict=True))


def explain(
    tasks: list[Task], found: list[Found], reasons: pd.DataFrame, communities: gpd.GeoDataFrame | None
) -> pd.DataFrame:
    """One row per piece drawn: numbers of grids its households allow, the number drawn, and why not all fit.

    ``reasons`` are those of ``reasons.explain_grids``; a community in several pieces tells all in the first.
    """
    names = _community_names(communities)
    of_community = dict(tuple(reasons.groupby("community_code")))
    rows: list[dict[str, Any]] = []
    for task, plan in zip(tasks, found, strict=True):
        item = task.proposal
        told = of_community.pop(task.community_code, reasons.iloc[:0])
        rows.append(
            {
                "community_code": task.community_code,
                "name": names.get(task.community_code, ""),
                "households": item.households,
                "least_grids": item.least_grids,
                "most_grids": item.most_grids,
                "grids": len(np.unique(plan.grid)),
                "feasible": item.is_feasible,
                "objective_m": plan.objective_m,
                "bound_m": plan.bound_m,
                "explanation": "；".join(filter(None, [item.explanation.removeprefix("!"), sum_up(told)])),
            }
        )
    return pd.DataFrame(rows)
