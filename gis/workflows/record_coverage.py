"""Measure a sub-district's service circle and keep the run in the store, with what it stands on."""

from collections.abc import Mapping
from typing import Any

from gis.coverage.answer import records
from gis.coverage.model import FORMULA_VERSION
from gis.errors import NotAllowed, WanggeError
from gis.model.access import Right, Scope
from gis.model.ids import CoverageRunId
from gis.model.progress import Progress, silent
from gis.reports.findings import estimated_households
from gis.store import coverage_runs
from gis.store.engine import Store
from gis.workflows.explore_coverage import CoverageShelf, Explored


def record_coverage(
    store: Store,
    scope: Scope,
    *,
    profile: str = "adult",
    template: str = "six_categories",
    subdistrict_code: str | None = None,
    shelf: CoverageShelf | None = None,
    progress: Progress = silent,
) -> CoverageRunId:
    """Measure the data in force and keep the answer as a finished run.

    Parameters
    ----------
    shelf
        Where a prepared circle may be held already; the run is measured on the data in force either way.

    Raises
    ------
    NotAllowed
        The person may not measure.
    NotFound
        ``subdistrict_unknown``.
    InputError
        ``template_unknown``, ``profile_unknown``, or a fault of the data in force; the run is then kept as
        failed, with the reason.
    """
    if not scope.may(Right.MEASURE_COVERAGE):
        raise NotAllowed("may not measure coverage", chinese="您的角色不能测算生活圈", code="right_missing")
    progress("测算生活圈", 0, 2)
    explored = (shelf or CoverageShelf()).take(
        store, scope, profile=profile, template=template, subdistrict_code=subdistrict_code, is_fresh=True
    )
    progress("测算生活圈", 1, 2)
    run_id = _start(store, scope, explored)
    try:
        _save(store, scope, run_id, explored)
    except WanggeError as error:
        with store.session(scope) as connection:
            coverage_runs.fail_run(connection, run_id, reason=error.chinese)
        raise
    progress("测算生活圈", 2, 2)
    return run_id


def run_job(store: Store, scope: Scope, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Run ``record_coverage`` as a job: arguments profile, template; result ``run_id``."""
    profile, template = (
        str(arguments.get("profile", "adult")),
        str(arguments.get("template", "six_categories")),
    )
    run_id = record_coverage(store, scope, profile=profile, template=template, progress=progress)
    return {"run_id": int(run_id)}


def _start(store: Store, scope: Scope, explored: Explored) -> CoverageRunId:
    with store.session(scope) as connection:
        return coverage_runs.start_run(
            connection,
            subdistrict_id=explored.world.subdistrict.unit_id,
            template=explored.model.template.name,
            profile=explored.model.profile.name,
            parameters=explored.answer.parameters,
            formula_version=FORMULA_VERSION,
            by=scope.user_id,
        )


def _save(store: Store, scope: Scope, run_id: CoverageRunId, explored: Explored) -> None:
    answer = explored.answer
    with store.session(scope) as connection:
        coverage_runs.save_run(
            connection,
            run_id,
            buildings=answer.buildings,
            cells=answer.cells,
            gaps=answer.gaps,
            facilities=answer.facilities,
            items=[item.key for item in answer.model.template.items],
            summary={
                "totals": records(answer.totals),
                "all_six_households": answer.all_six_households,
                "households_estimated": estimated_households(answer.buildings),
                "unconfirmed_facilities": answer.unconfirmed_facilities,
                "edition": explored.world.edition,
                "edition_date": explored.world.edition_date,
            },
            conservation={"households_in": answer.households_in, "households_out": answer.households_out},
        )
        coverage_runs.carry_ledger(connection, run_id, [item.key for item in answer.model.items])
