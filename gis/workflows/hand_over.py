"""Hand over, by one click after publishing, what the redraw moved: open cases, and the posts of grids that have left.

A post passes to the grid that took over most of its grid's households, where that role is not filled yet; where it
is, the post ends. What was handed over stands in the record; what was handed over already is left alone.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gis.errors import Conflict
from gis.model.access import Scope
from gis.model.ids import OfficeholderId, PlanId, PostId, UnitId
from gis.model.plans import PlanState
from gis.reports.sheets import csv_bytes, sheets_bytes
from gis.store import editions, hand_overs, people, plans, publishing
from gis.store.engine import Connection, Store
from gis.store.hand_overs import PostPassed
from gis.store.plans import PlanRecord
from gis.workflows import accounts

KIND_CHINESE = {"case": "在办诉求", "post": "岗位"}
OUTCOME_CHINESE = {"rehomed": "移交", "moved": "转任", "ended": "结束"}


@dataclass(frozen=True, slots=True)
class PostWaiting:
    """A post to be handed over; ``to_grid_id`` is None where it will end."""

    post_id: PostId
    role_chinese: str
    officeholder_number: int | None
    from_grid: str
    to_grid_id: UnitId | None
    to_grid: str | None


@dataclass(frozen=True, slots=True)
class HandOverState:
    """Where the hand-over of a plan stands.

    Attributes
    ----------
    is_due
        The plan is in force today.
    stray_cases
        Open cases not yet under the grid that holds their place.
    posts
        Not handed over yet.
    record
        As ``hand_overs.read_record``.
    """

    plan: PlanRecord
    is_due: bool
    stray_cases: int
    posts: tuple[PostWaiting, ...]
    record: pd.DataFrame


def read_hand_over(store: Store, scope: Scope, plan_id: PlanId) -> HandOverState:
    """Say what waits to be handed over and what was; only cases and posts that the asker may see.

    Raises
    ------
    NotFound
        ``plan_unknown``.
    """
    with store.session(scope) as connection:
        return _state(connection, plan_id)


def _state(connection: Connection, plan_id: PlanId) -> HandOverState:
    plan = plans.read_plan(connection, plan_id)
    is_due = _is_due(connection, plan)
    waiting, _ = _waiting(connection, plan)
    return HandOverState(
        plan,
        is_due,
        hand_overs.count_stray_cases(connection, plan_id) if is_due else 0,
        waiting,
        hand_overs.read_record(connection, plan_id),
    )


def _is_due(connection: Connection, plan: PlanRecord) -> bool:
    today = editions.today(connection)
    return plan.state is PlanState.IN_FORCE and plan.from_date is not None and plan.from_date <= today


def hand_over(store: Store, scope: Scope, plan_id: PlanId) -> HandOverState:
    """Hand over cases and posts, in one transaction; doing it again hands over what has come since.

    Raises
    ------
    Conflict
        The plan is not in force yet, or no more (``plan_not_in_force``).
    NotFound
        ``plan_unknown``.
    """
    with store.session(scope) as connection:
        plan = plans.read_plan(connection, plan_id)
        if not _is_due(connection, plan):
            raise Conflict(
                f"plan {plan_id} is not in force",
                chinese=f"方案“{plan.name}”今天没有执行，移交在执行当日起进行",
                code="plan_not_in_force",
                from_date=str(plan.from_date or ""),
            )
        plans.lock_plan(connection, plan_id)
        hand_overs.rehome_and_record(connection, plan_id, by=scope.user_id)
        waiting, rows = _waiting(connection, plan)
        passed = [_pass_on(connection, plan, post, rows[int(post.post_id)]) for post in waiting]
        hand_overs.record_posts(connection, plan_id, passed, by=scope.user_id)
        return _state(connection, plan_id)


def _waiting(
    connection: Connection, plan: PlanRecord
) -> tuple[tuple[PostWaiting, ...], dict[int, Mapping[Any, Any]]]:
    """List the posts left behind with where each would go, and their rows by id."""
    rows = hand_overs.posts_left_behind(connection, plan.plan_id).to_dict("records")
    if not rows or plan.base_plan_id is None:
        return (), {}
    heirs = heirs_of(publishing.crosswalk(connection, plan.base_plan_id, plan.plan_id))
    names = plans.read_plan_grids(connection, plan.plan_id).set_index("grid_id")["name"].to_dict()
    room = _Room(connection, plan, {heirs[grid] for row in rows if (grid := int(row["grid_id"])) in heirs})
    waiting = []
    for row in rows:
        heir = heirs.get(int(row["grid_id"]))
        is_held = not pd.isna(row["officeholder_id"])
        to_grid = heir if heir is not None and is_held and room.take(heir, row) else None
        number = row["officeholder_number"]
        waiting.append(
            PostWaiting(
                PostId(int(row["post_id"])),
                str(row["role_chinese"]),
                None if pd.isna(number) else int(number),
                str(row["grid_name"]),
                None if to_grid is None else UnitId(to_grid),
                None if to_grid is None else str(names[to_grid]),
            )
        )
    return tuple(waiting), {int(row["post_id"]): row for row in rows}


def heirs_of(links: pd.DataFrame) -> dict[int, int]:
    """Say which new grid took over most households of each old one; of equals, most cells, then the smallest id.

    Parameters
    ----------
    links
        As ``publishing.crosswalk``.
    """
    passed = links.dropna(subset=["old_grid_id", "new_grid_id"])
    order = ["old_grid_id", "households", "cells", "new_grid_id"]
    ranked = passed.sort_values(order, ascending=[True, False, False, True]).drop_duplicates("old_grid_id")
    return {int(old): int(new) for old, new in zip(ranked["old_grid_id"], ranked["new_grid_id"], strict=True)}


class _Room:
    """How many posts of each role the heirs can still take; what is taken counts at once."""

    def __init__(self, connection: Connection, plan: PlanRecord, heirs: set[int]) -> None:
        posts = people.read_posts(
            connection, unit_ids=[UnitId(grid) for grid in sorted(heirs)], at=plan.from_date
        )
        held = posts.dropna(subset=["officeholder_id"])
        pairs = zip(held["unit_id"].astype(int), held["role"].astype(str), strict=True)
        self._held = Counter(pairs)

    def take(self, grid_id: int, row: Mapping[Any, Any]) -> bool:
        """Take a place for a post, where the role's template leaves one; one place where it says nothing."""
        most = 1 if pd.isna(row["posts_per_unit"]) else int(row["posts_per_unit"])
        key = (grid_id, str(row["role"]))
        if self._held[key] >= most:
            return False
        self._held[key] += 1
        return True


