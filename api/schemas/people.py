"""Duties: posts, who holds them by number, and how they are reached."""

from datetime import date

from pydantic import BaseModel, Field

from api.schemas.values import Body


class Post(BaseModel):
    """One post. People are numbers (负责人 017); ``acting_*`` is who acts today, the substitute while absent."""

    id: int
    role: str
    role_chinese: str
    unit_id: int
    unit_name: str
    officeholder_id: int | None
    officeholder_number: int | None
    substitute_number: int | None
    acting_number: int | None
    is_substitute: bool
    is_vacant: bool
    from_date: date | None


class MaskedContact(BaseModel):
    """A contact as everybody on duty sees it: 138****0017."""

    kind: str
    masked: str


class Officeholder(BaseModel):
    """One officeholder: a number, the posts held, and masked contacts."""

    id: int
    number: int
    posts: list[Post]
    contacts: list[MaskedContact]


class RevealReason(Body):
    """Why contacts are asked for; kept with who asked."""

    reason: str = Field(min_length=2, max_length=500)


class Contact(BaseModel):
    """A contact in full."""

    kind: str
    value: str


class RevealedContacts(BaseModel):
    """Contacts in full, once, for a logged reason."""

    contacts: list[Contact]
