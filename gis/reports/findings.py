"""What a report needs to know, gathered once: the answer's frames, names of places, the base map, the method."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import geopandas as gpd
import pandas as pd

from gis.errors import NotFound
from gis.model.bands import CommunityBands
from gis.model.units import UnitKind


@dataclass(frozen=True, slots=True)
class BaseLayers:
    """What lies under a static map; frames of ``space.layers``, EPSG:4326, empty where there is nothing."""

    streets: gpd.GeoDataFrame
    water: gpd.GeoDataFrame
    green: gpd.GeoDataFrame


@dataclass(frozen=True, slots=True)
class Method:
    """How the figures came about; every text is Chinese and printed as it stands.

    Attributes
    ----------
    edition, edition_date
        The data edition measured, and its date.
    is_demo
        Generated borders: the report says 演示数据，边界为生成 on its cover and on each page.
    template, template_source, template_certainty
        The template of tiers with its version, who set it, and how sure we are of it.
    profile, profile_source
        The walker with the speed, and where the speed comes from.
    version
        Of the program and the formulas.
    households_kind
        常住户 …: what is counted.
    households_in, households_out
        The conservation check: households read, households on the answer's rows.
    households_estimated
        How many of them are estimated rather than counted.
    parameters
        Everything else that changes a figure, label and value.
    """

    edition: str
    edition_date: str
    is_demo: bool
    template: str
    template_source: str
    template_certainty: str
    profile: str
    profile_source: str
    version: str
    households_kind: str
    households_in: int
    households_out: int
    households_estimated: int
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CircleFindings:
    """The service circle of one place.

    Attributes
    ----------
    place_kind, place_code, place_name
        A sub-district or a community.
    buildings
        ``CoverageAnswer.buildings``: code, community_code, estate_code, households, geometry, and per item
        ``{item}_seconds`` (NaN: beyond the horizon), ``{item}_status``; ``all_six``.
    totals
        One row per item and tier of the whole place: item, item_chinese, category, minutes, households,
        covered_households, uncovered_households, uncertain_households, unreachable_households.
    units
        The same with unit_kind (community, estate, grid) and unit_code.
    gaps
        The gap ledger of the answer: unit_name, community_code, item_chinese, minutes, households_lacking,
        nearest_seconds, nearest_name, remedy_text, responsible_unit, department.
    facilities
        code, name, used, reason, confirmation where known, items (``item`` or ``items``), geometry.
    unreachable
        kind, code, households, reason, distance_m.
    communities, estates
        Frames of ``space.layers``; of a community's findings, only its own.
    base, method
        The map underneath, and how the figures came about.
    resolved
        What ``gis.reports.ledger_marks`` adds beside the marks of ``gaps``: rows of the kept ledger that are no gap any
        more. None where no ledger is kept.
    grid_of_building, grid_names
        Code of each building's grid by the building's code, and name of each grid by its code; None and empty
        where no grids are in force.
    """

    place_kind: UnitKind
    place_code: str
    place_name: str
    buildings: gpd.GeoDataFrame
    totals: pd.DataFrame
    units: pd.DataFrame
    gaps: pd.DataFrame
    facilities: gpd.GeoDataFrame
    unreachable: pd.DataFrame
    communities: gpd.GeoDataFrame
    estates: gpd.GeoDataFrame
    base: BaseLayers
    method: Method
    grid_of_building: "pd.Series[str] | None" = None
    grid_names: Mapping[str, str] = field(default_factory=dict)
    resolved: pd.DataFrame | None = None

    def grids(self) -> "pd.Series[str]":
        """Code of the grid of each building, empty where it is in none; aligned with ``buildings``."""
        codes = self.buildings["code"].astype(str)
        grids = codes.map({} if self.grid_of_building is None else self.grid_of_building)
        named: pd.Series[str] = grids.where(grids.notna(), "").astype(str)
        return named

    def items(self) -> list[tuple[str, str]]:
        """Items in the template's order, with their Chinese names."""
        pairs = self.totals[["item", "item_chinese"]].drop_duplicates()
        return [(str(row.item), str(row.item_chinese)) for row in pairs.itertuples()]

    def tiers(self, item: str) -> list[float]:
        """Minutes of the item's tiers, ascending."""
        return sorted(float(tier) for tier in self.totals.loc[self.totals["item"] == item, "minutes"])

    def widest(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows of each item's widest tier, of ``totals`` or ``units``."""
        return frame[frame["minutes"] == frame.groupby("item")["minutes"].transform("max")]

    def households(self) -> int:
        """Households of the place."""
        return int(self.buildings["households"].sum())

    def within(self, community_code: str) -> "CircleFindings":
        """Cut the findings of one community out of a sub-district's.

        Its totals are the community's rows of ``units``; facilities stay, since people walk across borders.

        Raises
        ------
        NotFound
            ``community_not_found``.
        """
        communities = self.communities[self.communities["code"] == community_code]
        if communities.empty:
            raise NotFound(
                f"no community {community_code} in {self.place_code}",
                chinese=f"{self.place_name}内没有编码为 {community_code} 的社区",
                code="community_not_found",
                value=community_code,
            )
        buildings = self.buildings[self.buildings["community_code"] == community_code]
        totals = self._totals_of(community_code)
        estates = self.estates[self.estates["community_code"] == community_code]
        here = replace(self, buildings=buildings)
        is_inside = (self.units["unit_kind"] == "estate") & self.units["unit_code"].isin(estates["code"])
        is_inside |= (self.units["unit_kind"] == "grid") & self.units["unit_code"].isin(
            set(here.grids()) - {""}
        )
        return replace(
            self,
            place_kind=UnitKind.COMMUNITY,
            place_code=community_code,
            place_name=str(communities["name"].iloc[0]),
            buildings=buildings,
            totals=totals,
            units=self.units[is_inside],
            gaps=self.gaps[self.gaps["community_code"] == community_code],
            resolved=None
            if self.resolved is None
            else self.resolved[self.resolved["community_code"] == community_code],
            unreachable=self.unreachable[self.unreachable["code"].isin(buildings["code"])],
            communities=communities,
            estates=estates,
            method=replace(
                self.method,
                households_out=int(buildings["households"].sum()),
                households_in=int(totals["households"].max()) if len(totals) else 0,
                households_estimated=estimated_households(buildings),
            ),
        )

    def _totals_of(self, community_code: str) -> pd.DataFrame:
        is_own = (self.units["unit_kind"] == "community") & (self.units["unit_code"] == community_code)
        return self.units[is_own].drop(columns=["unit_kind", "unit_code"]).reset_index(drop=True)


def estimated_households(buildings: pd.DataFrame) -> int:
    """Count the households that are estimated rather than counted."""
    if "households_estimated" not in buildings.columns:
        return 0
    return int(
        buildings.loc[buildings["households_estimated"].fillna(False).astype(bool), "households"].sum()
    )


@dataclass(frozen=True, slots=True)
class RegisterFindings:
    """The grids of a plan.

    Attributes
    ----------
    place_name, plan_name, plan_state
        Chinese, printed as they stand.
    grids
        Frame of ``Layer.GRIDS`` with households, and where known: residents, buildings, micro_grids,
        area_m2, estates (names joined by 、), bounds (四至), leader (负责人 017; empty: 待配备).
    communities
        Frame of ``Layer.COMMUNITIES``.
    bands
        Households of a grid, by its community.
    base, is_demo, edition, edition_date, version
        As in ``Method``.
    households_in, households_unassigned
        Households of all buildings, and of those in no grid, both counted from the buildings.
    """

    place_name: str
    plan_name: str
    plan_state: str
    grids: gpd.GeoDataFrame
    communities: gpd.GeoDataFrame
    bands: CommunityBands
    base: BaseLayers
    is_demo: bool
    edition: str
    edition_date: str
    version: str
    households_in: int
    households_unassigned: int
