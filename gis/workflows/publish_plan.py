"""Bring a draft through its life: comments, review, approval with a document number, filing, in force from a day.

A plan that leaves the band or splits an estate is approved only with a reason, which is kept; one with homes in
no grid or a grid across communities never is. On publishing, open cases pass to the grids that hold their place, and
posts of grids that have left the plan end; the record of it stands in the audit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gis.errors import CannotSatisfy, Conflict, InputError
from gis.model.access import Scope
from gis.model.ids import PlanId, UnitId, UserId
from gis.model.plans import PLAN_STATE_CHINESE, PlanState
from gis.redraw.codes import TEMPLATES, official_codes
from gis.store import audit, editions, hand_overs, people, plan_grids, plans, publishing
from gis.store.engine import Connection, Store
from gis.store.plans import PlanRecord
from gis.store.publishing import Publication
from gis.workflows.plan_desk import fabric_of, grid_shapes, read_sketch
from gis.workflows.review_plan import Judged, judge

CODED = frozenset({PlanState.APPROVED, PlanState.FILED, PlanState.IN_FORCE})
"""States in which grids may be given codes; before, they have none but those they had."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What publishing did, and what it handed over."""

    publication: Publication
    rehomed_cases: int
    ended_posts: int


def ask_for_comments(store: Store, scope: Scope, plan_id: PlanId) -> None:
    """Show a draft to the communities; it can still be edited."""
    with store.session(scope) as connection:
        plans.set_plan_state(
            connection, plan_id, PlanState.COMMENTS, from_states=(PlanState.DRAFT,), by=scope.user_id
        )


def rename(store: Store, scope: Scope, plan_id: PlanId, name: str) -> None:
    """Call a draft otherwise."""
    with store.session(scope) as connection:
        plans.rename_plan(connection, plan_id, name)


def drop(store: Store, scope: Scope, plan_id: PlanId) -> None:
    """Give a draft up; it stays to be read, and is edited no more."""
    with store.session(scope) as connection:
        plans.set_plan_state(
            connection,
            plan_id,
            PlanState.DROPPED,
            from_states=(PlanState.DRAFT, PlanState.COMMENTS),
            by=scope.user_id,
        )


def submit(store: Store, scope: Scope, plan_id: PlanId) -> None:
    """Hand a draft in for approval; it can be edited no more."""
    with store.session(scope) as connection:
        plans.set_plan_state(
            connection,
            plan_id,
            PlanState.IN_REVIEW,
            from_states=(PlanState.DRAFT, PlanState.COMMENTS),
            by=scope.user_id,
        )


def send_back(store: Store, scope: Scope, plan_id: PlanId, *, reason: str) -> None:
    """Give a plan in review back to its drafters."""
    with store.session(scope) as connection:
        plans.set_plan_state(
            connection,
            plan_id,
            PlanState.DRAFT,
            from_states=(PlanState.IN_REVIEW,),
            by=scope.user_id,
            reason=reason,
        )


def refuse_unfit(judged: Judged, reason: str) -> None:
    """Refuse to approve what breaks an absolute rule, or another rule without a reason.

    Raises
    ------
    CannotSatisfy
        ``plan_breaks_rules`` where no reason helps, ``reason_missing`` where one would.
    """
    absolute = [breach["chinese"] for breach in judged.breaches if breach["is_absolute"]]
    if absolute:
        raise CannotSatisfy(
            f"{len(absolute)} absolute rules broken",
            chinese=f"方案不能批准：{'；'.join(absolute[:3])}",
            code="plan_breaks_rules",
            breaches=absolute[:100],
        )
    if judged.needs_reason and not reason.strip():
        told = [breach["chinese"] for breach in judged.breaches]
        raise CannotSatisfy(
            f"{len(told)} rules broken without a reason",
            chinese=f"方案有 {len(told)} 处不符合规则，批准须说明理由：{'；'.join(told[:3])}",
            code="reason_missing",
            breaches=told[:100],
        )


def approve(store: Store, scope: Scope, plan_id: PlanId, *, document_number: str, reason: str = "") -> None:
    """Approve a plan in review under a document number (文号).

    Raises
    ------
    CannotSatisfy
        The plan breaks a rule (see ``refuse_unfit``).
    """
    refuse_unfit(judge(store, scope, plan_id), reason)
    with store.session(scope) as connection:
        plans.set_plan_state(
            connection,
            plan_id,
            PlanState.APPROVED,
            from_states=(PlanState.IN_REVIEW,),
            by=scope.user_id,
            document_number=document_number,
            reason=reason.strip(),
        )


