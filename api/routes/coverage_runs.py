"""Kept measurements of service circles: an older one on the map, its ledger, two side by side; measuring as a job."""

from typing import Annotated

from fastapi import APIRouter, Response

from api.routes.coverage import NameAsked
from api.rules import needs
from api.schemas.coverage_runs import (
    Comparison,
    GapMark,
    JobStarted,
    KeptGaps,
    KeptOpening,
    NewRun,
    Runs,
)
from api.schemas.values import Id
from api.wiring import CurrentStore
from gis.model.access import Right, Scope
from gis.store import queue
from gis.workflows import kept_coverage
from gis.workflows.kept_coverage import GroupedBy
from gis.workflows.show_coverage import Rows
from web.features import feature_collection

router = APIRouter(prefix="/api/v1/coverage", tags=["服务圈"])

Measurer = Annotated[Scope, needs(Right.MEASURE_COVERAGE)]
SignedIn = Annotated[Scope, needs(Right.SEE_UNITS)]


def _geojson(found: Rows) -> Response:
    return Response(feature_collection(*found), media_type="application/geo+json")


@router.get("/runs")
def list_runs(store: CurrentStore, scope: SignedIn) -> Runs:
    """List kept measurements."""
    return Runs.model_validate({"runs": kept_coverage.list_runs(store, scope)})


@router.get("/runs/compare")
def compare_runs(
    *, store: CurrentStore, scope: SignedIn, before: Id, after: Id, by: GroupedBy = "all"
) -> Comparison:
    """Set two kept measurements side by side, in total or by unit: two dates, two editions, two profiles."""
    return Comparison.model_validate(
        {"totals": kept_coverage.compare_runs(store, scope, before, after, by=by)}
    )


@router.post("/runs", status_code=202)
def measure(run: NewRun, store: CurrentStore, scope: Measurer) -> JobStarted:
    """Measure the data in force in the background, and keep the answer."""
    arguments = {"profile": run.profile, "template": run.template}
    return JobStarted(job_id=queue.submit(store, "record_coverage", arguments, scope=scope))


@router.get("/runs/{run_id}")
def open_run(run_id: Id, store: CurrentStore, scope: SignedIn) -> KeptOpening:
    """Say what a kept measurement measured, on which data, and its totals."""
    return KeptOpening.model_validate(kept_coverage.open_run(store, scope, run_id))


@router.get("/runs/{run_id}/buildings")
def read_run_buildings(run_id: Id, store: CurrentStore, scope: SignedIn) -> Response:
    """Buildings with homes as they were then, and their walking times."""
    return _geojson(kept_coverage.run_building_rows(store, scope, run_id))


@router.get("/runs/{run_id}/facilities")
def read_run_facilities(run_id: Id, store: CurrentStore, scope: SignedIn) -> Response:
    """Facilities as the run saw them."""
    return _geojson(kept_coverage.run_facility_rows(store, scope, run_id))


@router.get("/runs/{run_id}/cells")
def read_run_cells(run_id: Id, item: NameAsked, store: CurrentStore, scope: SignedIn) -> Response:
    """H3 cells of one item as they were then."""
    return _geojson(kept_coverage.run_cell_rows(store, scope, run_id, item))


@router.get("/runs/{run_id}/gaps")
def read_run_gaps(run_id: Id, store: CurrentStore, scope: SignedIn) -> KeptGaps:
    """Give the kept ledger, and what became of each row."""
    return KeptGaps.model_validate({"gaps": kept_coverage.run_gap_rows(store, scope, run_id)})


@router.put("/gaps/{gap_id}/state", status_code=204)
def mark_gap(gap_id: Id, mark: GapMark, store: CurrentStore, scope: Measurer) -> None:
    """Keep what becomes of a gap of a kept ledger, and who sees to it."""
    kept_coverage.mark_gap(
        store, scope, gap_id, state=mark.state, note=mark.note, responsible=mark.responsible
    )
