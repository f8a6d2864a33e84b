"""Say which grid of an old plan went into which of a new one, as a table that people can read (新旧网格对照表)."""

from typing import Any

import pandas as pd

from gis.model.access import Scope
from gis.model.ids import PlanId
from gis.reports.sheets import csv_bytes, sheets_bytes
from gis.reports.text import printable
from gis.store import plans, publishing
from gis.store.engine import Connection, Store

COLUMNS = (
    "原网格",
    "原网格编码",
    "原备案编码",
    "新网格",
    "新网格编码",
    "新备案编码",
    "楼栋数",
    "户数",
    "占原网格户数",
    "变动",
)


def crosswalk_file(
    store: Store, scope: Scope, old_plan_id: PlanId, new_plan_id: PlanId, *, suffix: str
) -> tuple[str, bytes]:
    """Write the crosswalk of two plans.

    Parameters
    ----------
    suffix
        xlsx (with a sheet that says which plans these are) or csv.

    Returns
    -------
    The file's name, and its bytes.

    Raises
    ------
    NotFound
        The scope sees no such plan (``plan_unknown``).
    """
    with store.session(scope) as connection:
        old, new = (plans.read_plan(connection, plan_id) for plan_id in (old_plan_id, new_plan_id))
        table = crosswalk_table(connection, old_plan_id, new_plan_id)
    name = f"新旧网格对照表_{old_plan_id}-{new_plan_id}.{suffix}"
    if suffix == "csv":
        return name, csv_bytes(table)
    facts = [
        ("原方案", f"{printable(old.name)}（编号 {old.plan_id}，执行 {old.from_date or '未执行'}）"),
        ("新方案", f"{printable(new.name)}（编号 {new.plan_id}，执行 {new.from_date or '未执行'}）"),
        ("对照方法", "按单元格对照；两方案的底图不同时按楼栋对照。户数为今天的户数"),
    ]
    notes = pd.DataFrame(facts, columns=["项目", "内容"])
    return name, sheets_bytes({"新旧网格对照": table, "说明": notes})


def crosswalk_table(connection: Connection, old_plan_id: PlanId, new_plan_id: PlanId) -> pd.DataFrame:
    """Lay the crosswalk out under Chinese heads, a row per pair of grids; what is in no grid is called so."""
    links = publishing.crosswalk(connection, old_plan_id, new_plan_id)
    old, new = (
        plans.read_plan_grids(connection, plan_id).set_index("grid_id")
        for plan_id in (old_plan_id, new_plan_id)
    )
    whole = links.groupby("old_grid_id", dropna=False)["households"].transform("sum")
    shares = (links["households"] / whole.where(whole > 0)).astype(float)
    pairs = ((_id(link["old_grid_id"]), _id(link["new_grid_id"]), link) for link in links.to_dict("records"))
    rows = [
        (
            *_names(old, old_id),
            *_names(new, new_id),
            int(link["buildings"]),
            int(link["households"]),
            None if pd.isna(share) else f"{share:.1%}",
            _change(old_id, new_id, old, new),
        )
        for (old_id, new_id, link), share in zip(pairs, shares, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def _id(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _names(grids: pd.DataFrame, grid_id: int | None) -> tuple[str, str | None, str | None]:
    """Name, code and official code of a grid; ``未入网格`` for none."""
    if grid_id is None:
        return "未入网格", None, None
    row = grids.loc[grid_id]
    official = row["official_code"]
    return (
        str(row["name"]),
        str(row["code"]),
        str(official) if isinstance(official, str) and official else None,
    )


def _change(old_id: int | None, new_id: int | None, old: pd.DataFrame, new: pd.DataFrame) -> str:
    """Say what the row means: kept, moved, taken in, left out, into a new grid, or of a grid that is gone."""
    if old_id is None or new_id is None:
        return (
            "划出"
            if new_id is None and old_id is not None
            else "新纳入"
            if new_id is not None
            else "仍未入网格"
        )
    if old_id == new_id:
        return "保留"
    if new_id not in old.index:
        return "划入新设网格"
    return "并入（原网格撤销）" if old_id not in new.index else "划转"
