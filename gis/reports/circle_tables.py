"""Tables of a service-circle report: tiers, units by category, the ledger of gaps, facilities, the check."""

from collections.abc import Mapping

import pandas as pd

from gis.model.categories import CONFIRMATION_CHINESE
from gis.model.units import UnitKind
from gis.reports.document import Cell, CellKind, Column, Table, minutes, share
from gis.reports.findings import CircleFindings
from gis.reports.ledger_marks import STATES, ordered_gaps, unit_word
from gis.reports.text import printable
from gis.reports.tiers import households_by_part

REASONS: Mapping[str, str] = {
    "too_far_from_street": "离最近道路过远",
    "no_gate": "封闭小区无出入口",
    "gates_closed": "出入口均未开放",
    "separated_by_barrier": "被围墙或水体隔开",
    "disconnected_piece": "所在路网与主网不连通",
    "no_geometry": "没有位置",
}
MOST_CAPACITIES = 30
OUTSIDE_GRIDS = "不在任何网格内"
_COUNT, _SHARE, _MINUTES = CellKind.COUNT, CellKind.SHARE, CellKind.MINUTES


def tier_table(findings: CircleFindings) -> Table:
    """Return households covered per item and tier; tiers are cumulative and closed (15.0 minutes is inside)."""
    rows: list[tuple[Cell, ...]] = []
    for item, chinese in findings.items():
        of_item = findings.totals[findings.totals["item"] == item].sort_values("minutes")
        for row in of_item.to_dict("records"):
            covered, whole = int(row["covered_households"]), int(row["households"])
            lost = (
                int(row["uncovered_households"]),
                int(row["uncertain_households"]),
                int(row["unreachable_households"]),
            )
            rows.append((chinese, f"{row['minutes']:g} 分钟", covered, share(covered, whole), *lost, whole))
    return Table(
        name="分类分档覆盖",
        caption="各类设施分档覆盖户数",
        columns=(
            Column("类别", width_share=1.3),
            Column("步行时间", width_share=1.1),
            Column("覆盖户数", _COUNT),
            Column("覆盖率", _SHARE, 0.9),
            Column("未覆盖户数", _COUNT),
            Column("边界不确定", _COUNT),
            Column("步行不可达", _COUNT),
            Column("总户数", _COUNT),
        ),
        rows=tuple(rows),
        note="各档为累计数，恰好等于该档时间的计入该档；覆盖、未覆盖、边界不确定、步行不可达四项之和等于总户数。",
    )


def units_table(findings: CircleFindings) -> Table:
    """Return units × items: share covered at the widest tier; the last row is the place as a whole."""
    is_whole = findings.place_kind is UnitKind.SUBDISTRICT
    frame, kind, word = (
        (findings.communities, "community", "社区") if is_whole else (findings.estates, "estate", "小区")
    )
    widest = findings.widest(findings.units[findings.units["unit_kind"] == kind])
    complete = _complete_by(findings, "community_code" if is_whole else "estate_code")
    rows = [
        _unit_row(
            findings,
            printable(unit["name"]),
            widest[widest["unit_code"] == unit["code"]],
            complete.get(unit["code"], 0),
        )
        for unit in frame.sort_values("code").to_dict("records")
    ]
    whole = _unit_row(findings, "合计", findings.widest(findings.totals), int(_complete_households(findings)))
    columns = [Column(word, width_share=2.2), Column("总户数", _COUNT)]
    columns += [Column(chinese, _SHARE, 0.9) for _, chinese in findings.items()]
    columns += [Column("六类齐全户数", _COUNT, 1.1), Column("六类齐全率", _SHARE)]
    return Table(
        name=f"各{word}覆盖率",
        caption=f"各{word}各类设施覆盖率（最宽一档）",
        columns=tuple(columns),
        rows=(*rows, whole),
        total_rows=1,
        note="" if is_whole else "合计含不在任何小区内的住户，因此可大于各小区之和。",
    )


def grids_table(findings: CircleFindings) -> Table | None:
    """Return grids × items: share covered at the widest tier; None where no grids are in force.

    Buildings in no grid have a row of their own where anybody lives in them; the last row is the place as a whole.
    """
    homes = findings.buildings.assign(grid=findings.grids())
    if not homes["grid"].ne("").any():
        return None
    widest = findings.widest(findings.units[findings.units["unit_kind"] == "grid"])
    complete = homes[homes["all_six"].astype(bool)].groupby("grid")["households"].sum()
    of_grid = homes.groupby("grid").agg({"households": "sum", "community_code": "first"})
    names = dict(zip(findings.communities["code"], findings.communities["name"], strict=True))
    rows: list[tuple[Cell, ...]] = []
    for code, households, community in [
        *of_grid.drop("", errors="ignore").itertuples(),
        *of_grid[of_grid.index == ""].itertuples(),
    ]:
        if code:
            counted = widest[widest["unit_code"] == code]
            where = (printable(names.get(community)), printable(findings.grid_names.get(code, code)))
        elif households:
            counted, where = _outside_grids(findings, homes), ("", OUTSIDE_GRIDS)
        else:
            continue
        row = _unit_row(findings, where[1], counted, int(complete.get(code, 0)))
        rows.append((where[0], *row))
    whole = _unit_row(findings, "", findings.widest(findings.totals), int(_complete_households(findings)))
    columns = [Column("社区", width_share=1.6), Column("网格", width_share=2.4), Column("总户数", _COUNT)]
    columns += [Column(chinese, _SHARE, 0.9) for _, chinese in findings.items()]
    columns += [Column("六类齐全户数", _COUNT, 1.1), Column("六类齐全率", _SHARE)]
    return Table(
        name="各网格覆盖率",
        caption="各网格各类设施覆盖率（最宽一档）",
        columns=tuple(columns),
        rows=(*rows, ("合计", *whole)),
        total_rows=1,
    )


