"""Read the files of an import and look at each by itself and against what is loaded; nothing is kept here.

``import_layers`` and ``import_grids`` begin with ``read_and_check`` and say what the rows would become.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd

from gis.errors import CannotSatisfy, InputError, NotAllowed
from gis.ingest.crs_fit import CrsFinding, contradiction, fit_crs
from gis.ingest.read import read_layer
from gis.ingest.reading import Reading
from gis.ingest.topology import Fault
from gis.model.access import Right, Scope
from gis.model.problems import Problem, Severity
from gis.model.progress import Progress, silent
from gis.model.units import UNIT_KIND_CHINESE, UnitKind
from gis.space.column_names import column_chinese
from gis.space.layers import Layer
from gis.space.registers import Incoming, layer_chinese, spec_of
from gis.store import layers as stored
from gis.store.engine import Connection
from gis.store.loading import UNIT_KINDS, UnknownCode, unknown_codes
from gis.workflows.coverage_standards import poi_tables_of
from gis.workflows.import_faults import MOST_TOLD, ChosenRemedy, apply_remedies, faults_of, told_fault

_FITTED_AGAINST = (Layer.STREETS, Layer.COMMUNITIES, Layer.BUILDINGS)


@dataclass(frozen=True, slots=True)
class FileToImport:
    """One file, how to read it (see ``gis.ingest.read.read_layer``), and what to repair in it."""

    path: Path
    layer: Incoming
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


def read_and_check(
    connection: Connection,
    scope: Scope,
    files: Sequence[FileToImport],
    *,
    territory: str,
    progress: Progress = silent,
) -> Examination:
    """Read files, hold them against what is loaded and against themselves, and apply chosen remedies.

    What they would change is not looked at: ``changes`` is empty. Errors as :func:`examine`.
    """
    require_importer(scope)
    readings = []
    with poi_tables_of(connection):
        for done, file in enumerate(files):
            progress("读取文件", done, len(files))
            readings.append(_read(file))
    fits = _fits(connection, readings, territory, progress)
    readings, faults, repairs = _repaired(connection, files, readings, territory, progress)
    problems = [problem for reading in readings for problem in reading.problems]
    problems += [told for layer, finding in fits.items() if (told := _contradicted(readings, layer, finding))]
    problems += [
        *repairs,
        *(told_fault(fault, layer) for layer, found in faults.items() for fault in found[:MOST_TOLD]),
    ]
    return Examination(readings, problems, fits, faults, no_changes(), repairs)


def without_unknown(
    connection: Connection, readings: Sequence[Reading], territory: str
) -> tuple[list[Reading], list[Problem]]:
    """Refuse, row by row, what names a unit that is neither loaded nor among the files; gives the rest."""
    coming = {
        UNIT_KINDS[reading.map_layer]: set(reading.records["code"].astype(str))
        for reading in readings
        if reading.map_layer in UNIT_KINDS
    }
    kept, problems = [], []
    for reading in readings:
        found = [
            unknown
            for unknown in unknown_codes(connection, reading.map_layer, reading.records, territory)
            if unknown.code not in coming.get(unknown.kind, ())
        ]
        lost = {unknown.row for unknown in found}
        problems += [_told_unknown(reading, unknown) for unknown in found]
        kept.append(reading.keeping([row not in lost for row in range(1, len(reading.records) + 1)]))
    return kept, problems


def _told_unknown(reading: Reading, unknown: UnknownCode) -> Problem:
    kind = UNIT_KIND_CHINESE[UnitKind(unknown.kind)]
    return Problem(
        "reference_unknown",
        f"没有编码为“{unknown.code}”的{kind}",
        f"请先导入{kind}，或改正编码",
        Severity.REFUSED,
        reading.source.file_name,
        reading.layer.value,
        reading.rows[unknown.row - 1],
        unknown.column,
        unknown.code[:80],
    )


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
            faults[reading.map_layer] = left
        done.append(repaired)
        repairs += told
    return done, faults, repairs


def rows_refused(examination: Examination) -> CannotSatisfy:
    """Tell how many rows were refused, and the first of them."""
    first = examination.refused[0]
    where = f"第 {first.row} 行" if first.row else ""
    column = f"“{column_chinese(first.column)}”列" if first.column else ""
    layer = layer_chinese(first.layer)
    error = CannotSatisfy(
        f"{len(examination.refused)} rows refused, first: {first.code}",
        chinese=f"有 {len(examination.refused)} 处问题未通过，未写入任何数据。首处：文件 {first.file}，"
        f"{layer}{where}{column}{first.reason}；{first.remedy}",
        code="rows_refused",
        refused=len(examination.refused),
        file=first.file,
        layer=first.layer,
        row=first.row,
        column=first.column,
    )
    error.exit_status = InputError.exit_status  # the file is what is wrong
    return error


def no_changes() -> pd.DataFrame:
    """Changes of an import that changes nothing."""
    return pd.DataFrame(columns=["layer", "code", "change"])


def require_importer(scope: Scope) -> None:
    """Refuse who may not import (``NotAllowed``, ``right_missing``)."""
    if not scope.may(Right.IMPORT_LAYERS):
        raise NotAllowed("may not import", chinese="您的角色不能导入数据", code="right_missing")


def _in_force(connection: Connection, layer: Layer, territory: str) -> gpd.GeoDataFrame:
    frame = stored.read_layer(connection, layer, territory=territory)
    return gpd.GeoDataFrame(frame) if len(frame) else gpd.GeoDataFrame(geometry=[], crs="EPSG:4326")


def _fits(
    connection: Connection, readings: Sequence[Reading], territory: str, progress: Progress
) -> dict[Layer, CrsFinding]:
    found = {}
    for reading in readings:
        if spec_of(reading.layer).geometry_types and len(reading.records):
            progress("核对坐标系", 0, 0)
            kinds = dict.fromkeys((reading.map_layer, *_FITTED_AGAINST))
            references = {kind: _in_force(connection, kind, territory) for kind in kinds}
            if any(len(frame) for frame in references.values()):
                # The records lie in WGS-84 by their label already: what remains is whether they fit there.
                records = gpd.GeoDataFrame(reading.records)
                found[reading.map_layer] = fit_crs(
                    records, references, layer=reading.map_layer, declared="wgs84"
                )
    return found


def _contradicted(readings: Sequence[Reading], layer: Layer, finding: CrsFinding) -> Problem | None:
    file = next(reading.source.file_name for reading in readings if reading.map_layer is layer)
    return contradiction(finding, file=file, layer=layer)
