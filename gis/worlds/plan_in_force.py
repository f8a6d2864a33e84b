"""The grids in force, drawn as offices draw them: with a ruler, estate by estate, a few years ago.

214 grids, each inside one community and in one piece. Since they were drawn, two grids have grown beyond 500
households and one has shrunk below 300, and a new phase of 620 households has been handed over that no grid
has taken in.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from gis.errors import CannotSatisfy
from gis.model.bands import RESIDENTIAL_BAND
from gis.model.plans import grid_name
from gis.partition.adjacency import Adjacency, find_adjacency
from gis.partition.numbering import reading_order
from gis.space.metric import to_metric
from gis.worlds.sweep import sweep
from gis.worlds.territory_graph import Territory

GRIDS = 214
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
    territories = {
        code: _territory(cells, places, members, adjacency)
        for code, (members, adjacency) in adjacencies.items()
    }
    homes = {
        code: frozenset(np.flatnonzero(~left_out[members]).tolist())
        for code, (members, _) in adjacencies.items()
    }
    districts = _sweep_all(territories, homes)
    codes = np.full(len(cells), None, dtype=object)
    for community, (members, adjacency) in adjacencies.items():
        order = _numbered(districts[community], territories[community])
        own = cells.iloc[members]
        eighth = _beside(districts[community], adjacency, own, left_out[members], eighth_estate)
        if eighth is not None:
            order = _swapped(order, eighth)
        for number, district in enumerate(order, start=1):
            codes[members[sorted(districts[community][district])]] = f"{community}{number:03d}"
    drawn = cells.assign(grid_code=codes)
    found = sorted({code for code in codes if code is not None})
    return Drawn(drawn, {code: grid_name(community_names[code[:12]], int(code[12:])) for code in found})


def _sweep_all(
    territories: Mapping[str, Territory], homes: Mapping[str, frozenset[int]]
) -> dict[str, list[frozenset[int]]]:
    """Sweep the communities, those of few large houses first; where a number of grids fails, another takes it."""
    weights = {code: territories[code].weight(units) for code, units in homes.items()}
    counts = _share_grids(weights)
    order = sorted(homes, key=lambda code: (len(homes[code]) / counts[code], code))
    districts: dict[str, list[frozenset[int]]] = {}
    owed = 0
    for code in order:
        wished = counts[code] + owed
        for count in (wished, counts[code], counts[code] + 1, counts[code] - 1):
            found = _try_sweep(territories[code], homes[code], count)
            if found is not None:
                owed += counts[code] - count
                districts[code] = found
                break
        else:
            raise _undrawable(code)
    if owed:
        raise _undrawable(order[-1])
    return districts


def _try_sweep(territory: Territory, units: frozenset[int], count: int) -> list[frozenset[int]] | None:
    if count < 1 or not _feasible(territory.weight(units), count):
        return None
    try:
        return sweep(territory, units, count, _feasible)
    except CannotSatisfy:
        return None


def _undrawable(community: str) -> CannotSatisfy:
    return CannotSatisfy(
        f"no grids for {community}",
        chinese=f"社区“{community}”无法划出规定数量的网格",
        code="grids_undrawable",
        value=community,
    )


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


def _feasible(households: int, count: int) -> bool:
    """Whether so many households may become so many grids within the band, with a little room."""
    band = RESIDENTIAL_BAND
    least, most = band.min_households + SLACK_HOUSEHOLDS, band.max_households - SLACK_HOUSEHOLDS
    return count * least <= households <= count * most


def _share_grids(households: Mapping[str, int]) -> dict[str, int]:
    """214 grids over the communities, near to their share of households, feasible everywhere."""
    total = sum(households.values())
    exact = {code: count * GRIDS / total for code, count in households.items()}
    counts = {code: max(round(share), 1) for code, share in exact.items()}
    while (gap := GRIDS - sum(counts.values())) != 0:
        step = 1 if gap > 0 else -1
        able = [code for code in sorted(counts) if _feasible(households[code], counts[code] + step)]
        chosen = max(able, key=lambda code: step * (exact[code] - counts[code]))
        counts[chosen] += step
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
