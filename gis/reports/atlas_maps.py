"""Draw the atlas's maps: the whole place with its grids, and one sheet per grid with everything named around it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from gis.model.plans import chinese_number
from gis.reports.canvas import fill, new_figure, picture, stroke
from gis.reports.document import Picture
from gis.reports.findings import BaseLayers
from gis.reports.fonts import drawable, face
from gis.reports.maps import (
    BORDER,
    INK,
    Box,
    box_of,
    draw_base,
    draw_north,
    draw_scale_bar,
    frame_axes,
    inner_points,
    seen,
)
from gis.reports.text import printable
from gis.space.measure import metres_per_degree

SHEET_IN = (6.3, 6.5)
OVERVIEW_IN = (9.9, 6.0)
LEAST_SIDE_M = 160.0
MARGIN_SHARE = 0.14
GRID_FILL, GRID_EDGE, OTHER_EDGE = "#f6d9a8", "#9b1c1c", "#7d7d7d"
OWN_BUILDING, OTHER_BUILDING, WALL = "#b98a4e", "#d8d3cc", "#8a6d3b"
STREET_INK, OTHER_INK, ESTATE_INK = "#5a4a3a", "#6f6f6f", "#7a4a12"
WATER_INK = "#2f6f9f"
OVERVIEW_COLOURS = ("#f4c7ab", "#cfe3c5", "#c9d7ee", "#f3e3a3", "#dccbe6", "#c6e5e3", "#f0c9d8")
STREET_LIMIT = 24
# Where the scale bar and the north arrow stand, in shares of the map (west, south, east, north).
RESERVED = ((0.0, 0.0, 0.3, 0.085), (0.92, 0.86, 1.0, 1.0))


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a place (lon, lat), turned by some degrees."""

    text: str
    lon: float
    lat: float
    size_pt: float
    colour: str = INK
    turned_deg: float = 0.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class AtlasGround:
    """What every sheet is drawn from; frames in EPSG:4326.

    Attributes
    ----------
    base
        Streets (with names), water, green.
    grids
        grid_id, name, number, community_name, geometry.
    buildings
        name, grid_id, geometry.
    estates, communities, service_points
        name, geometry.
    """

    base: BaseLayers
    grids: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    estates: gpd.GeoDataFrame
    communities: gpd.GeoDataFrame
    service_points: gpd.GeoDataFrame


def grid_sheet(ground: AtlasGround, grid_id: int) -> Picture:
    """Draw one grid large, with what surrounds it."""
    own = ground.grids[ground.grids["grid_id"] == grid_id]
    box = _sheet_box(own, SHEET_IN)
    area = shapely.box(*box)
    figure, axes = _blank(SHEET_IN, box)
    draw_base(axes, ground.base, box)
    others = ground.grids[(ground.grids["grid_id"] != grid_id) & ground.grids.intersects(area)]
    buildings = ground.buildings[ground.buildings.intersects(area)]
    is_own = (buildings["grid_id"] == grid_id).fillna(False).to_numpy(dtype=bool)
    fill(axes, list(own.geometry), GRID_FILL, layer=1.5, opacity=0.55)
    fill(axes, list(buildings.geometry[~is_own]), OTHER_BUILDING, layer=4)
    fill(axes, list(buildings.geometry[is_own]), OWN_BUILDING, layer=4, edge="#6b4a1d", width_pt=0.4)
    stroke(axes, seen(ground.estates, area), WALL, 0.7, layer=4.2)
    stroke(axes, list(others.geometry), OTHER_EDGE, 0.7, layer=4.5, dashed=True)
    stroke(axes, list(own.geometry), GRID_EDGE, 2.0, layer=5)
    points = seen(ground.service_points, area)
    if points:
        lon, lat = shapely.get_coordinates(points).T
        axes.scatter(lon, lat, s=42, marker="*", c=GRID_EDGE, edgecolors="white", linewidths=0.5, zorder=6)
    _write(axes, _sheet_labels(ground, own, others, buildings[is_own], box))
    draw_scale_bar(axes, box)
    draw_north(axes)
    name = str(own["name"].iloc[0])
    return picture(
        figure, name=f"图-{grid_id}", caption=name, alt=f"{name}及周边的地图；楼栋与四至见右侧文字"
    )


