"""Places: one unit with what lies above it."""

from pydantic import BaseModel

from gis.model.units import UnitKind


class UnitBrief(BaseModel):
    """A unit as others refer to it."""

    unit_id: int
    kind: UnitKind
    kind_chinese: str
    name: str
    code: str
    official_code: str | None


class Unit(UnitBrief):
    """A unit with its line of units from the top down, itself left out; ``path`` is its place in the tree."""

    path: str
    parent_id: int | None
    is_demo: bool
    above: list[UnitBrief]
