"""Measure the walking engine, what-if and siting side by side with the peers: ``python -m bench.coverage``.

The question: the nearest facility of six categories (50 to 2,000 facilities each) within 15 minutes, for all
nodes. Times are processor seconds (of a database server: wall time), the best of several runs, and mean something
only beside each other: the ratios are the result. Each peer has a process of its own and at most 240 s, building
included. Every peer's answer is compared with scipy's in float64.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from time import process_time

import numpy as np

from bench.coverage_networks import BenchNetwork, make_network
from bench.coverage_peers import (
    FACILITIES,
    LIMIT_S,
    PEERS,
    ask_in_process,
    best_of,
    differences,
    sources_of,
    with_scipy,
)
from bench.coverage_siting import measure_siting
from gis.network.change import (
    Arrows,
    add_sources,
    close_arcs,
    drop_sources,
    hanging_nodes,
    open_arcs,
    respread,
    set_ticks,
    splice_arcs,
)
from gis.network.engine import UNREACHED, limit_label, nearest_labels
from gis.network.weights import CLOSED_TICKS, TICKS_PER_S, ArcPair, Seeds, make_arcs, to_seconds

RESULTS = Path(__file__).parent / "results" / "coverage.json"
SIZES = (163_837, 1_000_000)
SLOWEST_S = 240.0
SMALL = 200_000
WHAT_IF = ("add", "close", "move", "shut_gate", "open_gate", "add_gate")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--peers", nargs="*", default=list(PEERS))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit-s", type=float, default=SLOWEST_S)
    asked = parser.parse_args()
    results = {"limit_s": LIMIT_S, "facilities": FACILITIES, "networks": [], "siting": measure_siting()}
    for size in asked.sizes:
        network = make_network(size)
        found = measure_search(network, asked.peers, asked.runs, asked.limit_s)
        found["what_if"] = measure_changes(network) if size <= SMALL else None
        results["networks"].append(found)
        print(json.dumps(found, indent=2))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def measure_search(network: BenchNetwork, peers: list[str], runs: int, limit_s: float) -> dict:
    sources = sources_of(network)
    arcs = pack(network)
    ours_s, ours = best_of(lambda one: our_seconds(arcs, one), sources, runs + 2)
    exact = [with_scipy(network, LIMIT_S)(one) for one in sources]
    table = {}
    for name in peers:
        found = ask_in_process(name, network.size, runs if name.startswith("scipy") else 1, limit_s)
        if "seconds" in found:
            found["times_ours"] = round(found["seconds"] / ours_s, 1)
        table[name] = found
        print(name, found, flush=True)
    return {
        "nodes": network.size,
        "edges": len(network.start),
        "ours_seconds": round(ours_s, 4),
        "ours": differences(ours, exact),
        "peers": table,
    }


def pack(network: BenchNetwork) -> ArcPair:
    ticks = np.maximum(1, np.rint(network.seconds * TICKS_PER_S)).astype(np.int64)
    ends = (np.concatenate([network.start, network.end]), np.concatenate([network.end, network.start]))
    arcs = make_arcs(network.size, *ends, np.tile(ticks, 2))
    return ArcPair(arcs, arcs)


def seeds_at(sources: np.ndarray, first: int = 0) -> Seeds:
    return Seeds(sources.astype(np.int64), np.arange(first, first + len(sources), dtype=np.int64))


def our_seconds(arcs: ArcPair, sources: np.ndarray) -> np.ndarray:
    found = to_seconds(nearest_labels(arcs.against, seeds_at(sources), limit_s=LIMIT_S))
    return np.nan_to_num(found, nan=np.inf)


def measure_changes(network: BenchNetwork, count: int = 1000) -> dict:
    """Time of one change in a category of 500 facilities: add, close, move; and a gate shut and opened."""
    rng = np.random.default_rng(2)
    arcs, limit = pack(network), limit_label(LIMIT_S)
    sources = rng.choice(network.size, 500, replace=False)
    labels = nearest_labels(arcs.against, seeds_at(sources), limit_s=LIMIT_S)
    times: dict[str, list[float]] = {name: [] for name in WHAT_IF}
    wrong = 0
    every = seeds_at(sources)
    for turn in range(count):
        gone, place = int(rng.integers(500)), int(rng.integers(network.size))
        new = Seeds(np.array([place]), np.array([500]))
        old, left = one_of(sources, gone), seeds_without(sources, gone)
        held = labels.copy()
        timed(times["add"], add_sources, arcs, held, new, limit)
        held = labels.copy()
        timed(times["close"], drop_sources, arcs, held, old, left, limit)
        wrong += check(turn, held, arcs, left)
        held = labels.copy()
        timed(times["move"], move, arcs, held, (old, left, new), limit)
        edge = int(rng.integers(len(network.start)))
        ends = np.array([network.start[edge], network.end[edge]])
        closed = set_ticks(arcs.along, ends, ends[::-1], np.full(2, CLOSED_TICKS))
        shut, held = ArcPair(closed, closed), labels.copy()
        timed(times["shut_gate"], shut_gate, (arcs, shut), held, ends, every, limit)
        wrong += check(turn, held, shut, every)
        timed(times["open_gate"], open_arcs, arcs, held, ends, limit)
        wrong += int((held != labels).any())
        spliced, gone, ends = new_gate(network, arcs, rng)
        held = np.append(labels, np.full(len(spliced.along.offsets) - 1 - network.size, UNREACHED))
        timed(times["add_gate"], put_gate, (arcs, spliced), held, gone, ends, (every, limit))
        wrong += check(turn, held, spliced, every)
    figures = {name: percentiles(values[5:]) for name, values in times.items()}
    return {"changes": count, "wrong": wrong, "milliseconds": figures}


def move(arcs: ArcPair, labels: np.ndarray, seeds: tuple[Seeds, Seeds, Seeds], limit: int) -> None:
    old, left, new = seeds
    drop_sources(arcs, labels, old, left, limit)
    add_sources(arcs, labels, new, limit)


def shut_gate(
    arcs: tuple[ArcPair, ArcPair], labels: np.ndarray, ends: np.ndarray, seeds: Seeds, limit: int
) -> None:
    before, after = arcs
    close_arcs(after, labels, hanging_nodes(before, labels, ends), seeds, limit)


def new_gate(
    network: BenchNetwork, arcs: ArcPair, rng: np.random.Generator
) -> tuple[ArcPair, np.ndarray, np.ndarray]:
    """Two streets near each other are split, and a gate joins the two new corners: a gate, or a footbridge.

    Gives the arcs with it, the ends of the streets that are split, and the ends of the new arcs.
    """
    one = int(rng.integers(len(network.start)))
    near = np.flatnonzero((network.start == network.end[one]) | (network.end == network.end[one]))
    other = int(rng.choice(near))
    n, rows = network.size, [one] if one == other else [one, other]
    start, end = network.start[rows], network.end[rows]
    ticks = np.maximum(1, np.rint(network.seconds[rows] * TICKS_PER_S)).astype(np.int64)
    middle, half, gate = n + np.arange(len(rows)), np.maximum(1, ticks // 2), n + len(rows)
    a = np.concatenate([start, middle, middle])
    b = np.concatenate([middle, end, np.full(len(rows), gate)])
    walk = np.concatenate([half, np.maximum(1, ticks - half), np.full(len(rows), 10 * TICKS_PER_S)])
    come = Arrows(np.concatenate([a, b]), np.concatenate([b, a]), np.tile(walk, 2))
    gone = Arrows(np.concatenate([start, end]), np.concatenate([end, start]), np.tile(ticks, 2))
    spliced = splice_arcs(arcs.along, gate + 1, gone, come)
    return ArcPair(spliced, spliced), gone.origin, come.origin


def put_gate(
    arcs: tuple[ArcPair, ArcPair],
    labels: np.ndarray,
    gone: np.ndarray,
    ends: np.ndarray,
    asked: tuple[Seeds, int],
) -> None:
    before, after = arcs
    seeds, limit = asked
    hanging = hanging_nodes(before, labels, gone)
    respread(after, labels, hanging=hanging, gone=seeds_at(np.empty(0)), seeds=seeds, ends=ends, limit=limit)


def one_of(sources: np.ndarray, number: int) -> Seeds:
    return Seeds(sources[[number]].astype(np.int64), np.array([number]))


def seeds_without(sources: np.ndarray, number: int) -> Seeds:
    kept = np.delete(np.arange(len(sources)), number)
    return Seeds(sources[kept].astype(np.int64), kept)


def check(turn: int, held: np.ndarray, arcs: ArcPair, seeds: Seeds) -> int:
    """Compare with a full search, every twentieth time."""
    if turn % 20:
        return 0
    return int((held != nearest_labels(arcs.against, seeds, limit_s=LIMIT_S)).any())


def timed(times: list[float], work: Callable, *arguments: object) -> None:
    since = process_time()
    work(*arguments)
    times.append(1000 * (process_time() - since))


def percentiles(values: list[float]) -> dict:
    return {f"p{share}": round(float(np.percentile(values, share)), 4) for share in (50, 95, 99)}


if __name__ == "__main__":
    main()
