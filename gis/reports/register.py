"""Build the grid register (网格登记表) of a plan: every grid with its bounds, households and leader."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from gis.model.bands import Band, CommunityBands
from gis.reports.circle_maps import SUMMARY_HEIGHT_MM
from gis.reports.document import (
    Cell,
    CellKind,
    Column,
    Document,
    Facts,
    Figure,
    KeyFigures,
    Paragraph,
    Section,
    Table,
    share,
    spell,
)
from gis.reports.findings import RegisterFindings
from gis.reports.maps import LegendEntry, MapContent, box_of, draw_map, inner_points
from gis.reports.method import DEMO_BADGE, FONT_NOTE
from gis.reports.text import printable

TITLE = "网格登记表"
VACANT = "待配备"
_COUNT = CellKind.COUNT
_NAMED = 4  # communities of a band of their own, on the cover
IN_BAND, BELOW, ABOVE, DEDICATED = "#9ecae1", "#fdd49e", "#d7301f", "#c7b8d8"


def register_document(findings: RegisterFindings, *, made_at: datetime) -> Document:
    """Build the register of one plan; households in and out of the grids are reckoned and printed."""
    return Document(
        title=TITLE,
        subtitle=printable(findings.place_name),
        cover=(
            ("方案", f"{printable(findings.plan_name)}（{findings.plan_state}）"),
            ("登记日期", f"{made_at.year}年{made_at.month}月{made_at.day}日"),
            ("数据版本", findings.edition),
            ("数据日期", findings.edition_date),
            ("户数标准", told_bands(findings.bands, findings.communities)),
        ),
        badge=DEMO_BADGE if findings.is_demo else "",
        made_at=made_at,
        sections=(
            Section("概况", (_summary(findings), _key_figures(findings), _map(findings))),
            Section("各社区网格汇总", (_communities(findings),)),
            Section("网格登记表", (_register(findings),), landscape=True),
            Section("说明", _method(findings)),
        ),
    )


def state_of(households: int, kind: str, band: Band) -> str:
    """Say in a word how a grid stands to the band; bounds are inside, dedicated grids are not sized by it."""
    if kind == "dedicated":
        return "专属网格"
    if band.holds(households):
        return "合规"
    return "低于下限" if households < band.min_households else "超过上限"


def told_bands(bands: CommunityBands, communities: pd.DataFrame) -> str:
    """Say what the grids are held to: of most communities, then of those that have another band, band by band.

    Parameters
    ----------
    communities
        With ``code`` and ``name``; only their bands are told.
    """
    names: dict[Band, list[str]] = {}
    for code, name in zip(communities["code"], communities["name"], strict=True):
        names.setdefault(bands.of_code(str(code)), []).append(printable(name))
    first, *others = sorted(names, key=lambda band: -len(names[band])) or [bands.common]
    told = [f"每个网格 {first.min_households}–{first.max_households} 户（含两端）"]
    told += [f"{_some(names[band])} {band.min_households}–{band.max_households} 户" for band in others]
    return "；".join(told)


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMED]) + (f"等 {len(names)} 个社区" if len(names) > _NAMED else "")


def _states(findings: RegisterFindings) -> pd.Series:
    grids = findings.grids
    kinds = grids["kind"] if "kind" in grids.columns else pd.Series("residential", index=grids.index)
    return pd.Series(
        [
            state_of(int(households), str(kind), findings.bands.of_code(str(community)))
            for households, kind, community in zip(
                grids["households"], kinds, grids["community_code"], strict=True
            )
        ],
        index=grids.index,
        dtype=object,
    )


def _summary(findings: RegisterFindings) -> Paragraph:
    states = _states(findings)
    outside = int(states.isin(["低于下限", "超过上限"]).sum())
    inside = int(findings.grids["households"].sum())
    return Paragraph(
        f"{printable(findings.place_name)}共划分网格 {len(findings.grids)} 个，"
        f"网格内 {spell(inside, _COUNT)} 户；其中 {outside} 个网格户数不在标准内，"
        f"{spell(findings.households_unassigned, _COUNT)} 户尚未纳入网格。"
    )


def _key_figures(findings: RegisterFindings) -> KeyFigures:
    states = _states(findings)
    inside = int(findings.grids["households"].sum())
    fit = int((states == "合规").sum())
    sized = int((states != "专属网格").sum())
    return KeyFigures(
        (
            Figure("网格", len(findings.grids), unit="个", note=f"其中专属网格 {len(states) - sized} 个"),
            Figure("网格内户数", inside, unit="户"),
            Figure("合规网格", fit, unit="个", note=f"占 {spell(share(fit, sized), CellKind.SHARE)}"),
            Figure("超过上限", int((states == "超过上限").sum()), unit="个"),
            Figure("低于下限", int((states == "低于下限").sum()), unit="个"),
            Figure("未入网格", findings.households_unassigned, unit="户"),
        )
    )


def _map(findings: RegisterFindings) -> Any:
    colours = {"合规": IN_BAND, "低于下限": BELOW, "超过上限": ABOVE, "专属网格": DEDICATED}
    states = _states(findings)
    present = [state for state in colours if (states == state).any()]
    return draw_map(
        findings.base,
        box_of(findings.communities),
        MapContent(
            shapes=list(findings.grids.geometry),
            colours=[colours[state] for state in states],
            borders=[*findings.grids.geometry, *findings.communities.geometry],
            labels=inner_points(findings.communities, "name"),
            legend=[LegendEntry(state, colours[state]) for state in present],
            opacity=0.7,
        ),
        name="图-网格",
        caption=f"{findings.place_name}：网格与户数标准",
        alt="各网格按户数是否合规着色的地图，数值见网格登记表",
        height_limit_mm=SUMMARY_HEIGHT_MM,
    )


def _communities(findings: RegisterFindings) -> Table:
    states = _states(findings)
    rows: list[tuple[Cell, ...]] = []
    for community in findings.communities.sort_values("code").to_dict("records"):
        is_of = findings.grids["community_code"] == community["code"]
        households = findings.grids.loc[is_of, "households"]
        rows.append(_community_row(printable(community["name"]), households, states[is_of]))
    rows.append(_community_row("合计", findings.grids["households"], states))
    heads = ("网格数", "户数", "最少户数", "最多户数", "低于下限", "超过上限")
    return Table(
        name="各社区网格汇总",
        caption="各社区网格汇总",
        columns=(Column("社区", width_share=2), *(Column(head, _COUNT) for head in heads)),
        rows=tuple(rows),
        total_rows=1,
    )


def _community_row(name: str, households: pd.Series, states: pd.Series) -> tuple[Cell, ...]:
    least = int(households.min()) if len(households) else None
    most = int(households.max()) if len(households) else None
    outside = (int((states == "低于下限").sum()), int((states == "超过上限").sum()))
    return (name, len(households), int(households.sum()), least, most, *outside)


def _register(findings: RegisterFindings) -> Table:
    names = dict(zip(findings.communities["code"], findings.communities["name"], strict=True))
    records = findings.grids.assign(state=_states(findings)).sort_values("code").to_dict("records")
    return Table(
        name=TITLE,
        caption=f"{printable(findings.place_name)}{TITLE}",
        columns=(
            Column("序号", _COUNT, 0.5),
            Column("网格名称", width_share=1.8),
            Column("网格编码", width_share=1.5),
            Column("所属社区", width_share=1.2),
            Column("户数", _COUNT, 0.6),
            Column("人口", _COUNT, 0.6),
            Column("楼栋", _COUNT, 0.5),
            Column("微网格", _COUNT, 0.5),
            Column("涵盖小区", width_share=1.8),
            Column("四至", width_share=2.6),
            Column("网格长", width_share=0.9),
            Column("户数标准", width_share=0.8),
        ),
        rows=tuple(_grid_row(place, record, names) for place, record in enumerate(records, start=1)),
        note="网格编码为空的，待上级备案后赋码；网格长以编号登记，“待配备”表示岗位空缺。",
    )


def _grid_row(place: int, record: Mapping[Any, Any], names: Mapping[str, str]) -> tuple[Cell, ...]:
    return (
        place,
        printable(record["name"]),
        printable(record.get("official_code")),
        printable(names.get(record["community_code"])),
        int(record["households"]),
        *(_count(record.get(column)) for column in ("residents", "buildings", "micro_grids")),
        printable(record.get("estates"), limit=200),
        printable(record.get("bounds"), limit=200),
        printable(record.get("leader")) or VACANT,
        str(record["state"]),
    )


def _count(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def _method(findings: RegisterFindings) -> tuple[Facts | Paragraph, ...]:
    inside = int(findings.grids["households"].sum())
    outside = findings.households_unassigned
    facts = (
        ("数据版本", findings.edition),
        ("数据日期", findings.edition_date),
        ("数据性质", DEMO_BADGE if findings.is_demo else "导入数据，以所列版本为准"),
        ("程序版本", findings.version),
    )
    agrees = inside + outside == findings.households_in
    check = (
        f"户数守恒：楼栋共 {spell(findings.households_in, _COUNT)} 户；网格内 {spell(inside, _COUNT)} 户，"
        f"未入网格 {spell(outside, _COUNT)} 户，合计 {spell(inside + outside, _COUNT)} 户，"
        f"{'一致' if agrees else '不一致，本表不得使用'}。"
    )
    return (
        Facts("来源", "数据与版本", facts),
        Paragraph(check),
        Paragraph(FONT_NOTE, is_note=True),
    )
