"""Notice boards of estates: who agreed to be shown, and the board in print. Shapes stand in ``api.schemas.notice_boards``."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import pandas as pd
from fastapi import APIRouter, File, Response, UploadFile

from api.attachments import attachment
from api.rules import needs
from api.schemas.notice_boards import BoardConsent, BoardPost, NewConsent
from api.schemas.values import Id
from api.wiring import CurrentStore
from gis.model.access import Right, Scope
from gis.model.ids import PostId, UnitId
from gis.workflows import show_people
from gis.workflows.show_people import Consent

router = APIRouter(prefix="/api/v1", tags=["公示栏"])

Colleague = Annotated[Scope, needs(Right.SEE_PEOPLE)]
Keeper = Annotated[Scope, needs(Right.REVEAL_CONTACTS)]


def _post(row: Mapping[Any, Any]) -> BoardPost:
    """Say of one post whether its holder is shown, and what is lacking."""
    has = {"照片": row["has_portrait"], "姓名": row["has_name"], "联系方式": row["has_contact"]}
    is_vacant = bool(pd.isna(row["officeholder_number"]))
    consents = bool(row["consents"]) and not is_vacant
    return BoardPost(
        post_id=int(row["post_id"]),
        role_chinese=row["role_chinese"],
        unit_name=row["unit_name"] or "",
        officeholder_number=None if is_vacant else int(row["officeholder_number"]),
        is_vacant=is_vacant,
        consents=consents,
        lacking=[what for what, there in has.items() if consents and not there],
    )


@router.get("/notice-boards/{estate_id}")
def read_board(estate_id: Id, store: CurrentStore, scope: Colleague) -> list[BoardPost]:
    """List the posts an estate's board is about, and what is lacking before it can be printed."""
    with store.session(scope) as connection:
        estate = show_people.find_estate(connection, UnitId(estate_id))
        posts = show_people.read_board_posts(connection, estate)
    return [_post(row) for row in posts.to_dict("records")]


@router.post("/notice-boards/{estate_id}/print")
def print_board(estate_id: Id, store: CurrentStore, scope: Keeper) -> Response:
    """Print the board of those who agreed; it is handed over and not kept."""
    made_at = datetime.now(UTC)
    file_name, content = show_people.print_board(store, scope, UnitId(estate_id), made_at=made_at)
    return attachment(content, file_name)


@router.put("/posts/{post_id}/display")
def record_consent(post_id: Id, wish: NewConsent, store: CurrentStore, scope: Keeper) -> BoardConsent:
    """Keep that the holder of a post agreed on paper to be shown."""
    consent = Consent(wish.name, wish.contact_kind, wish.paper, wish.granted_on)
    show_people.record_consent(store, scope, PostId(post_id), consent)
    return BoardConsent(post_id=post_id, consents=True)


@router.put("/posts/{post_id}/display/portrait", status_code=204)
def record_portrait(
    post_id: Id, photo: Annotated[UploadFile, File()], store: CurrentStore, scope: Keeper
) -> None:
    """Keep the photo for the board, encrypted; only where its subject has agreed."""
    content = photo.file.read(show_people.LARGEST_PORTRAIT_BYTES + 1)
    show_people.record_portrait(store, scope, PostId(post_id), content)


@router.delete("/posts/{post_id}/display", status_code=204)
def withdraw_consent(post_id: Id, store: CurrentStore, scope: Keeper) -> None:
    """Withdraw consent: name and photo are erased at once."""
    show_people.withdraw_consent(store, scope, PostId(post_id))
