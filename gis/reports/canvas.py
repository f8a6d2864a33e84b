"""A blank picture to draw on, and the PNG it becomes: small, without clocks, with the Chinese face."""

import io
from collections.abc import Sequence

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.path import Path
from PIL import Image

from gis.reports.document import FULL_HEIGHT_MM, Picture
from gis.reports.text import printable

DOTS_PER_INCH = 200
PALETTE_COLOURS = 160
NEARLY_WHITE = 252


def new_figure(width_in: float, height_in: float) -> Figure:
    """Return an empty figure of its own; nothing global, so that threads may draw at once."""
    return Figure(figsize=(width_in, height_in), dpi=DOTS_PER_INCH, facecolor="white")


def picture(
    figure: Figure, *, name: str, caption: str, alt: str, height_limit_mm: float = FULL_HEIGHT_MM
) -> Picture:
    """Turn a figure into a PNG of at most 160 colours, which is a third of the size and looks the same in print."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    dots = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    image = _few_colours(Image.fromarray(dots).convert("RGB"))
    packed = io.BytesIO()
    image.save(packed, format="PNG", compress_level=7)
    return Picture(
        name=name,
        caption=printable(caption),
        png=packed.getvalue(),
        width_px=image.width,
        height_px=image.height,
        alt=printable(alt, limit=400),
        height_limit_mm=height_limit_mm,
    )


def _few_colours(drawn: Image.Image) -> Image.Image:
    """Reduce to a palette that keeps rare colours (a dozen dots of facilities), the paper as white as the page."""
    image = drawn.quantize(PALETTE_COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    palette = np.asarray(image.getpalette(), dtype=np.uint8).reshape(-1, 3)
    palette[palette.min(axis=1) >= NEARLY_WHITE] = 255
    image.putpalette(palette.ravel().tolist())
    return image


def fill(
    axes: Axes,
    geometries: Sequence[shapely.Geometry],
    colours: str | Sequence[str],
    *,
    edge: str | Sequence[str] = "none",
    width_pt: float = 0.0,
    layer: float = 1.0,
    opacity: float = 1.0,
) -> None:
    """Fill polygons, holes left open, one colour each or one for all."""
    paths = [_path(shape) for shape in geometries]
    axes.add_collection(
        PathCollection(
            paths, facecolors=colours, edgecolors=edge, linewidths=width_pt, zorder=layer, alpha=opacity
        ),
        autolim=False,
    )


def stroke(
    axes: Axes,
    geometries: Sequence[shapely.Geometry],
    colour: str,
    width_pt: float,
    *,
    layer: float = 1.0,
    dashed: bool = False,
) -> None:
    """Draw lines, or the borders of polygons."""
    shapes = np.asarray(geometries, dtype=object)
    is_area = shapely.get_dimensions(shapes) == 2
    shapes[is_area] = shapely.boundary(shapes[is_area])
    lines = [shapely.get_coordinates(part) for part in shapely.get_parts(shapes)]
    style = (0, (5, 2, 1, 2)) if dashed else "solid"
    axes.add_collection(
        LineCollection(
            lines, colors=colour, linewidths=width_pt, zorder=layer, linestyles=style, capstyle="round"
        ),
        autolim=False,
    )


def _path(shape: shapely.Geometry) -> Path:
    rings = shapely.get_rings(shapely.get_parts([shape]))
    if len(rings) == 0:
        return Path(np.empty((0, 2)))
    return Path.make_compound_path(*(Path(shapely.get_coordinates(ring), closed=True) for ring in rings))
