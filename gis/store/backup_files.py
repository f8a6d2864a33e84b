"""Keep the files that stand beside the database with its backups: photos, finished reports, the local authority.

Beside the dumps of one folder lies one store of contents, ``wangge-files/ab/SHA-256``, written once each however
many backups name them; a backup's list (``NAME.files``, JSON lines) says which content lies under which name. A
photo is known by its list's size and time of change, so that a nightly backup of 100 GB reads what is new and
nothing else. Everything is streamed. Why so: docs/decisions/0007.
"""

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from gis.errors import InputError, StoreError
from gis.model.progress import Progress, silent

#: Folders of the data folder that a backup holds, all of them below.
PHOTOS = "uploads/photos"
FOLDERS = (PHOTOS, "reports", "tls")
STORE = "wangge-files"
LIST_ENDING = ".files"
# What is replaced whole on a restore, since phones trust just one authority.
_REPLACED = "tls/"
_CHUNK_BYTES = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_FORMAT = {"wangge_files": 1}


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file of a backup.

    Attributes
    ----------
    name
        Path below the data folder, parted by /.
    sha256
        Of its content, 64 lower hex digits: not of the photo as it left the phone, since blurring changes what
        is shown.
    changed_ns
        Time of change, nanoseconds since 1970.
    is_secret
        Only its owner may read it (0600, otherwise 0644).
    """

    name: str
    sha256: str
    size_bytes: int
    changed_ns: int
    is_secret: bool


@dataclass(frozen=True, slots=True)
class Returned:
    """What became of a backup's files on a restore.

    Attributes
    ----------
    files
        Files of the backup that stand now.
    newer
        Names left as they were, since they changed after the backup: a photo blurred since stays blurred.
    lost
        Names whose content the store lacks, or holds damaged.
    """

    files: int
    newer: tuple[str, ...]
    lost: tuple[str, ...]


def list_of(dump: Path) -> Path:
    """The list beside a dump."""
    return dump.with_name(dump.name + LIST_ENDING)


def keep_files(data_dir: Path, dump: Path, progress: Progress = silent) -> Path:
    """Bring every file's content into the store beside ``dump``, and write the list of all under a name of its own.

    Returns
    -------
    Path
        The list, to be put in its place (``list_of``) once the dump stands.

    Raises
    ------
    StoreError
        A file cannot be read, or the store not written (``backup_failed``).
    """
    known = _known(dump)
    names = sorted(_names(data_dir))
    fresh = dump.with_name(f"{dump.name}{LIST_ENDING}.{secrets.token_hex(4)}")
    try:
        with _private(fresh) as written:
            written.write(json.dumps(_FORMAT).encode() + b"\n")
            count = 0
            for place, name in enumerate(names):
                kept = _keep(data_dir / name, name, dump.parent / STORE, known.get(name))
                if kept is not None:
                    count += 1
                    written.write(json.dumps(asdict(kept), ensure_ascii=False).encode() + b"\n")
                if place % 100 == 0:
                    progress("备份照片与文件", place, len(names))
            written.write(json.dumps({"files": count}).encode() + b"\n")
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise StoreError(
            f"files cannot be kept: {error}",
            chinese=f"照片与文件备份失败：{error.strerror or error}（{error.filename or dump.parent}）",
            code="backup_failed",
        ) from error
    progress("备份照片与文件", len(names), len(names))
    return fresh


def read_list(dump: Path) -> list[KeptFile] | None:
    """Read the list beside a dump; None where there is none, as with backups of former releases.

    Raises
    ------
    InputError
        It is cut short, or says what no list of ours says (``backup_broken``).
    """
    path = list_of(dump)
    if not path.exists():
        return None
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        first, *rows, last = [json.loads(line) for line in lines]
        files = [KeptFile(**row) for row in rows]
        if first != _FORMAT or last != {"files": len(files)} or not all(map(_is_ours, files)):
            raise ValueError("no list of ours")
    except (ValueError, TypeError, KeyError, OSError) as error:
        raise InputError(
            f"{path}: {error}",
            chinese=f"{path} 不是完整的照片与文件清单，请换一份备份",
            code="backup_broken",
        ) from error
    return files


def damaged(dump: Path, files: list[KeptFile], *, reads: bool, progress: Progress = silent) -> list[str]:
    """Name the files whose content the store lacks or holds in another size; with ``reads``, of another digest too."""
    store, bad = dump.parent / STORE, []
    for place, file in enumerate(files):
        content = _content(store, file.sha256)
        try:
            is_whole = content.stat().st_size == file.size_bytes
            is_whole = is_whole and (not reads or _digest(content) == file.sha256)
        except OSError:
            is_whole = False
        if not is_whole:
            bad.append(file.name)
        if reads and place % 100 == 0:
            progress("核对照片与文件", place, len(files))
    return bad


def return_files(data_dir: Path, dump: Path, progress: Progress = silent) -> Returned | None:
    """Put a backup's files back below a data folder, each whole or not at all; nothing else there is touched.

    Returns
    -------
    Returned
        None where the backup has no list.

    Raises
    ------
    InputError
        The list is broken; nothing has changed then.
    StoreError
        The data folder cannot be written (``restore_failed``).
    """
    files = read_list(dump)
    if files is None:
        return None
    newer, lost = [], []
    for place, file in enumerate(files):
        target = data_dir / file.name
        if _stands(target, file):
            continue
        if _is_newer(target, file):
            newer.append(file.name)
        elif not _put(dump.parent / STORE, file, target):
            lost.append(file.name)
        if place % 100 == 0:
            progress("恢复照片与文件", place, len(files))
    progress("恢复照片与文件", len(files), len(files))
    return Returned(len(files) - len(lost), tuple(newer), tuple(lost))


def _known(dump: Path) -> dict[str, KeptFile]:
    """What the newest list of the folder says; a broken one says nothing."""
    lists = sorted(dump.parent.glob(f"*{LIST_ENDING}"), key=lambda path: path.stat().st_mtime_ns)
    for path in reversed(lists):
        try:
            files = read_list(path.with_name(path.name.removesuffix(LIST_ENDING)))
        except InputError:
            continue
        return {file.name: file for file in files or ()}
    return {}


def _names(data_dir: Path) -> Iterator[str]:
    """Names of finished files; what is being written is named with a dot or ends in .part."""
    for folder in FOLDERS:
        for here, below, files in os.walk(data_dir / folder):
            below[:] = [name for name in below if not name.startswith(".")]
            for name in files:
                if not name.startswith(".") and not name.endswith(".part"):
                    yield (Path(here) / name).relative_to(data_dir).as_posix()


def _keep(path: Path, name: str, store: Path, known: KeptFile | None) -> KeptFile | None:
    """Keep one file's content; None where it has gone since it was listed."""
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return None
    with source:
        found = os.fstat(source.fileno())
        size_bytes, changed_ns, is_secret = found.st_size, found.st_mtime_ns, not found.st_mode & 0o077
        same = known is not None and (known.size_bytes, known.changed_ns) == (size_bytes, changed_ns)
        if known is not None and same and _has(store, known):
            return KeptFile(name, known.sha256, size_bytes, changed_ns, is_secret)
        unfinished = store / f"{secrets.token_hex(8)}.part"
        store.mkdir(mode=0o700, exist_ok=True)
        try:
            with _private(unfinished) as written:
                sha256, size_bytes = _copy(source, written)
            content = _content(store, sha256)
            content.parent.mkdir(mode=0o700, exist_ok=True)
            unfinished.replace(content)
        finally:
            unfinished.unlink(missing_ok=True)
    return KeptFile(name, sha256, size_bytes, changed_ns, is_secret)


