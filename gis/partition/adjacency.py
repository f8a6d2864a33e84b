"""Who touches whom: shared borders of cells, where they lie, and what breaks the way across.

Two cells touch where they share a border of some length; a common corner does not count. A border along a
river, railway or fence is closed unless a way crosses it; a wall of an estate is not (a grid may take in
several walled estates). Land that stays cut off is reached through *links*:

- pieces of a community that lie apart (飞地) are linked where they come nearest to each other, so that
  contiguity is asked within each piece and not between them;
- a piece behind a barrier is linked only where its households are below the minimum, since it cannot be a
  grid of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.partition.bands import Bands
from gis.partition.blocks import lines_of, streets_only
from gis.partition.stretch import DECIMALS, Geometries, Stretch

# A border runs along a street if its middle lies this near to the street's line.
ON_ROAD_M = 2.0
# A closed border is open again this near to where a way crosses the barrier.
CROSSING_M = 25.0
CLOSED_KINDS = frozenset({"river", "rail", "fence"})


@dataclass(frozen=True, slots=True)
class Adjacency:
    """Borders between cells of one community, both ends given once, first < second.

    Attributes
    ----------
    first, second
        Positions of the cells.
    length_m, off_road_m, off_line_m
        Shared border; the part of it on no street; the part on neither street nor wall nor barrier.
    is_open
        Whether one can go across. Closed borders count as borders, not for contiguity.
    is_link
        No border at all: joins pieces that lie apart (lengths are 0).
    area_m2, perimeter_m
        Per cell.
    """

    first: np.ndarray
    second: np.ndarray
    length_m: np.ndarray
    off_road_m: np.ndarray
    off_line_m: np.ndarray
    is_open: np.ndarray
    is_link: np.ndarray
    area_m2: np.ndarray
    perimeter_m: np.ndarray


def _segments(cells: gpd.GeoDataFrame) -> pd.DataFrame:
    """Border segments that two cells share: first, second (positions), and both ends in degrees."""
    rings, owner = shapely.get_parts(shapely.boundary(cells.geometry.to_numpy()), return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    grid = np.round(xy * 10**DECIMALS).astype(np.int64)
    starts = np.flatnonzero(ring[:-1] == ring[1:])
    low, high = grid[starts], grid[starts + 1]
    swap = (low[:, 0] > high[:, 0]) | ((low[:, 0] == high[:, 0]) & (low[:, 1] > high[:, 1]))
    low[swap], high[swap] = high[swap], low[swap].copy()
    table = pd.DataFrame({"a": low[:, 0], "b": low[:, 1], "c": high[:, 0], "d": high[:, 1]})
    table["owner"] = owner[ring[starts]]
    table = table.sort_values(["a", "b", "c", "d", "owner"], kind="stable", ignore_index=True)
    same = (table[["a", "b", "c", "d"]].to_numpy()[1:] == table[["a", "b", "c", "d"]].to_numpy()[:-1]).all(
        axis=1
    )
    left = table.loc[np.append(same, False)]
    right = table["owner"].to_numpy()[np.flatnonzero(same) + 1]
    shared = left.rename(columns={"owner": "first"}).assign(second=right)
    return shared.loc[shared["first"] != shared["second"]].reset_index(drop=True)


def _near(middles: Geometries, lines: Geometries, distance_m: float) -> np.ndarray:
    """Whether each point lies within the distance of any line; the edge counts."""
    near = np.zeros(len(middles), dtype=bool)
    if len(lines) and len(middles):
        near[shapely.STRtree(lines).query(middles, predicate="dwithin", distance=distance_m)[0]] = True
    return near


def _crossings(ways: Geometries, closed: Geometries) -> Geometries:
    """Points where a way meets a closing barrier."""
    if not len(ways) or not len(closed):
        return np.array([], dtype=object)
    way, line = shapely.STRtree(closed).query(ways, predicate="intersects")
    met = shapely.get_parts(shapely.intersection(ways[way], closed[line]))
    return np.asarray(shapely.point_on_surface(met), dtype=object)


def _closed_lines(barriers: gpd.GeoDataFrame | None) -> Geometries:
    """Barriers that nobody crosses; where no kind is given, all of them."""
    if barriers is None or barriers.empty or "kind" not in barriers.columns:
        return lines_of(barriers)
    return lines_of(barriers.loc[barriers["kind"].isin(CLOSED_KINDS)])


def _ways(roads: gpd.GeoDataFrame | None) -> Geometries:
    """Everything one can walk on, footways included."""
    if roads is None or roads.empty or "is_walkable" not in roads.columns:
        return lines_of(roads)
    return lines_of(roads.loc[roads["is_walkable"].fillna(True).astype(bool)])


def _borders(
    cells: gpd.GeoDataFrame,
    stretch: Stretch,
    roads: gpd.GeoDataFrame | None,
    barriers: gpd.GeoDataFrame | None,
) -> pd.DataFrame:
    """Sum the shared segments by pair of cells: lengths, and whether one can go across."""
    table = _segments(cells)
    ends = np.stack([table[["a", "b"]].to_numpy(), table[["c", "d"]].to_numpy()], axis=1) / 10**DECIMALS
    lines = stretch.flatten(shapely.linestrings(ends)) if len(table) else np.array([], dtype=object)
    middles = shapely.centroid(lines)
    length_m = shapely.length(lines)
    closed = stretch.flatten(_closed_lines(barriers))
    on_road = _near(middles, stretch.flatten(lines_of(streets_only(roads))), ON_ROAD_M)
    on_closed = _near(middles, closed, ON_ROAD_M)
    estate = cells["estate_code"].fillna("").to_numpy()
    on_line = on_road | on_closed | _near(middles, stretch.flatten(lines_of(barriers)), ON_ROAD_M)
    on_line |= estate[table["first"]] != estate[table["second"]]
    crossed = _near(middles, _crossings(stretch.flatten(_ways(roads)), closed), CROSSING_M)
    table = table[["first", "second"]].assign(
        length_m=length_m,
        off_road_m=length_m * ~on_road,
        off_line_m=length_m * ~on_line,
        is_open=~on_closed | crossed,
    )
    return table.groupby(["first", "second"], as_index=False).agg(
        {"length_m": "sum", "off_road_m": "sum", "off_line_m": "sum", "is_open": "any"}
    )


def _pieces(size: int, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Label connected pieces, 0..."""
    graph = coo_array((np.ones(len(first), dtype=np.int8), (first, second)), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1])


