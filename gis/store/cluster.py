"""The project's own PostGIS server: made, started and stopped as a person without a database would want.

A private cluster in the data folder, reached through a Unix socket in a 0700 folder, with a password of
its own. Killed at any moment, the next start recovers: initdb works in a folder that is renamed when it
is finished, a stale ``postmaster.pid`` is recognised, and every later step may run again.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

from gis.errors import StoreError
from gis.settings import Settings
from gis.store import databases
from gis.store.server_folders import ServerFolders
from gis.store.server_programs import find_programs, run_program, server_user

_CHILDREN_LEAVE_S = 20.0
_RECOVERY_S = 60.0


class ClusterState(StrEnum):
    """``EXTERNAL``: somebody's own server, which is not ours to start."""

    RUNNING = "running"
    STOPPED = "stopped"
    ABSENT = "absent"
    EXTERNAL = "external"


CLUSTER_STATE_CHINESE = {
    ClusterState.RUNNING: "运行中",
    ClusterState.STOPPED: "已停止",
    ClusterState.ABSENT: "尚未建立",
    ClusterState.EXTERNAL: "外部数据库（DATABASE_URL）",
}


@dataclass(frozen=True, slots=True)
class ClusterStatus:
    """How the server stands.

    Attributes
    ----------
    state
        See ``ClusterState``.
    version
        Major version the cluster was made by; None where it is not ours or not there.
    detail
        Where it is, for people; never a password.
    """

    state: ClusterState
    version: int | None
    detail: str


class Cluster:
    """The private cluster of one installation.

    Parameters
    ----------
    settings
        Where it stands; with ``database_url`` set, ``start`` and ``stop`` leave the server alone.
    options
        Lines for ``postgresql.conf`` beyond the usual ones.
    """

    def __init__(self, settings: Settings, *, options: dict[str, str] | None = None) -> None:
        self.settings = settings
        self._options = options or {}

    @property
    def _folders(self) -> ServerFolders:
        return ServerFolders(self.settings, server_user())

    def url(self, database: str = databases.DATABASE) -> URL:
        """Address of a database for its owner; the password is in it."""
        if self.settings.database_url is not None:
            return external_url(self.settings.database_url)
        return URL.create(
            "postgresql+psycopg",
            username=databases.OWNER,
            password=self._folders.password(),
            database=database,
            query={"host": str(self.settings.socket_dir), "port": "5432"},
        )

    def start(self) -> ClusterStatus:
        """Make the cluster where there is none, start it where it does not run; twice does no harm.

        Raises
        ------
        StoreError
            No server is installed, a path is too long or out of reach, or the server will not start.
        """
        if self.settings.database_url is None:
            folders = self._folders
            folders.make()
            with folders.locked():
                if not folders.data.exists():
                    _make_data(folders)
                if not _is_running(folders):
                    _start_server(folders, self._options)
                self._make_database(folders)
        return self.status()

    def stop(self) -> ClusterStatus:
        """Stop the server where it runs; whoever is connected is cut off."""
        if self.settings.database_url is None and self._folders.data.exists():
            folders = self._folders
            with folders.locked():
                if _is_running(folders):
                    arguments = ["stop", "-m", "fast", "-w", "-t", "60", "-D", str(folders.data)]
                    run_program([_program(folders, "pg_ctl"), *arguments], folders.user)
        return self.status()

    def status(self) -> ClusterStatus:
        """Say how the server stands; changes nothing."""
        if self.settings.database_url is not None:
            address = external_url(self.settings.database_url).render_as_string(hide_password=True)
            return ClusterStatus(ClusterState.EXTERNAL, None, address)
        folders = self._folders
        if not folders.data.exists():
            return ClusterStatus(ClusterState.ABSENT, None, str(folders.data))
        state = ClusterState.RUNNING if _is_running(folders) else ClusterState.STOPPED
        return ClusterStatus(state, _data_version(folders), f"{folders.data}（{folders.socket_dir}）")

    @contextmanager
    def administer(self, database: str = "postgres") -> Iterator[psycopg.Connection]:
        """Connect as the private cluster's superuser, for making and dropping databases."""
        with databases.superuser(
            str(self.settings.socket_dir), self._folders.password(), database
        ) as connection:
            yield connection

    def _make_database(self, folders: ServerFolders) -> None:
        _await_answer(self.administer)
        with self.administer() as connection:
            databases.make_roles(connection, folders.password())
            databases.make_database(connection, databases.DATABASE)
        with self.administer(databases.DATABASE) as connection:
            databases.make_extensions(connection)


def external_url(given: str) -> URL:
    """Read somebody's own ``DATABASE_URL`` in libpq's or SQLAlchemy's spelling.

    Raises
    ------
    StoreError
        It is no address of a PostgreSQL database.
    """
    try:
        url = make_url(given)
    except Exception as error:
        raise _bad_url() from error
    if url.drivername.split("+")[0] not in {"postgres", "postgresql"}:
        raise _bad_url()
    return url.set(drivername="postgresql+psycopg")


def _bad_url() -> StoreError:
    """Refuse an address without repeating it, since a password may be in it."""
    return StoreError(
        "DATABASE_URL is not a postgresql:// address",
        chinese="DATABASE_URL 不是 PostgreSQL 地址，应形如 postgresql://用户:密码@主机:5432/数据库",
        code="database_url_invalid",
    )


