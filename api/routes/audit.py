"""What was done by whom, for administrators, the latest first."""

from typing import Annotated

import pandas as pd
from fastapi import APIRouter, Query

from api.paging import Page, Window, page_of
from api.rules import needs
from api.schemas.audit import AuditEvent
from api.wiring import CurrentStore
from gis.model.access import Right, Scope
from gis.store import audit
from gis.workflows import accounts

router = APIRouter(prefix="/api/v1/audit", tags=["审计"])


@router.get("")
def list_events(
    store: CurrentStore,
    scope: Annotated[Scope, needs(Right.ADMINISTER)],
    window: Window,
    action: Annotated[str | None, Query(max_length=60)] = None,
    target_kind: Annotated[str | None, Query(max_length=60)] = None,
) -> Page[AuditEvent]:
    """List events of one's territory; who revealed whose contacts, and why, is among them."""
    with store.session(scope) as connection:
        rows = audit.read_audit(
            connection,
            action=action,
            target_kind=target_kind,
            before=window.after,
            limit=window.limit + 1,
        )
    names = accounts.display_names(store)
    events = [
        AuditEvent(
            id=int(row["id"]),
            at=row["made_at"],
            by=None if pd.isna(row["made_by"]) else names.get(int(row["made_by"])),
            action=row["action"],
            target_kind=row["target_kind"],
            target_id=None if pd.isna(row["target_id"]) else int(row["target_id"]),
            detail=row["detail"],
        )
        for row in rows.to_dict("records")
    ]
    return page_of(events, window, lambda event: event.id)
