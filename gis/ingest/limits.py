"""Bounds that keep a hostile file from taking the machine's memory, each with its reason."""

import hashlib
import zipfile
from pathlib import Path

from gis.errors import InputError

FILE_BYTES = 2 * 1024**3  # a province's buildings as GeoPackage are below 1 GiB
TEXT_BYTES = 512 * 1024**2  # formats that are parsed as a whole
UNPACKED_BYTES = 1024**3
UNPACKED_RATIO = 200  # of a workbook; a real one stays below 40
ROWS = 5_000_000
VERTICES = 500_000  # of one shape; the coast of a province has fewer
JSON_DEPTH = 64


def check_size(path: Path, *, most_bytes: int = FILE_BYTES) -> None:
    """Refuse a file that is missing, a folder, empty or too large.

    Raises
    ------
    InputError
        ``file_missing``, ``file_empty``, ``file_too_large``.
    """
    if not path.is_file():
        raise InputError(
            f"no file {path}", chinese=f"没有找到文件 {path}，请核对路径", code="file_missing", file=path.name
        )
    size_bytes = path.stat().st_size
    if size_bytes == 0:
        raise InputError(
            f"{path} is empty",
            chinese=f"文件 {path.name} 是空的，请重新导出",
            code="file_empty",
            file=path.name,
        )
    if size_bytes > most_bytes:
        raise InputError(
            f"{path} has {size_bytes} bytes",
            chinese=f"文件 {path.name} 有 {size_bytes / 1024**2:.0f} MiB，"
            f"超过上限 {most_bytes / 1024**2:.0f} MiB，请分成几份导入",
            code="file_too_large",
            file=path.name,
        )


def check_archive(path: Path) -> None:
    """Refuse a zip whose contents would swell beyond reason; nothing is unpacked to find out.

    Raises
    ------
    InputError
        ``archive_broken``, ``archive_too_large``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked_bytes = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise InputError(
            f"{path} is no readable zip: {error}",
            chinese=f"文件 {path.name} 已损坏或不是它的扩展名所说的格式，请重新导出",
            code="archive_broken",
            file=path.name,
        ) from error
    if unpacked_bytes > UNPACKED_BYTES or unpacked_bytes > UNPACKED_RATIO * max(path.stat().st_size, 4096):
        raise swollen(path, unpacked_bytes)


def swollen(path: Path, unpacked_bytes: int) -> InputError:
    """Refuse a zip for what it unpacks to."""
    return InputError(
        f"{path} unpacks to {unpacked_bytes} bytes",
        chinese=f"文件 {path.name} 解压后有 {unpacked_bytes / 1024**2:.0f} MiB 或更多，疑为压缩炸弹，已拒绝",
        code="archive_too_large",
        file=path.name,
    )


def check_json_depth(path: Path) -> None:
    """Refuse JSON nested deeper than any geometry needs, before a parser recurses into it.

    Strings are skipped, with their escapes; the file is read in pieces.

    Raises
    ------
    InputError
        ``json_too_deep``.
    """
    depth, in_text, escaped = 0, False, False
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            for sign in piece.translate(None, delete=_NO_STRUCTURE):
                if in_text:
                    in_text = escaped or sign != _QUOTE
                    escaped = not escaped and sign == _BACKSLASH
                elif sign == _QUOTE:
                    in_text = True
                else:
                    depth += _STEP.get(sign, 0)
                    if depth > JSON_DEPTH:
                        raise _too_deep(path)


_QUOTE, _BACKSLASH = ord('"'), ord("\\")
_STEP = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}
# Only signs that can decide are looked at one by one; an escaped letter is stood for by its backslash pair.
_NO_STRUCTURE = bytes(set(range(256)) - {_QUOTE, _BACKSLASH, *_STEP, *b"bfnrtu/"})


def _too_deep(path: Path) -> InputError:
    return InputError(
        f"{path} nests deeper than {JSON_DEPTH}",
        chinese=f"文件 {path.name} 的 JSON 嵌套超过 {JSON_DEPTH} 层，不是正常的空间数据，已拒绝",
        code="json_too_deep",
        file=path.name,
    )


def sha256(path: Path) -> str:
    """Checksum of a file's bytes as 64 hex digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