def file_upwards(store: Store, scope: Scope, plan_id: PlanId, *, template: str = "digits_15") -> int:
    """File an approved plan with the district and give official codes to grids that have none.

    Returns
    -------
    How many codes were given.
    """
    with store.session(scope) as connection:
        plan = plans.read_plan(connection, plan_id)
        grids = grid_shapes(fabric_of(store, connection, plan), read_sketch(connection, plan_id))
        rows = plans.read_plan_grids(connection, plan_id).set_index("grid_id")
        grids = grids.join(rows[["community_id", "official_code"]]).reset_index()
        communities = dict(zip(rows["community_id"], rows["community_code"], strict=True))
        codes = official_codes(
            grids,
            {UnitId(int(unit)): str(code) for unit, code in communities.items()},
            template=TEMPLATES[template],
            used=plan_grids.codes_ever_given(connection),
        )
        plan_grids.assign_official_codes(connection, plan_id, codes)
        plans.set_plan_state(
            connection, plan_id, PlanState.FILED, from_states=(PlanState.APPROVED,), by=scope.user_id
        )
    return len(codes)


def give_codes(store: Store, scope: Scope, plan_id: PlanId, codes: Mapping[UnitId, str]) -> int:
    """Keep codes that the district gave to grids of an approved plan, also after it came into force.

    Raises
    ------
    Conflict
        The plan is not approved yet (``plan_state_changed``).
    InputError
        A grid is not in the plan (``grid_unknown``), or a code is, or once was, another grid's
        (``official_code_taken``).
    """
    with store.session(scope) as connection:
        row = plans.lock_plan(connection, plan_id)
        if row.state not in CODED:
            raise Conflict(
                f"plan {plan_id} is {row.state}",
                chinese=f"方案“{row.name}”现为“{PLAN_STATE_CHINESE[PlanState(row.state)]}”，批准之后才赋码",
                code="plan_state_changed",
                state=row.state,
            )
        strange = codes.keys() - set(plans.read_plan_grids(connection, plan_id)["grid_id"])
        if strange:
            raise InputError(
                f"grids {sorted(strange)[:10]} are not in plan {plan_id}",
                chinese=f"方案中没有编号为 {min(strange)} 的网格",
                code="grid_unknown",
            )
        plan_grids.assign_official_codes(connection, plan_id, codes)
    return len(codes)


def publish(store: Store, scope: Scope, plan_id: PlanId, *, from_date: date) -> HandedOver:
    """Bring an approved plan into force from a day, and hand over what changes hands.

    Raises
    ------
    Conflict
        Another plan came into force since this one was begun (``plan_base_superseded``).

    Notes
    -----
    Where the day is still to come, cases stay until it comes; ``gis.store.publishing.refresh_paths`` runs daily.
    """
    with store.session(scope) as connection:
        plan = plans.read_plan(connection, plan_id)
        before = plans.plan_in_force(connection, plan.subdistrict_id, at=from_date)
        publication = publishing.publish_plan(connection, plan_id, from_date=from_date, by=scope.user_id)
        is_now = from_date <= editions.today(connection)
        rehomed = hand_overs.rehome_and_record(connection, plan_id, by=scope.user_id) if is_now else 0
        ended = 0 if before is None else _end_posts(connection, before, plan_id, from_date)
        _note_hand_over(
            connection, scope, publication, rehomed_cases=rehomed, ended_posts=ended, is_now=is_now
        )
        _record(connection, plan, scope.user_id, publication, rehomed_cases=rehomed, ended_posts=ended)
    return HandedOver(publication, rehomed, ended)


def _note_hand_over(
    connection: Connection,
    scope: Scope,
    publication: Publication,
    *,
    rehomed_cases: int,
    ended_posts: int,
    is_now: bool,
) -> None:
    """Write what was handed over into the plan's own history, where everybody concerned reads it."""
    told = f"移交在办诉求 {rehomed_cases} 件" if is_now else f"在办诉求于 {publication.from_date} 移交"
    text = f"{told}，结束岗位 {ended_posts} 个，{publication.moved_buildings} 栋楼划转"
    if publication.loose_parts:
        text += f"，{publication.loose_parts} 个单元离开原微网格、尚未编入"
    state = PlanState.IN_FORCE
    plans.note_state(connection, publication.plan_id, state.value, state, by=scope.user_id, reason=text)


def _end_posts(connection: Connection, before: PlanId, after: PlanId, from_date: date) -> int:
    """End the posts of grids that have left; their officeholders are then free for the new ones."""
    gone = set(plans.read_plan_grids(connection, before)["grid_id"]) - set(
        plans.read_plan_grids(connection, after)["grid_id"]
    )
    if not gone:
        return 0
    posts = people.read_posts(connection, unit_ids=[UnitId(int(grid)) for grid in sorted(gone)])
    for post_id in posts["post_id"]:
        people.end_post(connection, post_id, on_date=from_date)
    return len(posts)


def _record(
    connection: Connection,
    plan: PlanRecord,
    by: UserId | None,
    publication: Publication,
    *,
    rehomed_cases: int,
    ended_posts: int,
) -> None:
    """Keep what was handed over."""
    audit.record(
        connection,
        action="plan_published",
        by=by,
        target_kind="plan",
        target_id=plan.plan_id,
        path=plan.path,
        detail={
            "from_date": publication.from_date.isoformat(),
            "grids": publication.grids,
            "moved_buildings": publication.moved_buildings,
            "superseded_plan_id": publication.superseded_plan_id,
            "rehomed_cases": rehomed_cases,
            "ended_posts": ended_posts,
        },
    )
