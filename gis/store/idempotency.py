"""Remember what a write was answered, so that a retry gets the same answer and does nothing again."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from gis.errors import Conflict
from gis.model.ids import UserId
from gis.store.programs import statement


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer given before: HTTP status and JSON body."""

    status: int
    response: Any


def recall(
    connection: Connection, key: str, *, user_id: UserId | None, request_hash: str
) -> Remembered | None:
    """Find the answer of a key; None where it is new.

    Until the transaction ends, another request with the same key waits, so that of two at once the second
    finds the first's answer.

    Raises
    ------
    Conflict
        The key came with another request (``idempotency_key_reused``).
    """
    known = {"user_id": user_id or 0, "key": key}
    connection.execute(statement("idempotency", "hold"), {"user_id": str(user_id or 0), "key": key})
    row = connection.execute(statement("idempotency", "recall"), known).first()
    if row is None:
        return None
    if row.request_hash != request_hash:
        raise Conflict(
            f"idempotency key {key!r} reused",
            chinese="同一个提交编号被用于不同的内容，请重新提交",
            code="idempotency_key_reused",
        )
    return Remembered(row.status, row.response)


def remember(
    connection: Connection, key: str, *, user_id: UserId | None, request_hash: str, status: int, response: Any
) -> None:
    """Keep the answer of a key for 90 days, in the same transaction as the write it tells of.

    A phone may come back after weeks, and a case may be filed up to 60 days late: its key must still be known.
    """
    connection.execute(statement("idempotency", "sweep"))
    known = {
        "user_id": user_id or 0,
        "key": key,
        "request_hash": request_hash,
        "status": status,
        "response": json.dumps(response, ensure_ascii=False),
    }
    connection.execute(statement("idempotency", "remember"), known)
