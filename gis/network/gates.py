"""Read gates, judge which are open, and lead each from the street outside into its estate."""

from dataclasses import dataclass
from datetime import time

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.model.problems import Problem, Severity
from gis.network.cutting import Pieces
from gis.network.network import OUTSIDE, Edges, Flags, Floats, Gates, Ints, Shapes
from gis.network.walls import Walls
from gis.space.crs import frame_to_wgs84
from gis.space.metric import MetricPlane

FARTHEST_FROM_WALL_M = 50.0
FARTHEST_STREET_M = 80.0
ON_BARRIER_M = 10.0
ON_STREET_M = 3.0


@dataclass(frozen=True, slots=True)
class PlacedGates:
    """Gates with the zone they lead into.

    Attributes
    ----------
    code, zone, is_open, x_m, y_m
        As in ``network.Gates``.
    problems
        Gates refused or doubtful.
    """

    code: Shapes
    zone: Ints
    is_open: Flags
    x_m: Floats
    y_m: Floats
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class Lead:
    """A way from a gate to a piece of street.

    Attributes
    ----------
    gate
        Index of the gate.
    piece
        The piece led to.
    zone
        Zone of that piece.
    x_m, y_m
        Where it meets the piece.
    length_m
        Its length.
    is_inside
        It lies within the walls; the gate itself belongs to the way outside.
    """

    gate: int
    piece: int
    zone: int
    x_m: float
    y_m: float
    length_m: float
    is_inside: bool


def place_gates(
    gates: gpd.GeoDataFrame | None, walls: Walls, plane: MetricPlane, at_time: time | None
) -> PlacedGates:
    """Lay gates in metres and find the walled zone of each.

    A gate more than 50 m from the wall of the estate it names is refused.
    """
    if gates is None or gates.empty:
        nothing = np.empty(0)
        return PlacedGates(
            np.empty(0, object), nothing.astype(np.int64), nothing.astype(bool), nothing, nothing, []
        )
    frame = frame_to_wgs84(gates).reset_index(drop=True)
    points = plane.project_geometries(
        shapely.point_on_surface(np.asarray(frame.geometry.array, dtype=object))
    )
    zone, away_m = _zones(frame, points, walls)
    bad = ~np.isfinite(shapely.get_x(points)) | (away_m > FARTHEST_FROM_WALL_M)
    problems = [_refused(frame, int(row), float(away_m[row])) for row in np.flatnonzero(bad)]
    kept = ~bad
    codes = frame["code"] if "code" in frame else pd.Series([f"gate-{n + 1}" for n in frame.index])
    return PlacedGates(
        codes.astype(str).to_numpy(object)[kept],
        zone[kept],
        gates_open(frame, at_time)[kept],
        shapely.get_x(points)[kept],
        shapely.get_y(points)[kept],
        problems,
    )


def gates_open(gates: pd.DataFrame, at_time: time | None) -> Flags:
    """Whether each gate is open: ``is_open``, and at a given time of day also ``opens`` and ``closes``.

    The opening minute is in, the closing minute is not; hours over midnight (22:00-06:00) are understood;
    hours that cannot be read count as none.
    """
    stated = gates["is_open"] if "is_open" in gates else pd.Series(data=True, index=gates.index)
    is_open = stated.where(stated.notna(), other=True).astype(bool).to_numpy()
    if at_time is None or "opens" not in gates or "closes" not in gates:
        return np.asarray(is_open, dtype=bool)
    now = at_time.hour * 60 + at_time.minute
    hours = zip(gates["opens"], gates["closes"], strict=True)
    return np.asarray(is_open & [_within_hours(now, _minute(o), _minute(c)) for o, c in hours], dtype=bool)


def _within_hours(now: int, opens: int | None, closes: int | None) -> bool:
    if opens is None or closes is None or opens == closes:
        return True
    return opens <= now < closes if opens < closes else now >= opens or now < closes


def _minute(value: object) -> int | None:
    if isinstance(value, time):
        return value.hour * 60 + value.minute
    try:
        moment = time.fromisoformat(str(value).strip())
    except ValueError:
        return None
    return moment.hour * 60 + moment.minute


def _zones(gates: gpd.GeoDataFrame, points: Shapes, walls: Walls) -> tuple[Ints, Floats]:
    """Zone of each gate and its distance from that zone's wall."""
    number = {code: zone for zone, code in enumerate(walls.zone_code)}
    named = gates["estate_code"] if "estate_code" in gates else pd.Series("", index=gates.index)
    zone = np.array([number.get(str(code), OUTSIDE) for code in named], dtype=np.int64)
    away_m = np.zeros(len(zone))
    if not len(walls.zone_code):
        return zone, away_m
    borders = walls.borders
    loose = np.flatnonzero(zone == OUTSIDE)
    near = shapely.STRtree(borders).query_nearest(points[loose], max_distance=ON_BARRIER_M, all_matches=False)
    zone[loose[near[0]]] = near[1]
    inner = zone != OUTSIDE
    away_m[inner] = shapely.distance(points[inner], borders[zone[inner]])
    return zone, away_m


