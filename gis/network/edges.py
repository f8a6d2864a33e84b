"""Turn the pieces, the ways to gates and the gates in barriers into the edges of the network."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.model.problems import Problem
from gis.network.barrier_gates import BarrierGates
from gis.network.cutting import Lines, Pieces
from gis.network.gates import Lead, PlacedGates
from gis.network.laid import Traits
from gis.network.network import OUTSIDE, Edges, Floats, Gates, Ints, Shapes
from gis.network.noding import Marks
from gis.network.walkable import BIG_ROAD_CLASSES, STAIR_CLASSES
from gis.space.measure import lengths_m


@dataclass(frozen=True, slots=True)
class Cut:
    """Streets cut into pieces, and what leads from gates onto them.

    Attributes
    ----------
    pieces
        The pieces.
    marks, pairs, rank
        What the lines were cut at, which marks are one place, and what the marks are sorted by (``laid``).
    leads, lead_mark
        Ways from gates, and the mark where each meets its street.
    in_barriers
        Gates of no zone.
    problems
        Gates that lead nowhere.
    """

    pieces: Pieces
    marks: Marks
    pairs: Ints
    rank: Ints
    leads: list[Lead]
    lead_mark: Ints
    in_barriers: BarrierGates
    problems: list[Problem]


def traits_of(streets: gpd.GeoDataFrame, lines: Lines) -> Traits:
    """What edges take over from each street."""
    classes = streets["road_class"].to_numpy(object)
    return Traits(
        lengths_m(streets.geometry) / shapely.length(lines.geometry),
        streets["grade"].to_numpy(float),
        np.isin(classes, list(STAIR_CLASSES)),
        np.isin(classes, list(BIG_ROAD_CLASSES)),
        streets["row"].to_numpy(np.int64),
    )


def piece_edges(pieces: Pieces, traits: Traits, lines: Lines) -> Edges:
    """One edge per piece."""
    line = pieces.line
    return Edges(
        pieces.start,
        pieces.end,
        shapely.length(pieces.geometry) * traits.ratio[line],
        traits.grade[line],
        traits.is_stairs[line],
        traits.is_big_road[line],
        pieces.zone,
        lines.on_ground[line],
        np.full(len(line), -1, np.int64),
        traits.row[line],
        pieces.geometry,
    )


def make_edges(
    traits: Traits, lines: Lines, cut: Cut, placed: PlacedGates
) -> tuple[Edges, tuple[Floats, Floats], Ints]:
    """Edges of pieces, of leads and of gates in barriers; the nodes' places; the inner node of each gate."""
    pieces = cut.pieces
    of_pieces = piece_edges(pieces, traits, lines)
    x_m, y_m = node_places(pieces)
    leads, inner = _lead_edges(cut, placed)
    used = np.flatnonzero(inner >= 0)
    through = _barrier_edges(cut)
    places = np.concatenate([x_m, placed.x_m[used]]), np.concatenate([y_m, placed.y_m[used]])
    return join_edges([of_pieces, leads, through]), places, inner


def node_places(pieces: Pieces) -> tuple[Floats, Floats]:
    """Metres east and north of each node of the pieces."""
    x_m, y_m = np.empty(pieces.node_count), np.empty(pieces.node_count)
    for node, vertex in ((pieces.start, pieces.first), (pieces.end, pieces.last)):
        x_m[node], y_m[node] = pieces.vertices.x_m[vertex], pieces.vertices.y_m[vertex]
    return x_m, y_m


def _lead_edges(cut: Cut, placed: PlacedGates) -> tuple[Edges, Ints]:
    """One edge per lead, from the gate's inner node; those to the outside pass the gate."""
    inner = np.full(len(placed.code), -1, np.int64)
    used = np.unique([lead.gate for lead in cut.leads]).astype(np.int64)
    inner[used] = cut.pieces.node_count + np.arange(len(used))
    vertex = cut.pieces.vertices.of_mark[cut.lead_mark] if cut.leads else np.empty(0, np.int64)
    zones = np.array([lead.zone for lead in cut.leads], np.int64)
    ends = nodes_at(cut.pieces, vertex, zones)
    edges = lead_edges(cut.leads, inner, ends, placed)
    return edges, inner


def lead_edges(leads: list[Lead], inner: Ints, ends: Ints, placed: PlacedGates | Gates) -> Edges:
    """One edge per lead, from its gate's inner node to the node where it meets its street."""
    gate = np.array([lead.gate for lead in leads], np.int64)
    is_inside = np.array([lead.is_inside for lead in leads], bool)
    shapes = [
        shapely.LineString([(placed.x_m[lead.gate], placed.y_m[lead.gate]), (lead.x_m, lead.y_m)])
        for lead in leads
    ]
    return _plain_edges(
        inner[gate],
        ends,
        np.array([lead.length_m for lead in leads]),
        zone=np.where(is_inside, placed.zone[gate], OUTSIDE),
        gate=np.where(is_inside, -1, gate),
        geometry=np.array(shapes, dtype=object),
    )


def nodes_at(pieces: Pieces, vertex: Ints, zone: Ints) -> Ints:
    """Node of a piece of the given zone that ends at the vertex; every asked vertex is such an end."""
    ends = pd.DataFrame(
        {
            "vertex": np.concatenate([pieces.first, pieces.last]),
            "zone": np.tile(pieces.zone, 2),
            "node": np.concatenate([pieces.start, pieces.end]),
        }
    ).drop_duplicates(["vertex", "zone"])
    asked = pd.DataFrame({"vertex": vertex, "zone": zone})
    return asked.merge(ends, how="left", on=["vertex", "zone"])["node"].to_numpy(np.int64)


def _barrier_edges(cut: Cut) -> Edges:
    start, end, gate = cut.in_barriers.links(cut.pieces)
    x_m, y_m = node_places(cut.pieces)
    shapes = shapely.linestrings(
        np.stack([np.column_stack([x_m[start], y_m[start]]), np.column_stack([x_m[end], y_m[end]])], axis=1)
    )
    zone = np.full(len(start), OUTSIDE, np.int64)
    return _plain_edges(
        start, end, np.zeros(len(start)), zone=zone, gate=gate, geometry=np.asarray(shapes, dtype=object)
    )


def _plain_edges(
    start: Ints, end: Ints, length_m: Floats, *, zone: Ints, gate: Ints, geometry: Shapes
) -> Edges:
    n = len(start)
    no, flat = np.zeros(n, bool), np.zeros(n)
    return Edges(start, end, length_m, flat, no, no, zone, ~no, gate, np.full(n, -1, np.int64), geometry)


def join_edges(several: list[Edges]) -> Edges:
    """Put lists of edges one after the other."""
    names = Edges.__dataclass_fields__
    return Edges(*(np.concatenate([getattr(edges, name) for edges in several]) for name in names))
