"""The 1,241 micro-grids in force: runs of neighbouring stairwells of about 60 households."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.space.metric import to_metric

MICRO_GRIDS = 1241


def micro_grids(parts: pd.DataFrame, buildings: gpd.GeoDataFrame) -> pd.DataFrame:
    """Layer ``micro_grid_parts``: neighbouring stairwells of each grid in runs of about 60 households.

    Parameters
    ----------
    parts
        Building parts with ``grid_code``; parts in no grid are left out.
    buildings
        For their places.
    """
    held = parts.dropna(subset="grid_code")
    middles = to_metric(buildings).geometry.centroid
    place = dict(zip(buildings["code"], zip(middles.x, middles.y, strict=True), strict=True))
    groups = {str(code): group for code, group in held.groupby("grid_code", sort=True)}
    counts = _share_micro({code: (int(g["households"].sum()), len(g)) for code, g in groups.items()})
    rows = []
    for code, group in groups.items():
        walk = _walk(group, place)
        for number, run in enumerate(_runs(walk["households"].to_numpy(), counts[code]), start=1):
            rows += [(part, f"{code}{number:02d}", code) for part in walk["code"].iloc[run]]
    return pd.DataFrame(rows, columns=["part_code", "micro_grid_code", "grid_code"])


def _share_micro(sizes: dict[str, tuple[int, int]]) -> dict[str, int]:
    """1,241 micro-grids over the grids by their households; none has more than its grid has stairwells."""
    total = sum(households for households, _ in sizes.values())
    exact = {code: households * MICRO_GRIDS / total for code, (households, _) in sizes.items()}
    counts = {code: min(max(int(exact[code]), 1), sizes[code][1]) for code in sizes}
    while sum(counts.values()) < MICRO_GRIDS:
        able = [code for code in sizes if counts[code] < sizes[code][1]]
        counts[max(able, key=lambda code: exact[code] - counts[code])] += 1
    return counts


def _walk(group: pd.DataFrame, place: dict[str, tuple[float, float]]) -> pd.DataFrame:
    """Stairwells in the order of a walk from building to nearest building, from the north-west."""
    left = sorted(set(group["building_code"]), key=lambda code: place[code][0] - place[code][1])
    order = [left.pop(0)]
    while left:
        here = place[order[-1]]
        nearest = min(
            left, key=lambda code: (place[code][0] - here[0]) ** 2 + (place[code][1] - here[1]) ** 2
        )
        left.remove(nearest)
        order.append(nearest)
    rank = {code: number for number, code in enumerate(order)}
    return group.assign(rank=group["building_code"].map(rank)).sort_values(
        ["rank", "stairwell"], kind="stable"
    )


def _runs(households: np.ndarray, count: int) -> list[slice]:
    """Cut a sequence into ``count`` runs, the sum of squared deviations from the mean being least."""
    size = len(households)
    sums = np.concatenate([[0], np.cumsum(households)])
    mean = sums[-1] / count
    best = np.full((count + 1, size + 1), np.inf)
    cut = np.zeros((count + 1, size + 1), dtype=int)
    best[0, 0] = 0.0
    for runs in range(1, count + 1):
        for stop in range(runs, size + 1):
            starts = np.arange(runs - 1, stop)
            costs = best[runs - 1, starts] + (sums[stop] - sums[starts] - mean) ** 2
            at = int(np.argmin(costs))
            best[runs, stop], cut[runs, stop] = costs[at], starts[at]
    stops = [size]
    for runs in range(count, 0, -1):
        stops.append(int(cut[runs, stops[-1]]))
    stops.reverse()
    return [slice(a, b) for a, b in pairwise(stops)]
