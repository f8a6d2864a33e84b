"""Keep what happened to cases, and which are about the same thing; events only grow."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from gis.model.ids import CaseId, UserId
from gis.store.frames import read_table
from gis.store.programs import statement


@dataclass(frozen=True, slots=True)
class CaseEventRecord:
    """One thing that happened to a case; ``made_at`` by the maker's clock, ``recorded_at`` by ours."""

    id: int
    case_id: CaseId
    serial: int
    kind: str
    from_state: str
    to_state: str
    note: str
    payload: dict[str, Any]
    organisation_id: int | None
    made_by: UserId | None
    made_at: datetime
    recorded_at: datetime


def keep_event(
    connection: Connection,
    case_id: CaseId,
    serial: int,
    *,
    kind: str,
    to_state: str,
    from_state: str = "",
    payload: Mapping[str, Any] | None = None,
    note: str = "",
    by: UserId | None = None,
    organisation_id: int | None = None,
    made_at: datetime | None = None,
) -> None:
    """Keep an event of a case whose row has been changed already; ``serial`` is the case's version after it."""
    known = {
        "case_id": case_id,
        "serial": serial,
        "kind": kind,
        "from_state": from_state,
        "to_state": to_state,
        "note": note,
        "payload": json.dumps(dict(payload or {}), ensure_ascii=False),
        "organisation_id": organisation_id,
        "by": by,
        "made_at": made_at,
    }
    connection.execute(statement("cases", "append_event"), known)


def read_case_events(connection: Connection, case_id: CaseId) -> list[CaseEventRecord]:
    """Read everything that happened to a case, in its order."""
    rows = connection.execute(statement("cases", "events"), {"case_id": case_id})
    return [CaseEventRecord(**row._mapping) for row in rows]


def link_cases(connection: Connection, case_id: CaseId, other_case_id: CaseId, *, kind: str) -> None:
    """Keep that two cases are about the same thing (``duplicate``), or that one follows the other (``follows``)."""
    known = {"case_id": case_id, "other_case_id": other_case_id, "kind": kind}
    connection.execute(statement("cases", "link"), known)


def read_links(connection: Connection, case_id: CaseId) -> pd.DataFrame:
    """Read the cases linked to one, either way: case_id, kind."""
    return read_table(connection, statement("cases", "links"), {"case_id": case_id})
