"""Build the report of a service circle (15分钟便民生活圈), of a sub-district or of one community."""

from datetime import datetime

from gis.model.progress import Progress, silent
from gis.model.units import UNIT_KIND_CHINESE, UnitKind
from gis.reports.circle_maps import item_map, lacking_map, tier_chart
from gis.reports.circle_tables import capacity_table, gap_table, grids_table, tier_table, units_table
from gis.reports.document import (
    Block,
    CellKind,
    Document,
    Figure,
    KeyFigures,
    Paragraph,
    Section,
    share,
    spell,
)
from gis.reports.findings import CircleFindings
from gis.reports.ledger_marks import marks_table
from gis.reports.method import DEMO_BADGE, method_section
from gis.reports.text import printable

TITLE = "15分钟便民生活圈评估报告"


def circle_document(findings: CircleFindings, *, made_at: datetime, progress: Progress = silent) -> Document:
    """Build the report of one place.

    Parameters
    ----------
    findings
        Of a sub-district, or of a community (``CircleFindings.within``).
    made_at
        Aware; printed on the cover and set as the clock inside the files.
    progress
        Told after each map, which take most of the time.
    """
    maps = _maps(findings, progress)
    grids = grids_table(findings)
    units = (units_table(findings), grids) if grids else (units_table(findings),)
    word = "社区" if findings.place_kind is UnitKind.SUBDISTRICT else "小区"
    return Document(
        title=TITLE,
        subtitle=printable(findings.place_name),
        cover=_cover(findings, made_at),
        badge=DEMO_BADGE if findings.method.is_demo else "",
        made_at=made_at,
        sections=(
            Section("结论摘要", (Paragraph(_lead(findings)), _key_figures(findings), maps[0])),
            Section("分类分档覆盖情况", (tier_chart(findings), tier_table(findings))),
            Section(f"各{word}、各网格覆盖情况" if grids else f"各{word}覆盖情况", units, landscape=True),
            Section("各类设施步行时间分布", tuple(maps[1:])),
            Section("问题台账", _ledger(findings), landscape=True),
            *_capacity(findings),
            method_section(findings),
        ),
    )


def _cover(findings: CircleFindings, made_at: datetime) -> tuple[tuple[str, str], ...]:
    method = findings.method
    return (
        ("评估范围", f"{printable(findings.place_name)}（{UNIT_KIND_CHINESE[findings.place_kind]}）"),
        ("区划编码", findings.place_code),
        ("报告日期", f"{made_at.year}年{made_at.month}月{made_at.day}日"),
        ("数据版本", method.edition),
        ("数据日期", method.edition_date),
        ("分档模板", method.template),
        ("步行人群", method.profile),
    )


def _complete(findings: CircleFindings) -> int:
    return int(findings.buildings.loc[findings.buildings["all_six"].astype(bool), "households"].sum())


def _lead(findings: CircleFindings) -> str:
    whole, complete = findings.households(), _complete(findings)
    worst = _worst(findings)
    text = (
        f"{printable(findings.place_name)}共 {spell(whole, CellKind.COUNT)} 户，"
        f"六类便民设施全部在规定步行时间内的有 {spell(complete, CellKind.COUNT)} 户，"
        f"占 {spell(share(complete, whole), CellKind.SHARE)}。"
    )
    if worst is not None:
        chinese, tier, covered, lacking = worst
        text += (
            f"覆盖最薄弱的是{chinese}：{tier:g} 分钟内覆盖率 {spell(share(covered, whole), CellKind.SHARE)}，"
            f"{spell(lacking, CellKind.COUNT)} 户未覆盖。"
        )
    return text + f"问题台账共 {len(findings.gaps)} 条，逐条列明涉及户数、补齐办法和责任单位。"


def _worst(findings: CircleFindings) -> tuple[str, float, int, int] | None:
    """Return the item with the fewest households covered at its widest tier; None where all are covered."""
    widest = findings.widest(findings.totals)
    if widest.empty or int(widest["uncovered_households"].max()) == 0:
        return None
    row = widest.sort_values("uncovered_households", ascending=False, kind="stable").iloc[0]
    return (
        str(row["item_chinese"]),
        float(row["minutes"]),
        int(row["covered_households"]),
        int(row["uncovered_households"]),
    )


def _key_figures(findings: CircleFindings) -> KeyFigures:
    whole, complete = findings.households(), _complete(findings)
    widest = findings.widest(findings.totals)
    uncertain = int(widest["uncertain_households"].max()) if len(widest) else 0
    worst = _worst(findings)
    return KeyFigures(
        (
            Figure("总户数", whole, unit="户", note=findings.method.households_kind),
            Figure(
                "六类齐全", complete, unit="户", note=f"占 {spell(share(complete, whole), CellKind.SHARE)}"
            ),
            Figure("六类未齐", whole - complete, unit="户", note="至少缺一类"),
            Figure(
                "最薄弱类别",
                worst[0] if worst else "无",
                CellKind.TEXT,
                note=f"{spell(worst[3], CellKind.COUNT)} 户未覆盖" if worst else "各类均已覆盖",
            ),
            Figure("边界不确定", uncertain, unit="户", note="单类最多，不计入未覆盖"),
            Figure("问题台账", len(findings.gaps), unit="条", note="见第 5 节"),
        )
    )


def _maps(findings: CircleFindings, progress: Progress) -> list[Block]:
    items = findings.items()
    maps: list[Block] = [lacking_map(findings)]
    for done, (item, chinese) in enumerate(items, start=1):
        progress("绘制报告地图", done, len(items) + 1)
        maps.append(item_map(findings, item, chinese))
    progress("绘制报告地图", len(items) + 1, len(items) + 1)
    return maps


def _capacity(findings: CircleFindings) -> tuple[Section, ...]:
    table = capacity_table(findings)
    return () if table is None else (Section("设施容量", (table,)),)


def _ledger(findings: CircleFindings) -> tuple[Block, ...]:
    marks = marks_table(findings)
    told: tuple[Block, ...] = () if marks is None else (marks,)
    if findings.gaps.empty:
        return (Paragraph("各小区各类设施均在规定步行时间内，没有待补齐的问题。"), *told)
    return (gap_table(findings), *told)