def _nearest_pair(shapes: Geometries, here: np.ndarray, there: np.ndarray) -> tuple[float, int, int]:
    """Distance and positions of the nearest pair, one from each side."""
    pairs, distances = shapely.STRtree(shapes[there]).query_nearest(
        shapes[here], return_distance=True, all_matches=False
    )
    best = int(np.argmin(distances))
    return float(distances[best]), int(here[pairs[0, best]]), int(there[pairs[1, best]])


def _join(
    shapes: Geometries, label: np.ndarray, households: np.ndarray, below: float
) -> list[tuple[int, int]]:
    """Link the smallest piece to the nearest other, again and again, until all pieces hold ``below`` or more."""
    links: list[tuple[int, int]] = []
    label = label.copy()
    while True:
        totals = pd.Series(households).groupby(label).sum()
        smallest = int(totals.index[int(totals.to_numpy().argmin())])
        if len(totals) == 1 or totals[smallest] >= below:
            return links
        here = label == smallest
        _, one, other = _nearest_pair(shapes, np.flatnonzero(here), np.flatnonzero(~here))
        links.append((one, other))
        label[here] = label[other]


def _links(
    shapes: Geometries, borders: pd.DataFrame, households: np.ndarray, min_households: int
) -> list[tuple[int, int]]:
    """Links between pieces that lie apart, then from pieces too small to stand behind a barrier."""
    size = len(shapes)
    first, second = borders["first"].to_numpy(), borders["second"].to_numpy()
    apart = _join(shapes, _pieces(size, first, second), households, np.inf)
    open_ = borders["is_open"].to_numpy()
    one = np.concatenate([first[open_], np.array([pair[0] for pair in apart], dtype=first.dtype)])
    other = np.concatenate([second[open_], np.array([pair[1] for pair in apart], dtype=first.dtype)])
    return apart + _join(shapes, _pieces(size, one, other), households, min_households)


