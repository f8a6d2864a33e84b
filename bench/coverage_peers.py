"""Nearest facility for all nodes by other people's libraries; each gives seconds, infinite beyond the limit.

Each peer is measured in a process of its own, ``python -m bench.coverage_peers NAME NODES RUNS``, so that one that
never ends can be stopped: "no result in N s" is a result too.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter, process_time

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from bench.coverage_networks import BenchNetwork, make_network
from bench.coverage_services import with_cityseer, with_pgrouting, with_pgrouting_equicost, with_valhalla

Ask = Callable[[np.ndarray], np.ndarray]
LIMIT_S = 900.0
FACILITIES = (50, 100, 200, 500, 1000, 2000)
OUT_OF_PROCESS = ("pgrouting", "pgrouting_equicost")  # the work is done by a server: wall time
ALL_AT_ONCE = ("cityseer",)  # answers all categories in one search


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
    "cityseer": with_cityseer,
    "pgrouting": with_pgrouting,
    "pgrouting_equicost": with_pgrouting_equicost,
    "valhalla": with_valhalla,
}


def sources_of(network: BenchNetwork) -> list[np.ndarray]:
    """Nodes of the facilities of each category, the same in every process."""
    rng = np.random.default_rng(1)
    return [rng.choice(network.size, count, replace=False) for count in FACILITIES]


def ask_in_process(name: str, nodes: int, runs: int, limit_s: float) -> dict:
    """Measure one peer in a process of its own for at most ``limit_s`` of wall time."""
    command = [sys.executable, "-m", "bench.coverage_peers", name, str(nodes), str(runs)]
    try:
        done = subprocess.run(command, timeout=limit_s, capture_output=True, text=True, check=False)
    except subprocess.TimeoutExpired:
        return {"no_result_in_s": limit_s}
    if done.returncode:
        return {
            "failed": done.stderr.strip().splitlines()[-1][:200] if done.stderr.strip() else done.returncode
        }
    return json.loads(done.stdout.strip().splitlines()[-1])


def measure_peer(name: str, nodes: int, runs: int) -> dict:
    """Build and ask one peer, and compare with scipy in float64."""
    network = make_network(nodes)
    sources = sources_of(network)
    exact = [with_scipy(network, LIMIT_S)(one) for one in sources]
    clock = perf_counter if name in OUT_OF_PROCESS else process_time
    since = clock()
    ask = PEERS[name](network, LIMIT_S)
    build_s = clock() - since
    spent_s, found = best_of(ask, sources, runs, clock=clock, all_at_once=name in ALL_AT_ONCE)
    told = {"seconds": round(spent_s, 4), "build_seconds": round(build_s, 4)}
    if name in OUT_OF_PROCESS:
        told["clock"] = "wall"
    return {**told, **differences(found, exact)}


def best_of(
    ask: Callable,
    sources: list[np.ndarray],
    runs: int,
    *,
    clock: Callable = process_time,
    all_at_once: bool = False,
) -> tuple[float, list[np.ndarray]]:
    """Best time of several runs over all categories, and the last answers; the first run compiles."""
    times, found = [], []
    for _ in range(runs):
        since = clock()
        found = ask(sources) if all_at_once else [ask(one) for one in sources]
        times.append(clock() - since)
    return min(times), found


def differences(found: list[np.ndarray], exact: list[np.ndarray]) -> dict:
    """Largest difference in seconds where both reach, and nodes that only one reaches.

    A peer that says only in or out (zero seconds inside) has no difference in seconds to tell.
    """
    both = [np.isfinite(a) & np.isfinite(b) for a, b in zip(found, exact, strict=True)]
    worst = [np.abs(a[k] - b[k]).max(initial=0) for a, b, k in zip(found, exact, both, strict=True)]
    one = [(np.isfinite(a) != np.isfinite(b)).sum() for a, b in zip(found, exact, strict=True)]
    is_in_or_out = all(not a[np.isfinite(a)].any() for a in found)
    told = {} if is_in_or_out else {"worst_error_s": round(float(max(worst)), 6)}
    return {**told, "nodes_wrongly_in_or_out": int(sum(one))}


if __name__ == "__main__":
    print(json.dumps(measure_peer(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