def _outside_grids(findings: CircleFindings, homes: pd.DataFrame) -> pd.DataFrame:
    """Counts at the widest tier of the homes in no grid of the place, from the buildings."""
    outside = homes[homes["grid"] == ""]
    whole = int(outside["households"].sum())
    covered = [
        int(outside.loc[outside[f"{item}_status"] == "covered", "households"].sum())
        for item, _ in findings.items()
    ]
    items = [item for item, _ in findings.items()]
    return pd.DataFrame({"item": items, "households": whole, "covered_households": covered})


def _unit_row(findings: CircleFindings, name: str, rows: pd.DataFrame, complete: int) -> tuple[Cell, ...]:
    by_item = rows.set_index("item")
    whole = int(rows["households"].max() or 0) if len(rows) else 0
    shares = [
        share(int(by_item["covered_households"][item]), whole) if item in by_item.index else None
        for item, _ in findings.items()
    ]
    return (name, whole, *shares, complete, share(complete, whole))


def _complete_by(findings: CircleFindings, column: str) -> dict[str, int]:
    buildings = findings.buildings[findings.buildings["all_six"].astype(bool)]
    return {str(code): int(total) for code, total in buildings.groupby(column)["households"].sum().items()}


def _complete_households(findings: CircleFindings) -> int:
    return int(findings.buildings.loc[findings.buildings["all_six"].astype(bool), "households"].sum())


def gap_table(findings: CircleFindings) -> Table:
    """Return the ledger (问题台账), most households first; with what became of each row where a ledger is kept."""
    names = dict(zip(findings.communities["code"], findings.communities["name"], strict=True))
    ordered, is_kept = ordered_gaps(findings), findings.resolved is not None
    rows = tuple(
        (
            place,
            printable(names.get(row["community_code"])),
            unit_word(row),
            str(row["item_chinese"]),
            f"{row['minutes']:g} 分钟",
            int(row["households_lacking"]),
            minutes(row["nearest_seconds"]),
            printable(row["nearest_name"]),
            printable(row["remedy_text"], limit=200),
            printable(row["responsible_unit"]),
            printable(row["department"]),
            *([STATES[row["state"]]] if is_kept else []),
        )
        for place, row in enumerate(ordered.to_dict("records"), start=1)
    )
    return Table(
        name="问题台账",
        caption="便民生活圈问题台账",
        columns=(
            Column("序号", _COUNT, 0.5),
            Column("社区", width_share=1.2),
            Column("小区", width_share=1.5),
            Column("缺少类别", width_share=0.9),
            Column("标准", width_share=0.9),
            Column("涉及户数", _COUNT, 0.7),
            Column("最近步行（分钟）", _MINUTES, 0.8),
            Column("最近设施", width_share=1.5),
            Column("补齐办法", width_share=2.5),
            Column("责任单位", width_share=1.3),
            Column("协同部门", width_share=1.2),
            *([Column("办理情况", width_share=0.9)] if is_kept else []),
        ),
        rows=rows,
        note="最近步行时间“—”表示在测算范围内步行到不了任何同类设施。",
    )


def facility_table(findings: CircleFindings) -> Table:
    """Return facilities per item: how many are counted, and what their communities said of them."""
    facilities = findings.facilities
    item_of = facilities["item"] if "item" in facilities.columns else facilities["items"]
    said = facilities.get("confirmation", pd.Series("unconfirmed", index=facilities.index))
    rows: list[tuple[Cell, ...]] = []
    for item, chinese in findings.items():
        is_of = item_of.map(lambda value, item=item: item in str(value).split(";"))
        is_used = facilities["used"].astype(bool)
        counts = [
            int((is_of & (said.fillna("unconfirmed") == answer)).sum()) for answer in CONFIRMATION_CHINESE
        ]
        rows.append((chinese, int(is_of.sum()), int((is_of & is_used).sum()), *counts))
    return Table(
        name="设施与确认情况",
        caption="各类设施数量与社区确认情况",
        columns=(
            Column("类别", width_share=1.3),
            Column("设施数", _COUNT),
            Column("参与测算", _COUNT),
            *(Column(chinese, _COUNT) for chinese in CONFIRMATION_CHINESE.values()),
        ),
        rows=tuple(rows),
        note="含边界以外一次最长步行范围内的设施；停业的、离道路过远的不参与测算。",
    )


