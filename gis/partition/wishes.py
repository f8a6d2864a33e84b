"""What a planner asks of a drawing, read once and checked."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import geopandas as gpd
import pandas as pd

from gis.errors import InputError
from gis.partition.bands import Bands
from gis.partition.programme import DEFAULT_WEIGHTS, Weights


@dataclass(frozen=True, slots=True)
class Wishes:
    """Everything asked of a drawing besides the land and the people on it.

    Attributes
    ----------
    bands
        Band of each community.
    grids
        Number asked for in all, or by community code, or None.
    locked_grids, locked_cells
        Codes of existing grids, and cell numbers, that stay as they are.
    only_grids
        Redraw these existing grids (and what is in none), and leave all others; None: redraw all.
    balance
        Column -> tolerance share.
    numbering
        Template of ``numbering``.
    stop
        Ends the search with the best plan so far when it is set.
    """

    bands: Bands = field(default_factory=Bands)
    grids: int | Mapping[str, int] | None = None
    existing_weight: float = 1000.0
    locked_grids: frozenset[str] = frozenset()
    locked_cells: frozenset[int] = frozenset()
    only_grids: frozenset[str] | None = None
    balance: Mapping[str, float] = field(default_factory=dict)
    exact: bool = False
    seed: int = 0
    effort: float | None = None
    time_limit_s: float | None = None
    workers: int | None = None
    stop: Event | None = None
    numbering: str = "rows"

    def __post_init__(self) -> None:
        """Refuse figures that no search can go by."""
        _require_figure("现行方案权重", self.existing_weight)
        _require_figure("搜索力度", self.effort, above=0.0)
        _require_figure("时限", self.time_limit_s)

    def weights(self, *, redrawing: bool) -> Weights:
        """The objective's weights: change counts only where there is a plan to change."""
        change_m = self.existing_weight if redrawing else 0.0
        return Weights(change_m=change_m, band_m=max(DEFAULT_WEIGHTS.band_m, 100 * change_m))


def _require_figure(what: str, given: float | None, *, above: float | None = None) -> None:
    """Raise unless a figure is finite and 0 or more, or above a bound where one is given."""
    if given is None or (math.isfinite(given) and (given >= 0 if above is None else given > above)):
        return
    bound = "不小于 0" if above is None else f"大于 {above:g}"
    raise InputError(
        f"{what} is {given}",
        chinese=f"{what}应为{bound} 的数，“{given}”不是",
        code="figure_invalid",
        value=str(given),
    )


@dataclass(frozen=True, slots=True)
class Existing:
    """The existing plan on the cells.

    Attributes
    ----------
    grid_of_cell
        Grid code by cell number; cells in no grid are missing.
    grids
        By grid code: number, kind, name, official_code, community_code as far as known; also grids that hold no
        cell, whose numbers are used up all the same.
    """

    grid_of_cell: pd.Series
    grids: pd.DataFrame

    def dedicated(self) -> frozenset[str]:
        """Codes of dedicated grids."""
        return frozenset(self.grids.index[self.grids["kind"] == "dedicated"])


NO_PLAN = Existing(
    pd.Series(dtype=object),
    pd.DataFrame({"number": [], "kind": [], "name": [], "official_code": [], "community_code": []}),
)


def read_existing(cells: gpd.GeoDataFrame, existing: pd.DataFrame | None) -> Existing:
    """Read a frame with columns cell and grid_code, and optionally number, kind, name, official_code.

    A row without a cell, or with one that is not among ``cells``, tells of a grid that holds none of them; its
    community is the column ``community_code``, as far as given.

    Raises
    ------
    InputError
        A column missing, a cell in two grids, or a number that is none.
    """
    if existing is None or existing.empty:
        return NO_PLAN
    for column in ("cell", "grid_code"):
        if column not in existing.columns:
            raise InputError(
                f"existing plan has no column {column}",
                chinese=f"现行方案缺少字段“{column}”",
                code="column_missing",
                column=column,
            )
    known = existing.dropna(subset=["grid_code"])
    twice = known["cell"].duplicated() & known["cell"].notna()
    if twice.any():
        cell = int(known.loc[twice, "cell"].iloc[0])
        raise InputError(
            f"cell {cell} is in two grids", chinese=f"地块 {cell} 同时属于两个网格", code="cell_repeated"
        )
    known = known.assign(grid_code=known["grid_code"].astype(str))
    here = known["cell"].isin(cells["cell"])
    community = cells.set_index("cell")["community_code"]
    given = known["community_code"] if "community_code" in known.columns else pd.Series(None, known.index)
    placed = known.assign(community_code=known["cell"].map(community).where(here, given).astype(object))
    # The rows that have a cell first: what they say of the community is so.
    table = placed.loc[here.sort_values(ascending=False, kind="stable").index].groupby("grid_code").first()
    grids = table.reindex(columns=list(NO_PLAN.grids.columns)).astype(object)
    grids["kind"] = grids["kind"].fillna("residential")
    grids["number"] = _whole_numbers(grids["number"])
    on_cells = known.loc[here].set_index("cell")["grid_code"]
    return Existing(on_cells.set_axis(on_cells.index.astype("int64")), grids)


def _whole_numbers(given: pd.Series) -> pd.Series:
    """Read grids' numbers; raise at one that is none."""
    numbers = pd.to_numeric(given, errors="coerce")
    bad = given.notna() & ~(numbers.between(0, 2**31) & (numbers % 1 == 0))
    if bad.any():
        code, value = given.index[bad][0], str(given.loc[bad].iloc[0])[:80]
        raise InputError(
            f"existing grid {code}: number {value!r}",
            chinese=f"现行网格“{code}”的编号“{value}”不是整数",
            code="value_not_a_number",
            value=value,
        )
    return numbers.astype(object).where(numbers.notna(), None)


def require_known(
    codes: Sequence[str] | frozenset[str] | None, existing: Existing, what: str
) -> frozenset[str]:
    """Raise unless every code is a grid of the existing plan."""
    unknown = sorted(set(codes or ()) - set(existing.grids.index.astype(str)))
    if unknown:
        raise InputError(
            f"{what}: no grid {unknown[0]} in the existing plan",
            chinese=f"现行方案中没有网格“{unknown[0]}”（{what}）",
            code="grid_unknown",
            value=unknown[0],
        )
    return frozenset(codes or ())


def require_balance(cells: pd.DataFrame, balance: Mapping[str, Any] | None) -> dict[str, float]:
    """Check that every column to balance is there, numeric and filled, with a tolerance of 0 or more."""
    checked = {}
    for column, tolerance in (balance or {}).items():
        if column not in cells.columns or not pd.api.types.is_numeric_dtype(cells[column]):
            raise InputError(
                f"balance column {column!r} missing or not numeric",
                chinese=f"均衡字段“{column}”不存在或不是数值",
                code="column_missing",
                column=column,
            )
        if not float(tolerance) >= 0:
            raise InputError(
                f"tolerance of {column} is {tolerance}",
                chinese=f"字段“{column}”的容差应不小于 0",
                code="tolerance_invalid",
            )
        checked[str(column)] = float(tolerance)
    return checked
