"""Pieces of HTML that several printed papers share: a picture inside the page, rows of labels and values."""

import base64
from collections.abc import Iterable
from html import escape

from gis.reports.document import Picture


def image(picture: Picture, *, style: str = "") -> str:
    """Write a picture as an element that carries its own bytes."""
    source = base64.b64encode(picture.png).decode()
    styled = f'style="{style}" ' if style else ""
    return (
        f'<img alt="{escape(picture.alt)}" width="{picture.width_px}" height="{picture.height_px}" '
        f'{styled}src="data:image/png;base64,{source}">'
    )


def pairs(rows: Iterable[tuple[str, str]]) -> str:
    """Write labels and values as table rows."""
    return "".join(f"<tr><th>{escape(label)}</th><td>{escape(value)}</td></tr>" for label, value in rows)
