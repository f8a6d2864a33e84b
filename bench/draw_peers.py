"""Peers that cut a community into grids, each given the same cells, borders and number of grids.

Every function takes (instance, count, seed) and returns the grid of each cell, or None where the peer gives up.
Peers see what they can take: households as weights, borders off roads as lengths, estates where a peer has a
way to be told of them. Their own settings are those that did best in trials.
"""

import random
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

# First of all: ortools, which it brings, cannot be loaded after spopt has loaded highspy.
import k_means_constrained
import numpy as np

from gis.partition.contiguity import connected_parts
from gis.partition.instance import Instance
from gis.partition.plan import make_board, make_plan, objective
from gis.partition.programme import DEFAULT_WEIGHTS

warnings.filterwarnings("ignore")
ESTATE_PULL_M = 200
# Its default of 99 takes tens of minutes of processor time on the demo world.
_MAXP_CONSTRUCTIONS = 3
# Of processor time for one community; beyond it there is no result.
MAXP_LIMIT_S = 10


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in the block once this process has used so much more processor time."""

    def give_up(*_) -> None:
        raise TimeoutError(f"no result in {seconds} CPU s")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _lengths(instance: Instance, *, estates: bool) -> np.ndarray:
    """Whole metres off roads per border, at least 1; more inside an estate where the peer is to keep it."""
    source = np.repeat(np.arange(instance.size), np.diff(instance.start))
    same = (instance.estate[source] >= 0) & (instance.estate[source] == instance.estate[instance.neighbour])
    return (1 + instance.cost_m + ESTATE_PULL_M * (same & estates)).astype(int)


def _open_graph(instance: Instance, *, estates: bool) -> tuple[list[int], list[int], list[int]]:
    """Open borders in the form of METIS: xadj, adjncy, weights."""
    keep = instance.is_open
    source = np.repeat(np.arange(instance.size), np.diff(instance.start))[keep]
    xadj = np.searchsorted(source, np.arange(instance.size + 1))
    return (
        xadj.tolist(),
        instance.neighbour[keep].tolist(),
        _lengths(instance, estates=estates)[keep].tolist(),
    )


def cost(instance: Instance, grid: np.ndarray) -> float:
    """Our objective of a peer's plan, to pick the best of its runs; parts that do not hang together cost more."""
    count = int(grid.max()) + 1
    board = make_board(instance, count, DEFAULT_WEIGHTS)
    loose = len(np.unique(connected_parts(instance, grid))) - len(np.unique(grid))
    return float(objective(board, make_plan(board, grid, count), 1.0)) + 1e7 * loose


def pymetis_once(instance: Instance, count: int, seed: int, *, estates: bool = False) -> np.ndarray | None:
    import pymetis

    if count == 1:
        return np.zeros(instance.size, dtype=np.int64)
    xadj, adjncy, weights = _open_graph(instance, estates=estates)
    options = pymetis.Options(contig=1, seed=seed, ufactor=100)
    _, parts = pymetis.part_graph(
        count,
        xadj=xadj,
        adjncy=adjncy,
        vweights=instance.households.tolist(),
        eweights=weights,
        recursive=False,
        options=options,
    )
    return np.array(parts, dtype=np.int64)


def pymetis_best_of_50(instance: Instance, count: int, seed: int) -> np.ndarray | None:
    return min(
        (pymetis_once(instance, count, seed * 50 + run) for run in range(50)), key=lambda g: cost(instance, g)
    )


def pymetis_estates_best_of_50(instance: Instance, count: int, seed: int) -> np.ndarray | None:
    plans = (pymetis_once(instance, count, seed * 50 + run, estates=True) for run in range(50))
    return min(plans, key=lambda g: cost(instance, g))


def kahip_strong(instance: Instance, count: int, seed: int) -> np.ndarray | None:
    import kahip

    if count == 1:
        return np.zeros(instance.size, dtype=np.int64)
    xadj, adjncy, weights = _open_graph(instance, estates=False)
    _, parts = kahip.kaffpa(instance.households.tolist(), xadj, weights, adjncy, count, 0.2, True, seed, 2)
    return np.array(parts, dtype=np.int64)


def _nx_graph(instance: Instance):
    import networkx as nx
    from gerrychain import Graph

    graph = nx.Graph()
    for cell in range(instance.size):
        estate = int(instance.estate[cell])
        graph.add_node(
            cell, households=int(instance.households[cell]), estate=estate if estate >= 0 else -2 - cell
        )
    source = np.repeat(np.arange(instance.size), np.diff(instance.start))
    for one, other, is_open in zip(source, instance.neighbour, instance.is_open, strict=True):
        if is_open:
            graph.add_edge(int(one), int(other))
    return Graph.from_networkx(graph)


_EPSILON = 0.25
_ATTEMPTS = 2_000


def _method():
    from functools import partial

    from gerrychain.tree import bipartition_tree

    return partial(bipartition_tree, max_attempts=_ATTEMPTS, allow_pair_reselection=True)


def _tree_part(graph, instance: Instance, count: int):
    from functools import partial

    from gerrychain.tree import bipartition_tree, recursive_tree_part

    method = partial(bipartition_tree, max_attempts=_ATTEMPTS, region_surcharge={"estate": 1.0})
    target = instance.total / count
    epsilon = min(target - 300, 500 - target) / target
    return recursive_tree_part(graph, range(count), target, "households", max(epsilon, 0.02), method=method)


