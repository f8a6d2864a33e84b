"""Keep what was done by whom; the table only grows."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from gis.model.ids import UserId
from gis.store.frames import read_table
from gis.store.programs import statement


def record(
    connection: Connection,
    *,
    action: str,
    by: UserId | None = None,
    target_kind: str = "",
    target_id: int | None = None,
    path: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Append one event, in the same transaction as what it tells of.

    Parameters
    ----------
    action
        lower_snake: ``contact_revealed``, ``plan_published``.
    by
        In a session of a scope this must be the session's own user.
    path
        Where it happened, so that the leaders there can read it; None: nowhere in the tree.
    detail
        What changed and the reason given; JSON, without secrets.
    """
    known = {
        "action": action,
        "by": by,
        "target_kind": target_kind,
        "target_id": target_id,
        "path": path,
        "detail": json.dumps(dict(detail or {}), ensure_ascii=False),
    }
    connection.execute(statement("audit", "record"), known)


def read_audit(
    connection: Connection,
    *,
    action: str | None = None,
    by: UserId | None = None,
    target_kind: str | None = None,
    target_id: int | None = None,
    before: int | None = None,
    limit: int = 100,
) -> pd.DataFrame:
    """Read events, the latest first.

    Parameters
    ----------
    before
        Only events of a smaller id: the cursor of the next page.

    Returns
    -------
    DataFrame
        id, made_at, made_by, action, target_kind, target_id, path, detail. A session sees its own user's events,
        leaders and administrators those of their territory.
    """
    asked = {
        "e.action = :action": ("action", action),
        "e.made_by = :by": ("by", by),
        "e.target_kind = :target_kind": ("target_kind", target_kind),
        "e.target_id = :target_id": ("target_id", target_id),
        "e.id < :before": ("before", before),
    }
    chosen = {condition: given for condition, given in asked.items() if given[1] is not None}
    known: dict[str, Any] = {"limit": limit, **dict(chosen.values())}
    return read_table(connection, statement("audit", "read", *chosen), known)