def _has(store: Path, file: KeptFile) -> bool:
    try:
        return _content(store, file.sha256).stat().st_size == file.size_bytes
    except OSError:
        return False


def _content(store: Path, sha256: str) -> Path:
    return store / sha256[:2] / sha256


def _private(path: Path, mode: int = 0o600) -> IO[bytes]:
    """Open a new file, its mode right from the first byte."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb")


def _copy(source: IO[bytes], target: IO[bytes]) -> tuple[str, int]:
    """Copy to the disk itself; give digest and size of what was copied."""
    digest, size_bytes = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK_BYTES):
        digest.update(chunk)
        size_bytes += target.write(chunk)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest(), size_bytes


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_ours(file: KeptFile) -> bool:
    """Whether an entry is of our making: its name leads nowhere else, and its values are of their kinds."""
    values: tuple[Any, ...] = (file.size_bytes, file.changed_ns)
    parts = file.name.split("/")
    return (
        any(file.name.startswith(f"{folder}/") for folder in FOLDERS)
        and not {"", ".", ".."} & set(parts)
        and "\\" not in file.name
        and _DIGEST.match(file.sha256) is not None
        and all(isinstance(value, int) and value >= 0 for value in values)
        and isinstance(file.is_secret, bool)
    )


def _stands(target: Path, file: KeptFile) -> bool:
    """Whether the file is there already, to the last byte; its mode is put right."""
    try:
        if target.stat().st_size != file.size_bytes or _digest(target) != file.sha256:
            return False
        target.chmod(0o600 if file.is_secret else 0o644)
    except OSError:
        return False
    return True


def _is_newer(target: Path, file: KeptFile) -> bool:
    """Whether what stands there changed after the backup and is to stay."""
    if file.name.startswith(_REPLACED) or not target.is_file():
        return False
    return target.stat().st_mtime_ns > file.changed_ns


def _put(store: Path, file: KeptFile, target: Path) -> bool:
    """Write one file; False where its content is not in the store as it was. A former authority is set aside."""
    unfinished = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        source = _content(store, file.sha256).open("rb")
    except OSError:
        return False
    try:
        with source:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with _private(unfinished, 0o600 if file.is_secret else 0o644) as written:
                if _copy(source, written) != (file.sha256, file.size_bytes):
                    return False
        os.utime(unfinished, ns=(file.changed_ns, file.changed_ns))
        if target.exists() and file.name.startswith(_REPLACED):
            target.replace(target.with_name(f"{target.name}.former-{secrets.token_hex(4)}"))
        unfinished.replace(target)
    except OSError as error:
        raise StoreError(
            f"{target} cannot be written: {error}",
            chinese=f"无法写入 {target}：{error.strerror or error}",
            code="restore_failed",
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return True