def _with_links(borders: pd.DataFrame, links: list[tuple[int, int]]) -> pd.DataFrame:
    """Append the links, and open the closed borders that a link crosses."""
    known = {
        (int(a), int(b)): place
        for place, (a, b) in enumerate(zip(borders["first"], borders["second"], strict=True))
    }
    borders = borders.assign(is_link=False)
    added = []
    for one, other in links:
        pair = (min(one, other), max(one, other))
        if pair in known:
            borders.loc[borders.index[known[pair]], ["is_open", "is_link"]] = True
        else:
            added.append((*pair, 0.0, 0.0, 0.0, True, True))
    return (
        pd.concat([borders, pd.DataFrame(added, columns=borders.columns)], ignore_index=True)
        if added
        else borders
    )


def find_adjacency(
    cells: gpd.GeoDataFrame,
    *,
    roads: gpd.GeoDataFrame | None = None,
    barriers: gpd.GeoDataFrame | None = None,
    min_households: Mapping[str, int] | int = 300,
) -> dict[str, tuple[np.ndarray, Adjacency]]:
    """Find the borders inside each community.

    Parameters
    ----------
    cells
        A valid coverage in EPSG:4326 as ``gis.partition`` describes it.
    roads, barriers
        Layers ``streets`` and ``barriers``, EPSG:4326.
    min_households
        Lower end of the band, per community code or for all.

    Returns
    -------
    dict
        community code -> (positions of its cells in ``cells``, Adjacency numbered within them).
    """
    stretch = Stretch.over(cells.geometry.to_numpy())
    shapes = stretch.flatten(cells.geometry.to_numpy())
    borders = _borders(cells, stretch, roads, barriers)
    codes = cells["community_code"].to_numpy()
    borders = borders.loc[codes[borders["first"]] == codes[borders["second"]]]
    of_community = dict(tuple(borders.groupby(codes[borders["first"]])))
    found = {}
    for code, members in cells.groupby("community_code", sort=True).indices.items():
        least = min_households if isinstance(min_households, int) else min_households[str(code)]
        own = of_community.get(code, borders.iloc[:0])
        found[str(code)] = (members, _community(cells, shapes, members, own, least))
    return found


def adjacency_in_bands(
    cells: gpd.GeoDataFrame,
    bands: Bands,
    roads: gpd.GeoDataFrame | None,
    barriers: gpd.GeoDataFrame | None,
) -> dict[str, tuple[np.ndarray, Adjacency]]:
    """``find_adjacency`` with each community's own minimum."""
    least = {str(code): bands.of(str(code)).min_households for code in cells["community_code"].unique()}
    return find_adjacency(cells.reset_index(drop=True), roads=roads, barriers=barriers, min_households=least)


def _community(
    cells: gpd.GeoDataFrame, shapes: Geometries, members: np.ndarray, borders: pd.DataFrame, least: int
) -> Adjacency:
    """Number the borders within one community and add its links."""
    own = shapes[members]
    numbered = borders.assign(
        first=np.searchsorted(members, borders["first"]), second=np.searchsorted(members, borders["second"])
    ).reset_index(drop=True)
    households = cells["households"].to_numpy()[members]
    table = _with_links(numbered, _links(own, numbered, households, least))
    columns = {name: table[name].to_numpy() for name in table.columns}
    columns["is_open"] = columns["is_open"].astype(bool)
    columns["is_link"] = columns["is_link"].astype(bool)
    return Adjacency(**columns, area_m2=shapely.area(own), perimeter_m=shapely.length(own))
