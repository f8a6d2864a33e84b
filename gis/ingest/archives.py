"""Read the file within a zip: the parts of a Shapefile travel together so, and nothing of it is trusted."""

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gis.errors import InputError
from gis.ingest import limits

ENDING = ".zip"
MOST_MEMBERS = 1000
_BUFFER_BYTES = 1 << 20
_IS_UTF_8, _IS_ENCRYPTED = 0x800, 0x1
#: Parts that belong to a .shp of the same name.
_SIDE_FILES = (".shx", ".dbf", ".prj", ".cpg")


@contextmanager
def unpacked(path: Path, endings: tuple[str, ...], sublayer: str | None) -> Iterator[tuple[Path, str | None]]:
    """Unpack what is to be read into a folder of its own, removed afterwards.

    Folders within the zip are left out, and so no member can lead anywhere. A member that holds more than the
    zip says of it is cut there and refused as broken.

    Parameters
    ----------
    endings
        Of files that can be read; a Shapefile is its .shp.
    sublayer
        Where the zip holds several files: the name of one, with or without its ending. Otherwise it is a layer
        or sheet of the file.

    Yields
    ------
    tuple
        The file, and the sublayer still to be looked for in it.

    Raises
    ------
    InputError
        ``file_*``, ``archive_broken``, ``archive_too_large``, ``archive_locked``, ``archive_unclear`` (nothing to
        read, or several files and none named).
    """
    limits.check_size(path)
    limits.check_archive(path)
    with tempfile.TemporaryDirectory(prefix="wangge-zip-") as folder, _opened(path) as archive:
        members = _members(archive, path)
        chosen = _choose(sorted(members), endings, sublayer, path)
        stem = chosen.rpartition(".")[0]
        for name, info in members.items():
            beside = any(name.lower() == f"{stem}{ending}".lower() for ending in _SIDE_FILES)
            if name == chosen or (chosen.lower().endswith(".shp") and beside):
                _unpack(archive, info, Path(folder) / name, path)
        is_named = sublayer is not None and sublayer in {chosen, stem}
        yield Path(folder) / chosen, None if is_named else sublayer


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as error:
        raise InputError(
            f"{path} is no readable zip: {error}",
            chinese=f"压缩包 {path.name} 已损坏或压缩方式不支持，请重新压缩为普通 zip",
            code="archive_broken",
            file=path.name,
        ) from error


def _members(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """Files by their bare names; what an operating system left beside them is passed over."""
    if len(archive.infolist()) > MOST_MEMBERS:
        raise _unclear(
            path, f"压缩包 {path.name} 中有 {len(archive.infolist())} 个文件，超过 {MOST_MEMBERS} 个"
        )
    found: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        name = _name(info).replace("\\", "/").rpartition("/")[2]
        if name and not name.startswith(".") and not info.is_dir() and "__MACOSX" not in info.filename:
            found.setdefault(name, info)
    return found


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; what does not say UTF-8 was written by a Chinese Windows in GBK."""
    if info.flag_bits & _IS_UTF_8:
        return info.filename
    return info.filename.encode("cp437", "replace").decode("gb18030", "replace")


def _choose(names: list[str], endings: tuple[str, ...], sublayer: str | None, path: Path) -> str:
    readable = [name for name in names if name.lower().endswith(endings)]
    named = [name for name in readable if sublayer in {name, name.rpartition(".")[0]}]
    if named or len(readable) == 1:
        return (named or readable)[0]
    listed = "、".join(readable[:10])
    if readable:
        raise _unclear(path, f"压缩包 {path.name} 含 {len(readable)} 个可读文件：{listed}，请指明要读哪一个")
    raise _unclear(path, f"压缩包 {path.name} 中没有可以读取的文件；可用：{' '.join(endings)}")


def _unclear(path: Path, chinese: str) -> InputError:
    return InputError(f"{path}: no single file", chinese=chinese, code="archive_unclear", file=path.name)


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, path: Path) -> None:
    """Write one member; it never gives more bytes than ``check_archive`` counted for it."""
    if info.flag_bits & _IS_ENCRYPTED:
        raise InputError(
            f"{path} is encrypted",
            chinese=f"压缩包 {path.name} 设有密码，请去掉密码后再上传",
            code="archive_locked",
            file=path.name,
        )
    with archive.open(info) as source, target.open("wb") as sink:
        shutil.copyfileobj(source, sink, _BUFFER_BYTES)
