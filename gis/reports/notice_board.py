"""Print an estate's notice board (公示栏): photo, name, role, contact and duties of those who agreed to it, and of no one else.

One poster of A3, upright; where more people agreed than fit, a second.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from gis.reports.as_pdf import print_pages
from gis.reports.method import DEMO_BADGE
from gis.reports.text import printable

TITLE = "网格服务公示栏"
MOST_DUTIES = 6
_STYLE = Path(__file__).with_name("notice_board.css")


@dataclass(frozen=True, slots=True)
class BoardPerson:
    """Who agreed to be shown, and what of it.

    Attributes
    ----------
    name
        As agreed; 负责人 017 where only the number was.
    portrait
        JPEG, or None.
    contact
        In full; empty where none was agreed to.
    duties
        Of the role.
    """

    role_chinese: str
    unit_name: str
    name: str
    portrait: bytes | None
    contact: str
    duties: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class NoticeBoard:
    """What stands on the board of one estate; ``building_leaders`` are listed without portrait and duties."""

    estate_name: str
    community_name: str
    people: Sequence[BoardPerson]
    building_leaders: Sequence[BoardPerson]
    service_points: Sequence[str]
    is_demo: bool


def notice_board_pdf(board: NoticeBoard, *, made_at: datetime) -> bytes:
    """Print the board; same input, same bytes."""
    badge = f'<p class="badge">{DEMO_BADGE}</p>' if board.is_demo else ""
    cards = "".join(map(_card, board.people)) or '<p class="nobody">暂无同意公示的负责人</p>'
    points = "　".join(printable(point) for point in board.service_points)
    near = f'<p class="points">党群服务点：{escape(points)}</p>' if points else ""
    stamp = made_at.isoformat()
    title = escape(f"{printable(board.estate_name)}{TITLE}")
    return print_pages(
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="dcterms.created" content="{stamp}"><meta name="dcterms.modified" content="{stamp}">'
        f"<style>{_STYLE.read_text(encoding='utf-8')}</style></head><body>"
        f"<header><h1>{escape(printable(board.estate_name))}</h1><h2>{TITLE}</h2>"
        f"<p>{escape(printable(board.community_name))}</p>{badge}</header>{cards}{_leaders(board)}{near}"
        f"<footer>只公示本人书面同意的内容，任期结束即撤下；{made_at.year}年{made_at.month}月{made_at.day}日印制</footer>"
        "</body></html>"
    )


def _card(person: BoardPerson) -> str:
    if person.portrait is None:
        picture = '<span class="portrait empty">未提供照片</span>'
    else:
        source = base64.b64encode(person.portrait).decode()
        picture = f'<img class="portrait" alt="" src="data:image/jpeg;base64,{source}">'
    duties = "".join(f"<li>{escape(printable(duty, limit=60))}</li>" for duty in person.duties[:MOST_DUTIES])
    contact = (
        f'<p class="contact">{escape(printable(person.contact, limit=40))}</p>' if person.contact else ""
    )
    return (
        f'<div class="card">{picture}<div class="words"><p class="role">{escape(printable(person.role_chinese))}'
        f'<small>{escape(printable(person.unit_name))}</small></p><p class="name">{escape(printable(person.name))}</p>'
        f"{contact}{f'<ul>{duties}</ul>' if duties else ''}</div></div>"
    )


def _leaders(board: NoticeBoard) -> str:
    """List the building leaders who agreed, four to a row."""
    if not board.building_leaders:
        return ""
    cells = [
        f"<td><b>{escape(printable(person.unit_name, limit=12))}</b> {escape(printable(person.name, limit=12))}"
        f"<br>{escape(printable(person.contact, limit=24))}</td>"
        for person in board.building_leaders
    ]
    rows = ("".join(cells[first : first + 4]) for first in range(0, len(cells), 4))
    return f'<table class="leaders"><caption>楼栋长</caption>{"".join(f"<tr>{row}</tr>" for row in rows)}</table>'
