"""How many households a grid may hold (户数区间), as a sub-district sets it.

GET /api/v1/household-bands   -> BandBook: what holds in each community and why, the settings, and their history
PUT /api/v1/household-bands   BandSetting -> BandBook
"""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.schemas.plans import BandShape
from api.schemas.values import Body, Id
from gis.model.units import CommunityKind


class BandSetting(Body):
    """What to set: of one community, of a kind of community, or (neither) of the whole sub-district.

    Without figures the setting is withdrawn. Without a target the nearest to 400 within the band is aimed at, or its
    middle.
    """

    subdistrict_id: Id | None = None
    kind: CommunityKind | None = None
    community_id: Id | None = None
    min_households: int | None = Field(default=None, ge=1, le=2**31 - 1)
    max_households: int | None = Field(default=None, ge=1, le=2**31 - 1)
    target_households: int | None = Field(default=None, ge=1, le=2**31 - 1)
    note: str = Field(default="", max_length=200)


class BandRule(BaseModel):
    """One setting; ``band`` null: it was withdrawn."""

    kind: CommunityKind | None
    community_id: int | None
    subject_chinese: str
    band: BandShape | None
    note: str
    by: str | None
    at: datetime


class CommunityBand(BaseModel):
    """What one community's grids are held to, and by which setting."""

    community_id: int
    name: str
    kind: CommunityKind
    kind_chinese: str
    households: int
    band: BandShape
    set_for: Literal["default", "subdistrict", "kind", "community"]


class BandBook(BaseModel):
    """The bands of a sub-district; ``history`` is the newest first."""

    subdistrict_id: int
    subdistrict_name: str
    default: BandShape
    may_set: bool
    rules: list[BandRule]
    communities: list[CommunityBand]
    history: list[BandRule]
