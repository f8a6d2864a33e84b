"""What ``/api/v1/case-maps`` answers; points go out as columns, since ten thousand objects are heavy."""

import datetime
import json
from typing import Any

import geopandas as gpd
import pandas as pd
from pydantic import BaseModel

from gis.casework.categories import CategoryTree
from gis.casework.concerns import OTHERS
from gis.casework.density import LEAST_CASES, LEAST_HOUSEHOLDS, Density
from gis.casework.hot_spots import LEVEL, PERMUTATIONS, HotSpots
from gis.casework.states import ENDED, STATE_CHINESE, CaseState
from gis.locate.chain import ChainLink
from gis.space import h3cells
from gis.store.case_figures import PlacedCases
from gis.workflows.map_cases import GridTable
from web.features import feature_collection


class CasePoints(BaseModel):
    """Cases as columns of equal length; ``state`` and ``category`` count into the lists beside them."""

    states: list[str]
    states_chinese: list[str]
    ended: list[bool]
    categories: list[str]
    categories_chinese: list[str]
    id: list[int]
    lon: list[float]
    lat: list[float]
    state: list[int]
    category: list[int]
    day: list[int]
    is_overdue: list[bool]
    left_out: int


class GridRow(BaseModel):
    """How one grid's cases fare; a share is missing below the sample."""

    grid_id: int
    name: str
    rank: int | None
    cases: int
    solved: int
    judged: int
    on_time: int
    asked: int
    solved_share: float | None
    on_time_share: float | None
    satisfaction_mean: float | None


class GridTableView(BaseModel):
    """How grids fare, the best first; those below the sample have no rank."""

    rows: list[GridRow]
    least: int
    cases_in: int
    cases_without_grid: int
    left_out: int


def points_of(placed: PlacedCases, *, tree: CategoryTree, now: datetime.datetime) -> CasePoints:
    """Write points; ``day`` counts days of China since 1970-01-01, ``left_out`` older cases that were not read."""
    points = placed.points
    states = [state.value for state in CaseState]
    categories = sorted(set(points["category"]))
    in_china = points["reported_at"].dt.tz_convert("Asia/Shanghai").dt.tz_localize(None)
    is_overdue = (points["due_at"] < now) & points["solved_at"].isna() & points["closed_at"].isna()
    return CasePoints(
        states=states,
        states_chinese=[STATE_CHINESE[state] for state in CaseState],
        ended=[state in ENDED for state in CaseState],
        categories=categories,
        categories_chinese=[tree.chinese_of(code) for code in categories],
        id=points["case_id"].tolist(),
        lon=points["lon"].round(6).tolist(),
        lat=points["lat"].round(6).tolist(),
        state=points["state"].map({state: i for i, state in enumerate(states)}).tolist(),
        category=points["category"].map({code: i for i, code in enumerate(categories)}).tolist(),
        day=((in_china - pd.Timestamp("1970-01-01")) // pd.Timedelta(days=1)).astype(int).tolist(),
        is_overdue=is_overdue.tolist(),
        left_out=placed.left_out,
    )


def _collection(rows: gpd.GeoDataFrame, columns: tuple[str, ...], summary: dict[str, Any]) -> str:
    """Write features with a summary beside them."""
    text = feature_collection(rows, columns)
    return text[:-1] + ',"summary":' + json.dumps(summary, ensure_ascii=False) + "}"


def density_of(density: Density) -> str:
    """Write the cells that tell a figure as GeoJSON, the others as outlines without one."""
    cells = density.cells
    shown = gpd.GeoDataFrame(
        {
            "cell": h3cells.to_hex(cells["h3"]),
            "per_thousand": cells["per_thousand"],
            "cases": cells["cases"].where(cells["is_told"]).astype("Int64"),
            "households": cells["households"].where(cells["is_told"]).astype("Int64"),
        },
        geometry=h3cells.outlines(cells["h3"]),
        crs=4326,
    )
    summary = {
        "cases_in": density.cases_in,
        "cases_told": density.cases_told,
        "cases_untold": density.cases_untold,
        "left_out": density.left_out,
        "least_households": LEAST_HOUSEHOLDS,
        "least_cases": LEAST_CASES,
    }
    return _collection(shown, ("cell", "per_thousand", "cases", "households"), summary)


def hot_spots_of(spots: HotSpots) -> str:
    """Write the cells tested as GeoJSON, with how to read them."""
    cells = spots.cells
    shown = gpd.GeoDataFrame(
        {
            "cell": h3cells.to_hex(cells["h3"]),
            "z": cells["z"],
            "p": cells["p"].astype(float).round(4),
            "p_normal": cells["p_normal"].astype(float).round(4),
            "verdict": cells["verdict"],
        },
        geometry=h3cells.outlines(cells["h3"]),
        crs=4326,
    )
    told = {
        name: int((cells["verdict"] == name).sum()) for name in ("hot", "cold", "maybe_hot", "maybe_cold")
    }
    summary = {
        "is_enough": spots.is_enough,
        "tested": spots.tested,
        "left_out": spots.left_out,
        "by_chance": spots.by_chance,
        "level": LEVEL,
        "permutations": PERMUTATIONS,
        "cases_left_out": spots.cases_left_out,
        **told,
    }
    return _collection(shown, ("cell", "z", "p", "p_normal", "verdict"), summary)


def concerns_of(buildings: gpd.GeoDataFrame, *, tree: CategoryTree) -> str:
    """Write the concerns map: per building who answers for it, its group, and what may be told of its matters."""
    names = {code[:2]: one.major_chinese for code, one in tree.categories.items()} | {OTHERS: "其他"}
    shown = gpd.GeoDataFrame(
        {
            "unit_id": buildings["unit_id"],
            "name": buildings["name"],
            "grid_name": buildings["grid_name"],
            "group_name": buildings["group_name"],
            "counts": [
                json.dumps([[names.get(kind, kind), n] for kind, n in counts.items()], ensure_ascii=False)
                for counts in buildings["counts"]
            ],
            "told": [sum(counts.values()) for counts in buildings["counts"]],
            "people": [
                json.dumps([_link(link) for link in chain], ensure_ascii=False)
                for chain in buildings["people"]
            ],
        },
        geometry=buildings.geometry,
        crs=4326,
    )
    return feature_collection(shown, ("name", "grid_name", "group_name", "counts", "told", "people"))


def _link(link: ChainLink) -> list[Any]:
    return [link.role_chinese, link.officeholder_number, link.unit_name]


def grids_of(table: GridTable) -> GridTableView:
    """Write how grids fare."""
    rows = table.grids.astype(object).where(table.grids.notna(), None).to_dict("records")
    return GridTableView(
        rows=[GridRow(**{str(name): value for name, value in row.items()}) for row in rows],
        least=table.least,
        cases_in=table.cases_in,
        cases_without_grid=table.cases_without_grid,
        left_out=table.left_out,
    )
