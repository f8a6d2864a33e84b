"""Add a path, a gate, or move a gate in a model: only the lines and homes it touches are looked at again.

Where the change is not a local one (``gis.network.splice``) the network is built anew and everything searched.
"""

from dataclasses import replace
from time import perf_counter
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.coverage.change_gates import gate_row
from gis.coverage.changes import AddGate, AddPath, MoveGate
from gis.coverage.inputs import new_code
from gis.coverage.model import CoverageModel
from gis.coverage.prepare import rebuild_network, survey
from gis.coverage.resurvey import resurvey
from gis.errors import InputError
from gis.network.gates import FARTHEST_FROM_WALL_M
from gis.network.network import OUTSIDE, Network, Sources
from gis.network.splice import Splice, add_gate, add_path, move_gate

LONGEST_LANDING_M = 60.0
SHORTEST_PATH_DEGREES = 1e-7  # a centimetre


def set_path(model: CoverageModel, change: AddPath) -> tuple[CoverageModel, float]:
    """Give the model with one more path, and the seconds its search took.

    Raises
    ------
    InputError
        ``path_leads_nowhere``, ``network_without_sources``.
    """
    sources = sources_now(model.network)
    path = landed(model.network, change)
    row = _path_row(path, is_footbridge=change.is_footbridge)
    sources = replace(sources, paths=(*sources.paths, row))
    return _changed(model, add_path(model.network, path, is_bridge=change.is_footbridge), sources)


def set_new_gate(model: CoverageModel, change: AddGate) -> tuple[CoverageModel, float]:
    """Give the model with one more gate, and the seconds its search took.

    Raises
    ------
    InputError
        ``estate_unknown``, ``gate_off_wall``, ``network_without_sources``.
    """
    network = model.network
    zone = _zone_of(network, change)
    gates = _gates_now(network)
    codes = pd.Series([], dtype=str) if gates is None else gates["code"].astype(str)
    code, estate = new_code(codes, "new-gate"), str(network.zone_code[zone])
    sources = replace(sources_now(network), gates=_gates_with(gates, change, code, estate), at_time=None)
    x_m, y_m = network.plane.project(change.lon, change.lat)
    return _changed(model, add_gate(network, code, zone, float(x_m), float(y_m)), sources)


def move_a_gate(model: CoverageModel, change: MoveGate) -> tuple[CoverageModel, float]:
    """Give the model with a gate elsewhere on its wall, and the seconds its search took.

    Raises
    ------
    InputError
        ``gate_off_wall``, ``network_without_sources``.
    NotFound
        ``gate_unknown``.
    """
    network = model.network
    gate = gate_row(model, change.code)
    zone = int(network.gates.zone[gate])
    x_m, y_m = (float(metres) for metres in network.plane.project(change.lon, change.lat))
    if zone != OUTSIDE and _off_wall_m(network, zone, x_m, y_m) > FARTHEST_FROM_WALL_M:
        raise _off_wall()
    gates = _gates_now(network)
    assert gates is not None  # noqa: S101
    moved = gates["code"].astype(str) == change.code
    gates = gates.set_geometry(gates.geometry.where(~moved, shapely.Point(change.lon, change.lat)))
    sources = replace(sources_now(network), gates=gates, at_time=None)
    return _changed(model, move_gate(network, gate, x_m, y_m), sources)


def _changed(model: CoverageModel, splice: Splice | None, sources: Sources) -> tuple[CoverageModel, float]:
    if splice is None:
        since = perf_counter()
        network = rebuild_network(replace(model.network, sources=sources))
        rebuilt = survey(network, model.buildings, model.facilities, model.asked)
        return replace(rebuilt, border_m=model.border_m), perf_counter() - since
    network = replace(splice.network, sources=sources)
    return resurvey(model, replace(splice, network=network))


def sources_now(network: Network) -> Sources:
    """What the network was built from, its gates as they are now."""
    if network.sources is None:
        raise InputError(
            "the network does not carry its sources",
            chinese="该路网不含原始图层，无法改变围墙、出入口或道路",
            code="network_without_sources",
        )
    return replace(network.sources, gates=_gates_now(network), at_time=None)


def _gates_now(network: Network) -> gpd.GeoDataFrame | None:
    """The gates' frame with each gate as it is in the network."""
    gates = None if network.sources is None else network.sources.gates
    if gates is None:
        return None
    states = dict(zip(network.gates.code.tolist(), network.gates.is_open.tolist(), strict=True))
    now = gates.copy()
    now["is_open"] = [states.get(str(code), False) for code in now["code"]]
    return now.assign(opens=None, closes=None)


