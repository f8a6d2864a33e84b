"""Imports: the editions that came in, a file examined or kept, an edition brought into force."""

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import pandas as pd
from fastapi import APIRouter, File, Form, UploadFile

from api.paging import Page
from api.rules import needs
from api.schemas.import_desks import (
    CellEffects,
    ChangeCount,
    EditionEffects,
    GridEffect,
    ImportJob,
    RenewalWish,
)
from api.schemas.imports import STATE_CHINESE, Activation, Edition, ImportAnswer, ImportProblem
from api.schemas.values import Id
from api.wiring import CurrentSettings, CurrentStore
from gis.errors import NotAllowed, NotFound
from gis.model.access import Right, Scope
from gis.model.ids import EditionId, UnitId
from gis.model.problems import Severity
from gis.settings import Settings
from gis.space.layers import LAYERS, Layer
from gis.space.registers import Incoming
from gis.store import editions, queue, units
from gis.store.engine import Store
from gis.workflows import accounts, import_kinds, import_layers, renew_fabric
from gis.workflows.edition_effects import effects_of
from gis.workflows.import_answers import MOST_PROBLEMS, describe_problem
from gis.workflows.import_check import Examination, FileToImport
from gis.workflows.renew_fabric import CellDrift

router = APIRouter(prefix="/api/v1/imports", tags=["导入"])

MOST_NAMED = 50
Importer = Annotated[Scope, needs(Right.IMPORT_LAYERS)]
Drafter = Annotated[Scope, needs(Right.DRAFT_PLANS)]


def _edition(rows: pd.DataFrame, names: dict[int, str]) -> Edition:
    """Sum up the layers of one edition."""
    first = rows.to_dict("records")[0]
    state = "active" if (rows["state"] == "active").any() else str(first["state"])
    return Edition(
        id=int(first["edition_id"]),
        territory=first["territory"],
        source=first["source"],
        licence=first["licence"],
        file_name=first["file_name"],
        layers=[LAYERS[Layer(layer)].chinese for layer in rows["layer"].dropna()],
        rows=int(rows["rows"].sum()),
        state=state,
        state_chinese=STATE_CHINESE.get(state, state),
        from_date=None if pd.isna(first["from_date"]) else first["from_date"],
        loaded_at=first["loaded_at"],
        loaded_by=None if pd.isna(first["loaded_by"]) else names.get(int(first["loaded_by"])),
    )


@router.get("")
def list_imports(store: CurrentStore, scope: Importer) -> Page[Edition]:
    """List editions, the newest first."""
    names = accounts.display_names(store)
    with store.session(scope) as connection:
        listed = editions.list_editions(connection)
    groups = listed.groupby("edition_id", sort=False)
    return Page(items=[_edition(rows, names) for _, rows in groups])


def own_territories(store: Store, scope: Scope) -> dict[str, str]:
    """Name the territories that the caller works in, each with the name of a place of it."""
    with store.session(scope) as connection:
        top = [int(path.split(".")[-1]) for path in scope.paths]
        records = [units.read_unit(connection, UnitId(unit_id)) for unit_id in top]
    return {record.territory: record.name for record in records}


def refuse_foreign_territory(store: Store, scope: Scope, territory: str) -> None:
    """Let an importer bring layers only where they work; a new territory is for administrators.

    Raises
    ------
    NotAllowed
        The territory is another's (``out_of_scope``).
    """
    own = own_territories(store, scope)
    with store.session(scope) as connection:
        known = set(editions.list_editions(connection)["territory"])
    if territory in own or (territory not in known and scope.may(Right.ADMINISTER)):
        return
    raise NotAllowed(
        f"territory {territory!r} is not {sorted(own)}",
        chinese="只能导入职责范围内地区的数据",
        code="out_of_scope",
    )


def safe_file_name(name: str) -> str:
    """Keep of an uploaded file's name what cannot lead anywhere: its last part, without control characters."""
    last = re.split(r"[\\/]", name)[-1]
    kept = re.sub(r"[\x00-\x1f\x7f:*?\"<>|]", "_", last).strip(". ")
    stem, dot, extension = kept.rpartition(".")
    return f"{(stem or extension)[:80]}{dot}{extension[:12]}" if dot else kept[:80] or "upload"


@contextmanager
def _kept_file(settings: Settings, upload: UploadFile) -> Iterator[Path]:
    """Keep an upload in a folder of its own while it is read, and remove it afterwards."""
    folder = settings.uploads_dir / f"import-{secrets.token_hex(8)}"
    folder.mkdir(parents=True, mode=0o700)
    try:
        path = folder / safe_file_name(upload.filename or "upload")
        with path.open("wb") as target:
            shutil.copyfileobj(upload.file, target)
        yield path
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _answer(found: Examination, kept: import_kinds.Kept) -> ImportAnswer:
    """Say what came in, or would."""
    ordered = sorted(found.problems, key=lambda problem: problem.severity is not Severity.REFUSED)
    return ImportAnswer(
        edition_id=kept.edition_id,
        plan_id=kept.plan_id,
        entries=kept.entries,
        rows=sum(len(reading.records) for reading in found.readings),
        refused=len(found.refused),
        problems=[ImportProblem.model_validate(describe_problem(one, {})) for one in ordered[:MOST_PROBLEMS]],
    )