def overview(ground: AtlasGround, place_name: str) -> Picture:
    """Draw every grid of the place with its number, and the communities' names."""
    box = _fitted(box_of(ground.communities), OVERVIEW_IN)
    figure, axes = _blank(OVERVIEW_IN, box)
    draw_base(axes, ground.base, box)
    colours = [OVERVIEW_COLOURS[int(number) % len(OVERVIEW_COLOURS)] for number in ground.grids["number"]]
    fill(axes, list(ground.grids.geometry), colours, layer=4, opacity=0.8, edge="#8d8d8d", width_pt=0.4)
    stroke(axes, list(ground.communities.geometry), BORDER, 1.5, layer=5)
    points = shapely.point_on_surface(ground.grids.geometry.to_numpy())
    is_crowded = len(ground.communities) > 1
    numbers = [
        Label(
            f"{int(number)}" if is_crowded else f"第{chinese_number(int(number))}网格",
            place.x,
            place.y,
            size_pt,
            INK,
        )
        for size_pt in ((5.5,) if is_crowded else (10.0,))
        for number, place in zip(ground.grids["number"], points, strict=True)
    ]
    names = [
        Label(printable(text, limit=12), place.x, place.y, 9, GRID_EDGE, bold=True)
        for text, place in inner_points(ground.communities, "name")
        if is_crowded
    ]
    _write(axes, [*names, *numbers])
    draw_scale_bar(axes, box)
    draw_north(axes)
    return picture(
        figure,
        name="图-总览",
        caption=f"{place_name}网格总览",
        alt="各社区网格的总图，网格以序号标注，页码见索引",
    )


def _blank(size_in: tuple[float, float], box: Box) -> tuple[Figure, Axes]:
    figure = new_figure(*size_in)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    frame_axes(axes, box)
    return figure, axes


def _sheet_box(own: gpd.GeoDataFrame, size_in: tuple[float, float]) -> Box:
    """Take the grid's box, at least ``LEAST_SIDE_M`` wide, with a margin, in the sheet's proportions."""
    west, south, east, north = (float(side) for side in own.total_bounds)
    lon_m, lat_m = metres_per_degree((south + north) / 2)
    grow_lon = max(0.0, LEAST_SIDE_M / lon_m - (east - west)) / 2 + (east - west) * MARGIN_SHARE
    grow_lat = max(0.0, LEAST_SIDE_M / lat_m - (north - south)) / 2 + (north - south) * MARGIN_SHARE
    return _fitted((west - grow_lon, south - grow_lat, east + grow_lon, north + grow_lat), size_in)


def _fitted(box: Box, size_in: tuple[float, float]) -> Box:
    """Widen a box to the proportions of a sheet."""
    west, south, east, north = box
    shrink = math.cos(math.radians((south + north) / 2))
    width, height = (east - west) * shrink, north - south
    wanted = size_in[0] / size_in[1]
    more_lon = max(0.0, height * wanted - width) / shrink / 2
    more_lat = max(0.0, width / wanted - height) / 2
    return west - more_lon, south - more_lat, east + more_lon, north + more_lat


def _sheet_labels(
    ground: AtlasGround,
    own: gpd.GeoDataFrame,
    others: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    box: Box,
) -> Iterable[Label]:
    """List what is to be named, the most wanted first: buildings, streets, neighbours, estates, points."""
    area = shapely.box(*box)
    centres = shapely.point_on_surface(buildings.geometry.to_numpy())
    for text, place in zip(buildings["name"], centres, strict=True):
        yield Label(printable(text, limit=8), place.x, place.y, 7, bold=True)
    yield from _street_labels(ground.base.streets, box)
    community = str(own["community_name"].iloc[0])
    for row, shape in zip(others.to_dict("records"), others.geometry, strict=True):
        place = shapely.point_on_surface(shapely.intersection(shape, area))
        if not shapely.is_empty(place):
            text = printable(str(row["name"]).removeprefix(community), limit=14)
            yield Label(text, place.x, place.y, 8, OTHER_INK)
    for text, place in inner_points(gpd.clip(ground.estates, area), "name"):
        yield Label(printable(text, limit=10), place.x, place.y, 8, ESTATE_INK)
    waters = ground.base.water[ground.base.water["name"].fillna("") != ""]
    for text, place in inner_points(gpd.clip(waters, area), "name"):
        yield Label(printable(text, limit=10), place.x, place.y, 8, WATER_INK)
    for text, place in inner_points(gpd.clip(ground.service_points, area), "name"):
        yield Label(printable(text, limit=14), place.x, place.y, 6.5, GRID_EDGE)


