"""Cut a few lines anew and put their pieces in the place of the old ones; everything else keeps its number.

The lines that changed are cut together with every line that comes within a metre of them, by the very rules
of a full build (``cutting``). An end of a piece that was an end before, on the same line, at the same place
and on the same side, keeps its node; the others get new ones. Where two nodes of before would become one, or a
way that stays would lose its street, the change is not a local one, and ``None`` says so: build anew.
"""

from dataclasses import dataclass, replace
from math import hypot

import numpy as np
import shapely

from gis.network.assemble import number_pieces
from gis.network.cutting import Pieces, cut_lines
from gis.network.edges import join_edges, lead_edges, nodes_at, piece_edges
from gis.network.elevation import grades_of
from gis.network.gates import Lead
from gis.network.laid import NOT_A_LINE, Laid
from gis.network.network import Edges, Flags, Floats, Gates, Ints, Network
from gis.network.noding import SAME_PLACE_M

TOUCHING_M = 1.0
_Place = tuple[float, float]
_End = tuple[int, bool, _Place]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to change.

    Attributes
    ----------
    laid
        Lines and marks as they are to be; ``line_of_edge`` as it was.
    changed
        Lines to cut anew.
    gates
        The gates as they are to be; a new inner node is ``node_count`` and so on, at the gate itself.
    gone
        Edges of ways to gates that are no more.
    leads, lead_mark
        Ways to gates that are new, and the mark where each meets its street.
    """

    laid: Laid
    changed: Ints
    gates: Gates
    gone: Ints
    leads: list[Lead]
    lead_mark: Ints


@dataclass(frozen=True, slots=True)
class _Cut:
    """Lines cut anew: pieces of them and their neighbours, and the network's node for each of their nodes."""

    around: Ints
    changed: Ints
    pieces: Pieces
    mark: Ints
    node: Ints
    fresh: Ints


def recut(network: Network, wanted: Wanted) -> tuple[Network, Ints] | None:
    """Change a network locally.

    Returns
    -------
    tuple
        The changed network, and the edge that each edge has become (-1: none); None where the change is not
        a local one. Nodes keep their numbers; those without any edge left are on no piece (-1).
    """
    held = network.node_count + int((wanted.gates.node >= network.node_count).sum())
    cut = _cut(network, wanted.laid, wanted.changed, held)
    if cut is None:
        return None
    pieces, chosen = cut.pieces, np.isin(cut.around[cut.pieces.line], cut.changed)
    came = _came(network, wanted, cut, chosen)
    vertex = pieces.vertices.of_mark[_positions(cut.mark, wanted.lead_mark)]
    zones = np.array([lead.zone for lead in wanted.leads], np.int64)
    ends = cut.node[nodes_at(pieces, vertex, zones)] if wanted.leads else np.empty(0, np.int64)
    ways = lead_edges(wanted.leads, wanted.gates.node, ends, wanted.gates)
    goes = np.isin(wanted.laid.line_of_edge, cut.changed)
    goes[wanted.gone] = True
    line = np.concatenate([cut.around[pieces.line[chosen]], np.full(len(ways), NOT_A_LINE)])
    edges, line_of_edge, moved = _merge(network.edges, wanted.laid.line_of_edge, goes, [came, ways], line)
    x_m, y_m = _places(network, wanted.gates, cut, held)
    if not _all_stand(edges, wanted.gates, len(x_m)):
        return None
    changed = replace(
        network,
        node_x_m=x_m,
        node_y_m=y_m,
        edges=edges,
        gates=wanted.gates,
        piece=_pieces(len(x_m), edges),
        laid=replace(wanted.laid, line_of_edge=line_of_edge),
        former=(network, moved),
        _trees={},
    )
    return changed, moved


def _cut(network: Network, laid: Laid, changed: Ints, held: int) -> _Cut | None:
    """Cut the lines with their neighbours, and find the node of each end.

    A neighbour that must now be cut where it was not before is one of the changed lines, too.
    """
    around = np.union1d(laid.near(laid.lines.geometry[changed], TOUCHING_M), changed)
    lines, marks, pairs, mark = laid.part(around)
    pieces = cut_lines(lines, marks, pairs, network.zone_area)
    known = _known_ends(network.edges, laid, around)
    node, more = np.full(pieces.node_count, -1, np.int64), set()
    for (line, is_start, place), number in _ends_of(pieces, around):
        was = _same_end(known.get((line, is_start), []), place)
        if not was:
            more.add(line)
        elif len(was) > 1 or node[number] not in (-1, *was):
            return None
        else:
            node[number] = was.pop()
    more -= set(changed.tolist())
    if more:
        return _cut(network, laid, np.union1d(changed, np.array(sorted(more))), held)
    mine = np.isin(around[pieces.line], changed)
    used = np.unique(np.concatenate([pieces.start[mine], pieces.end[mine]]))
    fresh = used[node[used] < 0]
    node[fresh] = held + np.arange(len(fresh))
    return _Cut(around, changed, pieces, mark, node, fresh)


