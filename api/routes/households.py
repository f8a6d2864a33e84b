"""Household forms: one per community goes out, comes back, is compared with what is held, and confirmed."""

import shutil
from typing import Annotated

from fastapi import APIRouter, File, Path, UploadFile
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from api.routes.imports import safe_file_name
from api.rules import needs
from api.schemas.households import (
    BuildingCount,
    CommunityFigures,
    CommunityList,
    Confirmation,
    Entered,
    FormCompared,
)
from api.schemas.imports import ImportProblem
from api.wiring import CurrentSettings, CurrentStore
from gis.model.access import Right, Scope
from gis.workflows import collect_households, import_desk
from gis.workflows.collect_households import Comparison
from gis.workflows.import_answers import describe_problem

router = APIRouter(prefix="/api/v1/households", tags=["户数"])

Counter = Annotated[Scope, needs(Right.FILE_CASES)]
Code = Annotated[str, Path(min_length=1, max_length=40)]


@router.get("")
def list_communities(store: CurrentStore, scope: Counter) -> CommunityList:
    """Sum up the household figures of every community of the caller's scope."""
    rows = collect_households.list_communities(store, scope).astype(object)
    rows = rows.where(rows.notna(), None)
    return CommunityList(items=[CommunityFigures.model_validate(row) for row in rows.to_dict("records")])


@router.get("/{code}/form.xlsx")
def download_form(code: Code, store: CurrentStore, settings: CurrentSettings, scope: Counter) -> FileResponse:
    """Give a community's form, with what is held, to be filled in."""
    folder = import_desk.new_folder(settings.uploads_dir, scope)
    try:
        path = collect_households.write_form(store, scope, code, folder / "form.xlsx")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    away = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(path, filename=f"{code}-户数核实表.xlsx", background=away)


def _compared(compared: Comparison, token: str) -> FormCompared:
    rows = compared.figures[
        ["code", "name", "estate_name", "households_held", "households", "residents", "as_of"]
    ]
    plain = rows.astype(object).where(rows.notna(), None)
    return FormCompared(
        token=token,
        households_held=compared.households_held,
        households_counted=compared.households_counted,
        unanswered_buildings=compared.unanswered_buildings,
        figures=[
            BuildingCount.model_validate({**row, "name": f"{row['estate_name'] or ''}{row['name'] or ''}"})
            for row in plain.to_dict("records")
        ],
        problems=[ImportProblem.model_validate(describe_problem(one, {})) for one in compared.problems],
    )


@router.post("/{code}/compare")
def compare_form(
    code: Code,
    store: CurrentStore,
    settings: CurrentSettings,
    scope: Counter,
    file: Annotated[UploadFile, File(description="交回的核实表")],
) -> FormCompared:
    """Hold a form that came back against what is held; nothing is written."""
    folder = import_desk.new_folder(settings.uploads_dir, scope)
    try:
        with (folder / "files" / safe_file_name(file.filename or "form.xlsx")).open("wb") as target:
            shutil.copyfileobj(file.file, target)
        token = folder.name.partition("-")[2]
        desk = import_desk.find_desk(settings.uploads_dir, scope, token)
        compared = collect_households.compare_form(store, scope, code, desk.file)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return _compared(compared, token)


@router.post("/{code}/confirm")
def confirm_form(
    code: Code, wish: Confirmation, store: CurrentStore, settings: CurrentSettings, scope: Counter
) -> Entered:
    """Enter what was compared into the ledger, as counted and confirmed by a post."""
    desk = import_desk.find_desk(settings.uploads_dir, scope, wish.token)
    compared = collect_households.compare_form(store, scope, code, desk.file)
    entered = collect_households.confirm_form(
        store, scope, compared, confirmed_by=wish.confirmed_by, source=wish.source
    )
    import_desk.close_desk(settings.uploads_dir, scope, wish.token)
    return Entered(buildings=entered)
