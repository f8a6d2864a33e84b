"""Consent to be shown on notice boards, and the boards themselves.

::

    GET    /api/v1/notice-boards/{estate_id}              -> [BoardPost]: posts of the board, and what is lacking
    POST   /api/v1/notice-boards/{estate_id}/print        -> the board as PDF, not kept; logged
    PUT    /api/v1/posts/{post_id}/display                NewConsent -> BoardConsent
    PUT    /api/v1/posts/{post_id}/display/portrait       the photo's bytes
    DELETE /api/v1/posts/{post_id}/display                withdraw: name and photo are erased

Reading needs ``see_people``, everything else ``reveal_contacts``. Consent ends with the post by itself.
"""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.values import Body


class BoardPost(BaseModel):
    """One post that the board is about; who did not consent is not printed. ``lacking``: 照片、姓名、联系方式."""

    post_id: int
    role_chinese: str
    unit_name: str
    officeholder_number: int | None
    is_vacant: bool
    consents: bool
    lacking: list[str]


class NewConsent(Body):
    """What the holder of a post agreed to on paper; an empty name shows the number only."""

    name: Annotated[str, Field(max_length=20)] = ""
    contact_kind: Annotated[str, Field(max_length=40)] = ""
    paper: Annotated[str, Field(min_length=1, max_length=100)]
    granted_on: date


class BoardConsent(BaseModel):
    """Whether the post's holder is shown."""

    post_id: int
    consents: bool
