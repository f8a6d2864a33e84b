"""How far from the proven optimum: the search alone by effort, and ``draw`` as it comes; writes bench/results/draw_exact.json.

usage: scripts/bench draw_exact [--each N] [--seeds N] [--efforts E ...]

Communities of six shapes (30 to 60 buildings, 4 to 13 grids, two estates, random households), solved to proven
optimality among all their connected sets. What has no proof within the exact search's own limits is counted and left
out of the gaps.
"""

import argparse
import json
import time
from itertools import product
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.partition.counts import propose
from gis.partition.draw import draw_cells
from gis.partition.exact import solve_exactly
from gis.partition.instance import Instance
from gis.partition.programme import DEFAULT_WEIGHTS
from gis.partition.search import Aim, Effort, search
from tests.gis.partition.rasters import instance_of, raster

RESULTS = Path(__file__).parent / "results" / "draw_exact.json"
# Rows, columns, least and most households of a building: from few large buildings a grid to many small ones.
SHAPES = (
    (5, 7, 30, 150),
    (5, 9, 30, 150),
    (5, 11, 40, 110),
    (6, 10, 50, 120),
    (6, 6, 30, 90),
    (5, 6, 25, 80),
)


def cells_of(shape: tuple[int, int, int, int], seed: int) -> gpd.GeoDataFrame:
    """One community: an estate in two corners of the north, households drawn evenly."""
    rows, columns, least, most = shape
    estates = ["AAA" + "." * (columns - 5) + "BB"] * 2 + ["." * columns] * (rows - 2)
    households = np.random.default_rng([*shape, seed]).integers(least, most, (rows, columns))
    return raster(households, estates=estates)


def counts_of(instance: Instance) -> list[int]:
    """Numbers of grids that a drawing tries."""
    item = propose(instance.code, instance.households, instance.band)
    return [k for k in range(item.grids - 1, item.grids + 2) if item.least_grids <= k <= item.most_grids]


def prove(instance: Instance) -> tuple[float | None, float]:
    """The proven optimum (None: no proof), and the processor seconds of the proof alone."""
    counts = counts_of(instance)
    aim = Aim(DEFAULT_WEIGHTS, 0, Effort(12.0))
    found = search(instance, counts, aim)
    begin = time.process_time()
    exact = solve_exactly(instance, found, counts, aim)
    return exact.objective_m if exact.proof == "optimal" else None, time.process_time() - begin


def gaps_of_search(problems: dict[str, tuple[Instance, float]], effort: float, seeds: int) -> dict:
    """The search alone."""
    gaps, begin = [], time.process_time()
    for (instance, optimum_m), seed in product(problems.values(), range(seeds)):
        found = search(instance, counts_of(instance), Aim(DEFAULT_WEIGHTS, seed, Effort(effort)))
        gaps.append(found.objective_m / optimum_m - 1)
    return {"effort": effort} | _sum_up(np.array(gaps), time.process_time() - begin)


def gaps_of_draw(frames: dict[str, gpd.GeoDataFrame], optima_m: dict[str, float], seeds: int) -> dict:
    """``draw_cells`` with nothing asked for."""
    gaps, proven, begin = [], 0, time.process_time()
    for (name, optimum_m), seed in product(optima_m.items(), range(seeds)):
        report = draw_cells(frames[name], seed=seed).report
        gaps.append(report["objective_m"] / optimum_m - 1)
        proven += report["proven_optimal"]
    return {"proven_share": proven / len(gaps)} | _sum_up(np.array(gaps), time.process_time() - begin)


def _sum_up(gaps: np.ndarray, cpu_s: float) -> dict:
    """Gaps to the optimum as shares, and what a run took."""
    return {
        "runs": len(gaps),
        "median_gap_share": float(np.median(gaps)),
        "mean_gap_share": float(gaps.mean()),
        "worst_gap_share": float(gaps.max()),
        "within_one_percent_share": float((gaps <= 0.01).mean()),
        "optimum_share": float((gaps <= 1e-6).mean()),
        "cpu_s_per_run": cpu_s / len(gaps),
    }


def main() -> None:
    """Prove, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=8, help="communities of each shape")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--efforts", nargs="*", type=float, default=[1.0, 3.0, 6.0, 12.0])
    given = parser.parse_args()
    frames = {f"{shape}/{seed}": cells_of(shape, seed) for shape in SHAPES for seed in range(given.each)}
    instances = {name: instance_of(cells) for name, cells in frames.items()}
    prove(next(iter(instances.values())))
    proofs = {name: prove(instance) for name, instance in instances.items()}
    optima_m = {name: value for name, (value, _) in proofs.items() if value is not None}
    proof_s = np.array([cpu_s for _, cpu_s in proofs.values()])
    problems = {name: (instances[name], value) for name, value in optima_m.items()}
    result = {
        "communities": len(instances),
        "proven": len(optima_m),
        "proof_cpu_s": {"median": float(np.median(proof_s)), "most": float(proof_s.max())},
        "search": [gaps_of_search(problems, effort, given.seeds) for effort in given.efforts],
        "draw": gaps_of_draw(frames, optima_m, given.seeds),
    }
    print(pd.DataFrame([*result["search"], {"effort": "draw"} | result["draw"]]).round(4).to_string())
    print({name: result[name] for name in ("communities", "proven", "proof_cpu_s")})
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
