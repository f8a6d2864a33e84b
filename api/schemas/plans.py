"""Plans on the wire: what the editor asks for (shapes in ``plan_wishes``), and what it is told.

Reading (right ``see_units``)::

    GET  /api/v1/plans                          -> {"items": [PlanHead]}, newest first
    GET  /api/v1/plans/{id}                     -> PlanDetail: head, band, totals, grids, problems (the 待调整 list)
    GET  /api/v1/plans/{id}/cells               -> GeoJSON; feature.id = cell_id; properties community_id, community_name,
                                                   building_id, building_name, estate_id, estate_name, households,
                                                   residents (building_*, estate_*: null for land without homes).
                                                   The same for every plan of a fabric (ETag); grids are not in it
    GET  /api/v1/plans/{id}/assignment          -> Assignment: two parallel lists cell_ids, grid_ids (null: in no grid)
    GET  /api/v1/plans/{id}/operations?since=V  -> {"items": [OperationDone]}; those after version V, oldest first
    GET  /api/v1/plans/{id}/events?since=V      -> SSE. event "operation": OperationDone (id: = its version);
                                                   event "state": PlanHead. Reconnecting with Last-Event-ID resumes
    GET  /api/v1/plans/{id}/check               -> Judgement: what the server's judge says of the whole plan
    GET  /api/v1/plans/{id}/diff?against=ID     -> Difference from another plan (its base where not given)
    GET  /api/v1/plans/{id}/consequences?against=ID -> Consequences: what changes hands
    GET  /api/v1/plans/{id}/grids/{grid_id}/bounds  -> FourBounds (四至)
    GET  /api/v1/plans/{id}/crosswalk?against=ID    -> CSV: old grid, new grid, cells, households

Writing (right ``draft_plans``; approve and publish: ``approve_plans``)::

    POST /api/v1/plans                    NewPlan -> PlanHead (201); a draft from the plan in force, or from base_plan_id
    POST /api/v1/plans/{id}/operations    Operation -> OperationDone (201)
    POST /api/v1/plans/{id}/proposals     ProposalWish -> {"job_id"} (202); the job's result is {"plan_id"}: a new
                                          draft to compare with GET /plans/{new}/diff?against={id}
    POST /api/v1/plans/{id}/comments      NewComment -> 201 (GET lists them)
    POST /api/v1/plans/{id}/ask-comments  -> PlanHead; shown to the communities, still editable
    POST /api/v1/plans/{id}/submit        -> PlanHead; no longer editable
    POST /api/v1/plans/{id}/send-back     SendBack -> PlanHead (approve_plans)
    POST /api/v1/plans/{id}/approve       Approval -> PlanHead
    POST /api/v1/plans/{id}/file          -> PlanHead; official codes given (approve_plans)
    POST /api/v1/plans/{id}/publish       Publishing -> PlanHead

An operation carries the ``version`` it was made on and a ``client_key`` of the client's choosing; sent twice
with the same key it is done once. Others' edits to *other* cells merge, so the answer's version may be more
than one ahead: ask ``operations?since=`` (or listen to the events) for what lies between. Where somebody
else has changed the *same* cells the answer is 409, code ``plan_cells_changed``, with facts ``cells`` (ids)
and ``by`` (name); nothing is written. 409 ``undo_blocked`` says who touched the cells since. A locked grid: 422
``grid_locked``; cells of another community: 422 ``grid_across_communities``.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from gis.model.plans import PlanState
from gis.model.units import GridKind


class PlanHead(BaseModel):
    """One plan in a list. ``version`` counts its operations; ``is_editable`` holds for drafts only."""

    id: int
    name: str
    state: PlanState
    state_chinese: str
    subdistrict_id: int
    fabric_id: int
    base_plan_id: int | None
    version: int
    is_editable: bool
    from_date: date | None
    to_date: date | None
    document_number: str | None
    created_at: datetime
    created_by: str | None


class PlanGrid(BaseModel):
    """One grid of a plan with its totals; ``base_households`` is its figure in the base plan (null: new)."""

    grid_id: int
    community_id: int
    community_name: str
    number: int
    name: str
    kind: GridKind
    official_code: str | None
    is_locked: bool
    households: int
    residents: int
    buildings: int
    cells: int
    in_band: bool
    base_households: int | None


class PlanProblem(BaseModel):
    """One thing to look at. ``chinese`` says what; ``cell_ids`` and ``box`` (west, south, east, north) say where."""

    kind: Literal["unassigned", "out_of_band", "detached", "estate_split", "across_communities"]
    chinese: str
    grid_id: int | None = None
    grid_name: str | None = None
    community_id: int
    estate_id: int | None = None
    households: int
    cell_ids: list[int]
    box: tuple[float, float, float, float]


class PlanTotals(BaseModel):
    """Of the whole plan; ``households`` = those in grids + ``unassigned_households``.

    ``problems`` is null in answers to strokes: whoever wants them asks for the plan.
    """

    households: int
    residents: int
    grids: int
    grids_in_band: int
    unassigned_households: int
    problems: int | None


class BandShape(BaseModel):
    """Bounds of a grid's households, both inclusive."""

    min_households: int
    max_households: int
    target_households: int