def _ends_of(pieces: Pieces, around: Ints) -> list[tuple[_End, int]]:
    """Each end of each piece, and its node."""
    line, vertices = around[pieces.line].tolist(), pieces.vertices
    ends: list[tuple[_End, int]] = []
    for vertex, nodes, is_start in ((pieces.first, pieces.start, True), (pieces.last, pieces.end, False)):
        places = zip(vertices.x_m[vertex].tolist(), vertices.y_m[vertex].tolist(), strict=True)
        every = zip(line, places, nodes.tolist(), strict=True)
        ends += [((number, is_start, place), node) for number, place, node in every]
    return ends


def _known_ends(edges: Edges, laid: Laid, around: Ints) -> dict[tuple[int, bool], list[tuple[_Place, int]]]:
    """Place and node of each end of the edges of some lines, by line and side."""
    chosen = np.flatnonzero(np.isin(laid.line_of_edge, around))
    line = laid.line_of_edge[chosen].tolist()
    known: dict[tuple[int, bool], list[tuple[_Place, int]]] = {}
    for end, nodes, is_start in ((0, edges.start, True), (-1, edges.end, False)):
        point = shapely.get_point(edges.geometry[chosen], end)
        places = zip(shapely.get_x(point).tolist(), shapely.get_y(point).tolist(), strict=True)
        for number, place, node in zip(line, places, nodes[chosen].tolist(), strict=True):
            known.setdefault((number, is_start), []).append((place, node))
    return known


def _same_end(known: list[tuple[_Place, int]], place: _Place) -> set[int]:
    """Nodes of the ends that stood at a place, or within 1 cm of it where marks there are one."""
    near = [(hypot(x_m - place[0], y_m - place[1]), node) for (x_m, y_m), node in known]
    here = [(away_m, node) for away_m, node in near if away_m < SAME_PLACE_M]
    least = min(here, default=(0.0, -1))[0]
    return {node for away_m, node in here if away_m == least}


def _came(network: Network, wanted: Wanted, cut: _Cut, chosen: Flags) -> Edges:
    """Edges of the pieces of the changed lines."""
    laid = wanted.laid
    of_line = replace(
        cut.pieces,
        line=cut.around[cut.pieces.line],
        start=cut.node[cut.pieces.start],
        end=cut.node[cut.pieces.end],
    )
    every = piece_edges(of_line, laid.traits, laid.lines)
    came = Edges(*(getattr(every, name)[chosen] for name in Edges.__dataclass_fields__))
    sources = network.sources
    if sources is None or sources.elevation is None:
        return came
    return replace(came, grade=grades_of(came.geometry, network.plane, sources.elevation))


def _merge(
    edges: Edges, line_of_edge: Ints, goes: Flags, came: list[Edges], line: Ints
) -> tuple[Edges, Ints, Ints]:
    """Edges without those that go and with those that came, by line; the line of each; where each went."""
    stay = np.flatnonzero(~goes)
    kept = Edges(*(getattr(edges, name)[stay] for name in Edges.__dataclass_fields__))
    lines = np.concatenate([line_of_edge[stay], line])
    rank = np.where(lines == NOT_A_LINE, np.iinfo(np.int64).max, lines)
    order = np.argsort(rank, kind="stable")
    every = join_edges([kept, *came])
    number = np.empty(len(order), np.int64)
    number[order] = np.arange(len(order))
    moved = np.full(len(edges), -1, np.int64)
    moved[stay] = number[: len(stay)]
    merged = Edges(*(getattr(every, name)[order] for name in Edges.__dataclass_fields__))
    return merged, lines[order], moved


def _places(network: Network, gates: Gates, cut: _Cut, held: int) -> tuple[Floats, Floats]:
    """Metres east and north of every node; a gate's inner node stands where the gate does."""
    vertices, pieces = cut.pieces.vertices, cut.pieces
    places = []
    for before, at_gate, at_vertex in (
        (network.node_x_m, gates.x_m, vertices.x_m),
        (network.node_y_m, gates.y_m, vertices.y_m),
    ):
        place = np.concatenate([before, np.zeros(held - len(before) + len(cut.fresh))])
        inner = gates.node >= 0
        place[gates.node[inner]] = at_gate[inner]
        for node, vertex in ((pieces.start, pieces.first), (pieces.end, pieces.last)):
            new = cut.node[node] >= held
            place[cut.node[node][new]] = at_vertex[vertex[new]]
        places.append(place)
    return places[0], places[1]


def _positions(values: Ints, asked: Ints) -> Ints:
    """Where each of the asked values stands among values without repetition."""
    order = np.argsort(values)
    return np.asarray(order[np.searchsorted(values, asked, sorter=order)], dtype=np.int64)


def _all_stand(edges: Edges, gates: Gates, node_count: int) -> bool:
    """Whether every way to a gate, and every way through a barrier, still meets a street at its ends."""
    is_street = edges.street >= 0
    met = np.zeros(node_count, bool)
    met[edges.start[is_street]] = True
    met[edges.end[is_street]] = True
    met[gates.node[gates.node >= 0]] = True
    return bool(met[edges.start].all() and met[edges.end].all())


def _pieces(node_count: int, edges: Edges) -> Ints:
    """Connected pieces; -1 for nodes that no edge is left to."""
    piece = number_pieces(node_count, edges)
    lone = np.ones(node_count, bool)
    lone[edges.start] = False
    lone[edges.end] = False
    piece[lone] = -1
    return piece
