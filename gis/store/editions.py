"""Keep editions: layers come in inactive, are looked at, and activated from a day; or dropped."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from gis.errors import Conflict, InputError, NotFound
from gis.model.ids import EditionId, UserId
from gis.model.progress import Progress, silent
from gis.space.layers import LAYERS, Layer
from gis.store.frames import joining_by_hash, read_table
from gis.store.loading import UNIT_KINDS, load_layer
from gis.store.programs import statement


def load_edition(
    connection: Connection,
    layers: Mapping[Layer, pd.DataFrame],
    *,
    territory: str,
    source: str,
    licence: str = "",
    file_name: str = "",
    checksum: str = "",
    notes: Mapping[str, Any] | None = None,
    by: UserId | None = None,
    progress: Progress = silent,
) -> EditionId:
    """Load layers as one inactive edition; nothing in force changes.

    Parameters
    ----------
    layers
        Frames as ``LAYERS`` says, loaded in its order whatever the order given, so that a layer may refer
        to one before it.
    territory
        Name space of the codes: a code names the same unit in every edition of a territory.

    Raises
    ------
    InputError
        A frame is faulty, or a code names a unit that is not there; the transaction must be given up.
    """
    # Two people may load the same new codes in another order: one after the other, or they wait for each other.
    connection.execute(statement("editions", "lock_territory"), {"territory": territory})
    connection.execute(statement("editions", "make_territory"), {"territory": territory})
    edition_id = EditionId(
        connection.execute(
            statement("editions", "make_edition"),
            {
                "territory": territory,
                "source": source,
                "licence": licence,
                "file_name": file_name,
                "checksum": checksum,
                "notes": json.dumps(notes or {}),
                "by": by,
            },
        ).scalar_one()
    )
    _load_layers(connection, edition_id, layers, territory, progress)
    return edition_id


def _load_layers(
    connection: Connection,
    edition_id: EditionId,
    layers: Mapping[Layer, pd.DataFrame],
    territory: str,
    progress: Progress,
) -> None:
    """Copy the layers in, each after those it may refer to."""
    ordered = [layer for layer in LAYERS if layer in layers]
    for done, layer in enumerate(ordered):
        progress(f"写入{LAYERS[layer].chinese}", done, len(ordered))
        load_layer(connection, layer, layers[layer], edition_id=edition_id, territory=territory)
        known = {"edition": edition_id, "layer": layer.value, "territory": territory}
        connection.execute(statement("editions", "make_layer"), {**known, "rows": len(layers[layer])})
    progress("写入完成", len(ordered), len(ordered))


def activate_edition(
    connection: Connection, edition_id: EditionId, *, from_date: date | None = None, by: UserId | None = None
) -> None:
    """Bring all layers of an edition into force from a day (included); what was in force ends on it.

    Buildings keep the grid that the plan in force gives them. Household figures enter the ledger;
    confirmations of facilities are carried over by code.

    Raises
    ------
    NotFound
        There is no such edition.
    Conflict
        It is active already, was retired, or was dropped.
    InputError
        A unit's parent is not in force on that day.
    """
    territory, source = _open_edition(connection, edition_id, allowed=("loaded",))
    connection.execute(statement("editions", "lock_territory"), {"territory": territory})
    first_day = from_date or today(connection)
    known = {"edition": edition_id, "territory": territory, "from_date": first_day, "by": by}
    present = {Layer(row.layer) for row in _layers_of(connection, edition_id)}
    with joining_by_hash(connection):
        _bring_into_force(connection, edition_id, present, known | {"source": source})


def _bring_into_force(
    connection: Connection, edition_id: EditionId, present: set[Layer], known: Mapping[str, Any]
) -> None:
    """End what is in force, begin the edition, and write the permission paths."""
    if Layer.FACILITIES in present:
        _run(connection, "carry_confirmations", known)
    for layer in (layer for layer in LAYERS if layer in present):
        _run(connection, "retire_layer", {**known, "layer": layer.value})
        _run(connection, "activate_layer", {**known, "layer": layer.value})
        if layer in UNIT_KINDS:
            _run(connection, "close_units", {**known, "kind": UNIT_KINDS[layer]})
            _run(connection, "open_units", {**known, "kind": UNIT_KINDS[layer]})
    if Layer.BUILDINGS in present:
        _run(connection, "put_in_grids", known)
    if present & UNIT_KINDS.keys():
        _refuse_homeless(connection, edition_id, known["from_date"])
        _run(connection, "compose_paths", {"on_date": known["from_date"]})
        _run(connection, "refresh_paths", {"on_date": None})
    if Layer.BUILDINGS in present:
        _run(connection, "carry_households", known)


def drop_edition(connection: Connection, edition_id: EditionId) -> None:
    """Put an edition aside that was never activated; it stays in the list as dropped.

    Raises
    ------
    NotFound
        There is no such edition.
    Conflict
        It is or was in force.
    """
    _open_edition(connection, edition_id, allowed=("loaded", "dropped"))
    _run(connection, "drop_layers", {"edition": edition_id})


def list_editions(connection: Connection, *, territory: str | None = None) -> pd.DataFrame:
    """List editions with their layers, the newest first.

    Returns
    -------
    DataFrame
        edition_id, territory, source, licence, file_name, checksum, loaded_at, loaded_by, layer, state
        (loaded, active, retired, dropped), rows, from_date, to_date; a row per layer.
    """
    return read_table(connection, statement("editions", "list_editions"), {"territory": territory})


def latest_notes(connection: Connection, territory: str) -> list[dict[str, Any]]:
    """Read how the newest 50 editions of a territory were read, the newest first; as given to ``load_edition``."""
    return list(connection.scalars(statement("editions", "latest_notes"), {"territory": territory}))


def compare_edition(connection: Connection, edition_id: EditionId) -> pd.DataFrame:
    """Say what an edition would change in units, against what is in force today.

    Returns
    -------
    DataFrame
        layer, code, change (added, removed, changed: in name, shape, address, households or where it belongs).
    """
    territory, _ = _open_edition(connection, edition_id, allowed=("loaded", "active", "retired", "dropped"))
    found = []
    for row in _layers_of(connection, edition_id):
        kind = UNIT_KINDS.get(Layer(row.layer))
        if kind is not None:
            known = {"edition": edition_id, "kind": kind, "territory": territory}
            changes = read_table(connection, statement("editions", "compare_units"), known)
            changes.insert(0, "layer", row.layer)
            found.append(changes)
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["layer", "code", "change"])


def today(connection: Connection) -> date:
    """Give today's date where the grids are (UTC+8)."""
    return date.fromisoformat(str(connection.scalar(statement("editions", "today"))))


