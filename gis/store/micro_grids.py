"""Keep micro-grids: sets of building parts nested in the grids of a plan."""

import pandas as pd
from sqlalchemy import Connection

from gis.errors import InputError, NotFound
from gis.model.ids import PlanId
from gis.store.frames import column_values, read_table, stage
from gis.store.loading import text_value
from gis.store.programs import statement


def save_micro_grids(connection: Connection, plan_id: PlanId, parts: pd.DataFrame) -> int:
    """Keep which micro-grid each building part is in, in place of what the plan held before.

    Parameters
    ----------
    parts
        part_code, micro_grid_code, grid_code, as ``Layer.MICRO_GRID_PARTS``.

    Returns
    -------
    int
        Parts kept.

    Raises
    ------
    InputError
        A part or a grid is not there.
    """
    territory = connection.scalar(statement("micro_grids", "territory"), {"plan_id": plan_id})
    if territory is None:
        raise NotFound(f"no plan {plan_id}", chinese=f"没有编号为 {plan_id} 的网格方案", code="plan_unknown")
    names = ("part_code", "micro_grid_code", "grid_code")
    rows = zip(*(column_values(parts, name, text_value) for name in names), strict=True)
    stage(connection, dict.fromkeys(names, "text"), rows)
    connection.execute(statement("micro_grids", "make_units"), {"territory": territory})
    connection.execute(statement("micro_grids", "clear"), {"plan_id": plan_id})
    known = {"plan_id": plan_id, "territory": territory}
    kept = int(connection.execute(statement("micro_grids", "add"), known).rowcount)
    if kept != len(parts):
        raise InputError(
            f"{len(parts) - kept} micro-grid parts name nothing",
            chinese=f"微网格对照表中有 {len(parts) - kept} 行的单元或网格编码不存在",
            code="reference_unknown",
        )
    return kept


def read_micro_grids(connection: Connection, plan_id: PlanId) -> pd.DataFrame:
    """Read the micro-grids of a plan, a row per part.

    Returns
    -------
    DataFrame
        micro_grid_id, code, grid_id, grid_code, part_id, part_code, building_id, stairwell, households.
    """
    return read_table(connection, statement("micro_grids", "read"), {"plan_id": plan_id})


def copy_micro_grids(connection: Connection, from_plan_id: PlanId, plan_id: PlanId) -> int:
    """Give a plan the micro-grids of another with the same grids, and say how many parts they hold."""
    known = {"plan_id": plan_id, "from_plan_id": from_plan_id}
    return int(connection.execute(statement("plans", "copy_micro_grids"), known).rowcount)
