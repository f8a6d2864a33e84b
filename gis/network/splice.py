"""Add a path, add a gate or move one in a network: only the lines it touches are cut anew.

The network is the one built anew with the change in its input, but that a way to a gate keeps its place where
a street got a new vertex within 1 cm of it.

``None`` from any of these says that the change is not a local one (see ``recut``), and the network must be
built anew.
"""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely

from gis.network.crossings import street_crossings, wall_marks
from gis.network.cutting import Lines
from gis.network.gates import (
    FARTHEST_STREET_M,
    ON_BARRIER_M,
    Lead,
    connected_parts,
    lead_gate,
)
from gis.network.laid import NOT_A_LINE, Laid, Traits, rank_leads, rank_of
from gis.network.network import OUTSIDE, Edges, Gates, Ints, Network, Shapes
from gis.network.noding import Marks
from gis.network.recut import TOUCHING_M, Wanted, recut
from gis.space.measure import lengths_m

SAME_LEAD_M = 1e-6
_NOTHING: Ints = np.empty(0, np.int64)
_NO_PAIRS: Ints = np.empty((0, 2), np.int64)


@dataclass(frozen=True, slots=True)
class Splice:
    """A network changed locally.

    Attributes
    ----------
    network
        As it is now.
    moved
        What each edge of before has become; -1 where it is gone.
    zones
        Walled zones whose gates changed their ways.
    """

    network: Network
    moved: Ints
    zones: Ints


def add_path(network: Network, path: shapely.LineString, *, is_bridge: bool) -> Splice | None:
    """Add a footpath, or a bridge for walkers.

    Parameters
    ----------
    path
        EPSG:4326.
    """
    laid, sources = network.laid, network.sources
    if laid is None or sources is None:
        return None
    shape = network.plane.project_geometries(np.array([path], dtype=object))
    if not is_bridge and _near_barrier_gates(network, shape):
        return None
    number = len(laid.lines.geometry)
    line = Lines(shape, np.array([int(is_bridge)]), np.array([not sources.connect_crossings]))
    row = len(sources.streets) + len(sources.paths)
    drawn = laid.with_line(line, _footway(path, shape, row))
    marked = _meet(drawn, number).with_marks(*_at_walls(network, line, number))
    changed = np.unique(np.append(marked.marks.line[len(laid.marks.line) :], number))
    cut = recut(network, Wanted(marked, changed, network.gates, _NOTHING, [], _NOTHING))
    if cut is None:
        return None
    splice = Splice(*cut, _NOTHING)
    return splice if is_bridge else _lead_again(splice, _around(splice.network, number))


def add_gate(network: Network, code: str, zone: int, x_m: float, y_m: float) -> Splice | None:
    """Add an open gate to a walled zone."""
    old = network.gates
    gates = Gates(
        np.append(old.code, code),
        np.append(old.zone, zone),
        np.append(old.is_open, True),
        np.append(old.x_m, x_m),
        np.append(old.y_m, y_m),
        np.append(old.node, -1),
    )
    return _with_leads(network, gates, np.array([len(old.code)]))


def move_gate(network: Network, gate: int, x_m: float, y_m: float) -> Splice | None:
    """Set one gate of a walled zone elsewhere on its wall."""
    if network.gates.zone[gate] == OUTSIDE:
        return None
    at_x_m, at_y_m = network.gates.x_m.copy(), network.gates.y_m.copy()
    at_x_m[gate], at_y_m[gate] = x_m, y_m
    return _with_leads(network, replace(network.gates, x_m=at_x_m, y_m=at_y_m), np.array([gate]))


def _near_barrier_gates(network: Network, shape: Shapes) -> bool:
    """Whether a gate of an open barrier is so near that it might lead onto the path."""
    loose = network.gates.zone == OUTSIDE
    points = shapely.points(network.gates.x_m[loose], network.gates.y_m[loose])
    return bool(shapely.dwithin(points, shape[0], ON_BARRIER_M).any())


