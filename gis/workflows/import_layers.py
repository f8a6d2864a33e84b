"""Bring files in: look at everything first, keep an inactive edition when asked, activate it when asked.

``examine`` is the dry run: the files are read, shapes are held against each other and against what is loaded,
and the edition is loaded and undone again, so that its answer is what ``keep`` would do, to the last row.
"""

import dataclasses
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from gis.errors import InputError, WanggeError
from gis.ingest.reading import Reading
from gis.model.access import Scope
from gis.model.ids import EditionId
from gis.model.problems import Problem, Severity
from gis.model.progress import Progress, silent
from gis.store.editions import activate_edition, compare_edition, drop_edition, load_edition
from gis.store.engine import Connection, Store
from gis.workflows.import_check import (
    Examination,
    FileToImport,
    no_changes,
    read_and_check,
    require_importer,
    rows_refused,
    without_unknown,
)


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
    with store.system() as connection:
        found = read_and_check(connection, scope, files, territory=territory, progress=progress)
        readings, unknown = without_unknown(connection, found.readings, territory)
        changes, stopped = _rehearse(connection, readings, territory, progress)
    problems = [*found.problems, *unknown, *stopped]
    return dataclasses.replace(found, readings=readings, problems=problems, changes=changes)


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
    require_importer(scope)
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


def activate(store: Store, scope: Scope, edition_id: EditionId, *, from_date: date | None = None) -> None:
    """Bring an edition into force from a day; errors as ``gis.store.editions.activate_edition``."""
    require_importer(scope)
    with store.system() as connection:
        activate_edition(connection, edition_id, from_date=from_date, by=scope.user_id)


def drop(store: Store, scope: Scope, edition_id: EditionId) -> None:
    """Put an edition aside that was never in force; errors as ``gis.store.editions.drop_edition``."""
    require_importer(scope)
    with store.system() as connection:
        drop_edition(connection, edition_id)


def _load(
    connection: Connection,
    readings: Sequence[Reading],
    *,
    repairs: Sequence[Problem] = (),
    progress: Progress,
    **origin: Any,
) -> EditionId:
    layers = {reading.map_layer: reading.records for reading in readings if len(reading.records)}
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
    if all(reading.records.empty and reading.source.rows_refused for reading in readings):
        return no_changes(), []  # why nothing is left has been told row by row
    savepoint = connection.begin_nested()
    try:
        edition_id = _load(connection, readings, progress=progress, territory=territory, source="rehearsal")
        return compare_edition(connection, edition_id), []
    except WanggeError as error:
        names = "；".join(reading.source.file_name for reading in readings)
        remedy = "请先导入它所属的图层，或改正编号"
        return no_changes(), [Problem(error.code, error.chinese, remedy, Severity.REFUSED, file=names)]
    finally:
        savepoint.rollback()
