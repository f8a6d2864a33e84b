"""Plans, edited: new drafts, strokes, proposals, and the live stream of everybody's strokes."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api import plan_answers
from api.once import Once
from api.rules import needs
from api.schemas import plan_wishes as wishes
from api.schemas import plans as wire
from api.schemas.values import Id
from api.streams import follow, resume_from
from api.wiring import CurrentStore
from gis.errors import Conflict, InputError
from gis.model.access import Right, Scope
from gis.model.ids import CellId, PlanId, UnitId
from gis.model.units import UnitKind
from gis.redraw.strokes import ONLY_UNASSIGNED, TakeFrom
from gis.store import operations, plans, units
from gis.store.engine import Store
from gis.store.operations import OperationRecord
from gis.workflows import accounts, propose_plan, redraw_plan, review_plan
from gis.workflows.redraw_plan import Chosen, Drawn

router = APIRouter(prefix="/api/v1/plans", tags=["方案编辑"])

Planner = Annotated[Scope, needs(Right.DRAFT_PLANS)]
Reader = Annotated[Scope, needs(Right.SEE_UNITS)]


def _subdistrict(store: Store, scope: Scope, named: int | None) -> UnitId:
    """Choose the sub-district: the one named, else the only one in the caller's scope."""
    if named is not None:
        return UnitId(named)
    with store.session(scope) as connection:
        found = {
            int(unit_id)
            for path in scope.paths
            for unit_id in units.read_units(connection, UnitKind.SUBDISTRICT, within=path)["unit_id"]
        }
    if len(found) != 1:
        raise InputError(
            f"{len(found)} sub-districts in scope",
            chinese="请指明为哪个街道起草方案",
            code="subdistrict_missing",
        )
    return UnitId(found.pop())


@router.post("", status_code=201, response_model=wire.PlanHead)
def create_plan(wish: wishes.NewPlan, store: CurrentStore, scope: Planner, once: Once) -> JSONResponse:
    """Open a draft from the plan in force, or from the plan named."""

    def act() -> wire.PlanHead:
        plan_id = redraw_plan.open_draft(
            store,
            scope,
            name=wish.name,
            base_plan_id=None if wish.base_plan_id is None else PlanId(wish.base_plan_id),
            subdistrict_id=_subdistrict(store, scope, wish.subdistrict_id),
        )
        with store.session(scope) as connection:
            plan = plans.read_plan(connection, plan_id)
        return plan_answers.head(plan, accounts.display_names(store))

    return once(wish, act)


def _chosen(wish: wishes.Assign | wishes.NewGrid) -> Chosen:
    """Read what cells are meant."""
    return Chosen(
        [CellId(cell) for cell in wish.cell_ids],
        [UnitId(building) for building in wish.building_ids],
        [UnitId(estate) for estate in wish.estate_ids],
    )


def _take_only_from(wish: wishes.Assign) -> TakeFrom:
    """Read whose cells may be taken."""
    if wish.take_only_from is None:
        return None
    if wish.take_only_from == "unassigned":
        return ONLY_UNASSIGNED
    return tuple(UnitId(grid_id) for grid_id in wish.take_only_from)


def _grids(grid_ids: list[int]) -> list[UnitId]:
    """Read ids of grids."""
    return [UnitId(grid_id) for grid_id in grid_ids]


def _carry_out(store: Store, scope: Scope, plan_id: PlanId, wish: wishes.Operation) -> OperationRecord:
    """Call the workflow's function for the kind of stroke."""
    drawn = Drawn(plan_id, wish.version, wish.client_key)
    match wish:
        case wishes.Assign(grid_id=grid_id):
            target = None if grid_id is None else UnitId(grid_id)
            source = _take_only_from(wish)
            return redraw_plan.assign(
                store, scope, drawn, chosen=_chosen(wish), grid_id=target, take_only_from=source
            )
        case wishes.NewGrid(community_id=community_id):
            return redraw_plan.open_grid(
                store, scope, drawn, community_id=UnitId(community_id), chosen=_chosen(wish)
            )
        case wishes.Merge(grid_ids=grid_ids, into_grid_id=into):
            return redraw_plan.merge(
                store, scope, drawn, grid_ids=_grids(grid_ids), into_grid_id=UnitId(into)
            )
        case wishes.Split(grid_id=grid_id, line=line):
            return redraw_plan.split(store, scope, drawn, grid_id=UnitId(grid_id), line=line)
        case wishes.Lock(grid_ids=named, is_locked=is_locked):
            chosen = None if named is None else _grids(named)
            return redraw_plan.lock(store, scope, drawn, grid_ids=chosen, is_locked=is_locked)
        case wishes.Undo(kind="undo"):
            return redraw_plan.undo(store, scope, drawn)
        case wishes.Undo():
            return redraw_plan.redo(store, scope, drawn)


