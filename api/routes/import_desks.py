"""Import desks: files uploaded into a folder of their own, looked at, examined, and kept as an edition."""

import shutil
from collections import Counter
from pathlib import Path
from typing import Annotated

import geopandas as gpd
from fastapi import APIRouter, File, Query, UploadFile
from fastapi.responses import FileResponse, Response

from api.geojson import MEDIA_TYPE
from api.routes.imports import (
    MOST_PROBLEMS,
    Importer,
    problem_answer,
    refuse_foreign_territory,
    safe_file_name,
)
from api.schemas.import_desks import (
    ChangeCount,
    Choice,
    Columns,
    Desk,
    DeskAnswer,
    DeskProgress,
    FaultFound,
    KeepWish,
    Kept,
    PlacedProblem,
    Territory,
    Trial,
    Wish,
)
from api.wiring import CurrentSettings, CurrentStore
from gis.ingest.headers import PLACE_COLUMNS
from gis.ingest.problem_sheet import write_problems
from gis.ingest.topology import REMEDY_CHINESE, Fault
from gis.model.problems import Problem, Severity
from gis.space.layers import LAYERS, Layer
from gis.workflows import import_desk, import_layers
from gis.workflows.import_desk import ImportDesk
from gis.workflows.import_faults import ChosenRemedy
from gis.workflows.import_layers import Examination, FileToImport

router = APIRouter(prefix="/api/v1/imports/desks", tags=["导入"])

MOST_SHOWN = 20_000


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
    layer: Layer,
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
    ours = [Choice(name=column.name, is_required=column.required) for column in LAYERS[layer].columns]
    places = [Choice(name=name, is_required=False) for name in PLACE_COLUMNS]
    source = heading.source
    return Columns(
        headers=list(heading.headers),
        matched=matched,
        ours=[*ours, *places],
        declared_crs=source.declared_crs,
        encoding=source.encoding,
        sublayer=source.sublayer,
    )


def _file(desk: ImportDesk, wish: Wish) -> FileToImport:
    remedies = tuple(ChosenRemedy(one.kind, one.codes, one.remedy) for one in wish.remedies)
    return FileToImport(
        desk.file,
        wish.layer,
        wish.sublayer,
        wish.columns,
        wish.crs,
        wish.encoding,
        wish.mends_shapes,
        remedies,
    )


@router.post("/{token}/examine")
def examine(
    token: str, wish: Wish, store: CurrentStore, settings: CurrentSettings, scope: Importer
) -> DeskAnswer:
    """Say what the file would bring; nothing is kept."""
    refuse_foreign_territory(store, scope, wish.territory)
    desk = import_desk.find_desk(settings.uploads_dir, scope, token)
    found = import_layers.examine(
        store, scope, [_file(desk, wish)], territory=wish.territory, progress=import_desk.progress_into(desk)
    )
    write_problems(found.problems, desk.folder / "problems.xlsx", readings=found.readings)
    _write_preview(found, desk.folder / "preview.json")
    return _answer(found)


def _write_preview(found: Examination, path: Path) -> None:
    records = found.readings[0].records.head(MOST_SHOWN)
    if isinstance(records, gpd.GeoDataFrame):
        shown = gpd.GeoDataFrame(records[[name for name in ("code", "name", "geometry") if name in records]])
        path.write_text(shown.to_json(drop_id=True, ensure_ascii=False), encoding="utf-8")
    else:
        path.write_text('{"type":"FeatureCollection","features":[]}', encoding="utf-8")


def _placed(problem: Problem, places: dict[int, tuple[float, float]]) -> PlacedProblem:
    lon, lat = places.get(problem.row or 0, (None, None))
    return PlacedProblem(**problem_answer(problem).model_dump(), lon=lon, lat=lat)


def _fault(fault: Fault) -> FaultFound:
    middle = fault.geometry.representative_point()
    return FaultFound(
        kind=fault.kind,
        codes=list(fault.codes),
        chinese=fault.chinese,
        remedies={remedy: REMEDY_CHINESE[remedy] for remedy in fault.remedies},
        lon=middle.x,
        lat=middle.y,
    )


def _answer(found: Examination) -> DeskAnswer:
    (reading,) = found.readings
    source, places = reading.source, dict(reading.places)
    ordered = sorted(found.problems, key=lambda problem: problem.severity is not Severity.REFUSED)
    tried = [trial for fit in found.fits.values() for trial in fit.tried]
    counts = Counter(zip(found.changes["layer"], found.changes["change"], strict=True))
    return DeskAnswer(
        rows_read=source.rows_read,
        rows=len(reading.records),
        refused=len(found.refused),
        crs=source.crs,
        declared_crs=source.declared_crs,
        encoding=source.encoding,
        encoding_source=source.encoding_source,
        problems=[_placed(problem, places) for problem in ordered[:MOST_PROBLEMS]],
        problems_total=len(ordered),
        faults=[_fault(fault) for faults in found.faults.values() for fault in faults[:MOST_PROBLEMS]],
        fits=[Trial(crs=trial.crs, chinese=trial.chinese, mean_m=trial.mean_m) for trial in tried],
        changes=[
            ChangeCount(layer=LAYERS[Layer(layer)].chinese, change=change, features=number)
            for (layer, change), number in sorted(counts.items())
        ],
    )


@router.post("/{token}/keep")
def keep(token: str, wish: KeepWish, store: CurrentStore, settings: CurrentSettings, scope: Importer) -> Kept:
    """Keep the file as an edition that is not in force, and close the desk."""
    refuse_foreign_territory(store, scope, wish.territory)
    desk = import_desk.find_desk(settings.uploads_dir, scope, token)
    tell = import_desk.progress_into(desk)
    found = import_layers.examine(store, scope, [_file(desk, wish)], territory=wish.territory, progress=tell)
    edition_id = import_layers.keep(
        store,
        scope,
        found,
        territory=wish.territory,
        source=wish.source,
        licence=wish.licence,
        leave_out=wish.leave_out,
        progress=tell,
    )
    import_desk.close_desk(settings.uploads_dir, scope, token)
    return Kept(edition_id=edition_id)


@router.get("/{token}/progress")
def read_progress(token: str, settings: CurrentSettings, scope: Importer) -> DeskProgress:
    """Tell where the work on a desk stands."""
    desk = import_desk.find_desk(settings.uploads_dir, scope, token)
    return DeskProgress(**import_desk.read_progress(desk))


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
