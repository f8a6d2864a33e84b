"""Count households by item, tier and place; every household is counted exactly once per item and tier."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from gis.coverage.judge import STATUSES, can_judge, fastest_m_s, judge
from gis.coverage.model import CoverageModel
from gis.errors import WanggeError
from gis.network.network import Floats, Ints, Shapes

COLUMNS = [f"{status.value}_households" for status in STATUSES]


def judge_all(model: CoverageModel, seconds: Floats, reason: Shapes) -> dict[tuple[int, int], Ints]:
    """Status of every building by (item, minutes)."""
    is_judged, speed_m_s = can_judge(reason), fastest_m_s(model)
    return {
        (number, minutes): judge(
            seconds[number],
            minutes,
            border_m=model.border_m,
            is_judged=is_judged,
            reach_m=minutes * 60 * speed_m_s,
        )
        for number, item in enumerate(model.items)
        for minutes in item.minutes
    }


def count_totals(model: CoverageModel, judged: Mapping[tuple[int, int], Ints]) -> pd.DataFrame:
    """One row per item and tier: households covered, uncovered, uncertain and unreachable.

    ``covered_households_share`` is over all households; NaN where there are none.
    """
    households = model.households
    rows = []
    for (number, minutes), status in judged.items():
        counts = np.bincount(status, weights=households, minlength=len(STATUSES)).astype(np.int64)
        rows.append({**_head(model, number, minutes), **dict(zip(COLUMNS, counts.tolist(), strict=True))})
    return _finish(pd.DataFrame(rows), households=int(households.sum()))


def count_units(model: CoverageModel, judged: Mapping[tuple[int, int], Ints]) -> pd.DataFrame:
    """Count the same within each community, estate and grid; buildings that belong to none are under ""."""
    kinds = {
        "community": model.buildings["community_code"].to_numpy(object),
        "estate": model.buildings["estate_code"].to_numpy(object),
    }
    if model.asked.grid_of_building is not None:
        grids = model.buildings["code"].map(model.asked.grid_of_building)
        kinds["grid"] = grids.where(grids.notna(), "").to_numpy(object)
    parts = [_by_unit(model, judged, kind, codes) for kind, codes in kinds.items()]
    return pd.concat(parts, ignore_index=True)


def _by_unit(
    model: CoverageModel, judged: Mapping[tuple[int, int], Ints], kind: str, codes: Shapes
) -> pd.DataFrame:
    unit, names = pd.factorize(codes, sort=True)
    parts = []
    for (number, minutes), status in judged.items():
        cell = unit * len(STATUSES) + status
        size = len(names) * len(STATUSES)
        counts = np.bincount(cell, weights=model.households, minlength=size).astype(np.int64)
        part = pd.DataFrame(counts.reshape(-1, len(STATUSES)), columns=COLUMNS)
        parts.append(part.assign(unit_kind=kind, unit_code=names, **_head(model, number, minutes)))
    frame = pd.concat(parts, ignore_index=True)
    return _finish(frame)


def _head(model: CoverageModel, number: int, minutes: int) -> dict[str, Any]:
    item = model.items[number]
    return {
        "item": item.key,
        "item_chinese": item.chinese,
        "category": item.category.value,
        "minutes": minutes,
    }


def _finish(frame: pd.DataFrame, households: int | None = None) -> pd.DataFrame:
    total = frame[COLUMNS].sum(axis=1)
    if households is not None and not total.eq(households).all():
        raise WanggeError(
            "households are not conserved",
            chinese="户数核对不平：各类户数之和与输入不符，结果已作废",
            code="households_not_conserved",
        )
    share = frame["covered_households"] / total.where(total > 0)
    frame = frame.assign(households=total, covered_households_share=share)
    front = ["unit_kind", "unit_code"] if "unit_kind" in frame else []
    head = [*front, "item", "item_chinese", "category", "minutes", "households"]
    return frame[[*head, "covered_households", "covered_households_share", *COLUMNS[1:]]]
