import io

import pandas as pd
import pytest

from gis.store import fabrics, operations, plan_grids, plans
from gis.workflows.plan_crosswalk import COLUMNS, crosswalk_file, crosswalk_table
from tests.worked import tiny

pytestmark = pytest.mark.database


def _draft(connection, world):
    """B18 into a new grid of 乙, 甲北 merged into 甲南."""
    plan_id = plans.draft_from_plan(connection, world.plan_id, name="新方案")
    cells = fabrics.read_cells(connection, world.fabric_id).set_index("building_code")
    grids = plans.read_plan_grids(connection, plan_id).set_index("code")
    community = int(grids["community_id"][tiny.GRID_YI_NORTH])
    fresh = plan_grids.add_plan_grid(connection, plan_id, community_id=community)
    north, south = (int(grids["grid_id"][code]) for code in (tiny.GRID_JIA_NORTH, tiny.GRID_JIA_SOUTH))
    names = ["B18", *(f"B{n:02d}" for n in range(1, 7))]
    moves = pd.DataFrame(
        {
            "cell_id": cells["cell_id"][names].tolist(),
            "from_grid_id": pd.array([pd.NA] + [north] * 6, dtype="Int64"),
            "to_grid_id": [fresh] + [south] * 6,
        }
    )
    operations.append_operation(connection, plan_id, kind="assign", changes=moves)
    plan_grids.remove_plan_grid(connection, plan_id, north)
    return plan_id


def test_a_crosswalk_names_what_was_kept_taken_in_and_merged(planner, tiny_store):
    table = crosswalk_table(planner, tiny_store.plan_id, _draft(planner, tiny_store))
    rows = {(row["原网格"], row["新网格"]): row for row in table.to_dict("records")}
    merged = rows["甲社区第一网格", "甲社区第二网格"]
    assert (merged["楼栋数"], merged["户数"], merged["占原网格户数"]) == (6, 360, "100.0%")
    assert merged["变动"] == "并入（原网格撤销）" and merged["原备案编码"] == tiny.GRID_JIA_NORTH
    taken_in = rows["未入网格", "乙社区第三网格"]
    assert (taken_in["变动"], taken_in["户数"], taken_in["新备案编码"]) == ("新纳入", 120, None)
    assert rows["乙社区第二网格", "乙社区第二网格"]["变动"] == "保留"
    assert table["户数"].sum() == tiny.HOUSEHOLDS_TOTAL and table["楼栋数"].sum() == 24


def test_a_crosswalk_is_written_for_spreadsheets(tiny_store):
    files = [
        crosswalk_file(
            tiny_store.store, tiny_store.scope(), tiny_store.plan_id, tiny_store.plan_id, suffix=suffix
        )
        for suffix in ("xlsx", "csv")
    ]
    book, text = (content for _, content in files)
    assert list(pd.read_excel(io.BytesIO(book)).columns) == list(COLUMNS)
    assert text.decode("utf-8-sig").splitlines()[0] == ",".join(COLUMNS)
    assert files[0][0].endswith(".xlsx")
