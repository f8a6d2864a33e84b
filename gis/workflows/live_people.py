"""Who acts today at every unit, held in memory and read anew when posts, absences, roles or plans change.

Read as the owner; what is told is what row security would show, posts at or below the asker's own paths, and
for a place of the asker's own the posts above it.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from gis.model.access import Scope
from gis.model.ids import UnitId
from gis.store import lookup, people
from gis.store.engine import Connection, Store
from gis.workflows.watched import Watched

Rows = Mapping[int, list[dict[str, Any]]]

_registry: "WeakKeyDictionary[Store, Watched[Rows]]" = WeakKeyDictionary()
_registry_lock = threading.Lock()


def acting_today(
    store: Store, scope: Scope, unit_ids: Iterable[int], *, is_own_place: bool = False
) -> list[dict[str, Any]]:
    """Say who acts today at units, at most a second older than the store.

    Parameters
    ----------
    unit_ids
        The units.
    is_own_place
        They are the units of one place within the scope: then the posts above it are told too, since whoever
        works there must know whom to turn to. No contact is told with them.

    Returns
    -------
    list[dict]
        One per post that may be told: unit_id, post_id, role, role_chinese, rank, officeholder_id and
        officeholder_number (of who acts; missing where nobody does), is_substitute, is_vacant. A post that a
        role's template asks for and nobody has made is vacant, without a post_id.
    """
    return told(_watched(store).get(), scope, unit_ids, is_own_place=is_own_place)


def people_today(store: Store) -> Rows:
    """Give who acts today at every unit, at most a second older than the store."""
    return _watched(store).get()


def people_held(store: Store) -> Rows | None:
    """Give who acts today at every unit without waiting for the store; None where it has to be asked."""
    return _watched(store).held()


def acting_on(
    store: Store, scope: Scope, unit_ids: Iterable[int], *, day: date, is_own_place: bool = False
) -> list[dict[str, Any]]:
    """Say who acted, or will act, at units on another day."""
    asked = [UnitId(unit_id) for unit_id in unit_ids]
    with store.system() as connection:
        rows = _rows(connection, unit_ids=asked, day=day)
    return told(rows, scope, asked, is_own_place=is_own_place)


def _watched(store: Store) -> Watched[Rows]:
    with _registry_lock:
        if store not in _registry:
            _registry[store] = Watched(store, lookup.people_version, _read)
        return _registry[store]


def told(
    rows: Rows, scope: Scope, unit_ids: Iterable[int], *, is_own_place: bool = False
) -> list[dict[str, Any]]:
    """Choose of all rows what a scope may be told of some units; as for ``acting_today``."""
    return [
        row
        for unit_id in unit_ids
        for row in rows.get(unit_id, ())
        if is_own_place or scope.holds(row["path"])
    ]


def _read(connection: Connection, _version: str) -> Rows:
    return _rows(connection)


def _rows(
    connection: Connection, *, unit_ids: Sequence[UnitId] | None = None, day: date | None = None
) -> Rows:
    """Posts of a day by their unit, and the ones that a template asks for in vain."""
    posts = people.read_posts(connection, unit_ids=unit_ids, at=day)
    unmade = people.read_unmade_posts(connection, unit_ids=unit_ids, at=day)
    kept = ["unit_id", "path", "role", "role_chinese", "rank"]
    told = posts[[*kept, "post_id"]].assign(
        officeholder_id=posts["acting_id"].astype("Int64"),
        officeholder_number=posts["acting_number"].astype("Int64"),
        is_substitute=posts["is_absent"].astype(bool),
        is_vacant=posts["acting_id"].isna(),
    )
    wanting = unmade.loc[unmade.index.repeat(unmade["missing"]), kept].assign(
        post_id=None, officeholder_id=None, officeholder_number=None, is_substitute=False, is_vacant=True
    )
    rows: dict[int, list[dict[str, Any]]] = {}
    for row in (*told.to_dict("records"), *wanting.to_dict("records")):
        rows.setdefault(int(row["unit_id"]), []).append({str(name): value for name, value in row.items()})
    return rows
