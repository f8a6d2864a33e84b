"""Print labels with QR codes for buildings and stairwells: each opens the phone page right there, without GPS or typing.

A label names estate, building and stairwell, never grid or person, since those change and the label stays on the wall.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

import segno

from gis.reports.as_pdf import print_pages
from gis.reports.method import DEMO_BADGE
from gis.reports.text import printable

TITLE = "楼栋二维码"
LABELS_PER_PAGE = 12
QUIET_MODULES = 4
_STYLE = Path(__file__).with_name("qr_sheet.css")


@dataclass(frozen=True, slots=True)
class QrLabel:
    """One label: what stands on it, and the link its code carries."""

    link: str
    building: str
    stairwell: str
    estate: str
    community: str
    code: str


@dataclass(frozen=True, slots=True)
class QrSheet:
    """The labels of one place, in the order in which somebody walks them up."""

    place_name: str
    labels: Sequence[QrLabel]
    is_demo: bool


def qr_sheet_pdf(sheet: QrSheet, *, made_at: datetime) -> bytes:
    """Print the labels, twelve to a page of A4, with lines to cut along; same input, same bytes."""
    pages = (
        sheet.labels[first : first + LABELS_PER_PAGE]
        for first in range(0, len(sheet.labels), LABELS_PER_PAGE)
    )
    badge = f"　{DEMO_BADGE}" if sheet.is_demo else ""
    head = (
        f"{printable(sheet.place_name)}{TITLE}　{len(sheet.labels)} 张　"
        f"{made_at.year}年{made_at.month}月{made_at.day}日打印{badge}"
    )
    body = "".join(
        f'<section><p class="head">{escape(head)}</p><div class="labels">{"".join(map(_label, page))}</div></section>'
        for page in pages
    )
    stamp = made_at.isoformat()
    return print_pages(
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(head)}</title>'
        f'<meta name="dcterms.created" content="{stamp}"><meta name="dcterms.modified" content="{stamp}">'
        f"<style>{_STYLE.read_text(encoding='utf-8')}</style></head><body>{body}</body></html>"
    )


def _label(label: QrLabel) -> str:
    picture = segno.make(label.link, error="m", micro=False).svg_data_uri(border=QUIET_MODULES, dark="#000")
    where = f"{printable(label.building, limit=14)}{printable(label.stairwell)}"
    return (
        f'<div class="label"><img alt="" src="{picture}"><b>{escape(where)}</b>'
        f"<span>{escape(printable(label.estate, limit=18))}</span>"
        f"<small>{escape(printable(label.community, limit=18))}　{escape(printable(label.code, limit=30))}</small>"
        "<i>扫码：查网格与负责人、报事</i></div>"
    )
