"""Project homes and facilities onto the street they open onto; nothing far away is attached silently."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import shapely

from gis.network.crossings import crosses_any
from gis.network.network import OUTSIDE, Flags, Floats, Ints, Network, Shapes
from gis.network.weights import Timing

MAX_ACCESS_M = 150.0
_PER_PLACE = ("x_m", "y_m", "edge", "fraction", "access_m", "reason", "zone")


class Reason(StrEnum):
    """Why a place is not reached; empty where it is."""

    NONE = ""
    TOO_FAR = "too_far_from_street"
    NO_GATE = "no_gate"
    GATES_CLOSED = "gates_closed"
    SEPARATED = "separated_by_barrier"
    DISCONNECTED = "disconnected_piece"
    NO_GEOMETRY = "no_geometry"


REASON_CHINESE = {
    Reason.NONE: "",
    Reason.TOO_FAR: "离最近的道路过远",
    Reason.NO_GATE: "封闭小区没有出入口数据",
    Reason.GATES_CLOSED: "封闭小区的出入口都关闭",
    Reason.SEPARATED: "与最近的道路之间有围墙或河流阻隔",
    Reason.DISCONNECTED: "所在道路与主路网不连通",
    Reason.NO_GEOMETRY: "没有有效的位置",
}


@dataclass(frozen=True, slots=True)
class Attachments:
    """Where each place meets the network; arrays of one length, except for the gates'.

    Attributes
    ----------
    x_m, y_m
        The place itself; NaN where it has none.
    edge, fraction
        The edge it opens onto and how far along from its start (0-1); edge -1: none.
    access_m
        Straight distance to that place, or to the nearest gate; infinite where unattached.
    reason
        A ``Reason``'s text; empty where attached.
    zone
        Walled zone it stands in.
    gate_owner, gate_node, gate_m
        Places of walled zones without a street come out at each of the zone's gates: place, node, distance.
    """

    x_m: Floats
    y_m: Floats
    edge: Ints
    fraction: Floats
    access_m: Floats
    reason: Shapes
    zone: Ints
    gate_owner: Ints
    gate_node: Ints
    gate_m: Floats

    def with_rows(self, rows: Ints, found: "Attachments") -> "Attachments":
        """The same with some places attached otherwise."""
        kept = ~np.isin(self.gate_owner, rows)
        parts = {name: getattr(self, name).copy() for name in _PER_PLACE}
        for name, column in parts.items():
            column[rows] = getattr(found, name)
        return Attachments(
            **parts,
            gate_owner=np.concatenate([self.gate_owner[kept], rows[found.gate_owner]]),
            gate_node=np.concatenate([self.gate_node[kept], found.gate_node]),
            gate_m=np.concatenate([self.gate_m[kept], found.gate_m]),
        )

    def take(self, chosen: Ints) -> "Attachments":
        """Attachments of some places, in ascending order of their numbers."""
        place = np.full(len(self.edge), -1, np.int64)
        place[chosen] = np.arange(len(chosen))
        kept = place[self.gate_owner] >= 0
        single = {name: getattr(self, name)[chosen] for name in _PER_PLACE}
        return Attachments(
            **single,
            gate_owner=place[self.gate_owner[kept]],
            gate_node=self.gate_node[kept],
            gate_m=self.gate_m[kept],
        )

    @classmethod
    def join(cls, several: "list[Attachments]") -> "Attachments":
        """Put the attachments of several lists of places one after the other."""
        starts = np.cumsum([0, *(len(found.edge) for found in several[:-1])])
        owner = [found.gate_owner + start for found, start in zip(several, starts, strict=True)]
        names = (*_PER_PLACE, "gate_node", "gate_m")
        parts = {name: np.concatenate([getattr(found, name) for found in several]) for name in names}
        return cls(**parts, gate_owner=np.concatenate(owner))


def attach_points(
    network: Network, timing: Timing, x_m: Floats, y_m: Floats, *, max_access_m: float = MAX_ACCESS_M
) -> Attachments:
    """Project places onto the nearest edge that the profile may walk, on their own side of every wall.

    A place in a walled zone opens onto the nearest street of that zone, however many streets pass outside;
    without one it comes out at the zone's gates, in a straight line. A place outside whose way to the nearest
    street crosses a wall takes the nearest one whose does not. Exactly ``max_access_m`` is near enough.
    """
    finite = np.isfinite(x_m) & np.isfinite(y_m)
    zone = np.full(len(x_m), OUTSIDE, np.int64)
    zone[finite] = network.zone_of(x_m[finite], y_m[finite])
    places = shapely.points(np.where(finite, x_m, 0.0), np.where(finite, y_m, 0.0))
    points = np.asarray(places, dtype=object)
    stairs = bool(timing.is_passable[network.edges.is_stairs].any())
    edge = np.full(len(x_m), -1, np.int64)
    reason = np.where(finite, Reason.TOO_FAR.value, Reason.NO_GEOMETRY.value).astype(object)
    for number in np.unique(zone[finite]):
        members = np.flatnonzero(finite & (zone == number))
        place, near = network.frontage(int(number), stairs=stairs).nearest(points[members], max_access_m)
        edge[members[place]] = near
    blocked = _blocked(network, points, zone, edge)
    edge[blocked] = _free_edges(network, points[blocked], max_access_m, stairs=stairs)
    reason[blocked] = Reason.SEPARATED.value
    reason[edge >= 0] = Reason.NONE.value
    fraction, access_m = _project(network, points, edge)
    placed = Attachments(x_m, y_m, edge, fraction, access_m, reason, zone, *_no_gates())
    return _with_gates(network, points, placed)


def _no_gates() -> tuple[Ints, Ints, Floats]:
    return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)


def _blocked(network: Network, points: Shapes, zone: Ints, edge: Ints) -> Ints:
    """Places outside every zone whose way to their street crosses a wall."""
    checked = np.flatnonzero((zone == OUTSIDE) & (edge >= 0))
    if not len(network.walls) or not len(checked):
        return np.empty(0, np.int64)
    ways = shapely.shortest_line(points[checked], network.edges.geometry[edge[checked]])
    return checked[crosses_any(np.asarray(ways, dtype=object), network.walls)]


def _free_edges(network: Network, points: Shapes, max_access_m: float, *, stairs: bool) -> Ints:
    """Nearest edge outside the zones that each place can walk up to without crossing a wall, or -1."""
    found = np.full(len(points), -1, np.int64)
    place, edge = network.frontage(OUTSIDE, stairs=stairs).within(points, max_access_m)
    ways = np.asarray(shapely.shortest_line(points[place], network.edges.geometry[edge]), dtype=object)
    free = np.flatnonzero(~crosses_any(ways, network.walls))
    farthest_first = free[np.lexsort((-edge[free], -shapely.length(ways[free])))]
    found[place[farthest_first]] = edge[farthest_first]
    return found


def _project(network: Network, points: Shapes, edge: Ints) -> tuple[Floats, Floats]:
    fraction, access_m = np.zeros(len(edge)), np.full(len(edge), np.inf)
    on = edge >= 0
    lines = network.edges.geometry[edge[on]]
    along_m, length_m = shapely.line_locate_point(lines, points[on]), shapely.length(lines)
    fraction[on] = np.divide(along_m, length_m, out=np.zeros_like(along_m), where=length_m > 0)
    access_m[on] = shapely.distance(points[on], lines)
    return fraction, access_m


def _with_gates(network: Network, points: Shapes, found: Attachments) -> Attachments:
    """Let places of walled zones that met no street come out at the gates."""
    gates = network.gates
    doors = np.flatnonzero(gates.node >= 0)
    inner = np.flatnonzero((found.zone != OUTSIDE) & (found.edge < 0))
    place, door = np.nonzero(found.zone[inner][:, None] == gates.zone[doors][None, :])
    owner, door = inner[place], doors[door]
    gate_m = np.hypot(
        shapely.get_x(points[owner]) - gates.x_m[door], shapely.get_y(points[owner]) - gates.y_m[door]
    )
    reason, access_m = found.reason.copy(), found.access_m.copy()
    reason[inner] = Reason.NO_GATE.value
    reason[owner] = Reason.NONE.value
    np.minimum.at(access_m, owner, gate_m)
    return replace(
        found, access_m=access_m, reason=reason, gate_owner=owner, gate_node=gates.node[door], gate_m=gate_m
    )


def is_walled_in(network: Network, gate_is_open: Flags, zone: Ints) -> Flags:
    """Whether each place stands in a zone none of whose gates is open."""
    open_zones = np.unique(network.gates.zone[gate_is_open & (network.gates.node >= 0)])
    return np.asarray((zone != OUTSIDE) & ~np.isin(zone, open_zones), dtype=bool)