def _street_labels(streets: gpd.GeoDataFrame, box: Box) -> Iterable[Label]:
    """Name each street once or twice along its longest pieces in view, turned with it, the longest streets first."""
    named = streets[streets["name"].fillna("") != ""]
    shapes = shapely.clip_by_rect(named.geometry.to_numpy(), *box)
    scale = math.cos(math.radians((box[1] + box[3]) / 2))
    kept = ~shapely.is_empty(shapes)
    pieces: dict[str, list[Any]] = {}
    for name, shape in zip(named["name"][kept], shapes[kept], strict=True):
        pieces.setdefault(str(name), []).extend(shapely.get_parts([shape]))
    merged = {
        name: shapely.get_parts([shapely.line_merge(shapely.MultiLineString(p))])
        for name, p in pieces.items()
    }
    placed = [(max(parts, key=shapely.length), name) for name, parts in merged.items()]
    placed.sort(key=lambda pair: -shapely.length(pair[0]))
    for line, name in placed[:STREET_LIMIT]:
        for share in (0.5, 0.22, 0.78):
            yield _along(line, share, printable(name, limit=10), scale)


def _along(line: shapely.LineString, share: float, text: str, scale: float) -> Label:
    """Put a name on a line, turned with it and never upside down."""
    before, place, after = (
        shapely.line_interpolate_point(line, part, normalized=True)
        for part in (max(0.0, share - 0.06), share, min(1.0, share + 0.06))
    )
    angle = math.degrees(math.atan2(after.y - before.y, (after.x - before.x) * scale))
    upright = (angle + 90) % 180 - 90
    return Label(text, place.x, place.y, 7.5, STREET_INK, turned_deg=upright)


def _write(axes: Axes, labels: Iterable[Label]) -> None:
    """Write labels with a white edge, the first ones first; one that would cover another, or leave the map, is left out."""
    axes.apply_aspect()
    renderer = FigureCanvasAgg(axes.get_figure(root=True)).get_renderer()  # type: ignore[no-untyped-call]
    frame = axes.get_window_extent(renderer)
    inside = shapely.box(frame.x0 + 4, frame.y0 + 4, frame.x1 - 4, frame.y1 - 4)
    taken = [_corner(frame, *corner) for corner in RESERVED]
    written: dict[str, int] = {}
    for label in labels:
        if label.turned_deg and written.get(label.text, 0) >= 1:
            continue
        extent = _extent(axes, label, renderer)
        if inside.contains(extent) and not any(extent.intersects(other) for other in taken):
            taken.append(extent)
            written[label.text] = written.get(label.text, 0) + 1
            _put(axes, label)


def _corner(frame: Bbox, west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Turn shares of the map's frame into dots."""
    wide, high = float(frame.x1 - frame.x0), float(frame.y1 - frame.y0)
    left, low = float(frame.x0), float(frame.y0)
    return shapely.box(left + west * wide, low + south * high, left + east * wide, low + north * high)


def _put(axes: Axes, label: Label) -> None:
    axes.text(
        label.lon,
        label.lat,
        drawable(label.text),
        fontproperties=face(label.size_pt, bold=label.bold),
        color=label.colour,
        rotation=label.turned_deg,
        ha="center",
        va="center",
        zorder=8,
        path_effects=[patheffects.withStroke(linewidth=2.0, foreground="white")],
    )


def _extent(axes: Axes, label: Label, renderer: RendererAgg) -> shapely.Polygon:
    """Reckon the rectangle a label covers, in dots: as many squares wide as it has letters, half for Latin ones."""
    x, y = axes.transData.transform((label.lon, label.lat))
    dot = float(renderer.points_to_pixels(label.size_pt))  # type: ignore[no-untyped-call]
    width = dot * sum(1.0 if ord(letter) > 0x2E7F else 0.6 for letter in label.text) / 2
    corners = np.array([(-width, -dot * 0.6), (width, -dot * 0.6), (width, dot * 0.6), (-width, dot * 0.6)])
    angle = math.radians(label.turned_deg)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return shapely.Polygon(corners @ turn + (x, y))
