"""Open or close one gate in a model: only what hangs on it is searched again."""

from dataclasses import replace
from time import perf_counter

import numpy as np

from gis.coverage.model import CoverageModel, Walks
from gis.errors import NotFound
from gis.network.change import close_arcs, hanging_nodes, open_arcs, set_ticks
from gis.network.engine import limit_label
from gis.network.nearest import door_labels
from gis.network.network import Flags, Ints
from gis.network.weights import ArcPair, edge_ticks, time_edges


def set_gate(model: CoverageModel, code: str, *, is_open: bool) -> tuple[CoverageModel, float]:
    """Give the model with a gate open or closed, and the seconds its search took.

    A gate that is so already changes nothing.

    Raises
    ------
    NotFound
        ``gate_unknown``.
    """
    gate = gate_row(model, code)
    if bool(model.network.gates.is_open[gate]) == is_open:
        return model, 0.0
    states = model.network.gates.is_open.copy()
    states[gate] = is_open
    network = replace(model.network, gates=replace(model.network.gates, is_open=states))
    edges = np.flatnonzero(network.edges.gate == gate)
    after = replace(model, network=network, walks=_walks(model, gate_edges=edges, states=states))
    node_labels, home_labels = model.node_labels.copy(), model.home_labels.copy()
    ends = np.concatenate([network.edges.start[edges], network.edges.end[edges]])
    limit, spent_s = limit_label(model.horizon_s), 0.0
    arcs = after.walks.arcs
    for item, rows in enumerate(model.members):
        seeds = model.facility_doors.take(rows).labels(rows)
        since = perf_counter()
        if is_open:
            open_arcs(arcs, node_labels[item], ends, limit)
        else:
            hanging = hanging_nodes(model.walks.arcs, node_labels[item], ends)
            close_arcs(arcs, node_labels[item], hanging, seeds, limit)
        spent_s += perf_counter() - since
        on_edges = model.on_edges(item)
        home_labels[item] = door_labels(model.homes, node_labels[item], on_edges, limit_s=model.horizon_s)
    return replace(after, node_labels=node_labels, home_labels=home_labels), spent_s


def gate_row(model: CoverageModel, code: str) -> int:
    """Index of a gate in use; ``NotFound`` (``gate_unknown``)."""
    rows = np.flatnonzero(model.network.gates.code == code)
    if not len(rows):
        raise NotFound(
            f"no gate {code} in use",
            chinese=f"没有编号为“{code[:40]}”的出入口（或它不在围墙上，未参与测算）",
            code="gate_unknown",
            value=code,
        )
    return int(rows[0])


def _walks(model: CoverageModel, *, gate_edges: Ints, states: Flags) -> Walks:
    """Times and arcs with the gate's edges as they are now."""
    timing = time_edges(model.network, model.profile, gate_is_open=states)
    forward, backward = edge_ticks(timing)
    edges, start, end = gate_edges, model.network.edges.start, model.network.edges.end
    tails, heads = np.concatenate([start[edges], end[edges]]), np.concatenate([end[edges], start[edges]])
    ticks = np.concatenate([forward[edges], backward[edges]])
    against = set_ticks(model.walks.arcs.against, heads, tails, ticks)
    return Walks(timing, ArcPair(against, set_ticks(model.walks.arcs.along, tails, heads, ticks)))
