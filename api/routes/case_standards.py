"""What cases and posts go by: categories, work calendar and roles, by version; the administrator edits them."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from api.attachments import attachment
from api.rules import needs
from api.schemas import case_standards as wire
from api.wiring import CurrentStore
from gis.errors import InputError
from gis.model.access import Right, Scope
from gis.workflows import case_standards

router = APIRouter(prefix="/api/v1/case-standards", tags=["诉求"])

Seeing = Annotated[Scope, needs(Right.SEE_CASES)]
Administering = Annotated[Scope, needs(Right.ADMINISTER)]
VersionAsked = Annotated[int | None, Query(ge=1, le=1_000_000)]


@router.get("")
def list_standards(store: CurrentStore, scope: Seeing) -> wire.Subjects:
    """List the kinds of templates with their versions."""
    return wire.Subjects.model_validate({"standards": case_standards.list_case_standards(store, scope)})


@router.get("/{subject}")
def read_standard(
    subject: wire.SubjectName, store: CurrentStore, scope: Seeing, version: VersionAsked = None
) -> wire.FullStandard:
    """Give one version with its content; the newest where none is asked for."""
    shown = case_standards.show_case_standard(store, scope, subject, version)
    return wire.FullStandard.model_validate(shown)


@router.get("/{subject}/file")
def download_standard(
    subject: wire.SubjectName, store: CurrentStore, scope: Seeing, version: VersionAsked = None
) -> Response:
    """Give one version as a file that can be edited and sent back."""
    text = case_standards.write_case_standard(store, scope, subject, version)
    return attachment(text.encode(), f"{case_standards.SUBJECTS[subject]}.toml")


@router.post("/{subject}", status_code=201)
def save_standard(
    subject: wire.SubjectName, body: wire.NewStandard, store: CurrentStore, scope: Administering
) -> wire.Saved:
    """Keep a new version, in force from now on; what was filed before keeps its own."""
    saved = case_standards.save_case_standard(store, scope, subject, **body.model_dump())
    return wire.Saved(**asdict(saved))


@router.post("/{subject}/file", status_code=201)
def upload_standard(
    *,
    subject: wire.SubjectName,
    content: Annotated[bytes, Body(media_type="application/octet-stream")],
    base_version: Annotated[int, Query(ge=1, le=1_000_000)],
    note: Annotated[str, Query(max_length=400)] = "",
    store: CurrentStore,
    scope: Administering,
) -> wire.Saved:
    """Keep a file's content as a new version."""
    told, document = case_standards.read_case_standard(content)
    if told != subject:
        raise InputError(
            f"the file is about {told}, not {subject}",
            chinese=f"这个文件是“{case_standards.SUBJECTS[told]}”，不是“{case_standards.SUBJECTS[subject]}”",
            code="file_of_another_kind",
        )
    source, certainty = (str(document.pop(name, "")) for name in ("source", "certainty"))
    saved = case_standards.save_case_standard(
        store,
        scope,
        subject,
        document,
        source=source,
        certainty=certainty,
        base_version=base_version,
        note=note,
    )
    return wire.Saved(**asdict(saved))
