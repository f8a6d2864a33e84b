"""What is near: the route of one home, and the printable list of one estate."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.coverage.judge import home_seconds
from gis.coverage.model import CoverageModel
from gis.errors import NotFound
from gis.network.network import Floats, Ints
from gis.network.routes import Door, Route, best_way, draw_route, walk_nodes

_LOWER = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class HomeRoute:
    """The walk of a home to its nearest facility of an item.

    Attributes
    ----------
    item
        The item's key.
    facility_code, facility_name
        Where it leads.
    route
        Line, length and seconds.
    """

    item: str
    facility_code: str
    facility_name: str
    route: Route


def route_of(model: CoverageModel, building_code: str, item: str) -> HomeRoute:
    """Trace the walk of a building to its nearest facility of an item.

    Raises
    ------
    NotFound
        ``building_unknown``, ``item_unknown``; ``facility_out_of_reach`` where none lies within the horizon.
    """
    home, number = building_row(model, building_code), item_number(model, item)
    seconds = float(home_seconds(model.home_labels[number, home]))
    if not np.isfinite(seconds):
        chinese = model.items[number].chinese
        raise NotFound(
            f"{building_code} reaches no {item}",
            chinese=f"{building_code} 在 {model.horizon_s / 60:.0f} 分钟步行范围内没有{chinese}",
            code="facility_out_of_reach",
            value=building_code,
        )
    label = int(model.home_labels[number, home])
    facility = label & _LOWER
    here = Door(model.home_places, model.homes, home)
    there = Door(model.facility_places, model.facility_doors, facility)
    way = best_way(here, model.node_labels[number])
    nodes = []
    if way is not None and way[0] == label:
        start = int(model.homes.node[way[1]])
        nodes = walk_nodes(model.walks.arcs, model.node_labels[number], start)
    line, length_m = draw_route(model.network, here, there, nodes)
    row = model.facilities.iloc[facility]
    route = Route(line, length_m, seconds, facility)
    return HomeRoute(item, str(row["code"]), str(row.get("name", "")), route)


def building_row(model: CoverageModel, code: str) -> int:
    """Row of a building; ``NotFound`` (``building_unknown``)."""
    rows = np.flatnonzero(model.buildings["code"].to_numpy(object) == code)
    if not len(rows):
        raise NotFound(
            f"no building {code}",
            chinese=f"没有编号为“{code[:40]}”的楼栋",
            code="building_unknown",
            value=code,
        )
    return int(rows[0])


def item_number(model: CoverageModel, key: str) -> int:
    """Number of an item; ``NotFound`` (``item_unknown``)."""
    keys = [item.key for item in model.items]
    if key not in keys:
        raise NotFound(
            f"no item {key}",
            chinese=f"本次测算没有项目“{key[:40]}”，可选：{'、'.join(keys)}",
            code="item_unknown",
            value=key,
        )
    return keys.index(key)


def near_estate(model: CoverageModel, estate_code: str) -> pd.DataFrame:
    """List what is near an estate, for printing and hanging up.

    Returns
    -------
    DataFrame
        One row per item: item, item_chinese, facility, name, confirmation, minutes_median (over the estate's
        households, NaN where none is reached), seconds_least, seconds_most, households, households_reached.
        The facility is the one that is nearest to most households.

    Raises
    ------
    NotFound
        ``estate_unknown``.
    """
    rows = np.flatnonzero(model.buildings["estate_code"].to_numpy(object) == estate_code)
    if not len(rows):
        raise NotFound(
            f"no building in estate {estate_code}",
            chinese=f"小区“{estate_code[:40]}”没有楼栋参与测算",
            code="estate_unknown",
            value=estate_code,
        )
    return pd.DataFrame([_nearest(model, number, rows) for number in range(len(model.items))])


def _nearest(model: CoverageModel, number: int, rows: Ints) -> dict[str, object]:
    item, labels = model.items[number], model.home_labels[number, rows]
    seconds, households = home_seconds(labels), model.households[rows]
    reached = np.isfinite(seconds)
    listed: dict[str, object] = {
        "item": item.key,
        "item_chinese": item.chinese,
        "facility": "",
        "name": "",
        "confirmation": "",
        "minutes_median": np.nan,
        "seconds_least": np.nan,
        "seconds_most": np.nan,
        "households": int(households.sum()),
        "households_reached": int(households[reached].sum()),
    }
    if reached.any():
        votes = np.bincount((labels[reached] & _LOWER).astype(np.int64), weights=households[reached] + 1e-9)
        facility = model.facilities.iloc[int(np.argmax(votes))]
        listed |= {
            "facility": str(facility["code"]),
            "name": str(facility["name"]),
            "confirmation": str(facility["confirmation"]),
            "minutes_median": _median(seconds[reached], households[reached]) / 60,
            "seconds_least": float(seconds[reached].min()),
            "seconds_most": float(seconds[reached].max()),
        }
    return listed


def _median(values: Floats, weights: Ints) -> float:
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order] + 1e-9)
    return float(values[order][np.searchsorted(total, total[-1] / 2)])
