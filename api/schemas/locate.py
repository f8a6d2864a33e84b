"""What ``/api/v1/locate`` answers."""

import datetime
from collections.abc import Iterable

from pydantic import BaseModel, Field

from api.schemas.values import Body, Id
from gis.locate.candidates import CERTAINTY_CHINESE, Certainty
from gis.locate.chain import ChainLink
from gis.locate.places import UnitBrief
from gis.model.units import UNIT_KIND_CHINESE, UnitKind
from gis.workflows.locate_case import Located, NearServicePoint
from gis.workflows.locate_case import Responder as Near


class LocateQuestion(Body):
    """Which place is asked about: a position, a building, or a written address."""

    lon: float | None = None
    lat: float | None = None
    crs: str = Field(default="wgs84", max_length=20, description="wgs84、cgcs2000、gcj02、bd09 或 EPSG 编号")
    accuracy_m: float | None = Field(default=None, description="定位精度半径（95%），米")
    at: datetime.date | None = Field(default=None, description="按哪一天的方案")
    building: Id | None = Field(default=None, description="楼栋编号，代替坐标")
    stairwell: int | None = Field(default=None, ge=1, le=99, description="单元")
    address: str | None = Field(default=None, max_length=200, description="书面地址，代替坐标")


class LocatedUnit(BaseModel):
    """One unit that holds the place."""

    id: int
    kind: UnitKind
    kind_chinese: str
    code: str
    name: str
    official_code: str | None = None
    households: int | None = None
    is_dedicated: bool = False
    stairwells: list[int] | None = Field(default=None, description="微网格在本楼的单元")


class GridChance(BaseModel):
    """One grid the position may lie in; without one: in no grid."""

    id: int | None
    name: str | None
    probability_share: float


class ActingPerson(BaseModel):
    """Who acts at a unit today; a vacancy has no number."""

    unit_id: int
    unit_kind: UnitKind
    unit_name: str
    role: str
    role_chinese: str
    post_id: int | None
    officeholder_number: str | None
    is_substitute: bool
    is_vacant: bool


class Responder(ActingPerson):
    """Who could come, and the walk from the unit's service point or middle; never from where a person is."""

    walk_s: float


class NearPoint(BaseModel):
    """A service point and the walk to it; without a time it cannot be reached on foot."""

    id: int
    name: str
    level: str
    lon: float
    lat: float
    walk_s: float | None


class PlaceFacts(BaseModel):
    """What is the same everywhere within the same units."""

    on: datetime.date
    is_outside: bool
    units: list[LocatedUnit]
    stairwell: int | None
    candidates: list[GridChance]
    certainty: Certainty
    certainty_chinese: str
    people: list[ActingPerson] | None = Field(description="未登录时为 null")


class NearFacts(BaseModel):
    """What depends on the very position."""

    nearest_service_point: NearPoint | None
    nearest_service_points: list[NearPoint]
    responders: list[Responder] | None = Field(
        description="步行最近、今日在岗的网格与社区负责人；未登录时为 null"
    )


class LocateAnswer(NearFacts, PlaceFacts):
    """Where a place is, and who answers for it."""

    lon: float
    lat: float


def answer_of(located: Located) -> LocateAnswer:
    """Write an answer of the workflow as the wire has it."""
    facts = dict(place_facts(located)) | dict(near_facts(located.nearest, located.responders))
    return LocateAnswer.model_construct(lon=located.place.lon, lat=located.place.lat, **facts)


def near_facts(points: Iterable[NearServicePoint], responders: Iterable[Near] | None) -> NearFacts:
    """Write what is near."""
    near = [_point(point) for point in points]
    return NearFacts(
        nearest_service_point=near[0] if near else None,
        nearest_service_points=near,
        responders=None
        if responders is None
        else [Responder(**dict(_person(come.link)), walk_s=come.walk_s) for come in responders],
    )


def place_facts(located: Located) -> PlaceFacts:
    """Write the units and the people of an answer."""
    place = located.place
    return PlaceFacts(
        on=place.on,
        is_outside=place.is_outside,
        units=_units(located),
        stairwell=place.stairwell,
        candidates=[
            GridChance(
                id=chance.grid.unit_id if chance.grid else None,
                name=chance.grid.name if chance.grid else None,
                probability_share=chance.probability_share,
            )
            for chance in place.candidates
        ],
        certainty=place.certainty,
        certainty_chinese=CERTAINTY_CHINESE[place.certainty],
        people=None if located.chain is None else [_person(link) for link in located.chain],
    )


def _units(located: Located) -> list[LocatedUnit]:
    micro = [
        LocatedUnit(
            id=grid.unit_id,
            kind=UnitKind.MICRO_GRID,
            kind_chinese=UNIT_KIND_CHINESE[UnitKind.MICRO_GRID],
            code=grid.code,
            name=grid.code,
            stairwells=list(grid.stairwells),
        )
        for grid in located.place.micro_grids
    ]
    return [_unit(unit) for unit in located.place.units()] + micro


def _unit(unit: UnitBrief) -> LocatedUnit:
    return LocatedUnit(
        id=unit.unit_id,
        kind=unit.kind,
        kind_chinese="专属网格" if unit.is_dedicated else UNIT_KIND_CHINESE[unit.kind],
        code=unit.code,
        name=unit.name,
        official_code=unit.official_code or None,
        households=unit.households,
        is_dedicated=unit.is_dedicated,
    )


def _person(link: ChainLink) -> ActingPerson:
    number = link.officeholder_number
    return ActingPerson(
        unit_id=link.unit_id,
        unit_kind=link.unit_kind,
        unit_name=link.unit_name,
        role=link.role,
        role_chinese=link.role_chinese,
        post_id=link.post_id,
        officeholder_number=None if number is None else f"{number:03d}",
        is_substitute=link.is_substitute,
        is_vacant=link.is_vacant,
    )


def _point(near: NearServicePoint) -> NearPoint:
    return NearPoint(
        id=near.point_id, name=near.name, level=near.level, lon=near.lon, lat=near.lat, walk_s=near.walk_s
    )