def gerrychain_tree(instance: Instance, count: int, seed: int) -> np.ndarray | None:
    if count == 1:
        return np.zeros(instance.size, dtype=np.int64)
    random.seed(seed)
    np.random.seed(seed)
    try:
        found = _tree_part(_nx_graph(instance), instance, count)
    except Exception:
        return None
    return np.array([found[cell] for cell in range(instance.size)], dtype=np.int64)


def gerrychain_recom(instance: Instance, count: int, seed: int, steps: int = 1000) -> np.ndarray | None:
    """ReCom with the estates' surcharge; the best of all plans passed, by our objective."""
    from functools import partial

    from gerrychain import MarkovChain, Partition, accept, constraints, proposals, updaters
    from gerrychain.tree import bipartition_tree

    if count == 1:
        return np.zeros(instance.size, dtype=np.int64)
    random.seed(seed)
    np.random.seed(seed)
    graph = _nx_graph(instance)
    try:
        start = _tree_part(graph, instance, count)
        target = instance.total / count
        epsilon = max(min(target - 300, 500 - target) / target, 0.02)
        first = Partition(graph, start, {"households": updaters.Tally("households", alias="households")})
        proposal = partial(
            proposals.recom,
            pop_col="households",
            pop_target=target,
            epsilon=epsilon,
            node_repeats=1,
            region_surcharge={"estate": 1.0},
            method=partial(bipartition_tree, max_attempts=_ATTEMPTS, allow_pair_reselection=True),
        )
        bound = constraints.within_percent_of_ideal_population(first, epsilon, "households")
        chain = MarkovChain(proposal, [bound], accept.always_accept, first, steps)
        best, least = None, np.inf
        for plan in chain:
            grid = np.array([plan.assignment[cell] for cell in range(instance.size)], dtype=np.int64)
            value = cost(instance, grid)
            if value < least:
                best, least = grid, value
    except Exception:
        return None
    return best


def _weights(instance: Instance):
    from libpysal.graph import Graph

    source = np.repeat(np.arange(instance.size), np.diff(instance.start))
    keep = instance.is_open
    return Graph.from_arrays(source[keep], instance.neighbour[keep], np.ones(int(keep.sum()))).to_W()


def _points(instance: Instance, xy: np.ndarray):
    import geopandas as gpd

    frame = {"x": xy[:, 0], "y": xy[:, 1], "households": instance.households}
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(xy[:, 0], xy[:, 1]))


def spopt_maxp(instance: Instance, count: int, seed: int, xy: np.ndarray) -> np.ndarray | None:
    """The largest number of regions of at least 300 households; it chooses the number, and knows no maximum."""
    from spopt.region import MaxPHeuristic

    np.random.seed(seed)
    random.seed(seed)
    try:
        model = MaxPHeuristic(
            _points(instance, xy),
            _weights(instance),
            ["x", "y"],
            "households",
            300,
            2,
            max_iterations_construction=_MAXP_CONSTRUCTIONS,
        )
        with cpu_limit(MAXP_LIMIT_S):
            model.solve()
    except Exception:
        return None
    return np.unique(np.asarray(model.labels_), return_inverse=True)[1].astype(np.int64)


def _spopt(name: str, instance: Instance, count: int, seed: int, xy: np.ndarray, **more) -> np.ndarray | None:
    """A model of spopt that takes a number of regions and knows no bounds."""
    from spopt import region

    if count == 1:
        return np.zeros(instance.size, dtype=np.int64)
    np.random.seed(seed)
    random.seed(seed)
    points, columns = _points(instance, xy), ["x", "y"]
    try:
        model = getattr(region, name)(points, _weights(instance), columns, n_clusters=count, **more)
        model.solve()
    except Exception:
        return None
    return np.unique(np.asarray(model.labels_), return_inverse=True)[1].astype(np.int64)


def spopt_skater(instance: Instance, count: int, seed: int, xy: np.ndarray) -> np.ndarray | None:
    return _spopt("Skater", instance, count, seed, xy, floor=2)


def spopt_azp(instance: Instance, count: int, seed: int, xy: np.ndarray) -> np.ndarray | None:
    return _spopt("AZP", instance, count, seed, xy, random_state=seed)


def spopt_ward(instance: Instance, count: int, seed: int, xy: np.ndarray) -> np.ndarray | None:
    return _spopt("WardSpatial", instance, count, seed, xy)


_HOUSEHOLDS_PER_POINT = 10


def kmeans_constrained(instance: Instance, count: int, seed: int, xy: np.ndarray) -> np.ndarray | None:
    """One point per ten households; a building goes where most of its points go."""
    if count == 1:
        return np.zeros(instance.size, dtype=np.int64)
    repeats = np.maximum(1, np.rint(instance.households / _HOUSEHOLDS_PER_POINT)).astype(int)
    owner = np.repeat(np.arange(instance.size), repeats)
    low, high = int(0.75 * len(owner) / count), int(np.ceil(1.25 * len(owner) / count))
    model = k_means_constrained.KMeansConstrained(
        n_clusters=count, size_min=low, size_max=high, random_state=seed, n_init=3
    )
    label = model.fit_predict(xy[owner])
    votes = np.zeros((instance.size, count))
    np.add.at(votes, (owner, label), 1)
    return votes.argmax(axis=1).astype(np.int64)
