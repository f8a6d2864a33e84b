"""What a proposal may balance besides households: figures that stand by building, or can be counted by building."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import pandas as pd

from gis.errors import CannotSatisfy, InputError, NotAllowed
from gis.model.access import Right, Scope
from gis.redraw.consequences import cell_under
from gis.space.layers import Layer
from gis.space.measure import areas_m2
from gis.store import layers
from gis.store.engine import Connection
from gis.workflows.review_plan import open_cases

MOST_TOLERANCE_SHARE = 1.0


class Criterion(StrEnum):
    """Residents as counted, floor area as footprint times storeys, cases that are open now."""

    RESIDENTS = "residents"
    FLOOR_AREA_M2 = "floor_area_m2"
    OPEN_CASES = "open_cases"


CRITERION_CHINESE = {
    Criterion.RESIDENTS: "人口",
    Criterion.FLOOR_AREA_M2: "建筑面积",
    Criterion.OPEN_CASES: "在办诉求",
}


@dataclass(frozen=True, slots=True)
class Evenness:
    """How even a drawing made one figure.

    Attributes
    ----------
    worst_share
        The farthest that a grid's sum is from its community's mean, as a share of that mean.
    grids_beyond
        Grids farther than the tolerance.
    note
        What the figure rests on, where that needs saying; else empty.
    """

    criterion: Criterion
    tolerance_share: float
    worst_share: float
    grids_beyond: int
    note: str


def require_tolerances(balance: Mapping[Criterion, float]) -> None:
    """Refuse a tolerance that is none.

    Raises
    ------
    InputError
        ``tolerance_invalid``.
    """
    for criterion, share in balance.items():
        if not 0 < share <= MOST_TOLERANCE_SHARE:
            raise InputError(
                f"tolerance of {criterion} is {share}",
                chinese=f"{CRITERION_CHINESE[criterion]}的允许偏差应大于 0、不超过 100 %",
                code="tolerance_invalid",
            )


def add_criteria(
    connection: Connection,
    scope: Scope,
    path: str,
    cells: gpd.GeoDataFrame,
    balance: Mapping[Criterion, float],
) -> tuple[gpd.GeoDataFrame, dict[Criterion, str]]:
    """Put the figures to balance beside the cells, as numbers; land without a building has 0.

    Returns
    -------
    GeoDataFrame
        The cells with a column per criterion.
    dict
        What a figure rests on, where that needs saying.

    Raises
    ------
    NotAllowed
        Cases are to be balanced, and the person sees none (``right_missing``).
    CannotSatisfy
        A figure is 0 everywhere (``criterion_empty``).
    """
    notes: dict[Criterion, str] = {}
    for criterion in balance:
        if criterion is Criterion.RESIDENTS:
            values = cells["residents"].fillna(0).astype(float)
        elif criterion is Criterion.FLOOR_AREA_M2:
            values, notes[criterion] = _floor_area_m2(connection, path, cells)
        else:
            values = _open_cases(connection, scope, path, cells)
        if not values.sum() > 0:
            named = CRITERION_CHINESE[criterion]
            raise CannotSatisfy(
                f"no {criterion} here", chinese=f"所选范围没有{named}的数据，无法均衡", code="criterion_empty"
            )
        cells = cells.assign(**{criterion.value: values})
    return cells, notes


def _floor_area_m2(connection: Connection, path: str, cells: gpd.GeoDataFrame) -> tuple[pd.Series, str]:
    """Footprint times storeys of each cell's building; a building without storeys counts one, and that is told."""
    buildings = layers.read_layer(connection, Layer.BUILDINGS, within=path).set_index("unit_id")
    storeys = pd.to_numeric(buildings["storeys"], errors="coerce")
    area_m2 = pd.Series(areas_m2(buildings.geometry), buildings.index) * storeys.fillna(1).clip(lower=1)
    unknown = int(storeys[storeys.index.isin(cells["building_id"])].isna().sum())
    note = f"占地面积乘层数；{unknown} 栋没有层数，按 1 层计" if unknown else "占地面积乘层数"
    return cells["building_id"].map(area_m2).fillna(0.0).astype(float), note


def _open_cases(connection: Connection, scope: Scope, path: str, cells: gpd.GeoDataFrame) -> pd.Series:
    """Cases open now on each cell, that the person may see."""
    if not scope.may(Right.SEE_CASES):
        raise NotAllowed(
            "sees no cases", chinese="您没有查看诉求的权限，不能按在办诉求均衡", code="right_missing"
        )
    counts = cell_under(open_cases(connection, scope, path), cells).dropna().astype("int64").value_counts()
    on_cells: pd.Series = cells["cell"].map(counts).fillna(0.0).astype(float)
    return on_cells


def measure_evenness(
    drawn: pd.DataFrame, balance: Mapping[Criterion, float], notes: Mapping[Criterion, str]
) -> tuple[Evenness, ...]:
    """Measure how even each figure came out, community by community.

    Parameters
    ----------
    drawn
        community_id, grid_code (missing: in no grid) and the figures, of the cells in grids that were drawn or stay.
    """
    told = []
    for criterion, tolerance in balance.items():
        sums = drawn.groupby(["community_id", "grid_code"])[criterion.value].sum()
        mean = sums.groupby(level="community_id").transform("mean")
        away = ((sums - mean).abs() / mean.where(mean > 0)).fillna(0.0)
        note = notes.get(criterion, "")
        if criterion is Criterion.OPEN_CASES and len(sums):
            # Where there is hardly one a grid, no division of whole buildings is even.
            note = f"平均每个网格 {sums.mean():.1f} 件"
        told.append(
            Evenness(
                criterion,
                float(tolerance),
                float(away.max()) if len(away) else 0.0,
                int((away > tolerance + 1e-9).sum()),
                note,
            )
        )
    return tuple(told)
