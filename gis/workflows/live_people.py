"""Who acts today at every unit, held in memory and read anew when posts, absences or roles change.

Read as the owner; what is told is what row security would show: posts at or below the asker's own paths.
"""

import threading
from collections.abc import Iterable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from gis.model.access import Scope
from gis.store import lookup, people
from gis.store.engine import Connection, Store
from gis.workflows.watched import Watched

Rows = Mapping[int, list[dict[str, Any]]]

_registry: "WeakKeyDictionary[Store, Watched[Rows]]" = WeakKeyDictionary()
_registry_lock = threading.Lock()


def acting_today(store: Store, scope: Scope, unit_ids: Iterable[int]) -> list[dict[str, Any]]:
    """Say who acts today at units, at most a second older than the store.

    Returns
    -------
    list[dict]
        One per post within the scope: unit_id, post_id, role, role_chinese, rank, officeholder_id and
        officeholder_number (of who acts; missing where nobody does), is_substitute, is_vacant.
    """
    return _told(_watched(store).get(), scope, unit_ids)


def acting_held(store: Store, scope: Scope, unit_ids: Iterable[int]) -> list[dict[str, Any]] | None:
    """Say the same without waiting for the store; None where it has to be asked."""
    rows = _watched(store).held()
    return None if rows is None else _told(rows, scope, unit_ids)


def _watched(store: Store) -> Watched[Rows]:
    with _registry_lock:
        if store not in _registry:
            _registry[store] = Watched(store, lookup.people_version, _read)
        return _registry[store]


def _told(rows: Rows, scope: Scope, unit_ids: Iterable[int]) -> list[dict[str, Any]]:
    return [row for unit_id in unit_ids for row in rows.get(unit_id, ()) if scope.holds(row["path"])]


def _read(connection: Connection, version: str) -> Rows:
    posts = people.read_posts(connection)
    told = pd.DataFrame(
        {
            "unit_id": posts["unit_id"],
            "path": posts["path"],
            "post_id": posts["post_id"],
            "role": posts["role"],
            "role_chinese": posts["role_chinese"],
            "rank": posts["rank"],
            "officeholder_id": posts["acting_id"].astype("Int64"),
            "officeholder_number": posts["acting_number"].astype("Int64"),
            "is_substitute": posts["is_absent"].astype(bool),
            "is_vacant": posts["acting_id"].isna(),
        }
    )
    rows: dict[int, list[dict[str, Any]]] = {}
    for row in told.to_dict("records"):
        rows.setdefault(int(row["unit_id"]), []).append({str(name): value for name, value in row.items()})
    return rows