def _footway(path: shapely.LineString, shape: Shapes, row: int) -> Traits:
    length_m = lengths_m(gpd.GeoSeries([path], crs="EPSG:4326"))
    no = np.array([False])
    return Traits(length_m / shapely.length(shape), np.array([0.0]), no, no, np.array([row]))


def _meet(laid: Laid, number: int) -> Laid:
    """Mark where a line meets the others."""
    chosen = np.union1d(laid.near(laid.lines.geometry[[number]], TOUCHING_M), [number])
    lines = laid.lines
    marks, pairs, rank = street_crossings(lines.geometry[chosen], lines.level[chosen], lines.is_noded[chosen])
    rank[:, 2:] = chosen[rank[:, 2:]]
    marks = replace(marks, line=chosen[marks.line])
    mine = pairs[(marks.line[pairs] == number).any(axis=1)]
    kept = mine.T.ravel()
    some = Marks(marks.line[kept], marks.x_m[kept], marks.y_m[kept], marks.cuts[kept])
    one = np.arange(len(mine))
    both = np.column_stack([one, one + len(mine)])
    return laid.with_marks(some, both, rank[kept], np.full(len(kept), -1))


def _at_walls(network: Network, line: Lines, number: int) -> tuple[Marks, Ints, Ints, Ints]:
    """Marks where a line meets walls."""
    borders, barriers = np.split(network.walls, [len(network.zone_area)])
    met = Marks.join(
        [
            wall_marks(line.geometry, line.on_ground, borders, cuts=False),
            wall_marks(line.geometry, line.on_ground, barriers, cuts=True),
        ]
    )
    count = len(met.line)
    return replace(met, line=met.line + number), _NO_PAIRS, rank_of(4, count), np.full(count, -1)


def _around(network: Network, number: int) -> Ints:
    """Gates that might lead onto a new line: those within 80 m, and those of the zones it enters."""
    gates, laid = network.gates, network.laid
    assert laid is not None  # noqa: S101
    points = shapely.points(gates.x_m, gates.y_m)
    entered = np.unique(network.edges.zone[laid.line_of_edge == number])
    may = shapely.dwithin(points, laid.lines.geometry[number], FARTHEST_STREET_M) | np.isin(
        gates.zone, entered
    )
    return np.flatnonzero(may & (gates.zone != OUTSIDE))


def _lead_again(splice: Splice, chosen: Ints) -> Splice | None:
    """Let some gates choose their ways anew."""
    if not len(chosen):
        return splice
    led = _with_leads(splice.network, splice.network.gates, chosen)
    if led is None:
        return None
    return Splice(led.network, _follow(splice.moved, led.moved), led.zones)


def _follow(first: Ints, then: Ints) -> Ints:
    """What each edge has become after two changes."""
    moved = np.full(len(first), -1, np.int64)
    moved[first >= 0] = then[first[first >= 0]]
    return moved


@dataclass(frozen=True, slots=True)
class _Choice:
    """Ways of some gates that come and go, and the gates that lead nowhere."""

    leads: list[Lead]
    gone: list[int]
    nowhere: list[int]


def _with_leads(network: Network, gates: Gates, chosen: Ints) -> Splice | None:
    """Find the ways of some gates, and change those that differ from what they are."""
    laid = network.laid
    if laid is None:
        return None
    choice, zones = _choose(network, gates, chosen), np.unique(gates.zone[chosen])
    gates = replace(gates, node=_inner_nodes(network, gates, choice))
    if not choice.leads and not choice.gone:
        stay = np.arange(len(network.edges))
        return Splice(replace(network, gates=gates, former=(network, stay), _trees={}), stay, zones)
    leads, taken = choice.leads, _marks_of(laid, network, choice.gone)
    lines = laid.line_of_edge[[lead.piece for lead in leads]] if leads else _NOTHING
    places = np.array([(lead.x_m, lead.y_m) for lead in leads]).reshape(-1, 2)
    marks = Marks(lines, places[:, 0], places[:, 1], np.zeros(len(leads), bool))
    led = np.array([lead.gate for lead in leads], np.int64)
    after = laid.without_marks(taken).with_marks(marks, _NO_PAIRS, rank_leads(leads), led)
    changed = np.union1d(lines, laid.marks.line[taken])
    at = len(laid.marks.line) + np.arange(len(leads))
    cut = recut(network, Wanted(after, changed, gates, np.array(choice.gone, np.int64), leads, at))
    return None if cut is None else Splice(*cut, zones)


