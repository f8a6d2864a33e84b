"""The answer of a measurement: frames, figures, and the JSON a report is made from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.coverage.model import FORMULA_VERSION, CoverageModel
from gis.model.problems import Problem


@dataclass(frozen=True)
class CoverageAnswer:
    """Who reaches what on foot.

    Attributes
    ----------
    buildings, cells, gaps, facilities, totals, units, unreachable, pieces
        Frames as the room's own page describes.
    all_six_households
        Households that reach all required categories within the widest tier.
    households_in, households_out
        Sum of the input column, and of every class of the answer; equal.
    unconfirmed_facilities
        Counted facilities that no community has confirmed.
    problems
        What was found wrong with the input.
    seconds
        Time spent, by step.
    model
        What the answer was read from.
    """

    buildings: gpd.GeoDataFrame
    cells: gpd.GeoDataFrame
    gaps: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    totals: pd.DataFrame
    units: pd.DataFrame
    unreachable: pd.DataFrame
    pieces: pd.DataFrame
    all_six_households: int
    households_in: int
    households_out: int
    unconfirmed_facilities: int
    problems: tuple[Problem, ...]
    seconds: Mapping[str, float]
    model: CoverageModel

    @property
    def parameters(self) -> dict[str, Any]:
        """What was asked, with sources; stored with a run and printed on a report's method page."""
        model = self.model
        return {
            "template": _template(model),
            "profile": asdict(model.profile),
            "horizon_s": model.horizon_s,
            "max_access_m": model.asked.max_access_m,
            "resolution": model.asked.resolution,
            "formula_version": FORMULA_VERSION,
        }

    def report(self) -> dict[str, Any]:
        """JSON of the answer: figures by item and tier, conservation, what could not be judged, seconds."""
        return {
            "parameters": self.parameters,
            "households_in": self.households_in,
            "households_out": self.households_out,
            "households_conserved": self.households_in == self.households_out,
            "households_estimated": self._estimated(),
            "all_six_households": self.all_six_households,
            "categories": self._by_category(),
            "totals": records(self.totals),
            "units": records(self.units),
            "unreachable_buildings": records(self.unreachable[self.unreachable["kind"] == "building"]),
            "unreachable_facilities": records(self.unreachable[self.unreachable["kind"] == "facility"]),
            "unconfirmed_facilities": self.unconfirmed_facilities,
            "gaps": records(pd.DataFrame(self.gaps.drop(columns="geometry"))),
            "pieces": records(self.pieces),
            "problems": [asdict(problem) for problem in self.problems],
            "seconds": dict(self.seconds),
        }

    def _estimated(self) -> int:
        """Households of buildings whose figure is an estimate."""
        buildings = self.buildings
        if "households_estimated" not in buildings:
            return 0
        flags = buildings["households_estimated"].fillna(value=False).astype(bool)
        return int(buildings["households"].where(flags, 0).sum())

    def _by_category(self) -> dict[str, dict[str, dict[str, Any]]]:
        """``{item: {minutes: {covered_households, covered_households_share, ...}}}``."""
        nested: dict[str, dict[str, dict[str, Any]]] = {}
        for row in records(self.totals):
            tier = {key: row[key] for key in row if key.endswith(("_households", "_share"))}
            nested.setdefault(str(row["item"]), {})[str(row["minutes"])] = tier
        return nested


def _template(model: CoverageModel) -> dict[str, Any]:
    template = model.template
    names = ("name", "chinese", "version", "kind", "source", "certainty")
    return {**{name: getattr(template, name) for name in names}, "tiers": list(template.tiers)}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain JSON values; what is missing becomes null."""
    return [{str(key): plain(value) for key, value in row.items()} for row in frame.to_dict("records")]


def plain(value: Any) -> Any:
    """Turn a cell of a frame into a JSON value."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or (isinstance(value, float) and not np.isfinite(value)):
        return None
    return round(value, 6) if isinstance(value, float) else value
