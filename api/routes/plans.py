"""Plans, read: the list, one plan with its grids, its cells, its log, what the judge says, what would change hands.

The shapes stand in ``api/schemas/plans.py``; what writes is in ``plan_edits`` and ``plan_steps``.
"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import plan_answers
from api.attachments import attachment
from api.geojson import with_etag
from api.paging import Page
from api.rules import needs
from api.schemas import plan_lives as wire_lives
from api.schemas import plans as wire
from api.schemas.values import Id
from api.wiring import CurrentStore
from gis.model.access import Right, Scope
from gis.model.ids import PlanId, UnitId
from gis.model.plans import PlanState
from gis.store import operations, plans
from gis.workflows import accounts, plan_burden, review_plan
from gis.workflows.plan_crosswalk import crosswalk_file
from gis.workflows.plan_desk import read_sketch
from web.features import feature_collection

router = APIRouter(prefix="/api/v1/plans", tags=["方案"])

Reader = Annotated[Scope, needs(Right.SEE_UNITS)]
Against = Annotated[int | None, Query(ge=1, le=2**63 - 1, description="与哪个方案比较，默认其基础方案")]

CELL_COLUMNS = (
    "community_id",
    "community_name",
    "building_id",
    "building_name",
    "estate_id",
    "estate_name",
    "households",
    "residents",
)


@router.get("")
def list_plans(
    store: CurrentStore,
    scope: Reader,
    state: PlanState | None = None,
    at: Annotated[date | None, Query(description="只列这一天执行的方案")] = None,
) -> Page[wire.PlanHead]:
    """List the plans that the caller may see, the newest first; with ``at`` those in force on that day."""
    names = accounts.display_names(store)
    with store.session(scope) as connection:
        listed = plans.list_plans(connection, states=None if state is None else [state])
        heads = [plans.read_plan(connection, PlanId(int(plan_id))) for plan_id in listed["plan_id"]]
    if at is not None:
        heads = [plan for plan in heads if plan.is_in_force(at)]
    return Page(items=[plan_answers.head(plan, names) for plan in heads])


@router.get("/{plan_id}")
def read_plan(plan_id: Id, store: CurrentStore, scope: Reader) -> wire.PlanDetail:
    """Describe a plan: its grids against the band, and what needs a look (待调整)."""
    state = review_plan.describe(store, scope, PlanId(plan_id))
    return plan_answers.detail(state, accounts.display_names(store))


@router.get("/{plan_id}/cells")
def read_cells(request: Request, plan_id: Id, store: CurrentStore, scope: Reader) -> Response:
    """Give the cells of the plan's fabric as GeoJSON; in which grid each is stands in ``assignment``."""
    cells = review_plan.read_fabric(store, scope, PlanId(plan_id))
    return with_etag(request, feature_collection(cells, CELL_COLUMNS, id_column="cell"))


@router.get("/{plan_id}/assignment")
def read_assignment(plan_id: Id, store: CurrentStore, scope: Reader) -> wire.Assignment:
    """Say in which grid each cell is."""
    with store.session(scope) as connection:
        plan = plans.read_plan(connection, PlanId(plan_id))
        sketch = read_sketch(connection, PlanId(plan_id))
    return wire.Assignment(
        version=plan.version,
        cell_ids=list(sketch.grid_of_cell),
        grid_ids=list(sketch.grid_of_cell.values()),
    )


@router.get("/{plan_id}/operations")
def list_operations(
    plan_id: Id,
    store: CurrentStore,
    scope: Reader,
    since: Annotated[int, Query(ge=0, le=2**31 - 1, description="此版本之后的操作")] = 0,
) -> Page[wire.OperationDone]:
    """List the plan's log after a version, the oldest first."""
    state = review_plan.describe(store, scope, PlanId(plan_id), looks_for_problems=False)
    with store.session(scope) as connection:
        records = operations.read_operations(connection, PlanId(plan_id), since=since)
    names = accounts.display_names(store, [record.made_by for record in records])
    return Page(items=[plan_answers.operation(record, state, names) for record in records])


@router.get("/{plan_id}/check")
def check_plan(plan_id: Id, store: CurrentStore, scope: Reader) -> wire.Judgement:
    """Ask the server's judge about the whole plan."""
    return plan_answers.judgement(review_plan.judge(store, scope, PlanId(plan_id)))


@router.get("/{plan_id}/diff")
def read_difference(
    plan_id: Id, store: CurrentStore, scope: Reader, against: Against = None
) -> wire.Difference:
    """Say how the plan differs from another, its base where none is named."""
    other = None if against is None else PlanId(against)
    against_id, found = review_plan.differ(store, scope, PlanId(plan_id), against=other)
    return plan_answers.difference(plan_id, against_id, found)


@router.get("/{plan_id}/consequences")
def read_consequences(
    plan_id: Id, store: CurrentStore, scope: Reader, against: Against = None
) -> wire.Consequences:
    """List what would change hands: homes, open cases, service points, and what it means for each post."""
    other = None if against is None else PlanId(against)
    against_id, hand_over = review_plan.consequences(store, scope, PlanId(plan_id), against=other)
    return plan_answers.consequences(plan_id, against_id, hand_over)


@router.get("/{plan_id}/grids/{grid_id}/bounds")
def read_bounds(plan_id: Id, grid_id: Id, store: CurrentStore, scope: Reader) -> wire.FourBounds:
    """Write a grid's four bounds (四至) from the names of roads, rivers and walls."""
    name, found = review_plan.bounds(store, scope, PlanId(plan_id), UnitId(grid_id))
    return wire.FourBounds(
        grid_id=grid_id,
        grid_name=name,
        east=found.east,
        south=found.south,
        west=found.west,
        north=found.north,
        sentence=found.sentence(),
    )


@router.get("/{plan_id}/crosswalk")
def read_crosswalk(
    plan_id: Id,
    store: CurrentStore,
    scope: Reader,
    against: Annotated[int, Query(ge=1, le=2**63 - 1, description="与哪个方案对照")],
    kind: Annotated[str, Query(alias="format", pattern="^(csv|xlsx)$")] = "csv",
) -> Response:
    """Give which old grid went into which new one (新旧网格对照表), by name, code, buildings and households."""
    file_name, content = crosswalk_file(store, scope, PlanId(against), PlanId(plan_id), suffix=kind)
    return attachment(content, file_name)


@router.get("/{plan_id}/burden")
def read_burden(plan_id: Id, store: CurrentStore, scope: Reader) -> wire_lives.Burden:
    """Count open cases by cell and grid workers by grid, as far as the caller may see them."""
    found = plan_burden.burden(store, scope, PlanId(plan_id))
    cases = found.open_cases
    return wire_lives.Burden(
        cell_ids=[] if cases is None else list(cases),
        open_cases=None if cases is None else list(cases.values()),
        staff=None
        if found.staff is None
        else [
            wire_lives.GridStaff(grid_id=grid_id, workers=staff.workers, vacancies=staff.vacancies)
            for grid_id, staff in found.staff.items()
        ],
    )
