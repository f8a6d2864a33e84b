"""Reports on the wire.

::

    GET  /api/v1/reports                -> {"items": [Report]}: finished reports of the caller's scope, newest first
    POST /api/v1/reports                NewReport -> {"job_id"} (202); the job's result is {"report", "file_name"}
    GET  /api/v1/reports/{id}           -> Report
    GET  /api/v1/reports/{id}/file      -> the file, as attachment

All need ``see_reports``. A report of a place outside the caller's scope is refused (403 ``out_of_scope``) or not
found (404 ``report_unknown``).
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.schemas.values import Body

Name = Annotated[str, Field(min_length=1, max_length=60)]


class NewReport(Body):
    """A paper to write.

    The report of the service circle; a plan's register or atlas, of the plan in force where none is named; the QR codes
    of an estate's, a community's or all buildings. Atlas and codes are PDF whatever ``format`` says.
    """

    kind: Literal["circle", "register", "atlas", "qr_sheet"] = "circle"
    format: Literal["docx", "xlsx", "pdf", "html"] = "docx"
    profile: Name = "adult"
    template: Name = "six_categories"
    subdistrict_code: Annotated[str | None, Field(max_length=20)] = None
    community_code: Annotated[str | None, Field(max_length=20)] = None
    plan_id: Annotated[int | None, Field(ge=1, le=2**63 - 1)] = None
    estate_code: Annotated[str | None, Field(max_length=40)] = None
    address: Annotated[str | None, Field(max_length=200)] = None
    with_stairwells: bool = True


class ReportOrdered(BaseModel):
    """The job that writes it; ask ``/api/v1/jobs/{job_id}``."""

    job_id: int


class ReportFile(BaseModel):
    """One file of a report."""

    format: str
    href: str


class Report(BaseModel):
    """A finished report; ``title`` names the place too."""

    id: str
    kind: str
    title: str
    place: str
    file_name: str
    size_bytes: int
    sha256: str
    made_at: datetime
    files: list[ReportFile]
    facts: dict[str, Any]


class Reports(BaseModel):
    """Finished reports, newest first."""

    items: list[Report]
