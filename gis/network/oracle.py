"""The same question answered by scipy.sparse.csgraph in float64: what the engine is tested against."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gis.network.network import Floats, Ints, Network
from gis.network.weights import TICKS_PER_S, Arcs, Seeds, Timing


def nearest_seconds(arcs: Arcs, seeds: Seeds, *, limit_s: float) -> Floats:
    """Seconds from every node to the nearest source; infinite beyond ``limit_s``.

    scipy starts every source at 0, so each way to a source becomes an arc from a node of its own.
    """
    n, ways = len(arcs.offsets) - 1, len(seeds.nodes)
    counts = np.diff(arcs.offsets)
    seconds = (arcs.packed >> 32) / TICKS_PER_S
    origin = np.concatenate([np.repeat(np.arange(n), counts), n + np.arange(ways)])
    target = np.concatenate([arcs.packed & 0xFFFFFFFF, seeds.nodes])
    weight = np.concatenate([seconds, (seeds.labels >> 32) / TICKS_PER_S])
    graph = _shortest(origin, target, weight, n + ways)
    found = (
        dijkstra(graph, indices=n + np.arange(ways), min_only=True, limit=limit_s)
        if ways
        else np.full(n, np.inf)
    )
    return np.asarray(found[:n], dtype=np.float64)


def plain_graph(network: Network, timing: Timing) -> csr_array:
    """The walk along each edge in seconds, in float64 and never rounded to ticks; what is shut is left out."""
    edges = network.edges
    wait_s = timing.start_wait_s + timing.end_wait_s
    origin = np.concatenate([edges.start, edges.end])
    target = np.concatenate([edges.end, edges.start])
    weight = np.concatenate([timing.forward_s + wait_s, timing.backward_s + wait_s])
    kept = np.isfinite(weight)
    return _shortest(origin[kept], target[kept], weight[kept], network.node_count)


def _shortest(origin: Ints, target: Ints, weight: Floats, size: int) -> csr_array:
    """A graph with the shortest of parallel arcs (a sparse matrix would add them up)."""
    order = np.lexsort((weight, target, origin))
    origin, target, weight = origin[order], target[order], weight[order]
    first = np.ones(len(order), bool)
    first[1:] = (origin[1:] != origin[:-1]) | (target[1:] != target[:-1])
    least = np.maximum(weight[first], 1e-12)
    return csr_array((least, (origin[first], target[first])), shape=(size, size))