def _refused(gates: gpd.GeoDataFrame, row: int, away_m: float) -> Problem:
    placed = np.isfinite(away_m) and away_m > 0
    return Problem(
        "gate_off_wall" if placed else "gate_no_geometry",
        f"出入口离所属小区围墙 {away_m:.0f} 米，未参与测算" if placed else "出入口没有有效的点位",
        "把点移到围墙上，或改正所属小区",
        Severity.REFUSED,
        layer="gates",
        row=row + 1,
        value=str(gates["code"].iloc[row])[:80] if "code" in gates else "",
    )


def find_leads(gates: PlacedGates, pieces: Pieces) -> tuple[list[Lead], list[Problem]]:
    """Lead each gate of a zone to the nearest street outside and to each connected part of the streets inside.

    Without a street within 80 m outside, the gate leads nowhere and is reported.
    """
    leads: list[Lead] = []
    problems: list[Problem] = []
    inner = np.flatnonzero(pieces.zone != OUTSIDE)
    parts = connected_parts(pieces, inner)
    tree = shapely.STRtree(pieces.geometry)
    for gate in np.flatnonzero(gates.zone != OUTSIDE):
        point = shapely.Point(gates.x_m[gate], gates.y_m[gate])
        near = np.sort(tree.query(point, predicate="dwithin", distance=FARTHEST_STREET_M))
        found = lead_gate(int(gate), gates, near, parts.get(int(gates.zone[gate]), []), pieces)
        leads += found
        if not found:
            problems.append(_nowhere(gates, int(gate)))
    return leads, problems


def lead_gate(
    gate: int, gates: PlacedGates | Gates, near: Ints, parts: list[Ints], streets: Pieces | Edges
) -> list[Lead]:
    """Ways of one gate: to the nearest street outside first, then to each part inside; none without a street.

    Parameters
    ----------
    near
        Streets within 80 m of the gate, ascending.
    parts
        The streets of each connected part inside the walls (see ``connected_parts``).
    streets
        Pieces of the streets, or edges made of them.
    """
    point = shapely.Point(gates.x_m[gate], gates.y_m[gate])
    near = near[streets.on_ground[near]]
    outside = _nearest(point, near[streets.zone[near] != gates.zone[gate]], streets)
    if outside is None:
        return []
    inside = [_nearest(point, part, streets) for part in parts]
    ways = [_lead(gate, point, outside, streets, is_inside=False)]
    return ways + [_lead(gate, point, i, streets, is_inside=True) for i in inside if i is not None]


def connected_parts(streets: Pieces | Edges, inner: Ints) -> dict[int, list[Ints]]:
    """For each zone, the streets of each of its connected parts.

    Parameters
    ----------
    inner
        Streets within zones.
    """
    ends, number = np.unique(np.concatenate([streets.start[inner], streets.end[inner]]), return_inverse=True)
    start, end, size = number[: len(inner)], number[len(inner) :], len(ends)
    link = coo_array((np.ones(len(inner)), (start, end)), shape=(size, size))
    label = connected_components(link, directed=False)[1][start] if len(inner) else np.empty(0, np.int64)
    parts: dict[int, list[Ints]] = {}
    for _, members in pd.Series(inner).groupby(label):
        chosen = members.to_numpy(np.int64)
        parts.setdefault(int(streets.zone[chosen[0]]), []).append(chosen)
    return parts


def _nearest(point: shapely.Point, chosen: Ints, streets: Pieces | Edges) -> int | None:
    if not len(chosen):
        return None
    away_m = shapely.distance(point, streets.geometry[chosen]) + 0.5 * (streets.zone[chosen] != OUTSIDE)
    return int(chosen[np.argmin(away_m)])


def _lead(gate: int, point: shapely.Point, piece: int, streets: Pieces | Edges, *, is_inside: bool) -> Lead:
    line = streets.geometry[piece]
    met = shapely.line_interpolate_point(line, shapely.line_locate_point(line, point))
    length_m = float(shapely.distance(point, met))
    return Lead(gate, piece, int(streets.zone[piece]), met.x, met.y, length_m, is_inside)


def _nowhere(gates: PlacedGates, gate: int) -> Problem:
    return Problem(
        "gate_leads_nowhere",
        f"出入口外 {FARTHEST_STREET_M:.0f} 米内没有道路",
        "补画门外道路，或核对出入口位置",
        Severity.NOTED,
        layer="gates",
        value=str(gates.code[gate])[:80],
    )
