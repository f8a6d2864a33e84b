"""Find Debian's PostgreSQL programs, and run them as the user who may."""

import os
import pwd
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from gis.errors import StoreError

OLDEST_VERSION = 15
_DEBIAN = Path("/usr/lib/postgresql")
_ELSEWHERE = (Path("/usr/pgsql"), Path("/usr/local/pgsql/bin"), Path("/usr/bin"))
SERVER_ACCOUNT = "postgres"


@dataclass(frozen=True, slots=True)
class ServerUser:
    """Who runs the server: oneself, or ``postgres`` where root asks (the server refuses root)."""

    uid: int
    gid: int

    @property
    def is_somebody_else(self) -> bool:
        """Whether programs must change to this user first."""
        return self.uid != os.geteuid()

    def own(self, path: Path) -> None:
        """Hand a file or folder to this user."""
        if self.is_somebody_else:
            os.chown(path, self.uid, self.gid)


def server_user() -> ServerUser:
    """Name who runs the server for the present user.

    Raises
    ------
    StoreError
        Root asks, and there is no user ``postgres``.
    """
    if os.geteuid() != 0:
        return ServerUser(os.geteuid(), os.getegid())
    try:
        entry = pwd.getpwnam(SERVER_ACCOUNT)
    except KeyError as error:
        raise StoreError(
            "no user postgres for the server",
            chinese="系统中没有 postgres 用户，root 无法启动数据库。请先执行：apt-get install postgresql-15-postgis-3",
            code="server_user_missing",
        ) from error
    return ServerUser(entry.pw_uid, entry.pw_gid)


def _version_of(folder: Path) -> int:
    """Read the major version of the server in a folder of programs; 0 where there is none."""
    if not (folder / "initdb").exists():
        return 0
    named = re.fullmatch(r"\d+", folder.parent.name)
    if named:
        return int(named.group())
    told = subprocess.run([str(folder / "initdb"), "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"(\d+)", told.stdout)
    return int(number.group()) if number else 0


def find_programs(version: int | None = None) -> Path:
    """Find the folder with ``initdb``, ``pg_ctl`` and the others.

    Parameters
    ----------
    version
        The major version that a cluster was made by; the newest where not given.

    Raises
    ------
    StoreError
        No server of version 15 or newer, or not the version the cluster needs.
    """
    folders = [*_DEBIAN.glob("*/bin"), *_ELSEWHERE]
    found = {_version_of(folder): folder for folder in folders}
    usable = {number: folder for number, folder in found.items() if number >= OLDEST_VERSION}
    wanted = max(usable, default=0) if version is None else version
    if wanted in usable:
        return usable[wanted]
    named = "15 或更新版本" if version is None else f"{version}（数据由此版本建立）"
    raise StoreError(
        f"no PostgreSQL {version or '>= 15'} under {_DEBIAN}",
        chinese=f"没有找到 PostgreSQL {named}。请先执行：sudo apt-get install postgresql-15-postgis-3",
        code="server_missing",
        version=version,
    )


def run_program(arguments: list[str], user: ServerUser, *, timeout_s: float = 120) -> str:
    """Run one of the programs as the server's user and give what it printed.

    Raises
    ------
    StoreError
        It failed; the sentence carries its last line.
    """
    # A pipe would stay open as long as the server that pg_ctl leaves behind, so output goes through a file.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"},
            timeout=timeout_s,
            start_new_session=True,
            check=False,
            user=user.uid if user.is_somebody_else else None,
            group=user.gid if user.is_somebody_else else None,
            extra_groups=[] if user.is_somebody_else else None,
        )
        output.seek(0)
        told = output.read().decode(errors="replace")
    if done.returncode:
        raise _failed(Path(arguments[0]).name, told)
    return told


def _failed(program: str, told: str) -> StoreError:
    """Say which program failed, with the last line it printed."""
    lines = [line for line in told.splitlines() if line.strip()]
    last = lines[-1] if lines else "(nothing printed)"
    return StoreError(
        f"{program} failed: {told.strip()}",
        chinese=f"数据库程序 {program} 执行失败：{last}",
        code="server_program_failed",
        program=program,
    )
