"""Read the SQL programs of this room: ``sql/<file>.sql`` holds sections, each one statement.

A section opens with a line ``-- name: section``. ``:name`` are parameters.
"""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import TextClause, text

_FOLDER = Path(__file__).resolve().parent / "sql"
_SECTION = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


@cache
def _sections(file: str) -> dict[str, str]:
    """Split a file into its sections."""
    parts = _SECTION.split((_FOLDER / f"{file}.sql").read_text())[1:]
    return {name: body.strip().removesuffix(";") for name, body in zip(parts[::2], parts[1::2], strict=True)}


def section_names(file: str) -> list[str]:
    """Names of the sections of a file, in their order."""
    return list(_sections(file))


@cache
def statement(file: str, section: str, *conditions: str) -> TextClause:
    """Give one statement, ready to be executed with its parameters.

    Parameters
    ----------
    file, section
        Where it stands.
    conditions
        Further conditions, joined to its ``WHERE`` by ``AND``; SQL of our own, never anybody's input. They
        take the place of a line ``-- conditions`` where there is one, and stand at the end otherwise.
    """
    body = _sections(file)[section]
    joined = "".join(f"\n  AND {condition}" for condition in conditions)
    if "-- conditions" in body:
        return text(body.replace("-- conditions", joined))
    return text(body + joined)
