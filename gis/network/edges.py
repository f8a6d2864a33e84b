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
from gis.network.network import OUTSIDE, Edges, Floats, Ints, Shapes
from gis.network.walkable import BIG_ROAD_CLASSES, STAIR_CLASSES
from gis.space.measure import lengths_m


@dataclass(frozen=True, slots=True)
class Cut:
    """Streets cut into pieces, and what leads from gates onto them.

    Attributes
    ----------
    pieces
        The pieces.
    leads, lead_mark
        Ways from gates, and the mark where each meets its street.
    in_barriers
        Gates of no zone.
    problems
        Gates that lead nowhere.
    """

    pieces: Pieces
    leads: list[Lead]
    lead_mark: Ints
    in_barriers: BarrierGates
    problems: list[Problem]


def make_edges(
    streets: gpd.GeoDataFrame, lines: Lines, cut: Cut, placed: PlacedGates
) -> tuple[Edges, tuple[Floats, Floats], Ints]:
    """Edges of pieces, of leads and of gates in barriers; the nodes' places; the inner node of each gate."""
    pieces = cut.pieces
    classes = streets["road_class"].to_numpy(object)
    ratio = lengths_m(streets.geometry) / shapely.length(lines.geometry)
    n = len(pieces.line)
    of_pieces = Edges(
        pieces.start,
        pieces.end,
        shapely.length(pieces.geometry) * ratio[pieces.line],
        streets["grade"].to_numpy(float)[pieces.line],
        np.isin(classes, list(STAIR_CLASSES))[pieces.line],
        np.isin(classes, list(BIG_ROAD_CLASSES))[pieces.line],
        pieces.zone,
        lines.on_ground[pieces.line],
        np.full(n, -1, np.int64),
        streets["row"].to_numpy(np.int64)[pieces.line],
        pieces.geometry,
    )
    x_m, y_m = _node_places(pieces)
    leads, inner = _lead_edges(cut, placed)
    used = np.flatnonzero(inner >= 0)
    through = _barrier_edges(cut)
    places = np.concatenate([x_m, placed.x_m[used]]), np.concatenate([y_m, placed.y_m[used]])
    return _concatenate([of_pieces, leads, through]), places, inner


def _node_places(pieces: Pieces) -> tuple[Floats, Floats]:
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
    ends = _nodes_at(cut.pieces, vertex, zones)
    gate = np.array([lead.gate for lead in cut.leads], np.int64)
    is_inside = np.array([lead.is_inside for lead in cut.leads], bool)
    shapes = [
        shapely.LineString([(placed.x_m[lead.gate], placed.y_m[lead.gate]), (lead.x_m, lead.y_m)])
        for lead in cut.leads
    ]
    edges = _plain_edges(
        inner[gate],
        ends,
        np.array([lead.length_m for lead in cut.leads]),
        zone=np.where(is_inside, placed.zone[gate], OUTSIDE),
        gate=np.where(is_inside, -1, gate),
        geometry=np.array(shapes, dtype=object),
    )
    return edges, inner


def _nodes_at(pieces: Pieces, vertex: Ints, zone: Ints) -> Ints:
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
    x_m, y_m = _node_places(cut.pieces)
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


def _concatenate(several: list[Edges]) -> Edges:
    names = Edges.__dataclass_fields__
    return Edges(*(np.concatenate([getattr(edges, name) for edges in several]) for name in names))
