"""Read places from today's versions or a former day's, group them, and keep their household figures."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, Row

from gis.errors import InputError, NotFound
from gis.model.ids import UnitId, UserId
from gis.model.units import HouseholdKind, UnitKind
from gis.store.editions import today
from gis.store.frames import column_values, read_shapes, read_table, stage
from gis.store.layers import IN_BOX, Box
from gis.store.programs import statement


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A place on a day.

    Attributes
    ----------
    code, territory
        The source's own code, unique within territory and kind.
    official_code
        Empty until assigned.
    path
        ltree path, units from the top down, itself last.
    is_demo
        Whether pages must say that data are generated.
    """

    unit_id: UnitId
    kind: UnitKind
    code: str
    territory: str
    name: str
    official_code: str
    parent_id: UnitId | None
    path: str
    is_demo: bool


def unit_record(row: Row[tuple[object, ...]]) -> UnitRecord:
    """Make a record of a row of the programs ``unit``."""
    values = dict(row._mapping)
    return UnitRecord(**{**values, "kind": UnitKind(values["kind"])})


def read_units(
    connection: Connection,
    kind: UnitKind,
    *,
    within: str | None = None,
    box: Box | None = None,
    at: date | None = None,
) -> gpd.GeoDataFrame:
    """Read the units of a kind.

    Returns
    -------
    GeoDataFrame
        unit_id, kind, code, name, official_code (missing until assigned), parent_id, path, households and
        residents (sums of its buildings; a micro-grid has the households of its parts, and no residents),
        geometry (EPSG:4326; None for a district without one).
    """
    conditions = []
    known: dict[str, object] = {"kind": kind.value, "at": at or today(connection)}
    if within is not None:
        conditions.append("v.path <@ CAST(:within AS ltree)")
        known["within"] = within
    if box is not None:
        conditions.append(IN_BOX.format("v"))
        known |= dict(zip(("west", "south", "east", "north"), box, strict=True))
    return read_shapes(connection, statement("units", "units", *conditions), known)


def read_unit_names(connection: Connection, territory: str, kinds: Collection[UnitKind]) -> pd.DataFrame:
    """Read what the units of a territory are called today, to find them again by code or name.

    Returns
    -------
    DataFrame
        unit_id, kind, code, official_code, name, estate_code, estate_name (of buildings; else empty), households
        (of buildings; else 0).
    """
    known = {"territory": territory, "kinds": [kind.value for kind in kinds]}
    return read_table(connection, statement("units", "unit_names"), known)


def read_unit(connection: Connection, unit_id: UnitId, *, at: date | None = None) -> UnitRecord:
    """Read one unit as it is on a day.

    Raises
    ------
    NotFound
        There is none of this id, or it was not in force on the day.
    """
    used = statement("units", "unit", "v.unit_id = :unit_id")
    row = connection.execute(used, {"unit_id": unit_id, "at": at or today(connection)}).first()
    if row is None:
        raise NotFound(f"no unit {unit_id}", chinese=f"没有编号为 {unit_id} 的区域", code="unit_unknown")
    return unit_record(row)


def unit_by_code(
    connection: Connection, kind: UnitKind, code: str, *, territory: str | None = None, at: date | None = None
) -> UnitRecord:
    """Read the unit of a kind that a source calls so.

    Raises
    ------
    NotFound
        None is called so, or several territories have one and none was named.
    """
    conditions = ["v.kind = :kind", "u.code = :code"]
    known: dict[str, object] = {"kind": kind.value, "code": code, "at": at or today(connection)}
    if territory is not None:
        conditions.append("u.territory = :territory")
        known["territory"] = territory
    rows = connection.execute(statement("units", "unit", *conditions), known).all()
    if len(rows) != 1:
        told = "没有" if not rows else "不止一个地区有"
        raise NotFound(
            f"{len(rows)} units {kind} {code!r}", chinese=f"{told}编码为“{code}”的区域", code="unit_unknown"
        )
    return unit_record(rows[0])


