"""The units of one day held in memory: what covers a point, and what a building belongs to.

Built from the frames of ``gis.store.units.read_units``; knows no database, and no people.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.errors import NotFound
from gis.locate.candidates import Candidate, Certainty, certainty_of, rank_candidates
from gis.locate.index import NO_UNIT, PolygonIndex
from gis.model.units import UnitKind

Array = npt.NDArray[np.float64]

LOCATED_KINDS = (UnitKind.SUBDISTRICT, UnitKind.COMMUNITY, UnitKind.ESTATE, UnitKind.GRID, UnitKind.BUILDING)


@dataclass(frozen=True, slots=True)
class UnitBrief:
    """A unit in few words.

    Attributes
    ----------
    path
        ltree path of permission.
    is_dedicated
        A dedicated grid (专属网格).
    households
        Resident households; None where not known.
    """

    unit_id: int
    kind: UnitKind
    code: str
    name: str
    official_code: str = ""
    path: str = ""
    is_dedicated: bool = False
    households: int | None = None


@dataclass(frozen=True, slots=True)
class MicroGridBrief:
    """A micro-grid and the stairwells it is made of, within one building."""

    unit_id: int
    code: str
    stairwells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GridCandidate:
    """One grid that a position may lie in; None for "in no grid"."""

    grid: UnitBrief | None
    probability_share: float


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """Where a position or a building is.

    Attributes
    ----------
    on
        The day whose plan answers.
    subdistrict, community, estate, building, grid
        The units; None where there is none.
    stairwell
        As told by the asker; None where unknown.
    micro_grids
        The one that holds the stairwell; all of the building while the stairwell is not known.
    patches
        The patches (块) that the building or the estate is a member of.
    candidates
        Grids the position may lie in, likeliest first.
    certainty
        How sure the first is.
    """

    lon: float
    lat: float
    on: date
    subdistrict: UnitBrief | None = None
    community: UnitBrief | None = None
    estate: UnitBrief | None = None
    building: UnitBrief | None = None
    grid: UnitBrief | None = None
    stairwell: int | None = None
    micro_grids: tuple[MicroGridBrief, ...] = ()
    patches: tuple[UnitBrief, ...] = ()
    candidates: tuple[GridCandidate, ...] = ()
    certainty: Certainty = Certainty.SURE

    @property
    def is_outside(self) -> bool:
        """Whether no unit at all covers the position."""
        found = (self.subdistrict, self.community, self.estate, self.building, self.grid)
        return not any(found)

    def units(self) -> list[UnitBrief]:
        """List the units from the smallest up."""
        found = (self.building, self.estate, *self.patches, self.grid, self.community, self.subdistrict)
        return [unit for unit in found if unit is not None]


@dataclass(frozen=True, slots=True)
class Places:
    """Units of one day, indexed.

    Attributes
    ----------
    on
        The day.
    units
        Every unit by its id.
    indexes
        One index per kind.
    estate_of
        Estate of each building, where it has one.
    centre_of
        (lon, lat) within each building.
    micro_grids
        Micro-grids of each building.
    stairwells_of
        How many stairwells each building has.
    patches_of
        Patches (块) of each estate and building that is a member of any.
    """

    on: date
    units: Mapping[int, UnitBrief]
    indexes: Mapping[UnitKind, PolygonIndex]
    estate_of: Mapping[int, int] = field(default_factory=dict)
    centre_of: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    micro_grids: Mapping[int, tuple[MicroGridBrief, ...]] = field(default_factory=dict)
    stairwells_of: Mapping[int, int] = field(default_factory=dict)
    patches_of: Mapping[int, tuple[UnitBrief, ...]] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        on: date,
        units: Mapping[UnitKind, pd.DataFrame],
        *,
        buildings: pd.DataFrame | None = None,
        dedicated: frozenset[int] = frozenset(),
        micro_grids: pd.DataFrame | None = None,
        patches: pd.DataFrame | None = None,
    ) -> "Places":
        """Index the units of a day.

        Parameters
        ----------
        units
            Per kind a GeoDataFrame: unit_id, code, name, official_code, path, geometry (EPSG:4326).
        buildings
            unit_id, estate_id and stairwells of buildings; missing where unknown.
        dedicated
            Ids of grids that are dedicated ones.
        micro_grids
            micro_grid_id, code, building_id, stairwell: one row per stairwell.
        patches
            unit_id, code, name, official_code, path, member_id: one row per member.
        """
        briefs = {
            brief.unit_id: brief for kind, frame in units.items() for brief in _briefs(frame, kind, dedicated)
        }
        indexes = {
            kind: PolygonIndex.build(frame.geometry.to_numpy(), frame["unit_id"].to_numpy(dtype=np.int64))
            for kind, frame in units.items()
        }
        return cls(
            on,
            briefs,
            indexes,
            _links(buildings, "estate_id"),
            _centres(units.get(UnitKind.BUILDING)),
            _micro_grids(micro_grids),
            _links(buildings, "stairwells"),
            _patches(patches),
        )

    def at(
        self, lon: float, lat: float, *, accuracy_m: float | None = None, stairwell: int | None = None
    ) -> PlaceAnswer:
        """Say where a WGS-84 position is; outside everything is an answer.

        A position on a border belongs to the unit with the smallest id. With an accuracy, the units named
        are those of the position itself and ``candidates`` ranks the grids of the probable positions.
        """
        found = {kind: self._covering(kind, lon, lat) for kind in LOCATED_KINDS}
        building = found[UnitKind.BUILDING]
        estate = found[UnitKind.ESTATE] or self._estate(building)
        ranked = self._candidates(lon, lat, accuracy_m)
        return PlaceAnswer(
            lon=lon,
            lat=lat,
            on=self.on,
            subdistrict=found[UnitKind.SUBDISTRICT],
            community=found[UnitKind.COMMUNITY],
            estate=estate,
            building=building,
            grid=found[UnitKind.GRID],
            stairwell=stairwell if building else None,
            micro_grids=self._micro(building, stairwell),
            patches=self._patches(building, estate),
            candidates=tuple(GridCandidate(self._unit(c.unit_id), c.probability_share) for c in ranked),
            certainty=certainty_of(ranked),
        )

    def of_building(self, building_id: int, *, stairwell: int | None = None) -> PlaceAnswer:
        """Say where a building is: its grid and community by belonging, not by position.

        Raises
        ------
        NotFound
            ``building_unknown`` on that day.
        """
        building = self.units.get(building_id)
        if building is None or building.kind is not UnitKind.BUILDING:
            raise NotFound(
                f"no building {building_id} on {self.on}",
                chinese=f"{self.on} 没有编号为 {building_id} 的楼栋",
                code="building_unknown",
            )
        lon, lat = self.centre_of[building_id]
        above = {unit.kind: unit for unit in self._above(building)}
        grid, estate = above.get(UnitKind.GRID), self._estate(building)
        return PlaceAnswer(
            lon=lon,
            lat=lat,
            on=self.on,
            subdistrict=above.get(UnitKind.SUBDISTRICT),
            community=above.get(UnitKind.COMMUNITY),
            estate=estate,
            building=building,
            grid=grid,
            stairwell=stairwell,
            micro_grids=self._micro(building, stairwell),
            patches=self._patches(building, estate),
            candidates=(GridCandidate(grid, 1.0),),
        )

    def of_area(self, unit_id: int, lon: float, lat: float) -> PlaceAnswer:
        """Say what an area (community, grid, sub-district) belongs to; nothing smaller is claimed.

        Parameters
        ----------
        unit_id
            A unit of these places.
        lon, lat
            A position inside it.
        """
        unit = self.units[unit_id]
        above = {found.kind: found for found in self._above(unit)} | {unit.kind: unit}
        grid = above.get(UnitKind.GRID)
        return PlaceAnswer(
            lon=lon,
            lat=lat,
            on=self.on,
            subdistrict=above.get(UnitKind.SUBDISTRICT),
            community=above.get(UnitKind.COMMUNITY),
            grid=grid,
            candidates=(GridCandidate(grid, 1.0),),
        )

    def ids_of(self, lon: float, lat: float) -> tuple[int, ...]:
        """Ids of the units that cover a position, in the order of ``LOCATED_KINDS``, -1 where there is none."""
        return tuple(
            self.indexes[kind].find_one(lon, lat) if kind in self.indexes else NO_UNIT
            for kind in LOCATED_KINDS
        )

    def ids_at(self, kind: UnitKind, lon: Array, lat: Array) -> npt.NDArray[np.int64]:
        """Id of the unit of a kind at each position, -1 where there is none."""
        index = self.indexes.get(kind)
        return np.full(len(lon), NO_UNIT, dtype=np.int64) if index is None else index.find(lon, lat)

    def _covering(self, kind: UnitKind, lon: float, lat: float) -> UnitBrief | None:
        index = self.indexes.get(kind)
        return None if index is None else self.units.get(index.find_one(lon, lat))

    def _unit(self, unit_id: int | None) -> UnitBrief | None:
        return None if unit_id is None else self.units.get(unit_id)

    def _estate(self, building: UnitBrief | None) -> UnitBrief | None:
        return None if building is None else self._unit(self.estate_of.get(building.unit_id))

    def _above(self, unit: UnitBrief) -> list[UnitBrief]:
        labels = (int(label) for label in unit.path.split(".") if label)
        return [self.units[label] for label in labels if label in self.units]

    def _candidates(self, lon: float, lat: float, accuracy_m: float | None) -> list[Candidate]:
        index = self.indexes.get(UnitKind.GRID)
        return [] if index is None else rank_candidates(index, lon, lat, accuracy_m=accuracy_m)

    def _micro(self, building: UnitBrief | None, stairwell: int | None) -> tuple[MicroGridBrief, ...]:
        known = () if building is None else self.micro_grids.get(building.unit_id, ())
        return tuple(micro for micro in known if stairwell is None or stairwell in micro.stairwells)

    def _patches(self, *members: UnitBrief | None) -> tuple[UnitBrief, ...]:
        """Patches of a building and its estate, each once, the building's own first."""
        found = (self.patches_of.get(unit.unit_id, ()) for unit in members if unit is not None)
        return tuple(dict.fromkeys(patch for patches in found for patch in patches))


