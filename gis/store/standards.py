"""Keep templates by version: tiers and POI types of service circles, categories, calendar and roles of cases."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from gis.errors import Conflict
from gis.model.ids import UserId
from gis.store.programs import statement


@dataclass(frozen=True, slots=True)
class StandardRecord:
    """One version of a template or table.

    Attributes
    ----------
    subject
        ``tiers``; ``osm`` or ``amap`` for a table of POI types; ``categories``, ``calendar`` or ``roles``.
    content
        As ``gis.coverage.templates``, ``gis.coverage.poi_tables``, ``gis.casework.categories``,
        ``gis.casework.working_time`` or ``gis.model.roles`` reads it.
    source, certainty
        Where it stands, and how sure each part is.
    note
        Why this version was made.
    """

    subject: str
    name: str
    version: int
    chinese: str
    content: dict[str, Any]
    source: str
    certainty: str
    note: str
    made_at: datetime | None


def save_standard(
    connection: Connection,
    *,
    subject: str,
    name: str,
    chinese: str,
    content: Mapping[str, Any],
    source: str,
    certainty: str,
    note: str = "",
    built_in_version: int = 0,
    by: UserId | None = None,
) -> int:
    """Keep a new version, and return its number: one above all others of the name.

    Parameters
    ----------
    built_in_version
        Version of the file that comes with the house; 0 where none of this name does.

    Raises
    ------
    Conflict
        ``standard_just_saved``: somebody saved another version at the same moment.
    """
    known = {
        "subject": subject,
        "name": name,
        "chinese": chinese,
        "content": json.dumps(dict(content), ensure_ascii=False),
        "source": source,
        "certainty": certainty,
        "note": note,
        "built_in": built_in_version,
        "by": by,
    }
    try:
        return int(connection.execute(statement("standards", "save"), known).scalar_one())
    except IntegrityError as error:
        raise Conflict(
            f"another version of {name} was just saved",
            chinese="别人刚刚保存了另一版，请重新打开后再改",
            code="standard_just_saved",
        ) from error


def read_standards(
    connection: Connection, *, subject: str | None = None, name: str | None = None
) -> list[StandardRecord]:
    """Read kept versions by subject and name, the newest of each first."""
    asked = {"t.subject = :subject": ("subject", subject), "t.name = :name": ("name", name)}
    chosen = {condition: given for condition, given in asked.items() if given[1] is not None}
    rows = connection.execute(statement("standards", "standards", *chosen), dict(chosen.values()))
    return [StandardRecord(**row._mapping) for row in rows]


def standards_mark(connection: Connection, subjects: Collection[str]) -> str:
    """Name the state of some subjects: changes with every version that is kept."""
    return str(connection.scalar(statement("standards", "mark"), {"subjects": [*subjects]}))
