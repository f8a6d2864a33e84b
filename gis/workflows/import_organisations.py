"""Bring in organisations: departments, property companies, schools; one of the same code takes the former's place."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from gis.model.ids import UnitId
from gis.model.problems import Problem, Severity
from gis.model.units import UnitKind
from gis.space.registers import Register
from gis.store import people, units
from gis.store.engine import Connection
from gis.workflows.name_units import UnitBook

_SEATS = (
    UnitKind.DISTRICT,
    UnitKind.SUBDISTRICT,
    UnitKind.COMMUNITY,
    UnitKind.ESTATE,
    UnitKind.GRID,
    UnitKind.BUILDING,
)


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One organisation; ``unit_id`` None: it has no seat on the map."""

    code: str
    name: str
    kind: str
    unit_id: UnitId | None
    duties: str


def read_rows(
    connection: Connection, records: pd.DataFrame, rows: Sequence[int], *, territory: str, file: str
) -> tuple[list[OrganisationRow], list[Problem]]:
    """Find the units that rows mean; gives rows that can be kept, and why the others cannot."""
    book = UnitBook(units.read_unit_names(connection, territory, _SEATS))
    kept, problems, seen = [], [], set[str]()
    for row, record in zip(rows, records.astype(object).to_dict("records"), strict=True):
        text = {name: "" if pd.isna(value) else str(value) for name, value in record.items()}
        unit = book.find(text["unit"], _SEATS) if text["unit"] else None
        fault = None
        if isinstance(unit, str):
            fault = ("organisation_unclear", unit, "请改用编号", "unit", text["unit"])
        elif text["code"] in seen:
            fault = ("code_repeated", "与前面的行重复", "每行应有唯一编号", "code", text["code"])
        if fault is not None:
            code, reason, remedy, column, value = fault
            layer = Register.ORGANISATIONS.value
            problems.append(
                Problem(code, reason, remedy, Severity.REFUSED, file, layer, row, column, value[:80])
            )
            continue
        seen.add(text["code"])
        unit_id = None if unit is None or isinstance(unit, str) else unit.unit_id
        kept.append(OrganisationRow(text["code"], text["name"], text["kind"], unit_id, text["duties"]))
    return kept, problems


def find_changes(
    connection: Connection, rows: Sequence[OrganisationRow], *, territory: str
) -> list[tuple[OrganisationRow, str]]:
    """Say which rows are new (added) or say otherwise than what is held (changed)."""
    held = people.read_organisations(connection)
    own = held[held["territory"] == territory].astype(object)
    known = {
        str(row["code"]): (
            row["name"],
            row["kind"],
            None if pd.isna(row["unit_id"]) else row["unit_id"],
            row["duties"],
        )
        for row in own.to_dict("records")
    }
    found = []
    for row in rows:
        if row.code not in known:
            found.append((row, "added"))
        elif known[row.code] != (row.name, row.kind, row.unit_id, row.duties):
            found.append((row, "changed"))
    return found


def apply_changes(
    connection: Connection, changes: Sequence[tuple[OrganisationRow, str]], *, territory: str
) -> None:
    """Write what is new or other."""
    for row, _ in changes:
        people.save_organisation(
            connection,
            territory=territory,
            code=row.code,
            name=row.name,
            kind=row.kind,
            unit_id=row.unit_id,
            duties=row.duties,
        )
