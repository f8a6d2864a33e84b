"""Duties: posts, who holds them by number, and how they are reached."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.schemas.values import Body, Id

ContactKind = Literal["office_phone", "duty_phone", "wechat_group"]
ContactValue = Annotated[str, Field(min_length=2, max_length=100)]


class Post(BaseModel):
    """One post. People are numbers (负责人 017); ``acting_*`` is who acts today, the substitute while absent."""

    id: int
    role: str
    role_chinese: str
    unit_id: int
    unit_kind: str
    unit_name: str
    officeholder_id: int | None
    officeholder_number: int | None
    substitute_id: int | None
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


class RoleTemplate(BaseModel):
    """A role as its template has it; without ``posts_per_unit`` the number is left open."""

    code: str
    chinese: str
    set_name: str
    unit_kind: str
    posts_per_unit: int | None


class Wanting(BaseModel):
    """Posts that a template asks for and nobody has made."""

    role: str
    role_chinese: str
    missing: int


class OfficeholderBrief(BaseModel):
    """An officeholder of a unit's posts: number, masked contacts."""

    id: int
    number: int
    contacts: list[MaskedContact]


class UnitDuties(BaseModel):
    """Who answers for one unit: its posts, what is wanting, the officeholders, the roles it may have."""

    unit_id: int
    unit_name: str
    unit_kind: str
    posts: list[Post]
    wanting: list[Wanting]
    officeholders: list[OfficeholderBrief]
    roles: list[RoleTemplate]


class GridLoad(BaseModel):
    """A grid's load; the shares per person are absent where nobody acts."""

    unit_id: int
    name: str
    community: str
    community_id: int
    households: int
    posts: int
    vacant_posts: int
    unmade_posts: int
    people: int
    open_cases: int
    recent_cases: int
    households_per_person: float | None
    open_cases_per_person: float | None


class Candidate(BaseModel):
    """Somebody who may be appointed: by number, with how many posts are held."""

    id: int
    number: int
    posts: int


class NewOfficeholder(Body):
    """Somebody who has no number yet."""

    contacts: dict[ContactKind, ContactValue] = Field(default_factory=dict)


class Holding(Body):
    """Who is to hold a post: somebody known, somebody new, or neither: vacant."""

    officeholder_id: Id | None = None
    newcomer: NewOfficeholder | None = None
    from_date: date


class Appointment(Holding):
    """A post to be made."""

    role: str = Field(min_length=1, max_length=60)
    unit_id: Id
    substitute_id: Id | None = None


class Ending(Body):
    """The first day without the post, or with the holder back."""

    on_date: date


class SubstituteWish(Body):
    """Who stands in; without one nobody does."""

    substitute_id: Id | None = None


class Absence(Body):
    """Days on which the substitute acts: from (included) to (excluded; absent: until further notice)."""

    from_date: date
    to_date: date | None = None


class ContactsWish(Body):
    """Contacts of duty to keep, sealed."""

    contacts: dict[ContactKind, ContactValue] = Field(min_length=1)


class PostKept(BaseModel):
    """The post that now is."""

    id: int
