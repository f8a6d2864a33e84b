"""Build the printable atlas of a plan (网格图册): cover, overview, index, and a page for each grid.

A grid's page has its map, four bounds, buildings with households, and who acts there by post. Whoever may not see
people gets an atlas without them; contacts come as they are handed in, which is masked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from gis.model.bands import CommunityBands
from gis.model.progress import Progress, silent
from gis.reports.as_pdf import print_pages
from gis.reports.atlas_maps import AtlasGround, grid_sheet, overview
from gis.reports.document import NO_VALUE, Picture
from gis.reports.html_parts import image, pairs
from gis.reports.method import DEMO_BADGE
from gis.reports.register import state_of, told_bands
from gis.reports.text import printable

TITLE = "网格图册"
VACANT = "空缺"
BUILDINGS_BESIDE = 36
_GAP = '<td class="gap"></td>'
INDEX_LINES, INDEX_COLUMNS = 40, 5
_STYLE = Path(__file__).with_name("atlas.css")


@dataclass(frozen=True, slots=True)
class ActingPerson:
    """Who acts in one post: by number, never by name; ``contacts`` masked."""

    role_chinese: str
    number: int | None
    is_substitute: bool = False
    contacts: tuple[str, ...] = ()

    def who(self) -> str:
        """Write 负责人 017（代行）, or that nobody does."""
        if self.number is None:
            return VACANT
        return f"负责人 {self.number:03d}" + ("（代行）" if self.is_substitute else "")


@dataclass(frozen=True, slots=True)
class AtlasFindings:
    """What the atlas is made of.

    Attributes
    ----------
    place_name, plan_name, plan_state, document_number
        Chinese, printed as they stand.
    on
        The day of the figures.
    in_force
        Days in force, in words.
    ground
        What the maps are drawn from; ``grids`` also with code, official_code, kind, households, residents,
        micro_grids, area_m2, estates, bounds (a sentence), community_code; ``buildings`` also with estate_name,
        households, residents, unit_id.
    people
        By grid id, from the community down; None where the reader may not see people.
    building_leaders
        Number of who leads each building, by its id; None where the post is vacant, missing where there is none.
    bands
        Households of a grid, by its community.
    """

    place_name: str
    plan_name: str
    plan_state: str
    document_number: str
    in_force: str
    on: date
    is_demo: bool
    ground: AtlasGround
    people: Mapping[int, Sequence[ActingPerson]] | None
    bands: CommunityBands
    building_leaders: Mapping[int, int | None] = field(default_factory=dict)


def atlas_pdf(findings: AtlasFindings, *, made_at: datetime, progress: Progress = silent) -> bytes:
    """Print the atlas; the same findings and moment give the same bytes."""
    grids = findings.ground.grids
    pictures = [overview(findings.ground, findings.place_name)]
    for done, grid_id in enumerate(grids["grid_id"]):
        progress("绘制网格图", done, len(grids))
        pictures.append(grid_sheet(findings.ground, int(grid_id)))
    progress("排版图册", 0, 0)
    return print_pages(_html(findings, pictures, made_at), pictures)


def _html(findings: AtlasFindings, pictures: Sequence[Picture], made_at: datetime) -> str:
    first, *sheets = pictures
    records = findings.ground.grids.drop(columns="geometry").to_dict("records")
    buildings = dict(list(findings.ground.buildings.dropna(subset=["grid_id"]).groupby("grid_id")))
    pages = [
        _sheet(findings, record, picture, buildings.get(record["grid_id"], pd.DataFrame()))
        for record, picture in zip(records, sheets, strict=True)
    ]
    title = escape(f"{printable(findings.place_name)}{TITLE}")
    stamp = made_at.isoformat()
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="dcterms.created" content="{stamp}"><meta name="dcterms.modified" content="{stamp}">'
        f"<style>{_STYLE.read_text(encoding='utf-8')}</style></head><body>{_running(findings)}"
        f"{_cover(findings, made_at)}{_overview(first)}{_index(records)}{''.join(pages)}</body></html>"
    )


def _running(findings: AtlasFindings) -> str:
    badge = f"<b>{DEMO_BADGE}</b>" if findings.is_demo else ""
    told = (
        f"{printable(findings.place_name)}{TITLE}　{printable(findings.plan_name)}（{findings.plan_state}）"
    )
    return f'<div class="running">{escape(told)}{badge}</div>'


def _cover(findings: AtlasFindings, made_at: datetime) -> str:
    grids = findings.ground.grids
    people = (
        "依查看人权限列岗位，联系方式已遮蔽" if findings.people is not None else "查看人无权查看人员，未列"
    )
    facts = (
        ("方案", f"{printable(findings.plan_name)}（{findings.plan_state}）"),
        ("文号", printable(findings.document_number) or "无"),
        ("执行日期", findings.in_force),
        ("网格", f"{len(grids)} 个，{int(grids['households'].sum()):,} 户"),
        ("户数标准", f"{told_bands(findings.bands, findings.ground.communities)}；专属网格不按户数划分"),
        ("数据日期", findings.on.isoformat()),
        ("人员", people),
        ("制图", f"{made_at.year}年{made_at.month}月{made_at.day}日"),
    )
    badge = f'<p class="badge">{DEMO_BADGE}</p>' if findings.is_demo else ""
    return (
        f'<header class="cover"><p class="place">{escape(printable(findings.place_name))}</p><h1>{TITLE}</h1>{badge}'
        f'<table class="pairs">{pairs(facts)}</table></header>'
    )


def _overview(picture: Picture) -> str:
    return f'<section class="overview"><h2>网格总览</h2>{image(picture)}</section>'


def _index(records: Sequence[Mapping[Any, Any]]) -> str:
    """List every grid with its households and page, community by community, in columns."""
    groups: dict[str, list[Mapping[Any, Any]]] = {}
    for record in records:
        groups.setdefault(str(record["community_name"]), []).append(record)
    columns: list[str] = []
    height = INDEX_LINES
    for community, own in groups.items():
        if height + len(own) + 2 > INDEX_LINES:
            columns.append("")
            height = 0
        columns[-1] += _index_group(community, own)
        height += len(own) + 2
    pages = (columns[first : first + INDEX_COLUMNS] for first in range(0, len(columns), INDEX_COLUMNS))
    told = (f'<div class="column">{"</div><div class=column>".join(page)}</div>' for page in pages)
    return "".join(f'<section class="index"><h2>索引</h2>{page}</section>' for page in told)


def _index_group(community: str, own: Sequence[Mapping[Any, Any]]) -> str:
    whole = sum(int(record["households"]) for record in own)
    lines = "".join(
        f'<li><a href="#g{record["grid_id"]}"><span>{escape(printable(record["name"]).removeprefix(community))}</span>'
        f"<i>{int(record['households'])} 户</i></a></li>"
        for record in own
    )
    head = f"{escape(printable(community))}　{len(own)} 个网格，{whole:,} 户"
    return f"<div><h3>{head}</h3><ol>{lines}</ol></div>"


def _sheet(
    findings: AtlasFindings, record: Mapping[Any, Any], picture: Picture, buildings: pd.DataFrame
) -> str:
    grid_id = int(record["grid_id"])
    codes = f"网格编码 {record['code']}　备案编码 {printable(record.get('official_code')) or '待赋码'}"
    beside, rest = _buildings(findings, buildings)
    return (
        f'<section class="sheet" id="g{grid_id}"><div class="map">{image(picture)}</div><aside>'
        f'<h2>{escape(printable(record["name"]))}</h2><p class="codes">{escape(codes)}</p>'
        f"{_bounds(str(record['bounds']))}{_figures(findings, record)}{_people(findings, grid_id)}{beside}</aside>"
        f"</section>{rest}"
    )


def _bounds(sentence: str) -> str:
    sides = "".join(
        f"<tr><th>{part[:2]}</th><td>{escape(part[2:])}</td></tr>" for part in sentence.split("，")
    )
    return f'<table class="bounds"><caption>四至</caption>{sides}</table>'


def _figures(findings: AtlasFindings, record: Mapping[Any, Any]) -> str:
    state = state_of(
        int(record["households"]), str(record["kind"]), findings.bands.of_code(str(record["community_code"]))
    )
    cells = (
        ("户数", f"{int(record['households']):,}"),
        ("人口", f"{int(record['residents']):,}"),
        ("楼栋", f"{int(record['buildings'])}"),
        ("微网格", f"{int(record['micro_grids'])}"),
        ("公顷", f"{int(record['area_m2']) / 10_000:.1f}"),
        ("户数标准", state),
    )
    told = "".join(f"<td><small>{label}</small><b>{value}</b></td>" for label, value in cells)
    return f'<table class="figures"><tr>{told}</tr></table>'


def _people(findings: AtlasFindings, grid_id: int) -> str:
    if findings.people is None:
        return ""
    rows = "".join(
        f"<tr><td>{escape(printable(person.role_chinese))}</td>"
        f'<td class="{"vacant" if person.number is None else ""}">{escape(person.who())}</td>'
        f"<td>{escape('　'.join(person.contacts)) or '—'}</td></tr>"
        for person in findings.people.get(grid_id, ())
    )
    return (
        '<table class="list"><caption>今日在岗</caption><thead><tr><th>岗位</th><th>负责人</th><th>联系方式</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _buildings(findings: AtlasFindings, buildings: pd.DataFrame) -> tuple[str, str]:
    """List the buildings, two columns beside the map, and on a page of their own what is too much for that."""
    rows = [_building(findings, record) for record in _ordered(buildings)]
    beside = _columns(
        rows[:BUILDINGS_BESIDE], 2, f"楼栋（{len(rows)} 栋）", with_leader=findings.people is not None
    )
    if len(rows) <= BUILDINGS_BESIDE:
        return beside, ""
    more = _columns(rows[BUILDINGS_BESIDE:], 4, "楼栋（续）", with_leader=findings.people is not None)
    return beside, f'<section class="more">{more}</section>'


def _ordered(buildings: pd.DataFrame) -> Iterable[Mapping[Any, Any]]:
    """Order buildings by estate, and within one by the number in their name."""
    if buildings.empty:
        return ()
    numbers = pd.to_numeric(buildings["name"].astype(str).str.extract(r"(\d+)")[0], errors="coerce")
    ordered = buildings.assign(place=numbers).sort_values(
        ["estate_name", "place"], na_position="last", kind="stable"
    )
    return ordered.drop(columns="geometry").to_dict("records")


def _building(findings: AtlasFindings, record: Mapping[Any, Any]) -> str:
    name = f"{printable(record['estate_name'], limit=8)}{printable(record['name'], limit=8)}"
    told = "" if findings.people is None else f"<td>{_leader(findings, int(record['unit_id']))}</td>"
    residents = "—" if pd.isna(record["residents"]) else str(int(record["residents"]))
    return (
        f'<td class="name">{escape(name)}</td><td>{int(record["households"])}</td><td>{residents}</td>{told}'
    )


def _leader(findings: AtlasFindings, building_id: int) -> str:
    if building_id not in findings.building_leaders:
        return NO_VALUE
    number = findings.building_leaders[building_id]
    return VACANT if number is None else f"{number:03d}"


def _columns(rows: Sequence[str], columns: int, caption: str, *, with_leader: bool) -> str:
    """Lay rows out side by side in one table, filled column by column."""
    if not rows:
        return ""
    each = -(-len(rows) // columns)
    heads = ("楼栋", "户", "人", *(("楼栋长",) if with_leader else ()))
    lines = [rows[first : first + each] for first in range(0, len(rows), each)]
    blank = f'<td class="gap" colspan="{len(heads)}"></td>'
    body = "".join(
        f"<tr>{_GAP.join(line[at] if at < len(line) else blank for line in lines)}</tr>" for at in range(each)
    )
    head = _GAP.join("".join(f"<th>{text}</th>" for text in heads) for _ in lines)
    widths = '<col class="gap">'.join(f'<col class="name">{"<col>" * (len(heads) - 1)}' for _ in lines)
    return (
        f'<table class="list small"><caption>{caption}</caption><colgroup>{widths}</colgroup>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
