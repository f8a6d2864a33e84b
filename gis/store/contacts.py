"""Keep contacts of duty: encrypted at rest, masked by default, revealed with a reason that is logged."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection

from gis.errors import InputError
from gis.model.ids import OfficeholderId, UserId
from gis.store import audit
from gis.store.frames import read_table
from gis.store.programs import statement
from gis.store.vault import Vault

_SHOWN_FIRST, _SHOWN_LAST = 3, 4


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach an officeholder on duty."""

    kind: str
    value: str


def mask(value: str) -> str:
    """Hide the middle: 13800000017 → 138****0017; a short value is hidden whole."""
    if len(value) < _SHOWN_FIRST + _SHOWN_LAST + 2:
        return "****"
    return f"{value[:_SHOWN_FIRST]}****{value[-_SHOWN_LAST:]}"


def vault_of(connection: Connection) -> Vault:
    """Give the vault of the store that a connection leads to."""
    vault = connection.info["vault"]
    if not isinstance(vault, Vault):
        raise TypeError("connection of no store")
    return vault


def save_contact(connection: Connection, officeholder_id: OfficeholderId, *, kind: str, value: str) -> None:
    """Keep a contact, sealed; one of the same kind takes the former's place."""
    known = {
        "officeholder_id": officeholder_id,
        "kind": kind,
        "sealed": vault_of(connection).seal(value),
        "masked": mask(value),
    }
    connection.execute(statement("people", "save_contact"), known)


def masked_contacts(connection: Connection, officeholder_ids: Sequence[OfficeholderId]) -> pd.DataFrame:
    """Read contacts as they are shown without a reason: officeholder_id, kind, masked."""
    known = {"officeholder_ids": [int(value) for value in officeholder_ids]}
    return read_table(connection, statement("people", "contacts"), known).drop(columns="sealed")


def reveal_contact(
    connection: Connection, officeholder_id: OfficeholderId, *, reason: str, by: UserId
) -> list[Contact]:
    """Open an officeholder's contacts, and log who did and why in the same transaction.

    Raises
    ------
    InputError
        No reason was given (``reason_missing``).
    """
    if not reason.strip():
        raise InputError("no reason given", chinese="查看联系方式须填写理由", code="reason_missing")
    known = {"officeholder_ids": [officeholder_id]}
    rows = connection.execute(statement("people", "contacts"), known).all()
    path = connection.scalar(
        statement("people", "path_of_officeholder"), {"officeholder_id": officeholder_id}
    )
    audit.record(
        connection,
        action="contact_revealed",
        by=by,
        target_kind="officeholder",
        target_id=officeholder_id,
        path=path,
        detail={"reason": reason.strip(), "kinds": [row.kind for row in rows]},
    )
    vault = vault_of(connection)
    return [Contact(row.kind, vault.open(row.sealed)) for row in rows]