class PlanDetail(BaseModel):
    """Everything of a plan but its cells; ``community_bands`` by community id, where not ``band`` holds."""

    plan: PlanHead
    band: BandShape
    community_bands: dict[int, BandShape]
    totals: PlanTotals
    grids: list[PlanGrid]
    problems: list[PlanProblem]


class Assignment(BaseModel):
    """Which cell is in which grid at ``version``; the lists are parallel."""

    version: int
    cell_ids: list[int]
    grid_ids: list[int | None]


class CellMove(BaseModel):
    """One cell from one grid to another; null: in none."""

    cell_id: int
    from_grid_id: int | None
    to_grid_id: int | None


class OperationDone(BaseModel):
    """An operation as it stands in the plan's log.

    ``grids`` are those whose totals, name or lock changed, with their new figures; ``removed_grid_ids`` left
    the plan. ``totals`` are of the whole plan at this version where the answer is to one's own operation.
    """

    version: int
    kind: str
    by: str | None
    by_user_id: int | None
    at: datetime
    client_key: str | None
    undoes_version: int | None
    moves: list[CellMove]
    grids: list[PlanGrid]
    removed_grid_ids: list[int]
    totals: PlanTotals | None = None


class JobStarted(BaseModel):
    """A job; follow it at ``/api/v1/jobs/{job_id}``."""

    job_id: int


class Breach(BaseModel):
    """One rule broken. ``is_absolute``: such a plan is never approved; else it needs a reason."""

    rule: str
    chinese: str
    is_absolute: bool
    community_id: int | None
    grid_id: int | None
    estate_id: int | None
    cell_ids: list[int]
    value: float | None


class Judgement(BaseModel):
    """The judge's word: measures of the whole plan, and every breach."""

    version: int
    measures: dict[str, float | int | str | None]
    breaches: list[Breach]
    may_be_approved: bool
    needs_reason: bool


class GridChange(BaseModel):
    """One grid in two plans; ``before`` null: new, ``after`` null: gone."""

    grid_id: int
    name: str
    before_households: int | None
    after_households: int | None
    gained_cells: int
    lost_cells: int


class Difference(BaseModel):
    """How a plan differs from another on the same fabric."""

    plan_id: int
    against_plan_id: int
    moves: list[CellMove]
    moved_households: int
    moved_residents: int
    moved_buildings: int
    grids: list[GridChange]


class Transfer(BaseModel):
    """What passes from one grid to another; null: in none."""

    from_grid_id: int | None
    from_grid_name: str | None
    to_grid_id: int | None
    to_grid_name: str | None
    cells: int
    households: int
    residents: int
    buildings: list[str]
    open_cases: int
    service_points: list[str]


class PostTouched(BaseModel):
    """One post whose grid changes. The person is a number (负责人 017), absent for who may not see people."""

    post_id: int
    role_chinese: str
    grid_id: int
    grid_name: str
    officeholder_number: int | None
    gained_households: int
    lost_households: int
    gained_open_cases: int
    lost_open_cases: int
    is_ended: bool


class Consequences(BaseModel):
    """What changes hands if the plan came into force."""

    plan_id: int
    against_plan_id: int
    households: int
    residents: int
    buildings: int
    open_cases: int
    service_points: int
    transfers: list[Transfer]
    posts: list[PostTouched]


class FourBounds(BaseModel):
    """A grid's bounds in words (四至)."""

    grid_id: int
    grid_name: str
    east: str
    south: str
    west: str
    north: str
    sentence: str


class Comment(BaseModel):
    """A comment as it stands; ``grid_id`` null: on the plan as a whole."""

    id: int
    grid_id: int | None
    text: str
    by: str | None
    at: datetime
    is_resolved: bool
