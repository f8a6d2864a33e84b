"""The grids in force, drawn as offices draw them: with a ruler, estate by estate, a few years ago.

214 grids, each inside one community and in one piece. Since they were drawn, two grids have grown beyond 500
households and one has shrunk below 300, and a new phase of 620 households has been handed over that no grid
has taken in.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.model.bands import RESIDENTIAL_BAND
from gis.model.plans import grid_name
from gis.partition.adjacency import Adjacency, find_adjacency
from gis.partition.numbering import reading_order
from gis.space.metric import to_metric
from gis.worlds.sweep import sweep
from gis.worlds.territory_graph import Territory

GRIDS = 214
MICRO_GRIDS = 1241
SLACK_HOUSEHOLDS = 3
ESTATE_TIE, STREET_TIE = 5.0, 0.3
CHANGED_TO = (528, 541, 271)
EIGHTH = 8
ROW_HEIGHT_M = 260.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """Cells with the grid each is in.

    Attributes
    ----------
    cells
        As ``gis.partition.build_cells`` gives them, with ``grid_code`` (None where no grid holds the cell).
    names
        Name of each grid by its code.
    """

    cells: gpd.GeoDataFrame
    names: dict[str, str]


def draw_in_force(
    cells: gpd.GeoDataFrame,
    *,
    streets: gpd.GeoDataFrame,
    barriers: gpd.GeoDataFrame,
    community_names: Mapping[str, str],
    unassigned: frozenset[str],
    eighth_estate: str,
) -> Drawn:
    """Sweep each community into grids, number them, and let ``eighth_estate``'s grid by the new phase be 8.

    Parameters
    ----------
    cells
        As ``gis.partition.build_cells`` gives them.
    unassigned
        Building codes that no grid has taken in.
    eighth_estate
        Code of the estate whose grid beside the unassigned cells is number 8 of its community.
    """
    adjacencies = find_adjacency(cells, roads=streets, barriers=barriers)
    left_out = cells["building_code"].isin(unassigned).to_numpy()
    middles = to_metric(cells).geometry.representative_point()
    places = np.column_stack([middles.x, middles.y])
    counts = _share_grids(cells.loc[~left_out].groupby("community_code")["households"].sum())
    codes = np.full(len(cells), None, dtype=object)
    for community, (members, adjacency) in adjacencies.items():
        territory = _territory(cells, places, members, adjacency)
        units = frozenset(np.flatnonzero(~left_out[members]).tolist())
        districts = sweep(territory, units, counts[community], _feasible)
        order = _numbered(districts, territory)
        eighth = _beside(districts, adjacency, cells.iloc[members], left_out[members], eighth_estate)
        if eighth is not None:
            order = _swapped(order, eighth)
        for number, district in enumerate(order, start=1):
            codes[members[sorted(districts[district])]] = f"{community}{number:03d}"
    drawn = cells.assign(grid_code=codes)
    found = sorted({code for code in codes if code is not None})
    return Drawn(drawn, {code: grid_name(community_names[code[:12]], int(code[12:])) for code in found})


def grown_and_shrunk(drawn: Drawn, keep: frozenset[str]) -> dict[str, int]:
    """Choose three grids in three communities, and what their households have become since they were drawn."""
    households = drawn.cells.groupby("grid_code")["households"].sum()
    chosen: dict[str, int] = {}
    for target in CHANGED_TO:
        taken = {code[:12] for code in chosen} | {code[:12] for code in keep}
        free = households[[code[:12] not in taken and code[:12][9] != "2" for code in households.index]]
        code = str((free - target).abs().sort_values(kind="stable").index[0])
        chosen[code] = target
    return chosen


def grid_frame(drawn: Drawn, households: Mapping[str, int]) -> gpd.GeoDataFrame:
    """Layer ``grids``: the union of the cells of each."""
    groups = drawn.cells.dropna(subset="grid_code").groupby("grid_code", sort=True)
    codes, shapes = [], []
    for code, group in groups:
        codes.append(str(code))
        shapes.append(shapely.coverage_union_all(group.geometry.to_numpy()))
    rows = {
        "code": codes,
        "name": [drawn.names[code] for code in codes],
        "community_code": [code[:12] for code in codes],
        "number": [int(code[12:]) for code in codes],
        "kind": "residential",
        "official_code": codes,
        "households": [households[code] for code in codes],
    }
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


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


def _feasible(households: int, count: int) -> bool:
    """Whether so many households may become so many grids within the band, with a little room."""
    band = RESIDENTIAL_BAND
    least, most = band.min_households + SLACK_HOUSEHOLDS, band.max_households - SLACK_HOUSEHOLDS
    return count * least <= households <= count * most


def _share_grids(households: pd.Series) -> dict[str, int]:
    """214 grids over the communities, near to their share of households, feasible everywhere."""
    exact = households * GRIDS / households.sum()
    counts = {str(code): max(round(share), 1) for code, share in exact.items()}
    while (gap := GRIDS - sum(counts.values())) != 0:
        step = 1 if gap > 0 else -1
        able = [code for code in counts if _feasible(int(households[code]), counts[code] + step)]
        code = max(able, key=lambda code: step * (exact[code] - counts[code]))
        counts[code] += step
    return counts


def _territory(
    cells: gpd.GeoDataFrame, places: np.ndarray, members: np.ndarray, adjacency: Adjacency
) -> Territory:
    """Ties between cells: strong inside an estate, weak across a street."""
    estates = cells["estate_code"].to_numpy()[members]
    ties: dict[int, dict[int, float]] = {number: {} for number in range(len(members))}
    for one, two, length, off_road, is_open, is_link in zip(
        adjacency.first.tolist(), adjacency.second.tolist(), adjacency.length_m, adjacency.off_road_m,
        adjacency.is_open, adjacency.is_link, strict=True,
    ):  # fmt: skip
        if not (is_open or is_link):
            continue
        together = isinstance(estates[one], str) and estates[one] == estates[two]
        tie = (
            float(length) * ESTATE_TIE
            if together
            else float(off_road + STREET_TIE * (length - off_road)) + 1.0
        )
        ties[one][two] = ties[two][one] = tie
    weights = cells["households"].to_numpy()[members].tolist()
    return Territory(places[members], weights, ties)


def _numbered(districts: list[frozenset[int]], territory: Territory) -> list[int]:
    """Order of reading: rows from the north, each from west to east."""
    middles = np.array([territory.places_m[sorted(district)].mean(axis=0) for district in districts])
    return [int(at) for at in reading_order(middles[:, 0], middles[:, 1], ROW_HEIGHT_M)]


def _beside(
    districts: list[frozenset[int]],
    adjacency: Adjacency,
    cells: gpd.GeoDataFrame,
    left_out: np.ndarray,
    estate: str,
) -> int | None:
    """The district with the longest border on the cells left out that holds homes of the estate."""
    if not left_out.any():
        return None
    homes = (cells["estate_code"] == estate).to_numpy() & (cells["households"] > 0).to_numpy()
    shared = np.zeros(len(districts))
    of_cell = {cell: number for number, district in enumerate(districts) for cell in district}
    for one, two, length in zip(adjacency.first, adjacency.second, adjacency.length_m, strict=True):
        for here, there in ((int(one), int(two)), (int(two), int(one))):
            if left_out[there] and here in of_cell:
                shared[of_cell[here]] += length
    holds = np.array([any(homes[cell] for cell in district) for district in districts])
    return int(np.argmax(np.where(holds, shared + 1e-6, 0.0)))


def _swapped(order: list[int], eighth: int) -> list[int]:
    """Give one district number 8; the one that had it takes the other's number."""
    at = order.index(eighth)
    swapped = list(order)
    swapped[at], swapped[EIGHTH - 1] = swapped[EIGHTH - 1], swapped[at]
    return swapped


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
    return [slice(a, b) for a, b in zip(stops, stops[1:], strict=False)]
