"""Draw static maps: our own streets, water and green underneath, a legend, a scale bar, and north.

Positions stay (lon, lat); the axes are stretched by 1/cos(latitude) so that a square is square, and the scale
bar is measured on the ellipsoid. Up is true north.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from gis.reports.canvas import fill, new_figure, picture, stroke
from gis.reports.document import FULL_HEIGHT_MM, Picture
from gis.reports.findings import BaseLayers
from gis.reports.fonts import drawable, face
from gis.reports.text import printable
from gis.space.measure import distances_m

Box = tuple[float, float, float, float]

PAPER, WATER, GREEN, STREET, MAIN_STREET = "#faf8f4", "#cfe2ee", "#dfead3", "#d9d2c6", "#c4b9a6"
BORDER, INK = "#6b5b4b", "#222222"
MAIN_CLASSES = frozenset({"motorway", "trunk", "primary", "secondary", "tertiary"})
LONGEST_SIDE_IN, SHORTEST_SIDE_IN = 7.2, 3.6
LEGEND_IN = 0.62
LABEL_LIMIT = 12


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend; ``is_point`` draws a dot instead of a patch."""

    text: str
    colour: str
    is_point: bool = False


@dataclass(frozen=True, slots=True)
class MapContent:
    """What lies over the base of a map.

    Attributes
    ----------
    shapes, colours
        Polygons to fill, with a colour each.
    borders
        Polygons drawn as outlines only.
    labels
        Text and its place; those that would overlap an earlier one are left out.
    opacity
        Of the fill, 0-1, where what lies under it should show through.
    points, point_colour
        Places marked with a dot.
    legend
        Read from top to bottom, in columns.
    """

    shapes: Sequence[shapely.Geometry]
    colours: Sequence[str]
    borders: Sequence[shapely.Geometry]
    labels: Sequence[tuple[str, shapely.Point]]
    legend: Sequence[LegendEntry]
    points: Sequence[shapely.Point] = ()
    opacity: float = 1.0
    point_colour: str = INK


def box_of(frame: gpd.GeoDataFrame, *, margin_share: float = 0.03) -> Box:
    """Return (west, south, east, north) around a frame, a little wider on each side."""
    west, south, east, north = (float(side) for side in frame.total_bounds)
    margin = max(east - west, north - south, 1e-4) * margin_share
    return west - margin, south - margin, east + margin, north + margin


def draw_map(
    base: BaseLayers,
    box: Box,
    content: MapContent,
    *,
    name: str,
    caption: str,
    alt: str,
    height_limit_mm: float = FULL_HEIGHT_MM,
) -> Picture:
    """Draw one map of ``box`` (west, south, east, north)."""
    width_in, height_in = _size(box)
    figure = new_figure(width_in, height_in + LEGEND_IN)
    axes = figure.add_axes(
        (0.0, LEGEND_IN / (height_in + LEGEND_IN), 1.0, height_in / (height_in + LEGEND_IN))
    )
    frame_axes(axes, box)
    draw_base(axes, base, box)
    fill(
        axes,
        content.shapes,
        content.colours,
        edge=content.colours,
        width_pt=0.35,
        layer=4,
        opacity=content.opacity,
    )
    stroke(axes, content.borders, BORDER, 0.9, layer=5, dashed=True)
    if content.points:
        lon, lat = shapely.get_coordinates(list(content.points)).T
        axes.scatter(lon, lat, s=15, c=content.point_colour, edgecolors="white", linewidths=0.6, zorder=6)
    _draw_labels(axes, content.labels)
    draw_scale_bar(axes, box)
    draw_north(axes)
    _draw_legend(axes, content.legend)
    return picture(figure, name=name, caption=caption, alt=alt, height_limit_mm=height_limit_mm)


def _size(box: Box) -> tuple[float, float]:
    west, south, east, north = box
    ratio = (north - south) / ((east - west) * math.cos(math.radians((south + north) / 2)))
    if ratio <= 1:
        return LONGEST_SIDE_IN, max(LONGEST_SIDE_IN * ratio, SHORTEST_SIDE_IN)
    return max(LONGEST_SIDE_IN / ratio, SHORTEST_SIDE_IN), LONGEST_SIDE_IN


def frame_axes(axes: Axes, box: Box) -> None:
    """Make the axes show a box in true proportions, without ticks."""
    west, south, east, north = box
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1 / math.cos(math.radians((south + north) / 2)), adjustable="datalim")
    axes.set_facecolor(PAPER)
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_color(BORDER)


