"""What-if, siting and scenarios of service circles on the wire; routes are listed in ``api.schemas.coverage``."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.schemas.coverage import Total
from api.schemas.values import Body, Lat, Lon
from gis.model.categories import Category
from gis.workflows.try_coverage import MOST_CHANGES

MOST_CANDIDATES = 2000

Code = Annotated[str, Field(min_length=1, max_length=80)]
Name = Annotated[str, Field(min_length=1, max_length=60)]


class AddFacility(Body):
    """One more facility."""

    kind: Literal["add_facility"]
    category: Category
    lon: Lon
    lat: Lat
    subtype: Annotated[str, Field(max_length=60)] = ""
    name: Annotated[str, Field(max_length=80)] = ""


class MoveFacility(Body):
    """A facility elsewhere."""

    kind: Literal["move_facility"]
    code: Code
    lon: Lon
    lat: Lat


class CloseFacility(Body):
    """A facility gone."""

    kind: Literal["close_facility"]
    code: Code


class OpenGate(Body):
    """A closed gate opened."""

    kind: Literal["open_gate"]
    code: Code


class CloseGate(Body):
    """An open gate closed."""

    kind: Literal["close_gate"]
    code: Code


class AddGate(Body):
    """A new gate in the wall of an estate; of the one whose wall is nearest where none is named."""

    kind: Literal["add_gate"]
    estate_code: Annotated[str, Field(max_length=80)] = ""
    lon: Lon
    lat: Lat


class MoveGate(Body):
    """A gate elsewhere on the wall of its estate."""

    kind: Literal["move_gate"]
    code: Code
    lon: Lon
    lat: Lat


class AddPath(Body):
    """A new footpath, or a footbridge."""

    kind: Literal["add_path"]
    lon: Lon
    lat: Lat
    to_lon: Lon
    to_lat: Lat
    is_footbridge: bool = False


Change = Annotated[
    AddFacility | MoveFacility | CloseFacility | OpenGate | CloseGate | AddGate | MoveGate | AddPath,
    Field(discriminator="kind"),
]
Changes = Annotated[list[Change], Field(max_length=MOST_CHANGES)]


class Asking(Body):
    """Which measurement is meant."""

    profile: Name = "adult"
    template: Name = "six_categories"
    subdistrict: Annotated[str | None, Field(max_length=20)] = None


class Trial(Asking):
    """Changes to try, one after the other."""

    changes: Changes


class RouteTrial(Trial):
    """The way from a building to its nearest facility of an item, with the changes."""

    building: Code
    item: Name


class ChangedHome(BaseModel):
    """A home whose walk to an item, or its verdict, changes; null seconds are beyond the horizon."""

    code: str
    item: str
    seconds_before: float | None
    seconds_after: float | None
    status_after: str


class WhatIf(BaseModel):
    """Totals with the changes and as they are, and the homes concerned; ``seconds`` is the server's work."""

    totals: list[Total]
    totals_before: list[Total]
    changed: list[ChangedHome]
    seconds: float


class SitePlace(Body):
    """A place that could be used: vacant land, an existing room."""

    code: Code
    lon: Lon
    lat: Lat


class SitingWish(Asking):
    """Where to put k more of an item, for a tier; every street corner is a candidate where none are given."""

    item: Name
    minutes: Annotated[int, Field(ge=1, le=30)] = 15
    k: Annotated[int, Field(ge=1, le=20)] = 1
    objective: Literal["coverage", "time"] = "coverage"
    respect_capacity: bool = False
    site_capacity: Annotated[int | None, Field(ge=1, le=10_000_000)] = None
    candidates: Annotated[list[SitePlace], Field(max_length=MOST_CANDIDATES)] = Field(default_factory=list)


class Site(BaseModel):
    """One proposed place, in the order in which they are best built."""

    code: str
    order: int
    lon: float
    lat: float
    households_gained: int


class Siting(BaseModel):
    """Proposed places, what they gain, and how near to the best possible choice that is proven to be."""

    item: str
    minutes: int
    sites: list[Site]
    households_before: int
    households_after: int
    households_gained: int
    bound: float
    gap_share: float
    status: Literal["optimal", "within_bound"]
    solver_status: str
    candidates: int


class NewScenario(Body):
    """A what-if to keep."""

    name: Name
    changes: Annotated[list[Change], Field(min_length=1, max_length=MOST_CHANGES)]
    subdistrict: Annotated[str | None, Field(max_length=20)] = None


class Scenario(BaseModel):
    """A kept what-if."""

    id: int
    name: str
    changes: list[dict[str, Any]]
    made_at: datetime | None = None


class Scenarios(BaseModel):
    """Kept what-ifs, newest first."""

    scenarios: list[Scenario]
