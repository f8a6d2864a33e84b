"""Move open cases to where they belong after a redraw; each move is an event."""

import pandas as pd
from sqlalchemy import Connection

from gis.model.ids import CaseId, PlanId, UserId
from gis.store.case_events import keep_event
from gis.store.frames import read_table
from gis.store.programs import statement


def rehome_cases(connection: Connection, plan_id: PlanId, *, by: UserId | None = None) -> pd.DataFrame:
    """Move open cases under the grids of the plan in force, each with an event (``rehomed``).

    A case follows its building; one without a building, the grid that covers its place (of several on a shared
    edge, the smallest id). Disputes lie at their community and stay.

    Returns
    -------
    DataFrame
        case_id, number, old_grid_id, new_grid_id (Int64) of those that moved.
    """
    strayed = read_table(connection, statement("cases", "strayed"), {"plan_id": plan_id})
    strayed = strayed.astype({"old_grid_id": "Int64", "new_grid_id": "Int64"})
    for row in strayed.to_dict("records"):
        known = {"case_id": row["case_id"], "grid_id": row["new_grid_id"], "plan_id": plan_id}
        version = connection.execute(statement("cases", "rehome"), known).scalar_one()
        moved = {
            "from_grid_id": None if pd.isna(row["old_grid_id"]) else int(row["old_grid_id"]),
            "to_grid_id": int(row["new_grid_id"]),
            "plan_id": plan_id,
        }
        state = str(row["state"])
        keep_event(
            connection,
            CaseId(row["case_id"]),
            version,
            kind="rehomed",
            from_state=state,
            to_state=state,
            payload=moved,
            by=by,
        )
    return strayed[["case_id", "number", "old_grid_id", "new_grid_id"]]