def _data_version(folders: ServerFolders) -> int:
    """Read the major version that made the data."""
    return int((folders.data / "PG_VERSION").read_text())


def _program(folders: ServerFolders, name: str) -> str:
    """Find a program of the version that made the data."""
    return str(find_programs(_data_version(folders)) / name)


def _make_data(folders: ServerFolders) -> None:
    """Run initdb beside, and put the finished data in place by one rename."""
    fresh = folders.make_empty_data()
    secret = folders.socket_dir / "initdb.secret"
    secret.unlink(missing_ok=True)
    secret.touch(mode=0o600)
    folders.user.own(secret)
    secret.write_text(folders.password())
    try:
        options = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", "--data-checksums"]
        account = [f"--username={databases.SUPERUSER}", f"--pwfile={secret}"]
        run_program([str(find_programs() / "initdb"), "-D", str(fresh), *options, *account], folders.user)
    finally:
        secret.unlink(missing_ok=True)
    (fresh / "pg_hba.conf").write_text("local all all scram-sha-256\n")
    fresh.rename(folders.data)


def _configuration(folders: ServerFolders, options: dict[str, str]) -> str:
    """Write the settings that each start renews: no network, one private socket, a log of a week."""
    lines = {
        "listen_addresses": "",
        "port": "5432",
        "unix_socket_directories": str(folders.socket_dir),
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
        "max_connections": "100",
        "shared_buffers": "256MB",
        "work_mem": "32MB",
        "maintenance_work_mem": "256MB",
        "effective_cache_size": "1GB",
        "random_page_cost": "1.1",
        "max_wal_size": "2GB",
        "jit": "off",
        "autovacuum_naptime": "15s",
        "timezone": "UTC",
        "logging_collector": "on",
        "log_filename": "wangge-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        **options,
    }
    return "".join(f"{name} = '{value}'\n" for name, value in lines.items())


def _start_server(folders: ServerFolders, options: dict[str, str]) -> None:
    """Start the server and wait until it answers, having cleared what a killed one left."""
    _settle(folders)
    file = folders.data / "wangge.conf"
    file.write_text(_configuration(folders, options))
    folders.user.own(file)
    log = folders.data / "start.log"
    waiting = ["start", "-w", "-t", "120", "-s", "-D", str(folders.data), "-l", str(log)]
    command = [_program(folders, "pg_ctl"), *waiting, "-o", f"-c config_file={file}"]
    try:
        run_program(command, folders.user, timeout_s=150)
    except StoreError as error:
        raise _not_started(folders, error) from error


def _not_started(folders: ServerFolders, error: StoreError) -> StoreError:
    """Say why the server did not start, from the last fatal line of its logs."""
    logs = [folders.data / "start.log", *(folders.data / "log").glob("*.log")]
    newest = max(
        (path for path in logs if path.exists()), key=lambda path: path.stat().st_mtime, default=None
    )
    lines = [] if newest is None else newest.read_text(errors="replace").splitlines()
    fatal = [line.partition("FATAL:")[2].strip() for line in lines if "FATAL:" in line]
    reason = fatal[-1] if fatal else error.message
    return StoreError(
        f"server did not start: {reason}",
        chinese=f"数据库没有启动：{reason}。日志在 {newest or folders.data}",
        code="server_not_started",
        log=str(newest),
    )


def _postmaster_pid(folders: ServerFolders) -> int | None:
    """Read the process that the data say runs them; None where they say nothing."""
    try:
        return int(folders.pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _works_on(pid: int | str, folders: ServerFolders) -> bool:
    """Whether a live process has the data for its working folder, as every server process has."""
    try:
        return Path(f"/proc/{pid}/cwd").samefile(folders.data)
    except OSError:
        return False


def _is_running(folders: ServerFolders) -> bool:
    """Whether a live server works on the data; its pid file may name another program by now."""
    pid = _postmaster_pid(folders)
    return pid is not None and _works_on(pid, folders)


def _settle(folders: ServerFolders) -> None:
    """Clear what a killed server left: wait for its last children, then forget its pid and socket.

    The server itself recognises a pid that is dead, but refuses one that another program was given since, or
    that nobody has reaped yet. The socket's folder is ours alone.
    """
    deadline = time.monotonic() + _CHILDREN_LEAVE_S
    while any(_works_on(entry.name, folders) for entry in Path("/proc").glob("[0-9]*")):
        if time.monotonic() > deadline:
            raise StoreError(
                f"processes of a killed server still work on {folders.data}",
                chinese=f"上次被中止的数据库进程仍在使用 {folders.data}，请稍后再试",
                code="server_still_leaving",
            )
        time.sleep(0.1)
    folders.pid_file.unlink(missing_ok=True)
    for left in folders.socket_dir.glob(".s.PGSQL.5432*"):
        left.unlink()


def _await_answer(connect: Callable[[], AbstractContextManager[psycopg.Connection]]) -> None:
    """Wait for a server that is still replaying its log after a crash."""
    deadline = time.monotonic() + _RECOVERY_S
    while True:
        try:
            with connect():
                return
        except StoreError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