@router.post("")
def import_file(
    *,
    store: CurrentStore,
    settings: CurrentSettings,
    scope: Importer,
    file: Annotated[UploadFile, File(description="图层文件")],
    layer: Annotated[Incoming, Form()],
    territory: Annotated[str, Form(min_length=1, max_length=60, pattern=r"^[\w-]+$")],
    source: Annotated[str, Form(min_length=1, max_length=200)],
    licence: Annotated[str, Form(max_length=200)] = "",
    crs: Annotated[str | None, Form(max_length=40)] = None,
    encoding: Annotated[str | None, Form(max_length=40)] = None,
    commit: Annotated[bool, Form(description="否：只检查，不写入")] = False,
) -> ImportAnswer:
    """Examine a file; with ``commit`` keep it: a layer as an inactive edition, grids as a draft, tables at once."""
    refuse_foreign_territory(store, scope, territory)
    with _kept_file(settings, file) as path:
        wanted = FileToImport(path=path, layer=layer, crs=crs, encoding=encoding)
        found = import_kinds.examine(store, scope, wanted, territory=territory)
        kept = import_kinds.Kept()
        if commit:
            kept = import_kinds.keep(store, scope, found, import_kinds.Origin(territory, source, licence))
    return _answer(found, kept)


def _own_edition(store: Store, scope: Scope, edition_id: int) -> pd.DataFrame:
    """Read the rows of an edition where the person works.

    Raises
    ------
    NotFound
        There is no such edition.
    NotAllowed
        It is of another's territory.
    """
    with store.session(scope) as connection:
        listed = editions.list_editions(connection)
    own = listed[listed["edition_id"] == edition_id]
    if own.empty:
        raise NotFound(f"no edition {edition_id}", chinese="没有此版次", code="edition_unknown")
    refuse_foreign_territory(store, scope, str(own["territory"].iloc[0]))
    return own


def _cells(drift: CellDrift) -> CellEffects:
    """Name the first buildings of each kind, and count them all."""
    return CellEffects(
        without_cell=list(drift.without_cell[:MOST_NAMED]),
        without_cell_total=len(drift.without_cell),
        emptied=list(drift.emptied[:MOST_NAMED]),
        emptied_total=len(drift.emptied),
        moved=list(drift.moved[:MOST_NAMED]),
        moved_total=len(drift.moved),
        cut_cells=len(drift.cut_cells),
    )


@router.get("/{edition_id}/effects")
def read_effects(edition_id: Id, store: CurrentStore, scope: Importer) -> EditionEffects:
    """Say what activation would change, and which grids would then fall out of the band."""
    _own_edition(store, scope, edition_id)
    with store.system() as connection:
        effects = effects_of(connection, EditionId(edition_id))
    counts = effects.counts.assign(
        layer=effects.counts["layer"].map(lambda layer: LAYERS[Layer(layer)].chinese)
    )
    return EditionEffects(
        changes=[ChangeCount.model_validate(row) for row in counts.to_dict("records")],
        grids=[GridEffect.model_validate(row) for row in effects.grids.to_dict("records")],
        unplaced_buildings=effects.unplaced_buildings,
        cells=None if effects.cells is None else _cells(effects.cells),
    )


@router.post("/renewals", status_code=202)
def renew_cells(wish: RenewalWish, store: CurrentStore, scope: Drafter) -> ImportJob:
    """Have a job cut the cells anew and begin a draft with the grids in force upon them."""
    refuse_foreign_territory(store, scope, wish.territory)
    return ImportJob(job_id=queue.submit(store, renew_fabric.JOB_KIND, wish.model_dump(), scope=scope))


@router.post("/{edition_id}/activate")
def activate(edition_id: Id, wish: Activation, store: CurrentStore, scope: Importer) -> Edition:
    """Bring an edition into force from a day."""
    _own_edition(store, scope, edition_id)
    import_layers.activate(store, scope, EditionId(edition_id), from_date=wish.from_date)
    return _edition(_own_edition(store, scope, edition_id), accounts.display_names(store))


@router.post("/{edition_id}/drop")
def drop(edition_id: Id, store: CurrentStore, scope: Importer) -> Edition:
    """Put an edition aside that was never in force."""
    _own_edition(store, scope, edition_id)
    import_layers.drop(store, scope, EditionId(edition_id))
    return _edition(_own_edition(store, scope, edition_id), accounts.display_names(store))
