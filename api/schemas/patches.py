"""Patches (块): groups of estates and buildings of one community, with one leader."""

from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.values import Body, Id


class PatchMember(BaseModel):
    """An estate or a building of a patch."""

    unit_id: int
    kind: str
    name: str


class Patch(BaseModel):
    """One patch with its members of today."""

    id: int
    code: str
    name: str
    members: list[PatchMember]


class PatchWish(Body):
    """A patch to be made, from today on."""

    community_id: Id
    name: str = Field(min_length=1, max_length=60)
    members: Annotated[list[Id], Field(min_length=1, max_length=500)]


class PatchChange(Body):
    """What a patch is from today on."""

    name: str = Field(min_length=1, max_length=60)
    members: Annotated[list[Id], Field(min_length=1, max_length=500)]


class PatchKept(BaseModel):
    """The patch that now is."""

    id: int
