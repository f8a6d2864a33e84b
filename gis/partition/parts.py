"""Stairwells, and floors of a tower on request: what micro-grids are made of."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from gis.errors import InputError
from gis.model.problems import Problem, Severity

# The layer's name in findings.
PARTS = "楼栋单元"

COLUMNS = ("code", "building_code", "stairwell", "floor_from", "floor_to", "households")
# Where neither layer nor column tells of stairwells: Chinese slab blocks hold 2 households a landing,
# so that this many to a stairwell of six storeys or fewer; towers (7 storeys and more) have one.
_HOUSEHOLDS_PER_STAIRWELL = 12
_TOWER_STOREYS = 7


def _even(total: int, count: int) -> np.ndarray:
    """Share a whole number out as evenly as whole numbers allow, the larger shares first."""
    base, more = divmod(total, count)
    return np.full(count, base, dtype=np.int64) + (np.arange(count) < more)


def _stairwells(building: Any, households: int) -> int:
    """Number of stairwells: the column, or an estimate."""
    given = getattr(building, "stairwells", None)
    if given is not None and pd.notna(given) and int(given) > 0:
        return int(given)
    storeys = getattr(building, "storeys", None)
    if storeys is not None and pd.notna(storeys) and int(storeys) >= _TOWER_STOREYS:
        return 1
    return max(1, round(households / _HOUSEHOLDS_PER_STAIRWELL))


def _rows(building: Any, households: int) -> Iterator[tuple[str, str, int, int | None, int | None, int]]:
    """Stairwells of one building."""
    code, count = str(building.code), _stairwells(building, households)
    top = getattr(building, "storeys", None)
    floor_to = int(top) if top is not None and pd.notna(top) and int(top) > 0 else None
    for place, share in enumerate(_even(households, count), start=1):
        yield f"{code}-{place}", code, place, None if floor_to is None else 1, floor_to, int(share)


def parts_of(buildings: pd.DataFrame, *, households: str = "households") -> pd.DataFrame:
    """Divide buildings into stairwells, evenly, where no layer of parts is at hand.

    Parameters
    ----------
    buildings
        ``code``, the households column; ``stairwells`` and ``storeys`` where known.

    Returns
    -------
    DataFrame
        Layer ``building_parts``; the households of a building's parts are those of the building.
    """
    if households not in buildings.columns or "code" not in buildings.columns:
        raise InputError(
            f"buildings need code and {households}",
            chinese=f"图层“楼栋”缺少字段 code 或 {households}，无法划分单元",
            code="column_missing",
        )
    counts = pd.to_numeric(buildings[households], errors="coerce").fillna(0).clip(lower=0).round().astype(int)
    rows = [
        row
        for building, lived in zip(buildings.itertuples(index=False), counts, strict=True)
        if lived > 0
        for row in _rows(building, int(lived))
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).drop_duplicates("code", ignore_index=True)


def complete_parts(given: pd.DataFrame, divided: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Take the stairwells given, and for buildings that have none those divided evenly, so that no household is lost.

    Parameters
    ----------
    given, divided
        Layer ``building_parts`` as known, and as ``parts_of`` makes it of all buildings.

    Returns
    -------
    parts
        Those given, then the others.
    problems
        Buildings without stairwells, and buildings whose stairwells hold other households than themselves.
    """
    own, whole = (
        frame.astype({"building_code": str}).groupby("building_code")["households"].sum()
        for frame in (given, divided)
    )
    problems = []
    missing = divided.loc[~divided["building_code"].isin(own.index)]
    if len(missing):
        lost = whole.index.difference(own.index)
        text = f"{len(lost)} 栋楼没有单元资料（首个为“{lost[0]}”），其 {missing['households'].sum()} 户按单元数均分"
        problems.append(
            Problem("parts_missing", text, "请补充单元资料", Severity.NOTED, layer=PARTS, value=lost[0])
        )
    both = own.index.intersection(whole.index)
    other = both[own[both] != whole[both]]
    if len(other):
        text = f"{len(other)} 栋楼的单元户数之和与楼栋户数不同（首个为“{other[0]}”），按单元户数计"
        problems.append(
            Problem("parts_differ", text, "请核对户数", Severity.NOTED, layer=PARTS, value=other[0])
        )
    return pd.concat([given, missing], ignore_index=True), problems


def divide_floors(parts: pd.DataFrame, most_households: int) -> pd.DataFrame:
    """Cut every stairwell above ``most_households`` into bands of floors, as few as will do.

    A stairwell whose floors are not known, or with fewer floors than bands, stays whole.
    """
    rows: list[tuple[Any, ...]] = []
    for row in parts[list(COLUMNS)].itertuples(index=False):
        part: Any = row
        bands = -(-int(part.households) // most_households)
        known = pd.notna(part.floor_from) and pd.notna(part.floor_to)
        floors = int(part.floor_to) - int(part.floor_from) + 1 if known else 0
        if bands < 2 or floors < bands:
            rows.append(tuple(part))
            continue
        heights, lived = _even(floors, bands), _even(int(part.households), bands)
        low = int(part.floor_from)
        for place, (height, share) in enumerate(zip(heights, lived, strict=True), start=1):
            high = low + int(height) - 1
            rows.append((f"{part.code}-F{place}", part.building_code, part.stairwell, low, high, int(share)))
            low = high + 1
    return pd.DataFrame(rows, columns=list(COLUMNS))
