"""Drawing: ours against the peers, same cells, same judge, one run; writes bench/results/draw.json.

usage: scripts/bench draw [--world subdistrict|helsinki|shenzhen|town] [--seeds N] [--only NAME ...] [--growth N] [--many N]
"""

from bench import draw_peers as peers  # isort: skip  (loads ortools first)

import argparse
import json
import platform
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from bench.draw_bound import least_excess
from bench.draw_town import make_town
from bench.draw_world import World, gather
from bench.draw_worlds import read_world
from gis.partition.adjacency import find_adjacency
from gis.partition.cells import build_cells
from gis.partition.check import check_cells
from gis.partition.counts import propose
from gis.partition.draw import draw_cells
from gis.partition.instance import Instance
from gis.partition.programme import DEFAULT_WEIGHTS
from gis.partition.search import Aim, Effort, search
from gis.partition.stretch import Stretch

RESULTS = Path(__file__).parent / "results" / "draw.json"
MEASURES = (
    "grids",
    "in_band_share",
    "mean_abs_deviation_households",
    "non_contiguous",
    "estates_split",
    "estates_split_needlessly",
    "cut_length_m",
    "mean_polsby_popper",
)
Solver = Callable[[Instance, int, int, np.ndarray], np.ndarray | None]


def ours(instance: Instance, count: int, seed: int, _xy: np.ndarray, *, effort: float, free: bool = False):
    """Our search at the same number of grids, or with K-1 and K+1 tried too."""
    item = propose(instance.code, instance.households, instance.band)
    near = (count - 1, count, count + 1)
    counts = [k for k in near if item.least_grids <= k <= item.most_grids] if free else [count]
    return search(instance, counts or [count], Aim(DEFAULT_WEIGHTS, seed, Effort(effort))).grid


def _without_points(solver) -> Solver:
    return lambda instance, count, seed, _xy: solver(instance, count, seed)


MAXP = f"spopt MaxP (3 constructions, {peers.MAXP_LIMIT_S} CPU s a community)"
SOLVERS: dict[str, Solver] = {
    "wangge (effort 0.8)": partial(ours, effort=0.8),
    "wangge (effort 0.8, K free)": partial(ours, effort=0.8, free=True),
    "wangge (effort 1)": partial(ours, effort=1.0),
    "wangge (effort 6)": partial(ours, effort=6.0),
    "wangge (effort 6, K free)": partial(ours, effort=6.0, free=True),
    "wangge (effort 12)": partial(ours, effort=12.0),
    "wangge (effort 12, K free)": partial(ours, effort=12.0, free=True),
    "pymetis k-way": _without_points(peers.pymetis_once),
    "pymetis best of 50": _without_points(peers.pymetis_best_of_50),
    "pymetis best of 50, estates weighted": _without_points(peers.pymetis_estates_best_of_50),
    "KaHIP strong": _without_points(peers.kahip_strong),
    "GerryChain recursive tree": _without_points(peers.gerrychain_tree),
    "GerryChain ReCom 1,000 steps": _without_points(peers.gerrychain_recom),
    "spopt Skater": peers.spopt_skater,
    "spopt AZP": peers.spopt_azp,
    "spopt WardSpatial": peers.spopt_ward,
    MAXP: peers.spopt_maxp,
    "k-means-constrained": peers.kmeans_constrained,
}

# Minutes a run: one seed only.
SLOW = frozenset({"spopt Skater", MAXP})
OURS = "wangge"


def run_solver(solver: Solver, instances: dict[str, Instance], points: dict[str, np.ndarray], seed: int):
    """Grids (None where the peer gave up) and processor seconds by community."""
    found, cpu_s = {}, {}
    for code, instance in instances.items():
        count = propose(code, instance.households, instance.band).grids
        begin = time.process_time()
        found[code] = solver(instance, count, seed, points[code])
        cpu_s[code] = time.process_time() - begin
    return found, cpu_s


def score(
    world: World, cells: gpd.GeoDataFrame, adjacency, found: dict[str, np.ndarray | None], codes: list[str]
):
    """Judge one plan on the communities ``codes``."""
    label = pd.Series(dtype=object)
    for code in codes:
        members = adjacency[code][0]
        names = [f"{code}-{grid}" for grid in found[code]]
        label = pd.concat([label, pd.Series(names, index=cells["cell"].to_numpy()[members])])
    own = cells.loc[cells["community_code"].isin(codes)].reset_index(drop=True)
    place = {code: own.index[own["community_code"] == code].to_numpy() for code in codes}
    borders = {code: (place[code], adjacency[code][1]) for code in codes}
    report = check_cells(own, label, communities=world.communities, adjacency=borders).report
    return {measure: report[measure] for measure in MEASURES}


