"""Bring in tables that are no layers: posts, organisations, household figures.

They make no edition: what they say is looked at first (``examine``), and then written at once (``keep``).
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gis.errors import InputError
from gis.ingest import archives, limits
from gis.ingest.read import ENDINGS
from gis.ingest.reading import Reading
from gis.ingest.tabular import list_sheets
from gis.model.access import Scope
from gis.model.problems import Problem, Severity
from gis.model.progress import Progress, silent
from gis.space.registers import REGISTERS, SEALED_COLUMNS, Register
from gis.store.engine import Connection, Store
from gis.workflows import import_households, import_organisations, import_posts
from gis.workflows.import_check import (
    Examination,
    FileToImport,
    read_and_check,
    require_importer,
    rows_refused,
)

_NO_TABLE = frozenset({"column_missing", "header_missing", "no_rows", "format_unknown"})


@dataclass(frozen=True, slots=True)
class RegisterExamination(Examination):
    """What a table would write.

    Attributes
    ----------
    register
        Which table it is.
    entries
        Rows as the register's own module understood them.
    """

    register: Register = Register.HOUSEHOLDS
    entries: tuple[Any, ...] = ()


def examine(
    store: Store, scope: Scope, file: FileToImport, *, territory: str, progress: Progress = silent
) -> RegisterExamination:
    """Say what a table would change; nothing is kept.

    Of a workbook of household figures every sheet is read, unless one is named: offices keep one sheet per
    community. Sheets that are no such table are told.

    Raises
    ------
    NotAllowed
        The person may not import.
    InputError
        The file cannot be read at all.
    """
    require_importer(scope)
    register = Register(file.layer)
    with store.system() as connection:
        found = _read(connection, scope, file, territory, progress)
        problems = [_without_secrets(problem) for problem in found.problems]
        entries: list[Any] = []
        readings = []
        for reading in found.readings:
            understood, unclear = _understand(connection, register, reading, territory)
            entries += understood
            problems += unclear
            lost = {problem.row for problem in unclear}
            readings.append(reading.keeping([row not in lost for row in reading.rows]))
        changes = [(told, change) for told, change in _changes(connection, register, entries, territory)]
    rows = [(register.value, told, change) for told, change in changes]
    return RegisterExamination(
        readings=readings,
        problems=problems,
        fits={},
        faults={},
        changes=pd.DataFrame(rows, columns=["layer", "code", "change"]),
        register=register,
        entries=tuple(entries),
    )


def keep(
    store: Store,
    scope: Scope,
    examination: RegisterExamination,
    *,
    territory: str,
    source: str,
    leave_out: bool = False,
) -> int:
    """Write what was examined; gives how many entries changed.

    Parameters
    ----------
    source
        Where household figures come from; the ledger keeps it.

    Raises
    ------
    NotAllowed
        The person may not import.
    CannotSatisfy
        ``rows_refused``: rows were refused and may not be left out.
    """
    require_importer(scope)
    if examination.refused and not leave_out:
        raise rows_refused(examination)
    entries, register = examination.entries, examination.register
    with store.system() as connection:
        if register is Register.HOUSEHOLDS:
            import_households.apply_changes(connection, entries, source=source, by=scope.user_id)
            return len(entries)
        if register is Register.ORGANISATIONS:
            seats = import_organisations.find_changes(connection, entries, territory=territory)
            import_organisations.apply_changes(connection, seats, territory=territory)
            return len(seats)
        posts = import_posts.find_changes(connection, entries)
        import_posts.apply_changes(connection, entries, posts, territory=territory)
        return len(posts)


_READERS: dict[Register, Callable[..., tuple[Sequence[Any], list[Problem]]]] = {
    Register.POSTS: import_posts.read_rows,
    Register.ORGANISATIONS: import_organisations.read_rows,
    Register.HOUSEHOLDS: import_households.read_rows,
}


def _understand(
    connection: Connection, register: Register, reading: Reading, territory: str
) -> tuple[Sequence[Any], list[Problem]]:
    return _READERS[register](
        connection, reading.records, reading.rows, territory=territory, file=reading.source.file_name
    )


def _changes(
    connection: Connection, register: Register, entries: Sequence[Any], territory: str
) -> list[tuple[str, str]]:
    """What would change, each told in words, with added, removed or changed."""
    if register is Register.HOUSEHOLDS:
        return [
            (f"{row.label} {row.held_households} 户 → {row.households} 户", change)
            for row, change in import_households.find_changes(entries)
        ]
    if register is Register.ORGANISATIONS:
        seats = import_organisations.find_changes(connection, entries, territory=territory)
        return [(row.name, change) for row, change in seats]
    return [(change.told, change.change) for change in import_posts.find_changes(connection, entries)]


def _read(
    connection: Connection, scope: Scope, file: FileToImport, territory: str, progress: Progress
) -> Examination:
    """Read the table, of a workbook of household figures every sheet, be it in a zip or not."""
    if file.layer is not Register.HOUSEHOLDS or file.sublayer:
        return read_and_check(connection, scope, [file], territory=territory, progress=progress)
    with _unzipped(file) as (inner, name):
        sheets = list_sheets(inner.path)
        if len(sheets) > 1:
            book = _Workbook(inner, sheets, name)
            found = _read_sheets(connection, scope, book, territory, progress)
            return found if inner is file else _of_file(found, file)
    return read_and_check(connection, scope, [file], territory=territory, progress=progress)


@contextmanager
def _unzipped(file: FileToImport) -> Iterator[tuple[FileToImport, str]]:
    """Give the file itself, or the one within a zip, and what it is called."""
    if file.path.suffix.lower() != archives.ENDING:
        yield file, file.path.name
        return
    with archives.unpacked(file.path, ENDINGS, None) as (inner, _):
        yield dataclasses.replace(file, path=inner), f"{file.path.name}·{inner.name}"


def _of_file(found: Examination, file: FileToImport) -> Examination:
    """Say of readings from within a zip that they came from the zip."""
    checksum = limits.sha256(file.path)
    readings = [
        dataclasses.replace(one, source=dataclasses.replace(one.source, checksum=checksum))
        for one in found.readings
    ]
    return dataclasses.replace(found, readings=readings)


@dataclass(frozen=True, slots=True)
class _Workbook:
    """A workbook, its sheets, and what it is called in messages."""

    file: FileToImport
    sheets: list[str]
    name: str


def _read_sheets(
    connection: Connection, scope: Scope, book: _Workbook, territory: str, progress: Progress
) -> Examination:
    """Read every sheet of a workbook; one that is no such table is told and passed over."""
    readings: list[Reading] = []
    problems: list[Problem] = []
    last: InputError | None = None
    for done, sheet in enumerate(book.sheets):
        progress("读取工作表", done, len(book.sheets))
        label = f"{book.name}·{sheet}"
        try:
            one = read_and_check(
                connection, scope, [dataclasses.replace(book.file, sublayer=sheet)], territory=territory
            )
        except InputError as error:
            if error.code not in _NO_TABLE:
                raise
            last = error
            problems.append(_no_table(label))
            continue
        source = dataclasses.replace(one.readings[0].source, file_name=label)
        readings.append(dataclasses.replace(one.readings[0], source=source))
        problems += [dataclasses.replace(problem, file=label) for problem in one.problems]
    if not readings and last is not None:
        raise last
    return Examination(readings, problems, {}, {}, pd.DataFrame())


def _no_table(label: str) -> Problem:
    chinese = REGISTERS[Register.HOUSEHOLDS].chinese
    reason, remedy = f"不是{chinese}，没有读取", "如应导入，请补上楼栋和户数两列"
    return Problem("sheet_left_out", reason, remedy, Severity.NOTED, label, Register.HOUSEHOLDS.value)


def _without_secrets(problem: Problem) -> Problem:
    """Contacts are told nowhere: of a problem with one neither the value nor how it was read."""
    if problem.column not in SEALED_COLUMNS:
        return problem
    return dataclasses.replace(problem, value="", reason="内容不规范，已按规范写法读取（内容不显示）")