@router.post("/{plan_id}/operations", status_code=201)
def append_operation(
    plan_id: Id, wish: wishes.Operation, store: CurrentStore, scope: Planner
) -> wire.OperationDone:
    """Carry out one stroke; sent twice with one ``client_key`` it is done once."""
    try:
        record = _carry_out(store, scope, PlanId(plan_id), wish)
    except Conflict as error:
        error.facts["by"] = accounts.display_names(store).get(error.facts.get("by_user_id", 0))
        raise
    return _answers(store, scope, PlanId(plan_id), [record], is_own=True)[0]


def _answers(
    store: Store, scope: Scope, plan_id: PlanId, records: list[OperationRecord], *, is_own: bool = False
) -> list[wire.OperationDone]:
    """Describe operations with the plan's present figures."""
    state = review_plan.describe(store, scope, plan_id, looks_for_problems=False)
    names = accounts.display_names(store, [record.made_by for record in records])
    return [plan_answers.operation(record, state, names, is_own=is_own) for record in records]


@router.post("/{plan_id}/proposals", status_code=202, response_model=wire.JobStarted)
def ask_proposals(
    plan_id: Id, wish: wishes.ProposalWish, store: CurrentStore, scope: Planner, once: Once
) -> JSONResponse:
    """Ask the drawing engine; the job's result names a new draft to compare."""

    def act() -> wire.JobStarted:
        asked = wish.model_dump(mode="json")
        return wire.JobStarted(job_id=propose_plan.order_proposal(store, scope, PlanId(plan_id), asked))

    return once(wish, act, status=202)


def _readable(plan_id: Id, store: CurrentStore, scope: Reader) -> PlanId:
    """Make sure that the plan is there before a stream begins, since a stream cannot say so."""
    with store.session(scope) as connection:
        return plans.read_plan(connection, PlanId(plan_id)).plan_id


@router.get("/{plan_id}/events", response_class=EventSourceResponse)
async def follow_plan(
    request: Request,
    store: CurrentStore,
    scope: Reader,
    plan_id: Annotated[PlanId, Depends(_readable)],
    since: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> AsyncIterator[ServerSentEvent]:
    """Stream everybody's strokes after a version, and changes of the plan's state."""
    watch = _Watch(store, scope, plan_id, resume_from(request, since))
    async for event in follow(request, store, watch.news):
        yield event


class _Watch:
    """What a stream of a plan has told so far."""

    def __init__(self, store: Store, scope: Scope, plan_id: PlanId, version: int) -> None:
        self.store, self.scope, self.plan_id, self.version = store, scope, plan_id, version
        self.state: str | None = None

    def news(self) -> list[ServerSentEvent]:
        """Give what has happened since the last question."""
        with self.store.session(self.scope) as connection:
            plan = plans.read_plan(connection, self.plan_id)
            records = (
                operations.read_operations(connection, self.plan_id, since=self.version)
                if plan.version > self.version
                else []
            )
        told: list[ServerSentEvent] = []
        if records:
            self.version = records[-1].serial
            told += [
                ServerSentEvent(event="operation", data=done, id=str(done.version))
                for done in _answers(self.store, self.scope, self.plan_id, records)
            ]
        if plan.state.value != self.state:
            if self.state is not None:
                head = plan_answers.head(plan, accounts.display_names(self.store))
                told.append(ServerSentEvent(event="state", data=head))
            self.state = plan.state.value
        return told