def read_ancestors(connection: Connection, unit_id: UnitId, *, at: date | None = None) -> list[UnitRecord]:
    """Read a unit and all above it, from the top down, the unit itself last."""
    day = at or today(connection)
    ids = [int(label) for label in read_unit(connection, unit_id, at=day).path.split(".")]
    rows = connection.execute(
        statement("units", "unit", "v.unit_id = ANY(CAST(:ids AS bigint[]))"), {"ids": ids, "at": day}
    ).all()
    found = {row.unit_id: unit_record(row) for row in rows}
    return [found[label] for label in ids if label in found]


def describe_territory(connection: Connection, territory: str, *, chinese: str, is_demo: bool) -> None:
    """Name a territory for people, and say whether its data are generated."""
    known = {"territory": territory, "chinese": chinese, "is_demo": is_demo}
    connection.execute(statement("units", "mark_demo"), known)


def add_district(connection: Connection, *, territory: str, code: str, name: str) -> UnitId:
    """Add a district above sub-districts, without a shape; the same code gives the same unit."""
    connection.execute(statement("editions", "make_territory"), {"territory": territory})
    unit_id = connection.execute(
        statement("units", "add_unit"), {"kind": "district", "territory": territory, "code": code}
    ).scalar_one()
    connection.execute(statement("units", "add_version"), {"unit_id": unit_id, "name": name})
    return UnitId(unit_id)


def put_under_district(connection: Connection, subdistrict_id: UnitId, district_id: UnitId) -> None:
    """Hang a sub-district, with all below it, under a district."""
    known = {"unit_id": subdistrict_id, "parent_id": district_id}
    connection.execute(statement("units", "put_under"), known)
    connection.execute(statement("editions", "compose_paths"), {"on_date": today(connection)})
    connection.execute(statement("editions", "refresh_paths"), {"on_date": None})


def add_member(
    connection: Connection, group_id: UnitId, member_id: UnitId, *, from_date: date | None = None
) -> int:
    """Put a unit into a group that is no parent of it, from a day (included)."""
    known = {"group_id": group_id, "member_id": member_id, "from_date": from_date}
    return int(connection.execute(statement("units", "add_member"), known).scalar_one())


def read_members(connection: Connection, group_id: UnitId, *, at: date | None = None) -> list[UnitRecord]:
    """Read the members of a group on a day."""
    known = {"group_id": group_id, "at": at or today(connection)}
    return [unit_record(row) for row in connection.execute(statement("units", "read_members"), known)]


def record_households(connection: Connection, figures: pd.DataFrame, *, by: UserId | None = None) -> int:
    """Enter household figures into the ledger; buildings then use the latest, resident households first.

    Parameters
    ----------
    figures
        unit_id, kind (dwellings, resident, registered), households, residents (may be missing), source,
        as_of (date), is_estimated, confirmed_by.

    Returns
    -------
    int
        How many were entered.

    Raises
    ------
    InputError
        A kind is none of the three, or a figure is missing or below zero.
    """
    counts = pd.to_numeric(figures["households"], errors="coerce")
    if not figures["kind"].isin([kind.value for kind in HouseholdKind]).all() or not (counts >= 0).all():
        raise InputError(
            "household figures of an unknown kind, or below zero",
            chinese="户数台账有误：口径只能是住宅套数、常住户或户籍户，户数不能为空或小于 0",
            code="household_figure_invalid",
        )
    types = {
        "unit_id": "bigint",
        "kind": "text",
        "households": "integer",
        "residents": "integer",
        "source": "text",
        "as_of": "date",
        "is_estimated": "boolean",
        "confirmed_by": "text",
    }
    stage(connection, types, zip(*(column_values(figures, name) for name in types), strict=True))
    connection.execute(statement("units", "record_figures"), {"by": by})
    connection.execute(statement("units", "use_figures"))
    return len(figures)


def read_household_ledger(connection: Connection, unit_id: UnitId) -> pd.DataFrame:
    """Read every figure ever entered for a unit, the latest first."""
    return read_table(connection, statement("units", "ledger"), {"unit_id": unit_id})
