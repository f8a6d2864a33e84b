"""Hand over what passes to other grids when a plan comes into force, and keep the record of it, append-only."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection

from gis.model.ids import PlanId, PostId, UnitId, UserId
from gis.store.case_homes import rehome_cases
from gis.store.frames import read_table
from gis.store.programs import statement


@dataclass(frozen=True, slots=True)
class PostPassed:
    """What became of a post whose grid has left the plan; without ``new_post_id`` it ended."""

    post_id: PostId
    from_grid_id: UnitId
    to_grid_id: UnitId | None = None
    new_post_id: PostId | None = None


def rehome_and_record(connection: Connection, plan_id: PlanId, *, by: UserId | None = None) -> int:
    """Move open cases under the grids of the plan in force, keep each move in the record, and give how many."""
    moved = rehome_cases(connection, plan_id, by=by).to_dict("records")
    for row in moved:
        known = {
            "plan_id": plan_id,
            "kind": "case",
            "case_id": int(row["case_id"]),
            "post_id": None,
            "from_grid_id": None if pd.isna(row["old_grid_id"]) else int(row["old_grid_id"]),
            "to_grid_id": int(row["new_grid_id"]),
            "outcome": "rehomed",
            "new_post_id": None,
            "by": by,
        }
        connection.execute(statement("hand_overs", "record"), known)
    return len(moved)


def record_posts(
    connection: Connection, plan_id: PlanId, passed: Sequence[PostPassed], *, by: UserId | None = None
) -> None:
    """Keep what became of posts; a post is recorded once per plan."""
    for post in passed:
        known = {
            "plan_id": plan_id,
            "kind": "post",
            "case_id": None,
            "post_id": post.post_id,
            "from_grid_id": post.from_grid_id,
            "to_grid_id": post.to_grid_id,
            "outcome": "ended" if post.new_post_id is None else "moved",
            "new_post_id": post.new_post_id,
            "by": by,
        }
        connection.execute(statement("hand_overs", "record"), known)


def count_stray_cases(connection: Connection, plan_id: PlanId) -> int:
    """Count the open cases that lie in another grid than the plan in force says."""
    return len(read_table(connection, statement("cases", "strayed"), {"plan_id": plan_id}))


def posts_left_behind(connection: Connection, plan_id: PlanId) -> pd.DataFrame:
    """Read the posts of grids that left with this plan, not handed over yet.

    Returns
    -------
    DataFrame
        post_id, role, role_chinese, posts_per_unit (missing: left open), grid_id, grid_name (as in the former plan),
        officeholder_id, officeholder_number, substitute_id (missing: none), is_open (has no last day yet). Only
        posts the session may see.
    """
    return read_table(connection, statement("hand_overs", "posts_left_behind"), {"plan_id": plan_id})


def read_record(connection: Connection, plan_id: PlanId) -> pd.DataFrame:
    """Read everything that was handed over under a plan, the oldest first.

    Returns
    -------
    DataFrame
        kind (case, post), outcome (rehomed, moved, ended), case_number, role_chinese, officeholder_number, from_grid,
        to_grid (names; missing: none), made_by (missing: by itself, on the day), made_at. Only cases and posts the
        session may see.
    """
    return read_table(connection, statement("hand_overs", "read"), {"plan_id": plan_id})