def compare(world: World, names: list[str], seeds: int) -> dict:
    """Run every solver on one world."""
    begin = time.process_time()
    answer = build_cells(
        world.buildings, world.communities, estates=world.estates, roads=world.roads, barriers=world.barriers
    )
    cells_s = time.process_time() - begin
    cells = answer.cells
    adjacency = find_adjacency(cells, roads=world.roads, barriers=world.barriers)
    instances = gather(cells, adjacency)
    flat = Stretch.over(cells.geometry.to_numpy()).flatten(cells.geometry.to_numpy())
    middles = shapely.get_coordinates(shapely.centroid(flat))
    points = {code: middles[adjacency[code][0]] for code in instances}
    _warm_up(instances, points)
    runs = {}
    for name in names:
        own_seeds = 1 if name in SLOW else seeds
        runs[name] = [run_solver(SOLVERS[name], instances, points, seed) for seed in range(own_seeds)]
        failed = sum(plan is None for found, _ in runs[name] for plan in found.values())
        print(f"{name}: {_cpu_s(runs[name], list(instances)):.2f} CPU s, {failed} failed", flush=True)
    solved = _solved(list(runs.values()), instances)
    if not solved:
        raise SystemExit("no community that every tool solved")
    rows = [_row(name, runs[name], world, cells, adjacency, instances, solved) for name in names]
    pairs = [
        _pair(own, peer, runs, world, cells, adjacency, instances)
        for own in names
        for peer in names
        if own.startswith(OURS) and not peer.startswith(OURS)
    ]
    return {
        "world": world.name,
        "buildings": len(world.buildings),
        "households": int(cells["households"].sum()),
        "cells": len(cells),
        "cells_ms_per_building": 1000 * cells_s / len(world.buildings),
        "communities": len(instances),
        "communities_solved_by_all": len(solved),
        "seeds": seeds,
        "least_excess_at_this_number": _least_excess(instances, solved),
        "rows": rows,
        "pairs": pairs,
    }


def _cpu_s(runs, codes: list[str]) -> float:
    """Processor seconds on these communities, the median over the seeds."""
    return float(np.median([sum(cpu_s[code] for code in codes) for _, cpu_s in runs]))


def _solved(runs, instances: dict[str, Instance]) -> list[str]:
    """The communities that every one of these tools has a plan for with every seed."""
    return [code for code in instances if all(found[code] is not None for own in runs for found, _ in own)]


def _least_excess(instances: dict[str, Instance], codes: list[str]) -> int:
    """Excess parts of estates that no plan of the proposed numbers of grids can do without."""
    counts = {code: propose(code, instances[code].households, instances[code].band).grids for code in codes}
    return sum(least_excess(instances[code], counts[code]) for code in codes)


def _pair(own: str, peer: str, runs, world, cells, adjacency, instances) -> dict:
    """Ours against one peer on the communities that the peer has a plan for, whatever other tools have."""
    solved = _solved([runs[own], runs[peer]], instances)
    facts = {"own": own, "peer": peer, "communities": len(solved)}
    if not solved:
        return facts
    both = {name: _row(name, runs[name], world, cells, adjacency, instances, solved) for name in (own, peer)}
    cpu_s = {name: _cpu_s(runs[name], solved) for name in both}
    facts |= {
        "cpu_s": cpu_s[own],
        "cpu_s_peer": cpu_s[peer],
        "cpu_ratio": cpu_s[peer] / max(cpu_s[own], 1e-9),
        "least_excess": _least_excess(instances, solved),
    }
    for measure in ("grids", "estates_split_needlessly", "cut_length_m", "in_band_share"):
        facts |= {measure: both[own][measure], f"{measure}_peer": both[peer][measure]}
    return facts


def _row(name, runs, world, cells, adjacency, instances, solved) -> dict:
    """Medians over the seeds."""
    scores = [score(world, cells, adjacency, found, solved) for found, _ in runs]
    medians = {measure: float(np.median([own[measure] for own in scores])) for measure in MEASURES}
    failed = float(np.median([sum(plan is None for plan in found.values()) for found, _ in runs]))
    return {
        "name": name,
        "cpu_s": _cpu_s(runs, list(instances)),
        "failed_communities": failed,
    } | medians


def _warm_up(instances, points) -> None:
    """Compile (or load) the kernels before the clock runs; the time is reported by ``growth``."""
    code = min(instances, key=lambda own: instances[own].size)
    ours(instances[code], 2, 0, points[code], effort=0.01)


def growth(buildings: int) -> dict:
    """Cells and search on a town of many communities; peak memory and seconds by step."""
    import resource

    town = make_town(communities=max(1, round(buildings / 116)), seed=1)
    begin = time.monotonic()
    answer = build_cells(town.buildings, town.communities, estates=town.estates, roads=town.roads)
    cells_s = time.monotonic() - begin
    plan = draw_cells(answer.cells, communities=town.communities, roads=town.roads, seed=0)
    report = plan.report
    return {
        "buildings": len(town.buildings),
        "communities": len(town.communities),
        "cells": len(answer.cells),
        "cells_s": cells_s,
        "cells_ms_per_building": 1000 * cells_s / len(town.buildings),
        "search_cpu_s": report["search_cpu_seconds"],
        "end_to_end_s": cells_s + report["seconds"],
        "peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "out_of_band": dict(Counter(row["reason"] for row in report["out_of_band"])),
    } | {name: report[name] for name in (*MEASURES, "feasible_in_band_share")}


