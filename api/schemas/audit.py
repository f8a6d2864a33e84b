"""What was done by whom."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel


class AuditEvent(BaseModel):
    """One event; ``by`` is the account's display name."""

    id: int
    at: datetime
    by: str | None
    action: str
    target_kind: str
    target_id: int | None
    detail: dict[str, Any]
