"""Reports: ordered as a job, listed, handed over. Shapes stand in ``api.schemas.reports``."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import FileResponse

from api.attachments import MEDIA_TYPES
from api.rules import needs
from api.schemas.reports import NewReport, Report, ReportOrdered, Reports
from api.wiring import CurrentSettings, CurrentStore
from gis.model.access import Right, Scope
from gis.workflows.order_paper import PaperOrder, order_paper
from gis.workflows.report_files import ReportCard, find_report, list_reports
from gis.workflows.write_report import CircleOrder

router = APIRouter(prefix="/api/v1/reports", tags=["报告"])

FORMAT_CHINESE = {"docx": "Word", "xlsx": "Excel", "pdf": "PDF", "html": "网页"}

Reader = Annotated[Scope, needs(Right.SEE_REPORTS)]


def _shown(card: ReportCard) -> Report:
    suffix = card.file_name.rsplit(".", 1)[-1]
    file = {"format": FORMAT_CHINESE[suffix], "href": f"/api/v1/reports/{card.report_id}/file"}
    title = card.place + card.title
    return Report.model_validate({**asdict(card), "id": card.report_id, "title": title, "files": [file]})


@router.get("")
def read_reports(settings: CurrentSettings, scope: Reader) -> Reports:
    """List finished reports of the caller's scope."""
    return Reports(items=[_shown(card) for card in list_reports(settings.reports_dir, scope)])


@router.post("", status_code=202)
def order_report(wish: NewReport, store: CurrentStore, scope: Reader) -> ReportOrdered:
    """Have a report written in the background; a place or plan outside the scope is refused at once."""
    circle = CircleOrder(
        suffix=wish.format,
        profile=wish.profile,
        template=wish.template,
        subdistrict_code=wish.subdistrict_code,
        community_code=wish.community_code,
    )
    order = PaperOrder(
        kind=wish.kind,
        circle=circle,
        plan_id=wish.plan_id,
        estate_code=wish.estate_code,
        address=wish.address,
        with_stairwells=wish.with_stairwells,
    )
    return ReportOrdered(job_id=order_paper(store, scope, order))


@router.get("/{report_id}")
def read_report(report_id: str, settings: CurrentSettings, scope: Reader) -> Report:
    """Read what a finished report is."""
    return _shown(find_report(settings.reports_dir, report_id, scope)[0])


@router.get("/{report_id}/file")
def download_report(report_id: str, settings: CurrentSettings, scope: Reader) -> FileResponse:
    """Hand over the file; always as an attachment, so that no report runs as a page of this site."""
    card, path = find_report(settings.reports_dir, report_id, scope)
    return FileResponse(
        path,
        media_type=MEDIA_TYPES[path.suffix],
        filename=card.file_name,
        headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
    )
