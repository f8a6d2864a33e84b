"""The desk of one import: uploaded files in a folder of their own, from the upload until kept or given up.

Each desk has a name nobody can guess and belongs to who opened it, so that two people may import at the same
time. Whatever was left behind for a day is removed when the next desk is opened.
"""

import json
import re
import secrets
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gis.errors import InputError, NotFound
from gis.ingest import archives, tabular, vector
from gis.ingest.read import read_heading
from gis.ingest.reading import Heading
from gis.model.access import Scope
from gis.network.osm_streets import is_osm
from gis.space.registers import Incoming
from gis.store.editions import latest_notes
from gis.store.engine import Store

LONGEST_S = 24 * 3600
_PREFIX = "desk-"


@dataclass(frozen=True, slots=True)
class ImportDesk:
    """An open desk: its name, its folder, and the file to read."""

    token: str
    folder: Path
    file: Path


def new_folder(uploads_dir: Path, scope: Scope) -> Path:
    """Make the folder of a new desk, for files to be put into ``folder / "files"``; removes stale ones."""
    for stale in uploads_dir.glob(f"{_PREFIX}*"):
        if time.time() - stale.stat().st_mtime > LONGEST_S:
            shutil.rmtree(stale, ignore_errors=True)
    folder = uploads_dir / f"{_PREFIX}{secrets.token_hex(16)}"
    (folder / "files").mkdir(parents=True, mode=0o700)
    (folder / "owner").write_text(str(scope.user_id), encoding="ascii")
    return folder


def find_desk(uploads_dir: Path, scope: Scope, token: str) -> ImportDesk:
    """Find a desk by its name.

    Raises
    ------
    NotFound
        There is none of this name that the person opened.
    InputError
        ``format_unknown``: none of its files can be read.
    """
    folder = uploads_dir / f"{_PREFIX}{token}"
    owner = folder / "owner"
    if not re.fullmatch(r"[0-9a-f]{32}", token) or not owner.is_file():
        raise _gone(token)
    if owner.read_text(encoding="ascii") != str(scope.user_id):
        raise _gone(token)
    return ImportDesk(token, folder, _main_file(folder / "files"))


def close_desk(uploads_dir: Path, scope: Scope, token: str) -> None:
    """Remove a desk with its files; errors as :func:`find_desk`."""
    shutil.rmtree(find_desk(uploads_dir, scope, token).folder, ignore_errors=True)


def read_answer(desk: ImportDesk) -> dict[str, Any]:
    """Read what the desk's file was last found to bring; as ``import_answers.describe_examination`` says it.

    Raises
    ------
    NotFound
        It has not been examined yet (``desk_unexamined``).
    """
    try:
        told: dict[str, Any] = json.loads((desk.folder / "answer.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFound(
            f"desk {desk.token} is not examined", chinese="文件还没有检查，请先检查", code="desk_unexamined"
        ) from error
    return told


def look(
    store: Store,
    desk: ImportDesk,
    layer: Incoming,
    *,
    territory: str,
    sublayer: str | None,
    encoding: str | None,
) -> tuple[Heading, dict[str, str]]:
    """Name the file's columns and propose which of ours they are.

    How the same headers of the same layer were read last time wins over guessing.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    heading = read_heading(desk.file, layer, sublayer=sublayer, encoding=encoding)
    with store.system() as connection:
        notes = latest_notes(connection, territory)
    known = remembered_columns(notes, layer, heading)
    taken = set(known.values())
    return heading, known | {
        theirs: ours for theirs, ours in heading.guessed.items() if theirs not in known and ours not in taken
    }


def remembered_columns(
    notes: Sequence[Mapping[str, Any]], layer: Incoming, heading: Heading
) -> dict[str, str]:
    """Take from editions' notes, newest first, how these headers were read; nothing where one was never seen.

    Only the newest reading of the layer whose headers are all here counts.
    """
    for note in notes:
        for file in note.get("files", []):
            columns: dict[str, str] = file.get("columns", {})
            if file.get("layer") == layer.value and columns and columns.keys() <= set(heading.headers):
                return columns
    return {}


def _main_file(folder: Path) -> Path:
    """Choose the file that the others belong to, such as the .shp of a Shapefile."""
    known = {*vector.FORMATS, *tabular.FORMATS, archives.ENDING}
    names = sorted(folder.iterdir())
    for path in names:
        if path.suffix.lower() in known or is_osm(path):
            return path
    raise InputError(
        f"nothing to read among {[path.name for path in names]}",
        chinese=f"所传文件都不是可以读取的格式；可用：.osm.pbf {' '.join(sorted(known))}",
        code="format_unknown",
    )


def _gone(token: str) -> NotFound:
    return NotFound(
        f"no desk {token!r}", chinese="这次上传已结束或已过期，请重新上传文件", code="desk_unknown"
    )
