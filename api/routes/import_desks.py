"""Import desks: files uploaded into a folder of their own, looked at, examined, and kept as an edition."""

import shutil
from typing import Annotated

from fastapi import APIRouter, File, Query, UploadFile
from fastapi.responses import FileResponse, Response

from api.geojson import MEDIA_TYPE
from api.routes.imports import Importer, own_territories, refuse_foreign_territory, safe_file_name
from api.schemas.import_desks import (
    Becomes,
    Choice,
    Columns,
    Desk,
    DeskAnswer,
    ImportJob,
    KeepWish,
    Kind,
    Options,
    OwnTerritory,
    Territory,
    Wish,
)
from api.wiring import CurrentSettings, CurrentStore
from gis.ingest.headers import PLACE_COLUMNS
from gis.ingest.problem_sheet import write_problems
from gis.model.access import Scope
from gis.model.ids import JobId
from gis.settings import Settings
from gis.space.column_names import column_chinese
from gis.space.registers import Incoming, Register, spec_of
from gis.store import queue
from gis.store.engine import Store
from gis.workflows import import_desk, import_jobs
from gis.workflows.import_grids import GRID_LAYERS
from gis.workflows.import_kinds import KINDS

router = APIRouter(prefix="/api/v1/imports/desks", tags=["导入"])


@router.get("/options")
def read_options(store: CurrentStore, scope: Importer) -> Options:
    """Name the kinds of file that can be imported, as an office brings them in, and whose data they may be."""
    kinds = [Kind(value=kind, chinese=spec_of(kind).chinese, becomes=_becomes(kind)) for kind in KINDS]
    own = own_territories(store, scope)
    return Options(
        kinds=kinds, territories=[OwnTerritory(name=name, chinese=chinese) for name, chinese in own.items()]
    )


def _becomes(kind: Incoming) -> Becomes:
    """What a kept file of a kind is: an edition, a plan's draft, or entries."""
    if isinstance(kind, Register):
        return "entries"
    return "plan" if kind in GRID_LAYERS else "edition"


@router.post("")
def open_desk(settings: CurrentSettings, scope: Importer, files: Annotated[list[UploadFile], File()]) -> Desk:
    """Take files into a folder of their own; the parts of a Shapefile come together."""
    folder = import_desk.new_folder(settings.uploads_dir, scope)
    try:
        for upload in files:
            with (folder / "files" / safe_file_name(upload.filename or "upload")).open("wb") as target:
                shutil.copyfileobj(upload.file, target)
        token = folder.name.partition("-")[2]
        desk = import_desk.find_desk(settings.uploads_dir, scope, token)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Desk(token=token, file_name=desk.file.name, size_bytes=desk.file.stat().st_size)


@router.get("/{token}/columns")
def look_at_columns(
    *,
    token: str,
    store: CurrentStore,
    settings: CurrentSettings,
    scope: Importer,
    layer: Incoming,
    territory: Annotated[Territory, Query()],
    sublayer: Annotated[str | None, Query(max_length=200)] = None,
    encoding: Annotated[str | None, Query(max_length=40)] = None,
) -> Columns:
    """Name the file's columns, and which of the layer's they are taken for."""
    refuse_foreign_territory(store, scope, territory)
    desk = import_desk.find_desk(settings.uploads_dir, scope, token)
    heading, matched = import_desk.look(
        store, desk, layer, territory=territory, sublayer=sublayer, encoding=encoding
    )
    spec = spec_of(layer)
    named = [(column.name, column.required) for column in spec.columns]
    if spec.geometry_types:
        named += [(name, False) for name in PLACE_COLUMNS]
    ours = [
        Choice(name=name, chinese=column_chinese(name), is_required=is_required)
        for name, is_required in named
    ]
    source = heading.source
    return Columns(
        headers=list(heading.headers),
        matched=matched,
        ours=ours,
        declared_crs=source.declared_crs,
        encoding=source.encoding,
        sublayer=source.sublayer,
    )


def _submit(store: Store, settings: Settings, scope: Scope, kind: str, *, token: str, wish: Wish) -> JobId:
    """Hand a desk's file to the worker; whose territory or desk it is not is refused at once."""
    refuse_foreign_territory(store, scope, wish.territory)
    import_desk.find_desk(settings.uploads_dir, scope, token)
    return queue.submit(store, kind, {"token": token, "wish": wish.model_dump(mode="json")}, scope=scope)


@router.post("/{token}/examine", status_code=202)
def examine(
    token: str, wish: Wish, store: CurrentStore, settings: CurrentSettings, scope: Importer
) -> ImportJob:
    """Have a job say what the file would bring; nothing is kept."""
    return ImportJob(job_id=_submit(store, settings, scope, import_jobs.EXAMINE_KIND, token=token, wish=wish))


@router.get("/{token}/answer")
def read_answer(token: str, settings: CurrentSettings, scope: Importer) -> DeskAnswer:
    """Say what the file was last found to bring."""
    desk = import_desk.find_desk(settings.uploads_dir, scope, token)
    return DeskAnswer.model_validate(import_desk.read_answer(desk))


@router.post("/{token}/keep", status_code=202)
def keep(
    token: str, wish: KeepWish, store: CurrentStore, settings: CurrentSettings, scope: Importer
) -> ImportJob:
    """Have a job keep the file and close the desk; its result names the edition, the plan, or the entries."""
    return ImportJob(job_id=_submit(store, settings, scope, import_jobs.KEEP_KIND, token=token, wish=wish))


@router.get("/{token}/preview")
def read_preview(token: str, settings: CurrentSettings, scope: Importer) -> Response:
    """Give the shapes as last examined, at most 20,000, as GeoJSON."""
    path = import_desk.find_desk(settings.uploads_dir, scope, token).folder / "preview.json"
    text = (
        path.read_text(encoding="utf-8") if path.is_file() else '{"type":"FeatureCollection","features":[]}'
    )
    return Response(text, media_type=MEDIA_TYPE)


@router.get("/{token}/problems.xlsx")
def download_problems(token: str, settings: CurrentSettings, scope: Importer) -> FileResponse:
    """Give the problems as last examined, as an Excel workbook to send back."""
    desk = import_desk.find_desk(settings.uploads_dir, scope, token)
    path = desk.folder / "problems.xlsx"
    if not path.is_file():
        write_problems([], path)
    return FileResponse(path, filename=f"{desk.file.stem}-问题清单.xlsx")


@router.delete("/{token}", status_code=204)
def give_up(token: str, settings: CurrentSettings, scope: Importer) -> None:
    """Remove a desk with its files."""
    import_desk.close_desk(settings.uploads_dir, scope, token)