def _zone_of(network: Network, change: AddGate) -> int:
    """The walled estate that a new gate leads into: the one named, or the one whose wall it stands on.

    Raises
    ------
    InputError
        ``estate_unknown``: the estate has no wall; ``gate_off_wall``: no wall within 50 m (50 m is in).
    """
    x_m, y_m = (float(metres) for metres in network.plane.project(change.lon, change.lat))
    zones = np.arange(len(network.zone_code))
    if change.estate_code:
        zones = np.flatnonzero(network.zone_code == change.estate_code)
        if not len(zones):
            raise InputError(
                f"no walled estate {change.estate_code}",
                chinese=f"没有编号为“{change.estate_code[:40]}”的封闭小区",
                code="estate_unknown",
                value=change.estate_code,
            )
    away_m = np.array([_off_wall_m(network, int(zone), x_m, y_m) for zone in zones])
    if not len(away_m) or away_m.min() > FARTHEST_FROM_WALL_M:
        raise _off_wall()
    return int(zones[int(np.argmin(away_m))])


def _off_wall_m(network: Network, zone: int, x_m: float, y_m: float) -> float:
    return float(shapely.distance(network.walls[zone], shapely.Point(x_m, y_m)))


def _off_wall() -> InputError:
    return InputError(
        "no wall near the gate",
        chinese=f"出入口应点在封闭小区的围墙上（{FARTHEST_FROM_WALL_M:.0f} 米以内），这里没有围墙",
        code="gate_off_wall",
    )


def _gates_with(gates: gpd.GeoDataFrame | None, change: AddGate, code: str, estate: str) -> gpd.GeoDataFrame:
    """The gates and a new one."""
    row: dict[str, Any] = {
        "code": [code],
        "name": ["新增出入口"],
        "estate_code": [estate],
        "is_open": [True],
        "opens": [None],
        "closes": [None],
    }
    added = gpd.GeoDataFrame(row, geometry=[shapely.Point(change.lon, change.lat)], crs="EPSG:4326")
    return added if gates is None or gates.empty else pd.concat([gates, added], ignore_index=True)


def _path_row(path: shapely.LineString, *, is_footbridge: bool) -> gpd.GeoDataFrame:
    """A new path as a row of the streets."""
    row = {
        "code": ["new-path"],
        "road_class": ["footway"],
        "layer": [0],
        "is_bridge": [is_footbridge],
        "is_walkable": [True],
    }
    return gpd.GeoDataFrame(row, geometry=[path], crs="EPSG:4326")


def landed(network: Network, change: AddPath) -> shapely.LineString:
    """The path in degrees, with a last stretch to the nearest street at either end.

    An end farther than 60 m from every street leads nowhere, and so does a path of no length
    (``path_leads_nowhere``).
    """
    x_m, y_m = network.plane.project([change.lon, change.to_lon], [change.lat, change.to_lat])
    ends = np.asarray(shapely.points(x_m, y_m), dtype=object)
    met = [_nearest_place(network, end) for end in ends]
    if any(place is None for place in met):
        raise InputError(
            "a path must end near a street",
            chinese=f"新增道路的两端都应在现有道路 {LONGEST_LANDING_M:.0f} 米以内",
            code="path_leads_nowhere",
        )
    places = [met[0], ends[0], ends[1], met[1]]
    lon, lat = network.plane.unproject(shapely.get_x(places), shapely.get_y(places))
    path = shapely.remove_repeated_points(shapely.LineString(np.column_stack([lon, lat])), 1e-8)
    if path.length < SHORTEST_PATH_DEGREES:
        raise InputError(
            "a path must lead from one place to another",
            chinese="新增道路的两端是同一个地方，请点两个不同的地方",
            code="path_leads_nowhere",
        )
    return path


def _nearest_place(network: Network, end: shapely.Point) -> shapely.Point | None:
    """The nearest place of a street that is near enough, or None."""
    laid = network.laid
    if laid is None or not np.isfinite([end.x, end.y]).all():
        return None
    near = laid.near(np.array([end], dtype=object), LONGEST_LANDING_M)
    if not len(near):
        return None
    lines = laid.lines.geometry[near]
    line = lines[int(np.argmin(shapely.distance(lines, end)))]
    place: shapely.Point = shapely.line_interpolate_point(line, shapely.line_locate_point(line, end))
    return place
