"""Number nodes along a Morton curve, find connected pieces, and put the network together."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.model.problems import Problem
from gis.network.gates import PlacedGates
from gis.network.network import Edges, Floats, Gates, Ints, Network
from gis.network.walls import Walls
from gis.space.metric import MetricPlane


def assemble(
    plane: MetricPlane,
    nodes: tuple[Floats, Floats],
    edges: Edges,
    *,
    placed: PlacedGates,
    inner: Ints,
    walls: Walls,
    problems: tuple[Problem, ...],
) -> Network:
    """Build the value from its parts, nodes renumbered along the Morton curve.

    Parameters
    ----------
    nodes
        Metres east and north of each node.
    inner
        Inner node of each gate, or -1.
    """
    order = np.argsort(morton_codes(*nodes), kind="stable")
    number = np.empty(len(order), np.int64)
    number[order] = np.arange(len(order))
    edges = replace(edges, start=number[edges.start], end=number[edges.end])
    node = np.where(inner >= 0, number[np.maximum(inner, 0)], -1)
    gates = Gates(placed.code, placed.zone, placed.is_open, placed.x_m, placed.y_m, node)
    piece = number_pieces(len(order), edges)
    borders = np.concatenate([walls.borders, walls.barriers])
    x_m, y_m = nodes
    return Network(
        plane,
        x_m[order],
        y_m[order],
        edges,
        gates,
        walls.zone_code,
        walls.zone_area,
        borders,
        piece,
        problems,
    )


def morton_codes(x_m: Floats, y_m: Floats) -> npt.NDArray[np.uint64]:
    """Interleave the bits of both coordinates, 20 each over the common square (Morton 1966)."""
    span = max(float(np.ptp(x_m)), float(np.ptp(y_m)), 1e-9) if len(x_m) else 1.0
    codes = np.zeros(len(x_m), np.uint64)
    for axis, values in enumerate((x_m, y_m)):
        least = values.min(initial=0.0) if not len(values) else values.min()
        cells = ((values - least) / span * (2**20 - 1)).astype(np.uint64)
        for bit in range(20):
            codes |= ((cells >> np.uint64(bit)) & np.uint64(1)) << np.uint64(2 * bit + axis)
    return codes


def number_pieces(node_count: int, edges: Edges) -> Ints:
    """Number the connected pieces by falling length, all gates taken as open."""
    ends = (edges.start, edges.end)
    link = coo_array((np.ones(len(edges)), ends), shape=(node_count, node_count))
    count, label = connected_components(link, directed=False)
    length_m = np.bincount(label[edges.start], weights=edges.length_m, minlength=count)
    rank = np.empty(count, np.int64)
    rank[np.argsort(-length_m, kind="stable")] = np.arange(count)
    return rank[label]
