"""Number grids: the first time by a template of reading order, later with the next free number."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from gis.errors import CannotSatisfy, InputError

TEMPLATES = ("rows", "columns")
LARGEST_NUMBER = 999


def reading_order(x_m: np.ndarray, y_m: np.ndarray, height_m: float, template: str = "rows") -> np.ndarray:
    """Order points as they are read on a map.

    Parameters
    ----------
    x_m, y_m
        East and north, metres.
    height_m
        Width of a row (or column): points whose y (or x) differ by less from the row's first are one row.
    template
        ``rows``: rows from north to south, within a row west to east (自西向东、由北向南).
        ``columns``: columns from west to east, within a column north to south.

    Returns
    -------
    array
        Positions in reading order.
    """
    if template not in TEMPLATES:
        raise InputError(
            f"numbering template {template!r} unknown",
            chinese=f"没有名为“{template}”的编号方式，可选：{'、'.join(TEMPLATES)}",
            code="numbering_unknown",
        )
    lead, follow = (-y_m, x_m) if template == "rows" else (x_m, -y_m)
    line = np.zeros(len(lead), dtype=np.int64)
    begin, number = -np.inf, -1
    for place in np.argsort(lead, kind="stable"):
        if lead[place] - begin >= height_m:
            begin, number = lead[place], number + 1
        line[place] = number
    return np.lexsort((follow, line))


def next_numbers(
    count: int, used: Collection[int], *, largest: int = LARGEST_NUMBER, community: str = ""
) -> list[int]:
    """Take the next numbers after the highest ever used; a number is never given twice.

    Parameters
    ----------
    community
        Whose numbers they are, for the message.

    Raises
    ------
    CannotSatisfy
        No number up to ``largest`` is left.
    """
    begin = max(used, default=0) + 1
    if begin + count - 1 > largest:
        raise CannotSatisfy(
            f"numbers exhausted: {count} needed from {begin}, largest {largest}",
            chinese=f"{f'社区“{community}”' if community else ''}网格编号已用到 {begin - 1}，再编 {count} 个将超过上限 "
            f"{largest}，请整理编号规则",
            code="numbers_exhausted",
            community=community,
            largest=largest,
        )
    return list(range(begin, begin + count))


def grid_code(community_code: str, number: int) -> str:
    """Community's 12 digits and three of the grid, 6+3+3+3; other community codes get a hyphen between."""
    joint = "" if community_code.isdigit() and len(community_code) == 12 else "-"
    return f"{community_code}{joint}{number:03d}"


def middles(
    x_m: np.ndarray, y_m: np.ndarray, area_m2: np.ndarray, labels: Sequence[int] | np.ndarray
) -> pd.DataFrame:
    """Area-weighted middle and area of each label: columns x_m, y_m, area_m2, indexed by label."""
    table = (
        pd.DataFrame({"x": x_m * area_m2, "y": y_m * area_m2, "area_m2": area_m2})
        .groupby(np.asarray(labels))
        .sum()
    )
    return pd.DataFrame(
        {"x_m": table.x / table.area_m2, "y_m": table.y / table.area_m2, "area_m2": table.area_m2}
    )