def _pass_on(
    connection: Connection, plan: PlanRecord, post: PostWaiting, row: Mapping[Any, Any]
) -> PostPassed:
    """End a post, and appoint its holder at the heir where there is room."""
    assert plan.from_date is not None  # noqa: S101 - a plan in force has a first day
    old_grid = UnitId(int(row["grid_id"]))
    if row["is_open"]:
        people.end_post(connection, post.post_id, on_date=plan.from_date)
    if post.to_grid_id is None:
        return PostPassed(post.post_id, old_grid)
    substitute = None if pd.isna(row["substitute_id"]) else OfficeholderId(int(row["substitute_id"]))
    new_post = people.appoint(
        connection,
        role=str(row["role"]),
        unit_id=post.to_grid_id,
        officeholder_id=OfficeholderId(int(row["officeholder_id"])),
        substitute_id=substitute,
        from_date=plan.from_date,
    )
    return PostPassed(post.post_id, old_grid, post.to_grid_id, new_post)


def record_file(store: Store, scope: Scope, plan_id: PlanId, *, suffix: str) -> tuple[str, bytes]:
    """Write the record as a table (移交清单): the file's name, and its bytes, xlsx or csv."""
    state = read_hand_over(store, scope, plan_id)
    names = accounts.display_names(store)
    rows = [_line(row, names) for row in state.record.to_dict("records")]
    heads = ["序号", "类别", "事项", "原网格", "现网格", "处理", "时间", "经办"]
    table = pd.DataFrame([(at, *row) for at, row in enumerate(rows, start=1)], columns=heads, dtype=object)
    name = f"移交清单_{plan_id}.{suffix}"
    return name, csv_bytes(table) if suffix == "csv" else sheets_bytes({"移交清单": table})


def matter_of(row: Mapping[Any, Any]) -> str:
    """Say what a line of the record is about: a case by its number, a post by its role and holder."""
    if row["kind"] == "case":
        return str(row["case_number"])
    number = row["officeholder_number"]
    return str(row["role_chinese"]) + ("" if pd.isna(number) else f"　负责人 {int(number):03d}")


def _line(row: Mapping[Any, Any], names: Mapping[int, str]) -> tuple[str | None, ...]:
    by = "系统（执行日自动）" if pd.isna(row["made_by"]) else names.get(int(row["made_by"]), "")
    return (
        KIND_CHINESE[row["kind"]],
        matter_of(row),
        row["from_grid"],
        row["to_grid"],
        OUTCOME_CHINESE[row["outcome"]],
        f"{row['made_at']:%Y-%m-%d %H:%M}",
        by,
    )
