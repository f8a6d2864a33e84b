"""Templates of cases and posts on the wire.

::

    GET  /api/v1/case-standards                          -> {"standards": [Subject]}, ``see_cases``
    GET  /api/v1/case-standards/{subject}?version=       -> FullStandard: the newest where none is asked for
    GET  /api/v1/case-standards/{subject}/file?version=  -> the same as a TOML file
    POST /api/v1/case-standards/{subject}                NewStandard -> Saved (201), ``administer``
    POST /api/v1/case-standards/{subject}/file           such a file, ?base_version=&note= -> Saved (201)
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.schemas.values import Body

SubjectName = Literal["categories", "calendar", "roles"]
Told = Annotated[str, Field(min_length=1, max_length=400)]


class Version(BaseModel):
    """One version: where it comes from, how sure it is, why it was made; ``made_at`` is null for what came first."""

    version: int
    source: str
    certainty: str
    note: str
    made_at: datetime | None


class Subject(BaseModel):
    """One kind of template with its versions, the newest first."""

    subject: SubjectName
    chinese: str
    versions: list[Version]


class Subjects(BaseModel):
    """All kinds."""

    standards: list[Subject]


class FullStandard(Version):
    """One version with its content, as its file has it."""

    subject: SubjectName
    chinese: str
    content: dict[str, Any]


class NewStandard(Body):
    """A new version; ``content`` is judged entry by entry, and a fault named."""

    base_version: Annotated[
        int, Field(ge=1, le=1_000_000, description="改自哪一版；已有更新的版本时答复 409")
    ]
    content: dict[str, Any]
    source: Told
    certainty: Told
    note: Annotated[str, Field(max_length=400)] = ""


class Saved(BaseModel):
    """The version that was made, and what it changed, by code (of the calendar by year)."""

    version: int
    added: list[str]
    removed: list[str]
    changed: list[str]
