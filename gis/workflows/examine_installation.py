"""Say what an installation lacks, each with the command that brings it."""

import ctypes.util
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from gis.settings import CHECKOUT, Settings

_LEAST_PYTHON = (3, 11)
_POSTGIS_CONTROL = "extension/postgis.control"
_CJK_FONTS = ("NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf")
_LEAST_FREE_BYTES = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the product needs.

    Attributes
    ----------
    name, detail
        What it is and what was found, in Chinese.
    is_there
        Whether it is there and usable.
    remedy
        The command that brings it; empty where nothing is missing.
    """

    name: str
    is_there: bool
    detail: str
    remedy: str = ""


def examine_installation(settings: Settings) -> list[Finding]:
    """Look at Python, its packages, the server, fonts, libraries, web assets and disk, in this order."""
    return [
        _python(),
        _packages(),
        *_server(settings),
        _fonts(),
        *_libraries(),
        _assets(),
        _disk(settings),
    ]


def _found(name: str, detail: str) -> Finding:
    return Finding(name, is_there=True, detail=detail)


def _missing(name: str, detail: str, remedy: str) -> Finding:
    return Finding(name, is_there=False, detail=detail, remedy=remedy)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < _LEAST_PYTHON:
        return _missing(
            "Python", f"{version}，需要 3.11 或更新", "sudo apt-get install -y python3.11 python3.11-venv"
        )
    return _found("Python", version)


def _pins() -> Iterator[tuple[str, str]]:
    for line in (CHECKOUT / "requirements.lock").read_text().splitlines():
        name, separator, version = line.partition("==")
        if separator and not line.startswith(" "):
            yield name, version.split()[0]


def _packages() -> Finding:
    wrong = []
    for name, version in _pins():
        try:
            have = metadata.version(name)
        except metadata.PackageNotFoundError:
            have = "无"
        if have != version:
            wrong.append(f"{name} {version}（现有 {have}）")
    if wrong:
        return _missing("Python 软件包", "与锁定文件不符：" + "、".join(wrong[:5]), "scripts/bootstrap")
    return _found("Python 软件包", "与 requirements.lock 一致")


def _server(settings: Settings) -> Iterator[Finding]:
    if settings.database_url is not None:
        yield _found("数据库", "使用 DATABASE_URL 指定的服务器")
        return
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not folders:
        yield _missing("PostgreSQL", "没有找到服务器程序", "sudo apt-get install -y postgresql-15")
    else:
        yield _found("PostgreSQL", str(folders[-1].parent))
    shares = list(Path("/usr/share/postgresql").glob(f"*/{_POSTGIS_CONTROL}"))
    if not shares:
        yield _missing("PostGIS", "没有找到扩展", "sudo apt-get install -y postgresql-15-postgis-3")
    else:
        yield _found("PostGIS", str(shares[-1]))


def _fonts() -> Finding:
    roots = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
    for root in roots:
        for name in _CJK_FONTS:
            if match := next(root.rglob(name), None):
                return _found("中文字体", str(match))
    return _missing("中文字体", "没有找到 Noto Sans CJK", "sudo apt-get install -y fonts-noto-cjk")


def _libraries() -> Iterator[Finding]:
    for library, package in (("pango-1.0", "libpango-1.0-0"), ("pangoft2-1.0", "libpangoft2-1.0-0")):
        path = ctypes.util.find_library(library)
        if path is None:
            yield _missing(library, "生成 PDF 需要", f"sudo apt-get install -y {package}")
        else:
            yield _found(library, path)


def _assets() -> Finding:
    if (CHECKOUT / "web/static/.built").exists():
        return _found("网页资源", "已构建")
    return _missing("网页资源", "尚未构建", "scripts/bootstrap")


def _disk(settings: Settings) -> Finding:
    folder = next(path for path in (settings.data_dir, *settings.data_dir.parents) if path.exists())
    free_bytes = shutil.disk_usage(folder).free
    detail = f"{folder} 可用 {free_bytes / 1024**3:.1f} GiB"
    if free_bytes < _LEAST_FREE_BYTES:
        return _missing("磁盘", detail + "，不足 2 GiB", "清理磁盘，或用 WANGGE_DATA_DIR 指定别处")
    return _found("磁盘", detail)
