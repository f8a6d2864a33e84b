"""Have a paper written in the background: a report, a plan's register or atlas, a sheet of QR codes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from gis.errors import NotAllowed
from gis.model.access import Right, Scope
from gis.model.ids import JobId, PlanId
from gis.model.progress import Progress
from gis.model.units import UnitKind
from gis.store import plans, queue, units
from gis.store.engine import Store
from gis.store.units import UnitRecord
from gis.workflows import write_report
from gis.workflows.coverage_inputs import find_subdistrict
from gis.workflows.report_files import ReportCard
from gis.workflows.write_atlas import write_atlas
from gis.workflows.write_qr_sheet import phone_address, write_qr_sheet
from gis.workflows.write_register import write_register_report
from gis.workflows.write_report import CircleOrder

JOB_KIND = "write_report"
PLAN_PAPERS = {"register": write_register_report, "atlas": write_atlas}
QR_SHEET = "qr_sheet"


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """Which paper is wanted.

    Attributes
    ----------
    kind
        circle, register, atlas or qr_sheet.
    circle
        Format and place of every kind, walker and template of a circle's report.
    plan_id
        Of a register or atlas; the plan in force where not given.
    estate_code, address, with_stairwells
        Of a sheet of QR codes: see ``write_qr_sheet``; without an estate, the place of ``circle``.
    """

    kind: str
    circle: CircleOrder
    plan_id: int | None = None
    estate_code: str | None = None
    address: str | None = None
    with_stairwells: bool = True


def order_paper(store: Store, scope: Scope, order: PaperOrder) -> JobId:
    """Put a paper into the queue; what can be refused at once is.

    Raises
    ------
    NotAllowed
        The place is not within the scope (``out_of_scope``).
    NotFound
        ``subdistrict_unknown``, ``unit_unknown``, ``plan_unknown``.
    InputError
        As ``write_qr_sheet.phone_address``.
    """
    _, unit = _places(store, scope, order)
    if order.plan_id is not None:
        with store.session(scope) as connection:
            plans.read_plan(connection, PlanId(order.plan_id))
    if order.kind == QR_SHEET:
        phone_address(store.settings, order.address)
    return queue.submit(store, JOB_KIND, asdict(order), scope=scope, path=unit.path)


def run_job(store: Store, scope: Scope, arguments: dict[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Write the paper that ``arguments`` (a ``PaperOrder``) ask for, and name it."""
    order = PaperOrder(**{**arguments, "circle": CircleOrder(**arguments["circle"])})
    card = write_paper(store, scope, order, made_at=datetime.now(UTC), progress=progress)
    return {"report": card.report_id, "file_name": card.file_name}


def write_paper(
    store: Store, scope: Scope, order: PaperOrder, *, made_at: datetime, progress: Progress
) -> ReportCard:
    """Write a paper and keep its file; errors as of its kind's workflow."""
    if order.kind == QR_SHEET:
        _, unit = _places(store, scope, order)
        return write_qr_sheet(
            store,
            scope,
            unit,
            made_at=made_at,
            address=order.address,
            with_stairwells=order.with_stairwells,
            progress=progress,
        )
    if order.kind not in PLAN_PAPERS:
        return write_report.write_circle_report(
            store, scope, order.circle, made_at=made_at, progress=progress
        )
    subdistrict, unit = _places(store, scope, order)
    return PLAN_PAPERS[order.kind](
        store,
        scope,
        subdistrict,
        unit,
        suffix="pdf" if order.kind == "atlas" else order.circle.suffix,
        made_at=made_at,
        plan_id=None if order.plan_id is None else PlanId(order.plan_id),
        progress=progress,
    )


def _places(store: Store, scope: Scope, order: PaperOrder) -> tuple[UnitRecord, UnitRecord]:
    """Find the sub-district and the paper's own place, and refuse one outside the scope."""
    if order.kind != QR_SHEET or order.estate_code is None:
        return write_report.places_of(store, scope, order.circle)
    with store.session(scope) as connection:
        subdistrict = find_subdistrict(connection, order.circle.subdistrict_code)
        estate = units.unit_by_code(
            connection, UnitKind.ESTATE, order.estate_code, territory=subdistrict.territory
        )
    if not scope.holds(estate.path):
        raise NotAllowed(
            f"{estate.name} is outside the scope",
            chinese=f"{estate.name}不在您的工作范围内，不能打印",
            code="out_of_scope",
            right=Right.SEE_REPORTS.value,
        )
    return subdistrict, estate