def draw_base(axes: Axes, base: BaseLayers, box: Box) -> None:
    """Draw green, water and streets, also a little beyond the box."""
    west, south, east, north = box
    wider = shapely.box(
        west - (east - west), south - (north - south), east + (east - west), north + (north - south)
    )
    for frame, colour in ((base.green, GREEN), (base.water, WATER)):
        fill(axes, seen(frame, wider), colour, layer=1)
    streets = base.streets
    if len(streets):
        is_main = streets["road_class"].isin(MAIN_CLASSES)
        stroke(axes, seen(streets[~is_main], wider), STREET, 0.5, layer=2)
        stroke(axes, seen(streets[is_main], wider), MAIN_STREET, 1.3, layer=3)


def seen(frame: gpd.GeoDataFrame, area: shapely.Polygon) -> list[shapely.Geometry]:
    """Pick the shapes that touch an area."""
    if len(frame) == 0:
        return []
    shapes = frame.geometry.to_numpy()
    return list(shapes[shapely.intersects(shapes, area) & ~shapely.is_empty(shapes)])


def _draw_labels(axes: Axes, labels: Sequence[tuple[str, shapely.Point]]) -> None:
    """Write names with a white edge, the first ones first; a name over another is left out."""
    renderer = FigureCanvasAgg(axes.get_figure(root=True)).get_renderer()  # type: ignore[no-untyped-call]
    taken: list[shapely.Polygon] = []
    for text, place in labels:
        written = axes.text(
            place.x,
            place.y,
            drawable(printable(text, limit=LABEL_LIMIT)),
            fontproperties=face(7.5),
            color=INK,
            ha="center",
            va="center",
            zorder=8,
            path_effects=[patheffects.withStroke(linewidth=2.2, foreground="white")],
        )
        extent = written.get_window_extent(renderer)
        area = shapely.box(extent.x0, extent.y0, extent.x1, extent.y1)
        if any(area.intersects(other) for other in taken):
            written.remove()
        else:
            taken.append(area)


def draw_scale_bar(axes: Axes, box: Box) -> None:
    """Draw a bar of a round length, at most a quarter of the map's width."""
    axes.apply_aspect()
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    lat = (south + north) / 2
    width_m = float(distances_m(west, lat, east, lat))
    step = 10 ** math.floor(math.log10(width_m / 4))
    length_m = next(step * factor for factor in (5, 2, 1) if step * factor <= width_m / 4)
    share = length_m / width_m
    left, low = 0.03, 0.035
    for part, colour, width_pt in ((1.0, "white", 5.0), (1.0, INK, 2.2), (0.5, "white", 1.0)):
        axes.plot(
            [left, left + share * part],
            [low, low],
            color=colour,
            linewidth=width_pt,
            transform=axes.transAxes,
            zorder=9,
            solid_capstyle="butt",
        )
    text = f"{length_m:,.0f} 米" if length_m < 1000 else f"{length_m / 1000:g} 公里"
    axes.text(
        left + share / 2,
        low + 0.012,
        text,
        transform=axes.transAxes,
        fontproperties=face(7.5),
        ha="center",
        va="bottom",
        zorder=9,
        path_effects=[patheffects.withStroke(linewidth=2, foreground="white")],
    )


def draw_north(axes: Axes) -> None:
    """Point to true north, which is up."""
    axes.annotate(
        "北",
        xy=(0.965, 0.965),
        xytext=(0.965, 0.895),
        xycoords="axes fraction",
        fontproperties=face(9, bold=True),
        ha="center",
        va="center",
        zorder=9,
        arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.4},
        path_effects=[patheffects.withStroke(linewidth=2, foreground="white")],
    )


def _draw_legend(axes: Axes, entries: Sequence[LegendEntry]) -> None:
    handles = [
        Line2D([], [], linestyle="", marker="o", markersize=4, color=entry.colour, label=drawable(entry.text))
        if entry.is_point
        else Patch(facecolor=entry.colour, label=drawable(entry.text))
        for entry in entries
    ]
    axes.legend(
        handles=handles,
        loc="upper center",
        bbox_to_anchor=(0.5, -0.01),
        ncols=min(4, max(1, -(-len(entries) // 2))),
        frameon=False,
        prop=face(8),
        handlelength=1.3,
        columnspacing=1.4,
        borderaxespad=0.2,
    )


def inner_points(frame: gpd.GeoDataFrame, names: str) -> list[tuple[str, shapely.Point]]:
    """Return each row's name with a point inside its shape, the largest shapes first."""
    shapes = frame.geometry.to_numpy()
    order = np.argsort(-shapely.area(shapes), kind="stable")
    points = shapely.point_on_surface(shapes)
    texts = frame[names].to_numpy()
    return [(str(texts[place]), points[place]) for place in order if not shapely.is_empty(points[place])]
