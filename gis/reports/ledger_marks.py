"""What became of a ledger's gaps: the marks of the kept ledger beside the gaps of a measurement, and their table."""

from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pandas as pd

from gis.model.access import ROLE_CHINESE, Role
from gis.reports.document import Cell, CellKind, Column, Table
from gis.reports.findings import CircleFindings
from gis.reports.text import printable

STATES = {"open": "待处理", "planned": "已列入计划", "closed": "已补齐", "accepted": "暂不处理"}
RESOLVED = "已解决"
OUTSIDE_ESTATES = "小区以外的楼栋"
_KEY = ["unit_kind", "unit_code", "item"]
_MARK = ["state", "responsible", "note", "marked_at", "marked_role"]
_CHINA = timezone(timedelta(hours=8))


def with_marks(findings: CircleFindings, ledger: pd.DataFrame) -> CircleFindings:
    """Put the marks of the newest kept ledger to the gaps of the same unit and item.

    Parameters
    ----------
    findings
        Of a whole sub-district, measured by the template and profile of the ledger.
    ledger
        As ``store.coverage_runs.read_run_gaps`` gives it. A row that is no gap now is resolved; one of an item that is
        not measured now is left out, and what lacked nobody then and is a gap again has no mark.

    Returns
    -------
    CircleFindings
        ``gaps`` with state, responsible, note, marked_at, marked_role (a gap that the ledger does not have: open, never
        marked), and ``resolved`` with the same and unit_name, community_code, item, item_chinese.
    """
    gaps = findings.gaps.reset_index(drop=True)
    kept = pd.DataFrame(ledger.loc[ledger["households_lacking"] > 0, [*_KEY, *_MARK]])
    merged = gaps[_KEY].astype(str).merge(kept.astype(dict.fromkeys(_KEY, str)), on=_KEY, how="left")
    filled = merged[_MARK].fillna({"state": "open", "responsible": "", "note": "", "marked_role": ""})
    now = set(gaps[_KEY].astype(str).itertuples(index=False, name=None))
    items = dict(findings.items())
    gone = [
        row
        for row in ledger.to_dict("records")
        if row["item"] in items and tuple(str(row[name]) for name in _KEY) not in now
    ]
    named = ["unit_name", "community_code"]
    resolved = pd.DataFrame(
        [
            {name: row[name] for name in [*_KEY, *_MARK]}
            | {name: str(row["facts"].get(name, "")) for name in named}
            | {"item_chinese": items[str(row["item"])]}
            for row in gone
        ],
        columns=[*_KEY, *_MARK, *named, "item_chinese"],
    )
    return replace(findings, gaps=pd.concat([gaps, filled], axis=1), resolved=resolved)


def ordered_gaps(findings: CircleFindings) -> pd.DataFrame:
    """Rows of the ledger as they are printed and numbered: most households first."""
    return findings.gaps.sort_values(
        ["households_lacking", "unit_code", "item"], ascending=[False, True, True], kind="stable"
    )


def unit_word(row: dict[Any, Any]) -> str:
    """What stands in the column 小区: an estate's name, or that it is the rest of a community."""
    return printable(row["unit_name"]) if row["unit_kind"] == "estate" else OUTSIDE_ESTATES


def marks_table(findings: CircleFindings) -> Table | None:
    """Return what was written down of gaps, and what is resolved; None where no ledger is kept or nothing is told.

    Who wrote it stands as a role, never as a person.
    """
    if findings.resolved is None:
        return None
    names = dict(zip(findings.communities["code"], findings.communities["name"], strict=True))
    told = [(place, row, "") for place, row in enumerate(ordered_gaps(findings).to_dict("records"), start=1)]
    marked = [one for one in told if pd.notna(one[1]["marked_at"]) or _is_told(one[1])]
    gone = [(None, row, RESOLVED) for row in findings.resolved.to_dict("records")]
    rows = tuple(_mark_row(place, row, names, state) for place, row, state in (*marked, *gone))
    if not rows:
        return None
    return Table(
        name="办理登记",
        caption="问题办理登记",
        columns=(
            Column("台账序号", CellKind.COUNT, 0.6),
            Column("社区", width_share=1.2),
            Column("小区", width_share=1.5),
            Column("缺少类别", width_share=0.9),
            Column("办理情况", width_share=1.0),
            Column("由谁负责", width_share=1.5),
            Column("备注", width_share=2.6),
            Column("登记角色", width_share=1.0),
            Column("登记日期", width_share=1.0),
        ),
        rows=rows,
        note="“已解决”：上次留存的台账中有、本次测算已不存在，故没有台账序号。“已补齐”是登记时的说法，下次测算核对。登记角色是账号的角色，不是个人。",
    )


def _is_told(row: dict[Any, Any]) -> bool:
    return row["state"] != "open" or bool(row["responsible"]) or bool(row["note"])


def _mark_row(place: int | None, row: dict[Any, Any], names: dict[str, str], state: str) -> tuple[Cell, ...]:
    at = row["marked_at"]
    return (
        place,
        printable(names.get(str(row["community_code"]))),
        unit_word(row),
        str(row["item_chinese"]),
        state or STATES[str(row["state"])],
        printable(row["responsible"]) or "—",
        printable(row["note"], limit=400) or "—",
        ROLE_CHINESE[Role(str(row["marked_role"]))] if row["marked_role"] else "—",
        "—" if pd.isna(at) else f"{pd.Timestamp(at).tz_convert(_CHINA):%Y-%m-%d}",
    )
