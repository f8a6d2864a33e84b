"""Rebase a draft: where another plan came into force since its base, its changes are carried over to a new draft.

The draft itself, whatever its state, stays as it is; the new one begins as the plan in force, and its first operation
is what the old one changed. Whoever undoes that operation has the plan in force again.
"""

from dataclasses import dataclass

from gis.errors import CannotSatisfy, NotFound
from gis.model.access import Scope
from gis.model.ids import PlanId
from gis.model.plans import PlanState
from gis.redraw.operations import apply
from gis.redraw.rebase import Rebased, rebase, without_locks
from gis.redraw.sketch import Sketch
from gis.store import plans, publishing
from gis.store.engine import Connection, Store
from gis.store.plans import PlanRecord
from gis.workflows.plan_desk import fabric_of, read_sketch, sketch_over
from gis.workflows.redraw_plan import Desk, Drawn, write_operation


@dataclass(frozen=True, slots=True)
class Stale:
    """A draft, the plan it was begun from, and the plan in force now or from a day to come."""

    plan: PlanRecord
    base: PlanRecord
    present: PlanRecord
    mine: Sketch
    theirs: Sketch
    rebased: Rebased

    @property
    def is_needed(self) -> bool:
        """Whether another plan came into force since the base."""
        return self.base.plan_id != self.present.plan_id


def look(store: Store, scope: Scope, plan_id: PlanId, *, prefers_mine: bool = True) -> Stale:
    """Say what rebasing would do; nothing is written.

    Raises
    ------
    NotFound
        The plan has no base, or none is in force (``plan_base_missing``).
    """
    with store.session(scope) as connection:
        return _look(connection, plan_id, prefers_mine=prefers_mine)


def _look(connection: Connection, plan_id: PlanId, *, prefers_mine: bool) -> Stale:
    """Read the three plans over the cells of the one in force, and merge them."""
    plan = plans.read_plan(connection, plan_id)
    present_id = publishing.present_plan(connection, plan.subdistrict_id)
    if plan.base_plan_id is None or present_id is None:
        raise NotFound(
            f"plan {plan_id} has no base", chinese="该方案没有可比较的基础方案", code="plan_base_missing"
        )
    base, present = plans.read_plan(connection, plan.base_plan_id), plans.read_plan(connection, present_id)
    theirs = without_locks(read_sketch(connection, present_id))
    base_sketch, mine = (sketch_over(connection, other, present) for other in (base, plan))
    return Stale(
        plan, base, present, mine, theirs, rebase(base_sketch, mine, theirs, prefers_mine=prefers_mine)
    )


def carry_over(
    store: Store, scope: Scope, plan_id: PlanId, *, name: str = "", prefers_mine: bool = True
) -> tuple[PlanId, Rebased]:
    """Open a draft from the plan in force and do to it what the given plan changed.

    Parameters
    ----------
    name
        Of the new draft; the old one's where not given.
    prefers_mine
        Where both plans moved a cell: True as the draft has it, False as the plan in force has it.

    Raises
    ------
    CannotSatisfy
        No other plan came into force (``nothing_to_do``).
    """
    with store.session(scope) as connection:
        stale = _look(connection, plan_id, prefers_mine=prefers_mine)
        if not stale.is_needed or stale.plan.state in {PlanState.IN_FORCE, PlanState.SUPERSEDED}:
            raise CannotSatisfy(
                f"plan {plan_id} stands on the plan in force",
                chinese="该方案已以现行方案为基础，不需要变基",
                code="nothing_to_do",
            )
        draft_id = plans.draft_from_plan(
            connection,
            stale.present.plan_id,
            name=name or stale.plan.name,
            by=scope.user_id,
            base_plan_id=stale.present.plan_id,
        )
        _write(store, connection, scope, draft_id, stale)
    return draft_id, stale.rebased


def _write(store: Store, connection: Connection, scope: Scope, draft_id: PlanId, stale: Stale) -> None:
    """Write the draft's first operation, if it changes anything."""
    operation = stale.rebased.operation
    if not (operation.moves or operation.opened or operation.closed or operation.locked):
        return
    plan = plans.read_plan(connection, draft_id)
    fabric = fabric_of(store, connection, plan)
    apply(stale.theirs, operation, fabric.community_of_cell)
    write_operation(
        Desk(connection, plan, fabric, stale.theirs), scope, Drawn(draft_id, 0, "rebase"), operation
    )
