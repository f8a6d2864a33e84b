"""Bring in a table of household figures, a workbook with a sheet per community as well as one list.

Rows name a building by its code, or by its name with that of its estate; rows of one building that name its
stairwells are added up. Figures enter the ledger with kind, source and date; nobody has confirmed them: that
is what the form of ``collect_households`` is for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from gis.model.ids import UnitId, UserId
from gis.model.problems import Problem, Severity
from gis.model.units import HouseholdKind, UnitKind
from gis.space.registers import Register
from gis.store import units
from gis.store.editions import today
from gis.store.engine import Connection


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A building's figure.

    Attributes
    ----------
    held_households
        What the building has now.
    residents
        None: not said.
    """

    unit_id: UnitId
    label: str
    held_households: int
    households: int
    residents: int | None
    kind: HouseholdKind
    is_estimated: bool
    as_of: date


def read_rows(
    connection: Connection, records: pd.DataFrame, rows: Sequence[int], *, territory: str, file: str
) -> tuple[list[HouseholdRow], list[Problem]]:
    """Find the buildings that rows mean and add up stairwells; gives figures, and why rows cannot be kept."""
    book = _Buildings(units.read_unit_names(connection, territory, (UnitKind.BUILDING,)))
    day = today(connection)
    kept: dict[UnitId, HouseholdRow] = {}
    parts: set[tuple[UnitId, int | None]] = set()
    problems = []
    for row, record in zip(rows, records.astype(object).to_dict("records"), strict=True):
        given = {
            str(name): None if pd.isna(value) or value == "" else value for name, value in record.items()
        }
        found = _row(given, book, parts, day)
        if isinstance(found, HouseholdRow):
            kept[found.unit_id] = _added(kept.get(found.unit_id), found)
        else:
            code, column, reason, remedy = found
            value = "" if given[column] is None else str(given[column])[:80]
            layer = Register.HOUSEHOLDS.value
            problems.append(Problem(code, reason, remedy, Severity.REFUSED, file, layer, row, column, value))
    return list(kept.values()), problems


class _Buildings:
    """Buildings by code, by name in an estate, and by name alone where it is one building's only."""

    def __init__(self, names: pd.DataFrame) -> None:
        self._found: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for building in names.to_dict("records"):
            told = {str(name): value for name, value in building.items()}
            for key in {
                (told["code"], ""),
                (told["name"], ""),
                (told["name"], told["estate_name"]),
                (told["name"], told["estate_code"]),
            }:
                self._found.setdefault(key, []).append(told)

    def find(self, text: str, estate: str) -> dict[str, Any] | str:
        found = self._found.get((text, estate)) or (self._found.get((text, "")) if not estate else None) or []
        coded = [one for one in self._found.get((text, ""), []) if one["code"] == text]
        if len(coded) == 1:
            return coded[0]
        if len(found) == 1:
            return found[0]
        where = f"小区“{estate}”中" if estate else ""
        if not found:
            return f"{where}没有编号或名称为“{text}”的楼栋"
        return f"{where}有 {len(found)} 栋楼名为“{text}”"


def _row(
    given: dict[str, Any], book: _Buildings, parts: set[tuple[UnitId, int | None]], day: date
) -> HouseholdRow | tuple[str, str, str, str]:
    building = book.find(str(given["building"]), str(given["estate"] or ""))
    if isinstance(building, str):
        return "building_unclear", "building", building, "请填写楼栋编号，或补填小区"
    unit_id = UnitId(int(building["unit_id"]))
    stairwell = None if given["stairwell"] is None else int(given["stairwell"])
    if (unit_id, stairwell) in parts or (unit_id, None) in parts:
        return "building_repeated", "building", "同一楼栋（单元）出现了不止一次", "请只留一行"
    parts.add((unit_id, stairwell))
    as_of = day if given["as_of"] is None else date.fromisoformat(str(given["as_of"]))
    if as_of > day:
        return "date_in_future", "as_of", "统计日期晚于今天", "请改正"
    return HouseholdRow(
        unit_id=unit_id,
        label=f"{building['estate_name']}{building['name']}（{building['code']}）",
        held_households=int(building["households"]),
        households=int(given["households"]),
        residents=None if given["residents"] is None else int(given["residents"]),
        kind=HouseholdKind(given["households_kind"] or HouseholdKind.RESIDENT),
        is_estimated=bool(given["households_estimated"] or False),
        as_of=as_of,
    )


def _added(former: HouseholdRow | None, row: HouseholdRow) -> HouseholdRow:
    if former is None:
        return row
    residents = [count for count in (former.residents, row.residents) if count is not None]
    return HouseholdRow(
        unit_id=row.unit_id,
        label=row.label,
        held_households=row.held_households,
        households=former.households + row.households,
        residents=sum(residents) if residents else None,
        kind=row.kind,
        is_estimated=former.is_estimated or row.is_estimated,
        as_of=min(former.as_of, row.as_of),
    )


def find_changes(rows: Sequence[HouseholdRow]) -> list[tuple[HouseholdRow, str]]:
    """Say which buildings have another figure than now."""
    return [(row, "changed") for row in rows if row.households != row.held_households]


def apply_changes(
    connection: Connection, rows: Sequence[HouseholdRow], *, source: str, by: UserId | None
) -> None:
    """Enter every figure into the ledger."""
    figures = pd.DataFrame(
        {
            "unit_id": [row.unit_id for row in rows],
            "kind": [row.kind.value for row in rows],
            "households": [row.households for row in rows],
            "residents": pd.array([row.residents for row in rows], dtype="Int64"),
            "source": source,
            "as_of": [row.as_of for row in rows],
            "is_estimated": [row.is_estimated for row in rows],
            "confirmed_by": None,
        }
    )
    if len(figures):
        units.record_households(connection, figures, by=by)