def _patches(rows: pd.DataFrame | None) -> dict[int, tuple[UnitBrief, ...]]:
    found: dict[int, tuple[UnitBrief, ...]] = {}
    if rows is None:
        return found
    briefs = _briefs(rows, UnitKind.PATCH, frozenset())
    for member_id, brief in zip(rows["member_id"].astype(int).tolist(), briefs, strict=True):
        found[member_id] = (*found.get(member_id, ()), brief)
    return found


def _briefs(frame: pd.DataFrame, kind: UnitKind, dedicated: frozenset[int]) -> list[UnitBrief]:
    columns = ("code", "name", "official_code", "path")
    code, name, official, path = (frame[column].fillna("").astype(str).tolist() for column in columns)
    counted = frame["households"].tolist() if "households" in frame.columns else [None] * len(frame)
    rows = zip(frame["unit_id"].tolist(), code, name, official, path, counted, strict=True)
    return [
        UnitBrief(
            unit_id=int(row[0]),
            kind=kind,
            code=row[1],
            name=row[2],
            official_code=row[3],
            path=row[4],
            is_dedicated=int(row[0]) in dedicated,
            households=None if pd.isna(row[5]) else int(row[5]),
        )
        for row in rows
    ]


def _links(buildings: pd.DataFrame | None, column: str) -> dict[int, int]:
    if buildings is None or column not in buildings.columns:
        return {}
    known = buildings[buildings[column].notna()]
    return dict(zip(known["unit_id"].astype(int).tolist(), known[column].astype(int).tolist(), strict=True))


def _centres(buildings: pd.DataFrame | None) -> dict[int, tuple[float, float]]:
    if buildings is None:
        return {}
    points = buildings.geometry.representative_point()
    return {
        int(unit_id): (float(point.x), float(point.y))
        for unit_id, point in zip(buildings["unit_id"], points, strict=True)
        if point is not None and not point.is_empty
    }


def _micro_grids(rows: pd.DataFrame | None) -> dict[int, tuple[MicroGridBrief, ...]]:
    found: dict[int, dict[tuple[int, str], list[int]]] = {}
    if rows is None:
        return {}
    columns = (rows[name].tolist() for name in ("building_id", "micro_grid_id", "code", "stairwell"))
    for building_id, micro_id, code, stairwell in zip(*columns, strict=True):
        found.setdefault(int(building_id), {}).setdefault((int(micro_id), str(code)), []).append(
            int(stairwell)
        )
    return {
        building_id: tuple(
            MicroGridBrief(micro_id, code, tuple(sorted(stairs)))
            for (micro_id, code), stairs in sorted(micros.items())
        )
        for building_id, micros in found.items()
    }