def _run(connection: Connection, section: str, known: Mapping[str, Any]) -> None:
    """Run a section with those of the known values that it asks for."""
    used = statement("editions", section)
    connection.execute(used, {name: known[name] for name in used.compile().params})


def _layers_of(connection: Connection, edition_id: EditionId) -> list[Any]:
    return list(connection.execute(statement("editions", "layers_of"), {"edition": edition_id}))


def _open_edition(
    connection: Connection, edition_id: EditionId, *, allowed: tuple[str, ...]
) -> tuple[str, str]:
    """Lock an edition whose layers are in one of the allowed states; give its territory and source."""
    row = connection.execute(statement("editions", "lock_edition"), {"edition": edition_id}).first()
    if row is None:
        raise NotFound(
            f"no edition {edition_id}", chinese=f"没有编号为 {edition_id} 的数据版本", code="edition_unknown"
        )
    states = {layer.state for layer in _layers_of(connection, edition_id)}
    if states - set(allowed):
        raise Conflict(
            f"edition {edition_id} is {sorted(states)}",
            chinese=f"数据版本 {edition_id} 已启用、已停用或已放弃，不能再做此操作",
            code="edition_state",
            states=sorted(states),
        )
    return row.territory, row.source


def _refuse_homeless(connection: Connection, edition_id: EditionId, first_day: date) -> None:
    """Refuse units whose parent is not in force on the day."""
    row = connection.execute(
        statement("editions", "homeless_units"), {"edition": edition_id, "from_date": first_day}
    ).first()
    if row is not None:
        raise InputError(
            f"{row.kind} {row.code}: {row.parent_kind} {row.parent_code} not in force on {first_day}",
            chinese=f"“{row.code}”所属的“{row.parent_code}”在 {first_day} 尚未启用，请先启用它",
            code="parent_not_in_force",
            value=row.code,
        )
