"""Build the walking network: streets are cut, walls sever them, gates lead through."""

from dataclasses import replace
from datetime import time

import geopandas as gpd
import numpy as np
import shapely

from gis.model.progress import Progress, silent
from gis.network.assemble import assemble
from gis.network.barrier_gates import find_barrier_gates
from gis.network.crossings import street_crossings, wall_marks
from gis.network.cutting import Lines, cut_lines
from gis.network.edges import Cut, make_edges, traits_of
from gis.network.elevation import Raster, grades_of
from gis.network.gates import PlacedGates, find_leads, place_gates
from gis.network.laid import NOT_A_LINE, Laid, LineIndex, Traits, rank_leads, rank_of
from gis.network.network import Network, Sources
from gis.network.noding import Marks
from gis.network.streets import check_streets
from gis.network.walls import Walls, find_walls
from gis.space.crs import frame_to_wgs84
from gis.space.metric import MetricPlane


def build_network(
    streets: gpd.GeoDataFrame,
    *,
    estates: gpd.GeoDataFrame | None = None,
    gates: gpd.GeoDataFrame | None = None,
    barriers: gpd.GeoDataFrame | None = None,
    elevation: Raster | None = None,
    at_time: time | None = None,
    connect_crossings: bool = True,
    progress: Progress = silent,
) -> Network:
    """Build the network of everything walkable.

    Parameters
    ----------
    streets, estates, gates, barriers
        Frames of these layers (EPSG:4326). Estates with ``is_walled`` are left only through their gates.
    elevation
        Heights; without it, ``climb_m`` of the streets.
    at_time
        Time of day whose opening hours count; without it, gates are as ``is_open`` says.
    connect_crossings
        Streets of one level that cross without a shared vertex are joined (never those of an OSM extract).

    Raises
    ------
    InputError
        ``streets_empty``, ``crs_missing``, ``column_missing``.
    """
    progress("构建步行路网", 0, 4)
    clean, problems = check_streets(streets)
    lines, plane = _lay(clean, connect_crossings=connect_crossings)
    walls = find_walls(estates, barriers, plane)
    placed = place_gates(gates, walls, plane, at_time)
    progress("构建步行路网", 1, 4)
    found = _cut(lines, walls, placed)
    progress("构建步行路网", 3, 4)
    traits = traits_of(clean, lines)
    edges, nodes, inner = make_edges(traits, lines, found, placed)
    if elevation is not None:
        edges = replace(
            edges, grade=np.where(edges.street >= 0, grades_of(edges.geometry, plane, elevation), 0.0)
        )
    faults = (*problems, *walls.problems, *placed.problems, *found.problems)
    network = assemble(plane, nodes, edges, placed=placed, inner=inner, walls=walls, problems=faults)
    progress("构建步行路网", 4, 4)
    estates, gates, barriers = (_in_degrees(frame) for frame in (estates, gates, barriers))
    frames = (frame_to_wgs84(streets), estates, gates, barriers)
    kept = Sources(*frames, elevation=elevation, at_time=at_time, connect_crossings=connect_crossings)
    return replace(network, sources=kept, laid=_kept(lines, traits, found, len(edges)))


def _kept(lines: Lines, traits: Traits, cut: Cut, edge_count: int) -> Laid:
    """What the lines were cut by, so that a few of them can be cut anew."""
    gate = np.full(len(cut.marks.line), -1, np.int64)
    gate[cut.lead_mark] = [lead.gate for lead in cut.leads]
    line_of_edge = np.full(edge_count, NOT_A_LINE, np.int64)
    line_of_edge[: len(cut.pieces.line)] = cut.pieces.line
    return Laid(lines, traits, cut.marks, cut.pairs, cut.rank, gate, line_of_edge, LineIndex(lines.geometry))


def _in_degrees(frame: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    return None if frame is None or frame.empty else frame_to_wgs84(frame)


def _lay(streets: gpd.GeoDataFrame, *, connect_crossings: bool) -> tuple[Lines, MetricPlane]:
    west, south, east, north = streets.total_bounds
    plane = MetricPlane.around([west, east], [south, north])
    flat = plane.project_geometries(shapely.force_2d(np.asarray(streets.geometry.array, dtype=object)))
    level = streets["layer"].to_numpy(np.int64).copy()
    level[(level == 0) & streets["is_bridge"].to_numpy(bool)] = 1
    level[(level == 0) & streets["is_tunnel"].to_numpy(bool)] = -1
    is_noded = streets["is_noded"].to_numpy(bool) | (not connect_crossings)
    return Lines(flat, level, is_noded), plane


def _cut(lines: Lines, walls: Walls, placed: PlacedGates) -> Cut:
    """Cut twice: first to know the zones, then with the places where gates lead onto streets."""
    meetings, pairs, rank = street_crossings(lines.geometry, lines.level, lines.is_noded)
    borders = wall_marks(lines.geometry, lines.on_ground, walls.borders, cuts=False)
    severed = wall_marks(lines.geometry, lines.on_ground, walls.barriers, cuts=True)
    in_barriers = find_barrier_gates(placed, lines, severed, len(meetings.line) + len(borders.line))
    marks = Marks.join([meetings, borders, severed, in_barriers.marks])
    first = cut_lines(lines, marks, pairs, walls.zone_area)
    leads, problems = find_leads(placed, first)
    onto = Marks(
        first.line[[lead.piece for lead in leads]] if leads else np.empty(0, np.int64),
        np.array([lead.x_m for lead in leads]),
        np.array([lead.y_m for lead in leads]),
        np.zeros(len(leads), bool),
    )
    every = Marks.join([marks, onto])
    final = cut_lines(lines, every, pairs, walls.zone_area) if leads else first
    lead_mark = len(marks.line) + np.arange(len(leads))
    ranks = np.concatenate([rank, rank_of(4, len(marks.line) - len(rank)), rank_leads(leads)])
    return Cut(final, every, pairs, ranks, leads, lead_mark, in_barriers, problems + in_barriers.problems)
