"""Put the people who answer for a place in order: from the stairwell up, vacancies shown as such."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gis.locate.places import PlaceAnswer
from gis.model.units import UNIT_KIND_CHINESE, UnitKind

_FROM_THE_DOOR_UP = (
    UnitKind.BUILDING,
    UnitKind.MICRO_GRID,
    UnitKind.ESTATE,
    UnitKind.PATCH,
    UnitKind.GRID,
    UnitKind.COMMUNITY,
    UnitKind.SUBDISTRICT,
    UnitKind.DISTRICT,
)


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One post in the chain.

    Attributes
    ----------
    unit_kind_chinese, unit_name
        Where the post is.
    role, role_chinese
        What it is.
    officeholder_number
        Who acts today (负责人 017); None where nobody does.
    is_substitute
        The substitute (B 角) stands in today.
    is_vacant
        Nobody holds the post, or nobody can act.
    """

    unit_id: int
    unit_kind: UnitKind
    unit_kind_chinese: str
    unit_name: str
    post_id: int | None
    role: str
    role_chinese: str
    officeholder_id: int | None
    officeholder_number: int | None
    is_substitute: bool
    is_vacant: bool


def chain_of(acting: Iterable[Mapping[Any, Any]], place: PlaceAnswer) -> list[ChainLink]:
    """Order who acts at a place's units.

    Parameters
    ----------
    acting
        unit_id, post_id, role, role_chinese, rank, officeholder_id, officeholder_number, is_substitute,
        is_vacant: one row per post in force on the day.
    place
        The units asked about.

    Returns
    -------
    list[ChainLink]
        From building to district; within a unit by the role's rank, then by post.
    """
    names = {unit.unit_id: (unit.kind, unit.name) for unit in place.units()}
    names |= {micro.unit_id: (UnitKind.MICRO_GRID, micro.code) for micro in place.micro_grids}
    rows = sorted(
        (row for row in acting if int(row["unit_id"]) in names),
        key=lambda row: (
            _FROM_THE_DOOR_UP.index(names[int(row["unit_id"])][0]),
            int(row["rank"]),
            _whole(row["post_id"]) or 0,
        ),
    )
    return [link_of(row, *names[int(row["unit_id"])]) for row in rows]


def link_of(row: Mapping[Any, Any], kind: UnitKind, name: str) -> ChainLink:
    """Describe one post at a unit; ``row`` as for ``chain_of``."""
    return ChainLink(
        unit_id=int(str(row["unit_id"])),
        unit_kind=kind,
        unit_kind_chinese=UNIT_KIND_CHINESE[kind],
        unit_name=name,
        post_id=_whole(row["post_id"]),
        role=str(row["role"]),
        role_chinese=str(row["role_chinese"]),
        officeholder_id=_whole(row["officeholder_id"]),
        officeholder_number=_whole(row["officeholder_number"]),
        is_substitute=bool(row["is_substitute"]),
        is_vacant=bool(row["is_vacant"]),
    )


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
