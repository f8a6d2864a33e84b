"""The answer of a siting: the sites in the order they are best built, and what is proven of them."""

from dataclasses import dataclass, fields
from typing import Any

import geopandas as gpd

from gis.coverage.answer import records

PROVEN_SHARE = 1e-6


@dataclass(frozen=True)
class SitingAnswer:
    """The chosen sites and what is proven of them.

    Attributes
    ----------
    item, minutes, objective, candidates
        What was asked, and among how many places.
    sites
        code, order, households_gained (by this site given those before it), saving (what it adds to the
        objective), geometry; in the order they are best built.
    households_before
        Covered within the tier as things stand.
    saving, bound
        What the objective counts (households, or household seconds), and what no choice can exceed.
    solver_status
        HiGHS's own words.
    seconds
        Time spent, by step.
    """

    item: str
    minutes: int
    objective: str
    sites: gpd.GeoDataFrame
    households_before: int
    saving: float
    bound: float
    solver_status: str
    candidates: int
    seconds: dict[str, float]

    @property
    def households_gained(self) -> int:
        """Households that the sites bring within the tier."""
        return int(self.sites["households_gained"].sum())

    @property
    def households_after(self) -> int:
        """Covered within the tier with the sites."""
        return self.households_before + self.households_gained

    @property
    def gap_share(self) -> float:
        """``(bound - saving) / bound``; 0: proven best."""
        return 1 - self.saving / self.bound if self.bound > 0 else 0.0

    @property
    def status(self) -> str:
        """Say "optimal" where that is proven, else "within_bound"."""
        return "optimal" if self.gap_share < PROVEN_SHARE else "within_bound"

    def report(self) -> dict[str, Any]:
        """JSON of the answer."""
        names = [field.name for field in fields(self) if field.name != "sites"]
        names += ["households_after", "households_gained", "gap_share", "status"]
        sites = self.sites.assign(lon=self.sites.geometry.x, lat=self.sites.geometry.y)
        plain = records(sites.drop(columns="geometry"))
        return {**{name: getattr(self, name) for name in names}, "sites": plain}
