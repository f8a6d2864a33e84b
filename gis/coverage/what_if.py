"""Change facilities, gates and paths in thought: the changed figures at once, the model untouched.

Facilities and gates are changed incrementally, to the very labels of a full run. A new gate or path changes
the network itself: it is built anew and everything searched again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from time import perf_counter
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.coverage.answer import CoverageAnswer, records
from gis.coverage.change_facilities import add_facility, close_facility, move_facility
from gis.coverage.change_gates import set_gate
from gis.coverage.changes import (
    AddFacility,
    AddGate,
    AddPath,
    Change,
    CloseFacility,
    CloseGate,
    MoveFacility,
    OpenGate,
    changes_to,
    check_change,
)
from gis.coverage.inputs import new_code
from gis.coverage.judge import home_seconds, reasons_of
from gis.coverage.measure import answer_model
from gis.coverage.model import CoverageModel
from gis.coverage.prepare import rebuild_network, sources_of, survey
from gis.coverage.totals import count_totals, judge_all
from gis.errors import InputError
from gis.network.gates import FARTHEST_FROM_WALL_M
from gis.network.network import Ints, Network

LONGEST_LANDING_M = 60.0
SAME_WALK_S = 0.01


@dataclass(frozen=True)
class WhatIfAnswer:
    """What would change.

    Attributes
    ----------
    changes
        What was asked.
    before, model
        The model as it is, and as it would be.
    judged_before, judged
        Verdict on each home by (number of the item, minutes): the index into ``judge.STATUSES``.
    totals_before, totals
        By item and tier (see ``CoverageAnswer.totals``).
    changed
        Homes whose walk to an item changes: code, item, seconds_before, seconds_after (NaN: beyond the
        horizon), facility_after (code).
    kernel_seconds, seconds
        Time of the searches alone, and of everything up to the totals.
    """

    changes: tuple[Change, ...]
    before: CoverageModel
    model: CoverageModel
    judged_before: Mapping[tuple[int, int], Ints]
    judged: Mapping[tuple[int, int], Ints]
    totals_before: pd.DataFrame
    totals: pd.DataFrame
    kernel_seconds: float
    seconds: float

    @cached_property
    def changed(self) -> pd.DataFrame:
        """Homes whose walk changes."""
        parts = [self._changed(number) for number in range(len(self.model.items))]
        columns = ["code", "item", "seconds_before", "seconds_after", "facility_after"]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)

    def _changed(self, number: int) -> pd.DataFrame:
        before = home_seconds(self.before.home_labels[number])
        after = home_seconds(self.model.home_labels[number])
        same = np.isclose(before, after, rtol=0, atol=SAME_WALK_S, equal_nan=True)
        rows = np.flatnonzero(~same)
        facility = (self.model.home_labels[number][rows] & 0xFFFFFFFF).astype(np.int64)
        codes = self.model.facilities["code"].to_numpy(object)
        reached = np.isfinite(after[rows])
        return pd.DataFrame(
            {
                "code": self.model.buildings["code"].to_numpy(object)[rows],
                "item": self.model.items[number].key,
                "seconds_before": before[rows],
                "seconds_after": after[rows],
                "facility_after": np.where(reached, codes[np.where(reached, facility, 0)], None),
            }
        )

    @cached_property
    def gained(self) -> pd.DataFrame:
        """By item and tier: households covered before and after, and the difference."""
        keys = ["item", "item_chinese", "category", "minutes"]
        columns = [*keys, "covered_households"]
        both = self.totals_before[columns].merge(
            self.totals[columns], on=keys, suffixes=("_before", "_after")
        )
        gained = both["covered_households_after"] - both["covered_households_before"]
        return both.assign(households_gained=gained)

    def answer(self) -> CoverageAnswer:
        """Everything, as a measurement of the changed place would give it."""
        return answer_model(self.model)

    def scenario(self) -> dict[str, Any]:
        """What is kept of a scenario: its changes and the figures by item and tier."""
        return {"changes": changes_to(self.changes), "gained": records(self.gained)}


def what_if(model: CoverageModel, changes: Sequence[Change]) -> WhatIfAnswer:
    """Apply changes one after the other to a model, which itself stays as it is.

    Raises
    ------
    InputError
        ``change_invalid``, ``path_leads_nowhere``, ``estate_unknown``, ``gate_off_wall``.
    NotFound
        ``facility_unknown``, ``gate_unknown``.
    """
    since = perf_counter()
    changed, kernel_s = model, 0.0
    for number, change in enumerate(changes, start=1):
        changed, spent_s = _apply(changed, check_change(number, change))
        kernel_s += spent_s
    judged_before, judged = _judged(model), _judged(changed)
    before, after = count_totals(model, judged_before), count_totals(changed, judged)
    spent_s = perf_counter() - since
    return WhatIfAnswer(
        tuple(changes), model, changed, judged_before, judged, before, after, kernel_s, spent_s
    )


def _judged(model: CoverageModel) -> dict[tuple[int, int], Ints]:
    return judge_all(model, home_seconds(model.home_labels), reasons_of(model))


def _apply(model: CoverageModel, change: Change) -> tuple[CoverageModel, float]:
    match change:
        case AddFacility():
            return add_facility(model, change)
        case MoveFacility():
            return move_facility(model, change)
        case CloseFacility():
            return close_facility(model, change)
        case OpenGate():
            return set_gate(model, change.code, is_open=True)
        case CloseGate():
            return set_gate(model, change.code, is_open=False)
        case AddGate():
            return _anew(model, gates=_gates_with(model.network, change))
        case AddPath():
            return _anew(model, streets=_streets_with(model, change), gates=_gates_now(model.network))


def _anew(model: CoverageModel, **sources: Any) -> tuple[CoverageModel, float]:
    """Build the network anew and search everything again."""
    since = perf_counter()
    network = rebuild_network(model.network, at_time=None, **sources)
    rebuilt = survey(network, model.buildings, model.facilities, model.asked)
    return replace(rebuilt, border_m=model.border_m), perf_counter() - since


def _gates_now(network: Network) -> gpd.GeoDataFrame | None:
    """The gates' frame with each gate as it is in the network."""
    gates = sources_of(network.sources)["gates"] if network.sources else None
    if gates is None:
        return None
    states = dict(zip(network.gates.code.tolist(), network.gates.is_open.tolist(), strict=True))
    now = gates.copy()
    now["is_open"] = [states.get(str(code), False) for code in now["code"]]
    return now.assign(opens=None, closes=None)


