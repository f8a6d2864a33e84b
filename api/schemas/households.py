"""Household forms of communities: what is held, what came back, and who confirms it."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.imports import ImportProblem
from api.schemas.values import Body


class CommunityFigures(BaseModel):
    """What is held of one community; ``latest_as_of`` null: no figure at all."""

    code: str
    name: str
    buildings: int
    households: int
    estimated_households: int
    confirmed_buildings: int
    latest_as_of: date | None


class CommunityList(BaseModel):
    """The communities of the caller's scope."""

    items: list[CommunityFigures]


class BuildingCount(BaseModel):
    """A building that was filled in: what is held, and what was counted."""

    code: str
    name: str
    households_held: int
    households: int
    residents: int | None
    as_of: date


class FormCompared(BaseModel):
    """A form that came back, held against the ledger; nothing is written. ``token`` names it for confirming."""

    token: str
    households_held: int
    households_counted: int
    unanswered_buildings: int
    figures: list[BuildingCount]
    problems: list[ImportProblem]


class Confirmation(Body):
    """Which form is confirmed, by which post, and where the count comes from."""

    token: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    confirmed_by: Annotated[str, Field(min_length=2, max_length=60)]
    source: Annotated[str, Field(min_length=1, max_length=200)] = "社区核实"


class Entered(BaseModel):
    """How many buildings' figures were entered."""

    buildings: int
