"""Nearest facility for all nodes by other people's libraries; each gives seconds, infinite beyond the limit."""

from collections.abc import Callable

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from bench.coverage_networks import BenchNetwork

Ask = Callable[[np.ndarray], np.ndarray]


def scipy_graph(network: BenchNetwork):
    ends = (np.concatenate([network.start, network.end]), np.concatenate([network.end, network.start]))
    weights = np.tile(network.seconds, 2)
    return coo_array((weights, ends), shape=(network.size, network.size)).tocsr()


def with_scipy(network: BenchNetwork, limit_s: float) -> Ask:
    graph = scipy_graph(network)
    return lambda sources: dijkstra(graph, indices=sources, min_only=True, limit=limit_s)


def with_scipy_and_which(network: BenchNetwork, limit_s: float) -> Ask:
    graph = scipy_graph(network)
    return lambda sources: dijkstra(
        graph, indices=sources, min_only=True, limit=limit_s, return_predecessors=True
    )[0]


def with_networkit(network: BenchNetwork, limit_s: float) -> Ask:
    import networkit

    graph = networkit.Graph(network.size, weighted=True)
    for start, end, seconds in zip(
        network.start.tolist(), network.end.tolist(), network.seconds.tolist(), strict=True
    ):
        graph.addEdge(start, end, seconds)

    def ask(sources):
        hub = graph.addNode()
        for source in sources.tolist():
            graph.addEdge(hub, source, 1e-9)
        search = networkit.distance.Dijkstra(graph, hub, False)
        search.run()
        found = np.asarray(search.getDistances())[: network.size]
        graph.removeNode(hub)
        return np.where(found <= limit_s, found, np.inf)

    return ask


def with_rustworkx(network: BenchNetwork, limit_s: float) -> Ask:
    import rustworkx

    def ask(sources):
        graph = rustworkx.PyGraph()
        graph.add_nodes_from(range(network.size + 1))
        graph.add_edges_from(
            list(zip(network.start.tolist(), network.end.tolist(), network.seconds.tolist(), strict=True))
        )
        graph.add_edges_from([(network.size, int(source), 0.0) for source in sources])
        found = np.full(network.size, np.inf)
        lengths = rustworkx.dijkstra_shortest_path_lengths(graph, network.size, edge_cost_fn=float)
        nodes = np.fromiter(lengths.keys(), np.int64)
        values = np.fromiter(lengths.values(), float)
        found[nodes[nodes < network.size]] = values[nodes < network.size]
        return np.where(found <= limit_s, found, np.inf)

    return ask


def with_igraph(network: BenchNetwork, limit_s: float) -> Ask:
    import igraph

    edges = np.column_stack([network.start, network.end])

    def ask(sources):
        hub = np.column_stack([np.full(len(sources), network.size), sources])
        graph = igraph.Graph(n=network.size + 1, edges=np.concatenate([edges, hub]))
        weights = np.concatenate([network.seconds, np.zeros(len(sources))])
        found = np.array(graph.distances(source=network.size, weights=weights)[0])[: network.size]
        return np.where(found <= limit_s, found, np.inf)

    return ask


def with_pandana(network: BenchNetwork, limit_s: float) -> Ask:
    import pandana
    import pandas as pd

    streets = pandana.Network(
        pd.Series(network.x_m),
        pd.Series(network.y_m),
        pd.Series(network.start),
        pd.Series(network.end),
        pd.DataFrame({"seconds": network.seconds}),
        twoway=True,
    )

    def ask(sources):
        streets.set_pois("near", limit_s, 1, pd.Series(network.x_m[sources]), pd.Series(network.y_m[sources]))
        found = streets.nearest_pois(limit_s, "near", num_pois=1, max_distance=np.inf)[1].to_numpy()
        return np.where(found <= limit_s, found, np.inf)

    return ask


PEERS = {
    "scipy": with_scipy,
    "scipy_and_which": with_scipy_and_which,
    "networkit": with_networkit,
    "rustworkx": with_rustworkx,
    "igraph": with_igraph,
    "pandana": with_pandana,
}