def capacity_table(findings: CircleFindings) -> Table | None:
    """Return facilities of known capacity beside the households nearest to them, the most crowded first.

    None where no capacity is known. A capacity counts places (seats, beds, children, people served), not households:
    the table sets the two side by side and judges nothing.
    """
    facilities = findings.facilities
    if not {"capacity", "nearest_households"} <= set(facilities.columns):
        return None
    known = facilities[facilities["capacity"].notna() & facilities["used"].astype(bool)]
    known = known[known["capacity"].astype(float) > 0]
    if known.empty:
        return None
    chinese = dict(findings.items())
    item_of = known["item"] if "item" in known.columns else known["items"]
    crowd = known["nearest_households"].astype(float) / known["capacity"].astype(float)
    ordered = known.assign(
        per_place=crowd,
        told=item_of.map(lambda value: "、".join(chinese.get(i, i) for i in str(value).split(";"))),
    ).sort_values(["per_place", "code"], ascending=[False, True], kind="stable")
    rows = tuple(
        (
            printable(row["name"]) or printable(row["code"]),
            row["told"],
            int(row["capacity"]),
            int(row["nearest_households"]),
            round(float(row["per_place"]), 1),
        )
        for row in ordered.head(MOST_CAPACITIES).to_dict("records")
    )
    return Table(
        name="设施容量",
        caption="容量已知的设施与就近户数",
        columns=(
            Column("设施", width_share=2.2),
            Column("类别", width_share=1.2),
            Column("容量（位）", _COUNT),
            Column("就近户数", _COUNT),
            Column("户/位", _MINUTES, 0.8),
        ),
        rows=rows,
        note=f"就近户数：最宽档内以该设施为同类最近设施的户数；容量按资料所列的座位、床位、学位或服务人数。"
        f"容量已知 {len(known)} 处，列出户数与容量之比最高的 {len(rows)} 处。",
    )


def conservation_table(findings: CircleFindings) -> Table:
    """Return the check that each household is counted exactly once per item, reckoned from the buildings."""
    rows: list[tuple[Cell, ...]] = []
    widest = findings.widest(findings.totals).set_index("item")
    for item, chinese in findings.items():
        parts = households_by_part(findings, item)
        sums = (sum(parts[:-3]), parts[-3], parts[-2], parts[-1])
        stated = tuple(
            int(widest[f"{kind}_households"][item])
            for kind in ("covered", "uncovered", "uncertain", "unreachable")
        )
        agrees = sums == stated and sum(parts) == findings.method.households_in
        rows.append(
            (chinese, *sums, sum(parts), findings.method.households_in, "一致" if agrees else "不一致")
        )
    return Table(
        name="户数守恒核对",
        caption="户数守恒核对（按楼栋逐一加总，与测算结果对照）",
        columns=(
            Column("类别", width_share=1.2),
            Column("覆盖", _COUNT),
            Column("未覆盖", _COUNT),
            Column("边界不确定", _COUNT),
            Column("步行不可达", _COUNT),
            Column("四项合计", _COUNT),
            Column("读入户数", _COUNT),
            Column("核对", width_share=0.8),
        ),
        rows=tuple(rows),
    )


def unreachable_table(findings: CircleFindings) -> Table | None:
    """Return what could not be put on the walking network, or None where everything could."""
    frame = findings.unreachable.sort_values(["households", "code"], ascending=[False, True], kind="stable")
    if frame.empty:
        return None
    kinds = {"building": "楼栋", "facility": "设施"}
    names = _names_of_places(findings)
    rows = tuple(
        (
            kinds.get(str(row["kind"]), str(row["kind"])),
            *names.get(str(row["code"]), ("", "")),
            printable(row["code"]),
            int(row["households"]) if pd.notna(row["households"]) else None,
            REASONS.get(str(row["reason"]), printable(row["reason"])),
        )
        for row in frame.to_dict("records")
    )
    return Table(
        name="未接入路网清单",
        caption="未接入步行路网的楼栋与设施（列出而不强行连接）",
        columns=(
            Column("对象", width_share=0.6),
            Column("社区", width_share=1.2),
            Column("名称", width_share=1.8),
            Column("编码", width_share=1.8),
            Column("户数", _COUNT, 0.6),
            Column("原因", width_share=1.6),
        ),
        rows=rows,
    )


def _names_of_places(findings: CircleFindings) -> dict[str, tuple[str, str]]:
    """Return community and name of each building and facility by code; a building's name has its estate's before it."""
    communities = dict(zip(findings.communities["code"], findings.communities["name"], strict=True))
    estates = dict(zip(findings.estates["code"], findings.estates["name"], strict=True))
    names = {}
    for row in findings.facilities.to_dict("records"):
        names[str(row["code"])] = ("", printable(row["name"]))
    for row in findings.buildings.to_dict("records"):
        estate = printable(estates.get(row["estate_code"]))
        community = printable(communities.get(row["community_code"]))
        names[str(row["code"])] = (community, estate + printable(row.get("name")))
    return names