def _choose(network: Network, gates: Gates, chosen: Ints) -> _Choice:
    """Set the ways that some gates have by the rules beside those that they have now."""
    choice = _Choice([], [], [])
    for gate in chosen.tolist():
        now, before = _leads_of(network, gates, gate), _ways_of(network, gate)
        stays = gate < len(network.gates.code) and _same_place(network.gates, gates, gate)
        held = {_meeting(network.edges, way): way for way in before} if stays else {}
        kept = {key for lead in now if (key := _held(held, lead)) is not None}
        choice.gone.extend(way for way in before if not stays or _meeting(network.edges, way) not in kept)
        choice.leads.extend(lead for lead in now if _held(held, lead) is None)
        choice.nowhere.extend([] if now else [gate])
    return choice


def _same_place(before: Gates, now: Gates, gate: int) -> bool:
    return bool(before.x_m[gate] == now.x_m[gate] and before.y_m[gate] == now.y_m[gate])


def _leads_of(network: Network, gates: Gates, gate: int) -> list[Lead]:
    """The ways a gate has by the rules."""
    laid, edges, zone = network.laid, network.edges, int(gates.zone[gate])
    assert laid is not None  # noqa: S101
    point = shapely.Point(gates.x_m[gate], gates.y_m[gate])
    lines = laid.near(np.array([point], dtype=object), FARTHEST_STREET_M)
    near = np.flatnonzero(np.isin(laid.line_of_edge, lines))
    near = near[shapely.dwithin(edges.geometry[near], point, FARTHEST_STREET_M)]
    inner = np.flatnonzero((edges.zone == zone) & (edges.street >= 0))
    return lead_gate(gate, gates, near, connected_parts(edges, inner).get(zone, []), edges)


def _ways_of(network: Network, gate: int) -> list[int]:
    """Edges from a gate's inner node."""
    if gate >= len(network.gates.code) or network.gates.node[gate] < 0:
        return []
    edges = network.edges
    return np.flatnonzero((edges.street < 0) & (edges.start == network.gates.node[gate])).tolist()


def _meeting(edges: Edges, way: int) -> tuple[float, float, bool]:
    """Where a way to a gate meets its street, and whether it does so inside the walls."""
    point = shapely.get_point(edges.geometry[way], -1)
    return float(point.x), float(point.y), bool(edges.gate[way] < 0)


def _held(held: dict[tuple[float, float, bool], int], lead: Lead) -> tuple[float, float, bool] | None:
    """The way among those there are that is this lead."""
    for x_m, y_m, is_inside in held:
        if is_inside == lead.is_inside and np.hypot(x_m - lead.x_m, y_m - lead.y_m) < SAME_LEAD_M:
            return x_m, y_m, is_inside
    return None


def _marks_of(laid: Laid, network: Network, ways: list[int]) -> Ints:
    """Marks where some ways meet their streets."""
    found = [_NOTHING]
    for way in ways:
        x_m, y_m, _ = _meeting(network.edges, way)
        gate = np.flatnonzero(network.gates.node == network.edges.start[way])[0]
        here = (laid.marks.x_m == x_m) & (laid.marks.y_m == y_m) & (laid.marks.line != NOT_A_LINE)
        found.append(np.flatnonzero((laid.mark_gate == gate) & here))
    return np.concatenate(found)


def _inner_nodes(network: Network, gates: Gates, choice: _Choice) -> Ints:
    """Inner node of each gate: a new one where it leads somewhere for the first time, none where it does not."""
    node = gates.node.copy()
    node[choice.nowhere] = -1
    first = sorted({lead.gate for lead in choice.leads if node[lead.gate] < 0})
    node[first] = network.node_count + np.arange(len(first))
    return node
