"""Posts and officeholders of one's scope. People are numbers; contacts are masked, and revealed with a reason."""

from collections.abc import Hashable, Mapping
from typing import Annotated, Any

import pandas as pd
from fastapi import APIRouter, Query

from api.paging import Page, Window, page_of
from api.rules import needs
from api.schemas.people import (
    Contact,
    MaskedContact,
    Officeholder,
    Post,
    RevealedContacts,
    RevealReason,
)
from api.schemas.values import Id
from api.wiring import CurrentStore
from gis.errors import NotFound
from gis.model.access import Right, Scope
from gis.model.ids import OfficeholderId, UnitId
from gis.store import contacts, people, units

router = APIRouter(prefix="/api/v1", tags=["人员"])

Colleague = Annotated[Scope, needs(Right.SEE_PEOPLE)]
Caller = Annotated[Scope, needs(Right.REVEAL_CONTACTS)]


def _number(value: Any) -> int | None:
    """Read a number that may be missing."""
    return None if pd.isna(value) else int(value)


def post_of(row: Mapping[Hashable, Any]) -> Post:
    """Describe one post."""
    return Post(
        id=int(row["post_id"]),
        role=row["role"],
        role_chinese=row["role_chinese"],
        unit_id=int(row["unit_id"]),
        unit_kind=row["unit_kind"],
        unit_name=row["unit_name"] or "",
        officeholder_id=_number(row["officeholder_id"]),
        officeholder_number=_number(row["officeholder_number"]),
        substitute_id=_number(row["substitute_id"]),
        substitute_number=_number(row["substitute_number"]),
        acting_number=_number(row["acting_number"]),
        is_substitute=bool(row["is_absent"]),
        is_vacant=bool(row["is_vacant"]),
        from_date=row["from_date"],
    )


@router.get("/posts")
def list_posts(
    store: CurrentStore,
    scope: Colleague,
    window: Window,
    within: Annotated[Id | None, Query(description="只列某一区域及其下的岗位")] = None,
    vacant: Annotated[bool | None, Query(description="只列空缺，或只列在任")] = None,
) -> Page[Post]:
    """List the posts of one's scope with who holds and who acts, by number."""
    with store.session(scope) as connection:
        path = None if within is None else units.read_unit(connection, UnitId(within)).path
        rows = people.read_posts(connection, within=path)
    if vacant is not None:
        rows = rows[rows["is_vacant"].astype(bool) == vacant]
    after = window.after or 0
    ordered = rows[rows["post_id"] > after].sort_values("post_id").head(window.limit + 1)
    return page_of([post_of(row) for row in ordered.to_dict("records")], window, lambda post: post.id)


@router.get("/officeholders/{officeholder_id}")
def read_officeholder(officeholder_id: Id, store: CurrentStore, scope: Colleague) -> Officeholder:
    """Describe an officeholder of one's scope, with masked contacts."""
    with store.session(scope) as connection:
        rows = people.read_posts(connection)
        own = rows[rows["officeholder_id"] == officeholder_id]
        masked = contacts.masked_contacts(connection, [OfficeholderId(officeholder_id)])
    if own.empty:
        raise _unknown(officeholder_id)
    held = [post_of(row) for row in own.to_dict("records")]
    return Officeholder(
        id=officeholder_id,
        number=held[0].officeholder_number or 0,
        posts=held,
        contacts=[MaskedContact(kind=row["kind"], masked=row["masked"]) for row in masked.to_dict("records")],
    )


def _unknown(officeholder_id: int) -> NotFound:
    """Say that nobody of this id is in one's scope, whether there is one elsewhere or not."""
    return NotFound(
        f"no officeholder {officeholder_id} in scope",
        chinese="职责范围内没有此负责人",
        code="officeholder_unknown",
    )


@router.post("/officeholders/{officeholder_id}/reveal")
def reveal_contacts(
    officeholder_id: Id, wish: RevealReason, store: CurrentStore, scope: Caller
) -> RevealedContacts:
    """Give an officeholder's contacts in full; who asked and why is kept."""
    if scope.user_id is None:
        raise _unknown(officeholder_id)
    with store.session(scope) as connection:
        rows = people.read_posts(connection)
        if not (rows["officeholder_id"] == officeholder_id).any():
            raise _unknown(officeholder_id)
        opened = contacts.reveal_contact(
            connection, OfficeholderId(officeholder_id), reason=wish.reason, by=scope.user_id
        )
    return RevealedContacts(contacts=[Contact(kind=item.kind, value=item.value) for item in opened])
