"""Draw charts of shares: what part of the households reaches each kind of facility, tier by tier."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from gis.reports.canvas import new_figure, picture
from gis.reports.document import CellKind as Kind
from gis.reports.document import Picture, share, spell
from gis.reports.fonts import drawable, face
from gis.reports.text import printable

WIDTH_IN, BAR_IN, HEAD_IN = 7.2, 0.34, 0.9
LIGHT_TEXT_BELOW = 0.45


@dataclass(frozen=True, slots=True)
class Bar:
    """One stacked bar: a label and the households of each part, in the order of the legend."""

    label: str
    parts: tuple[int, ...]


def stacked_bars(
    bars: Sequence[Bar], legend: Sequence[tuple[str, str]], *, name: str, caption: str, alt: str
) -> Picture:
    """Draw one bar per row, each 100 % long, parts coloured by ``legend`` (text, colour)."""
    figure = new_figure(WIDTH_IN, HEAD_IN + BAR_IN * len(bars))
    axes = figure.add_axes((0.17, 0.36 / figure.get_figheight(), 0.8, 1 - 0.82 / figure.get_figheight()))
    parts = np.array([bar.parts for bar in bars], dtype=float).reshape(len(bars), len(legend))
    wholes = np.maximum(parts.sum(axis=1, keepdims=True), 1)
    shares = parts / wholes
    places = np.arange(len(bars))
    left = np.zeros(len(bars))
    for column, (text, colour) in enumerate(legend):
        axes.barh(places, shares[:, column], left=left, color=colour, height=0.68, label=drawable(text))
        for row in np.flatnonzero(shares[:, column] >= 0.07):
            shown = share(int(parts[row, column]), int(wholes[row, 0]))
            axes.text(
                left[row] + shares[row, column] / 2,
                float(row),
                spell(shown, Kind.SHARE),
                fontproperties=face(7.5),
                color=_ink_on(colour),
                ha="center",
                va="center",
            )
        left += shares[:, column]
    _frame(axes, bars, columns=len(legend))
    return picture(figure, name=name, caption=caption, alt=alt)


def _frame(axes: Axes, bars: Sequence[Bar], *, columns: int) -> None:
    """Label rows and shares, take away the box, and put the legend over the bars."""
    axes.set_yticks(range(len(bars)), [drawable(printable(bar.label, limit=10)) for bar in bars])
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
    for tick in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        tick.set_fontproperties(face(8.5))
    axes.set_xlim(0, 1)
    axes.set_ylim(len(bars) - 0.5, -0.5)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)
    axes.legend(
        loc="lower center",
        bbox_to_anchor=(0.45, 1.0),
        ncols=columns,
        frameon=False,
        prop=face(8),
        handlelength=1.2,
    )


def _ink_on(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return "white" if 0.3 * red + 0.59 * green + 0.11 * blue < LIGHT_TEXT_BELOW else "#222222"