def _estate_of(network: Network, change: AddGate) -> str:
    """The walled estate that a new gate leads into: the one named, or the one whose wall it stands on.

    Raises
    ------
    InputError
        ``estate_unknown``: the estate has no wall; ``gate_off_wall``: no wall within 50 m (50 m is in).
    """
    if change.estate_code:
        if change.estate_code in network.zone_code.tolist():
            return change.estate_code
        raise InputError(
            f"no walled estate {change.estate_code}",
            chinese=f"没有编号为“{change.estate_code[:40]}”的封闭小区",
            code="estate_unknown",
            value=change.estate_code,
        )
    point = shapely.points(*network.plane.project(change.lon, change.lat))
    away_m = shapely.distance(shapely.boundary(network.zone_area), point)
    if not len(away_m) or away_m.min() > FARTHEST_FROM_WALL_M:
        raise InputError(
            "no wall near the new gate",
            chinese=f"新增出入口应点在封闭小区的围墙上（{FARTHEST_FROM_WALL_M:.0f} 米以内），这里没有围墙",
            code="gate_off_wall",
        )
    return str(network.zone_code[int(np.argmin(away_m))])


def _gates_with(network: Network, change: AddGate) -> gpd.GeoDataFrame:
    """The gates and a new one."""
    estate_code = _estate_of(network, change)
    gates = _gates_now(network)
    codes = pd.Series([], dtype=str) if gates is None else gates["code"].astype(str)
    added = gpd.GeoDataFrame(
        {
            "code": [new_code(codes, "new-gate")],
            "name": ["新增出入口"],
            "estate_code": [estate_code],
            "is_open": [True],
            "opens": [None],
            "closes": [None],
        },
        geometry=[shapely.Point(change.lon, change.lat)],
        crs="EPSG:4326",
    )
    return added if gates is None or gates.empty else pd.concat([gates, added], ignore_index=True)


def _streets_with(model: CoverageModel, change: AddPath) -> gpd.GeoDataFrame:
    """The streets and a new path, led on from both ends to the nearest street."""
    sources = model.network.sources
    streets = sources.streets if sources else None
    if streets is None:
        raise InputError(
            "the network does not carry its sources",
            chinese="该路网不含原始图层，无法增加道路",
            code="network_without_sources",
        )
    added = gpd.GeoDataFrame(
        {
            "code": [
                new_code(streets["code"].astype(str), "new-path") if "code" in streets else "new-path-1"
            ],
            "road_class": ["footway"],
            "layer": [0],
            "is_bridge": [change.is_footbridge],
            "is_walkable": [True],
        },
        geometry=[_landed(model.network, change)],
        crs="EPSG:4326",
    )
    return pd.concat([streets, added], ignore_index=True)


def _landed(network: Network, change: AddPath) -> shapely.LineString:
    """The path in degrees, with a last stretch to the nearest street at either end.

    An end farther than 60 m from every street leads nowhere (``path_leads_nowhere``).
    """
    x_m, y_m = network.plane.project([change.lon, change.to_lon], [change.lat, change.to_lat])
    ends = np.asarray(shapely.points(x_m, y_m), dtype=object)
    lines = network.edges.geometry[network.edges.street >= 0]
    found = shapely.STRtree(lines).query_nearest(ends, max_distance=LONGEST_LANDING_M, all_matches=False)
    if len(found[0]) < 2:
        raise InputError(
            "a path must end near a street",
            chinese=f"新增道路的两端都应在现有道路 {LONGEST_LANDING_M:.0f} 米以内",
            code="path_leads_nowhere",
        )
    met: Any = shapely.line_interpolate_point(
        lines[found[1]], shapely.line_locate_point(lines[found[1]], ends)
    )
    places = [met[0], ends[0], ends[1], met[1]]
    lon, lat = network.plane.unproject(shapely.get_x(places), shapely.get_y(places))
    return shapely.remove_repeated_points(shapely.LineString(np.column_stack([lon, lat])), 1e-8)