def many(buildings: int, batch: int, keep: Callable[[dict], None]) -> dict:
    """Draw a city by batches of whole communities, one after the other, as one machine can.

    A grid never crosses a community, so that batches know nothing of each other; memory is that of one batch.
    ``keep`` gets the totals after every batch, so that a run that is stopped leaves a record of what it did.
    """
    rows, done, result = [], 0, {}
    while done < buildings:
        town = make_town(communities=max(1, round(min(batch, buildings - done) / 116)), seed=1 + len(rows))
        rows.append(_batch(town))
        done += rows[-1]["buildings"]
        print(json.dumps(rows[-1]), flush=True)
        result = {"asked_buildings": buildings, "finished": done >= buildings} | _sum_up(rows)
        keep(result)
    return result


def _batch(town: World) -> dict:
    """Cells and grids of one batch, with the peak memory of the process up to its end."""
    import resource

    begin, cpu = time.monotonic(), time.process_time()
    answer = build_cells(town.buildings, town.communities, estates=town.estates, roads=town.roads)
    cells_cpu_s = time.process_time() - cpu
    report = draw_cells(answer.cells, communities=town.communities, roads=town.roads, seed=0).report
    return {
        "buildings": len(town.buildings),
        "communities": len(town.communities),
        "grids": report["grids"],
        "in_band": round(report["in_band_share"] * report["grids"]),
        "out_of_band_unexplained": report["out_of_band_unexplained"],
        "non_contiguous": report["non_contiguous"],
        "households_lost": report["households_in"] - report["households_out"],
        "seconds": time.monotonic() - begin,
        "cpu_s": time.process_time() - cpu,
        "cells_cpu_s": cells_cpu_s,
        "search_cpu_s": report["search_cpu_seconds"],
        "peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def _sum_up(rows: list[dict]) -> dict:
    """Totals over the batches, and how processor time grew with the communities done."""
    table = pd.DataFrame(rows)
    middle = (len(table) + 1) // 2
    halves = (table.iloc[:middle], table.iloc[middle:])
    per = [float(half["cpu_s"].sum() / half["communities"].sum()) if len(half) else None for half in halves]
    counts = ("buildings", "communities", "grids", "in_band", "out_of_band_unexplained", "non_contiguous")
    totals = {name: int(table[name].sum()) for name in (*counts, "households_lost")}
    return totals | {
        "batches": len(table),
        "in_band_share": totals["in_band"] / totals["grids"],
        "cpu_s_per_community_first_half": per[0],
        "cpu_s_per_community_second_half": per[1],
        **{name: float(table[name].sum()) for name in ("seconds", "cpu_s", "cells_cpu_s", "search_cpu_s")},
        "peak_gib": float(table["peak_gib"].max()),
        "each": rows,
    }


def _keep(key: str, value: dict) -> None:
    """Put one result into the file, beside what other runs wrote."""
    RESULTS.parent.mkdir(exist_ok=True)
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    kept[key] = value | {
        "machine": f"{platform.machine()}, {platform.system()}",
        "python": platform.python_version(),
    }
    RESULTS.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", default="subdistrict")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--only", nargs="*", help="solvers, or beginnings of names")
    parser.add_argument("--key", help="name of the result in the file; the world's where none is given")
    parser.add_argument("--growth", type=int, help="number of buildings, in one drawing")
    parser.add_argument("--many", type=int, help="number of buildings, by batches of communities")
    parser.add_argument("--batch", type=int, default=25_000, help="buildings in a batch of --many")
    given = parser.parse_args()
    if given.growth:
        result = growth(given.growth)
        print(json.dumps(result, indent=1))
        _keep(f"growth {given.growth}", result)
        return
    if given.many:
        key = given.key or f"many {given.many}"
        print(json.dumps(many(given.many, given.batch, partial(_keep, key)), indent=1))
        return
    names = [name for name in SOLVERS if not given.only or any(name.startswith(own) for own in given.only)]
    result = compare(read_world(given.world), names, given.seeds)
    columns = ["name", "cpu_s", "failed_communities", *MEASURES]
    print(pd.DataFrame(result["rows"])[columns].round(3).to_string())
    print(f"excess parts at least: {result['least_excess_at_this_number']}")
    print(pd.DataFrame(result["pairs"]).round(3).to_string())
    _keep(given.key or given.world, result)


if __name__ == "__main__":
    main()
