"""Bring files in: look at everything first, keep an inactive edition when asked, activate it when asked.

``examine`` is the dry run: the files are read, shapes are held against each other and against what is loaded,
and the edition is loaded and undone again, so that its answer is what ``keep`` would do, to the last row.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from gis.errors import CannotSatisfy, InputError, NotAllowed, WanggeError
from gis.ingest.crs_fit import CrsFinding, contradiction, fit_crs
from gis.ingest.read import read_layer
from gis.ingest.reading import Reading
from gis.ingest.topology import Fault
from gis.model.access import Right, Scope
from gis.model.ids import EditionId
from gis.model.problems import Problem, Severity
from gis.model.progress import Progress, silent
from gis.space.layers import LAYERS, Layer
from gis.store import layers as stored
from gis.store.editions import activate_edition, compare_edition, drop_edition, load_edition
from gis.store.engine import Connection, Store
from gis.workflows.import_faults import MOST_TOLD, ChosenRemedy, apply_remedies, faults_of, told_fault

_FITTED_AGAINST = (Layer.STREETS, Layer.COMMUNITIES, Layer.BUILDINGS)


@dataclass(frozen=True, slots=True)
class FileToImport:
    """One file, how to read it (see ``gis.ingest.read.read_layer``), and what to repair in it."""

    path: Path
    layer: Layer
    sublayer: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    crs: str | None = None
    encoding: str | None = None
    mends_shapes: bool = False
    remedies: tuple[ChosenRemedy, ...] = ()


@dataclass(frozen=True, slots=True)
class Examination:
    """What an import would bring, and everything a person should know before it.

    Attributes
    ----------
    readings
        One per file.
    problems
        Refused, changed and noted, of all files; contradicted coordinate systems and faults of fit included.
    fits
        Layer -> what the check of its coordinate system found; layers with nothing to compare are absent.
    faults
        Layer -> where its shapes do not fit together.
    changes
        ``layer, code, change`` against what is in force; empty where the edition cannot be loaded.
    repairs
        What was done to shapes because a person chose it; kept in the edition's notes.
    """

    readings: list[Reading]
    problems: list[Problem]
    fits: dict[Layer, CrsFinding]
    faults: dict[Layer, list[Fault]]
    changes: pd.DataFrame
    repairs: list[Problem] = field(default_factory=list)

    @property
    def refused(self) -> list[Problem]:
        """What keeps rows or layers out."""
        return [problem for problem in self.problems if problem.severity is Severity.REFUSED]


def examine(
    store: Store, scope: Scope, files: Sequence[FileToImport], *, territory: str, progress: Progress = silent
) -> Examination:
    """Read files and say what they would bring; nothing is kept.

    Parameters
    ----------
    territory
        Name space of the codes, one per sub-district.

    Raises
    ------
    NotAllowed
        The person may not import.
    InputError
        A file cannot be read at all.
    """
    _require(scope)
    readings = []
    for done, file in enumerate(files):
        progress("读取文件", done, len(files))
        readings.append(_read(file))
    with store.system() as connection:
        fits = _fits(connection, readings, territory, progress)
        readings, faults, repairs = _repaired(connection, files, readings, territory, progress)
        changes, stopped = _rehearse(connection, readings, territory, progress)
    problems = [problem for reading in readings for problem in reading.problems]
    problems += [told for layer, finding in fits.items() if (told := _contradicted(readings, layer, finding))]
    problems += [
        *repairs,
        *(told_fault(fault, layer) for layer, found in faults.items() for fault in found[:MOST_TOLD]),
    ]
    return Examination(readings, [*problems, *stopped], fits, faults, changes, repairs)


def _read(file: FileToImport) -> Reading:
    options = {slot.name: getattr(file, slot.name) for slot in dataclasses.fields(file)}
    del options["remedies"]
    return read_layer(options.pop("path"), options.pop("layer"), **options)


def _repaired(
    connection: Connection,
    files: Sequence[FileToImport],
    readings: Sequence[Reading],
    territory: str,
    progress: Progress,
) -> tuple[list[Reading], dict[Layer, list[Fault]], list[Problem]]:
    """Apply the chosen remedies; gives what was read after that, the faults left, and what was done."""
    done: list[Reading] = []
    faults: dict[Layer, list[Fault]] = {}
    repairs: list[Problem] = []
    for file, reading in zip(files, readings, strict=True):
        progress("检查图形拼接", len(done), len(files))
        found = faults_of(connection, reading, territory)
        repaired, told = apply_remedies(reading, found, file.remedies)
        left = faults_of(connection, repaired, territory) if told else found
        if left:
            faults[reading.layer] = left
        done.append(repaired)
        repairs += told
    return done, faults, repairs


def keep(
    store: Store,
    scope: Scope,
    examination: Examination,
    *,
    territory: str,
    source: str,
    licence: str = "",
    leave_out: bool = False,
    progress: Progress = silent,
) -> EditionId:
    """Load what was examined as one inactive edition; nothing in force changes.

    Parameters
    ----------
    source, licence
        Where the data come from, and under which terms.
    leave_out
        Whether refused rows may be left out; otherwise one of them stops the import.

    Raises
    ------
    NotAllowed
        The person may not import.
    CannotSatisfy
        ``rows_refused``: rows were refused and may not be left out.
    InputError
        A code names a unit that is not there.
    """
    _require(scope)
    if examination.refused and not leave_out:
        raise rows_refused(examination)
    with store.system() as connection:
        return _load(
            connection,
            examination.readings,
            repairs=examination.repairs,
            progress=progress,
            territory=territory,
            source=source,
            licence=licence,
            by=scope.user_id,
        )


def rows_refused(examination: Examination) -> CannotSatisfy:
    """Tell how many rows were refused, and the first of them."""
    first = examination.refused[0]
    where = f"第 {first.row} 行" if first.row else ""
    column = f"“{first.column}”列" if first.column else ""
    error = CannotSatisfy(
        f"{len(examination.refused)} rows refused, first: {first.code}",
        chinese=f"有 {len(examination.refused)} 处问题未通过，未写入任何数据。首处：文件 {first.file}，"
        f"图层 {first.layer}，{where}{column}{first.reason}；{first.remedy}",
        code="rows_refused",
        refused=len(examination.refused),
        file=first.file,
        layer=first.layer,
        row=first.row,
        column=first.column,
    )
    error.exit_status = InputError.exit_status  # the file is what is wrong
    return error


def activate(store: Store, scope: Scope, edition_id: EditionId, *, from_date: date | None = None) -> None:
    """Bring an edition into force from a day; errors as ``gis.store.editions.activate_edition``."""
    _require(scope)
    with store.system() as connection:
        activate_edition(connection, edition_id, from_date=from_date, by=scope.user_id)


def drop(store: Store, scope: Scope, edition_id: EditionId) -> None:
    """Put an edition aside that was never in force; errors as ``gis.store.editions.drop_edition``."""
    _require(scope)
    with store.system() as connection:
        drop_edition(connection, edition_id)


def _require(scope: Scope) -> None:
    if not scope.may(Right.IMPORT_LAYERS):
        raise NotAllowed("may not import", chinese="您的角色不能导入数据", code="right_missing")


def _load(
    connection: Connection,
    readings: Sequence[Reading],
    *,
    repairs: Sequence[Problem] = (),
    progress: Progress,
    **origin: Any,
) -> EditionId:
    layers = {reading.layer: reading.records for reading in readings if len(reading.records)}
    if not layers:
        raise InputError("no row may come in", chinese="没有任何可以导入的行", code="no_rows")
    return load_edition(
        connection,
        layers,
        file_name="；".join(reading.source.file_name for reading in readings),
        checksum=";".join(reading.source.checksum for reading in readings),
        notes={
            "files": [_note(reading) for reading in readings],
            "repairs": [f"{problem.reason}；{problem.remedy}" for problem in repairs],
        },
        progress=progress,
        **origin,
    )


def _note(reading: Reading) -> dict[str, Any]:
    """What makes the import reproducible: how each file was read."""
    return {
        "layer": reading.layer.value,
        "columns": dict(reading.columns),
        **dataclasses.asdict(reading.source),
    }


def _rehearse(
    connection: Connection, readings: Sequence[Reading], territory: str, progress: Progress
) -> tuple[pd.DataFrame, list[Problem]]:
    """Load in a savepoint, compare, and undo."""
    nothing = pd.DataFrame(columns=["layer", "code", "change"])
    savepoint = connection.begin_nested()
    try:
        edition_id = _load(connection, readings, progress=progress, territory=territory, source="rehearsal")
        return compare_edition(connection, edition_id), []
    except WanggeError as error:
        names = "；".join(reading.source.file_name for reading in readings)
        remedy = "请先导入它所属的图层，或改正编号"
        return nothing, [Problem(error.code, error.chinese, remedy, Severity.REFUSED, file=names)]
    finally:
        savepoint.rollback()


def _in_force(connection: Connection, layer: Layer, territory: str) -> gpd.GeoDataFrame:
    frame = stored.read_layer(connection, layer, territory=territory)
    return gpd.GeoDataFrame(frame) if len(frame) else gpd.GeoDataFrame(geometry=[], crs="EPSG:4326")


def _fits(
    connection: Connection, readings: Sequence[Reading], territory: str, progress: Progress
) -> dict[Layer, CrsFinding]:
    found = {}
    for reading in readings:
        if LAYERS[reading.layer].geometry_types and len(reading.records):
            progress("核对坐标系", 0, 0)
            kinds = dict.fromkeys((reading.layer, *_FITTED_AGAINST))
            references = {kind: _in_force(connection, kind, territory) for kind in kinds}
            if any(len(frame) for frame in references.values()):
                # The records lie in WGS-84 by their label already: what remains is whether they fit there.
                records = gpd.GeoDataFrame(reading.records)
                found[reading.layer] = fit_crs(records, references, layer=reading.layer, declared="wgs84")
    return found


def _contradicted(readings: Sequence[Reading], layer: Layer, finding: CrsFinding) -> Problem | None:
    file = next(reading.source.file_name for reading in readings if reading.layer is layer)
    return contradiction(finding, file=file, layer=layer)
