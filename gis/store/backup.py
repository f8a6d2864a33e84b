"""Back the database up into one file, and prove it by restoring it into a scratch cluster."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL

from gis.errors import InputError, StoreError
from gis.settings import Settings
from gis.store import databases
from gis.store.cluster import Cluster
from gis.store.server_programs import find_programs

_THROWN_AWAY = {"fsync": "off", "full_page_writes": "off", "max_connections": "10"}


def back_up(settings: Settings, target: Path) -> Path:
    """Write the whole database, as of one moment, to a file in pg_dump's custom format.

    The vault's key goes beside it (``.key``, 0600): without it the contacts in the dump stay sealed.

    Parameters
    ----------
    target
        File to write; an existing one is replaced only when the new one is complete.

    Raises
    ------
    StoreError
        The programs are missing, or the database cannot be read.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.{secrets.token_hex(4)}")
    try:
        _run("pg_dump", Cluster(settings).url(), ["--format=custom", f"--file={fresh}"])
        fresh.chmod(0o600)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    key = settings.data_dir / "vault.key"
    if key.exists():
        copy = target.with_name(target.name + ".key")
        copy.unlink(missing_ok=True)
        copy.touch(mode=0o600)
        shutil.copyfile(key, copy)
    return target


def verify(settings: Settings, dump: Path) -> dict[str, int]:
    """Restore a dump into a scratch cluster and count what arrived.

    Returns
    -------
    dict
        Rows per table of ours.

    Raises
    ------
    InputError
        The file is no complete backup.
    """
    _read_through(dump)
    with _scratch(settings) as url:
        _fill(url, dump)
        return _count(url)


def restore(settings: Settings, dump: Path) -> None:
    """Put a dump in the place of the database; the former one is dropped only when the new one stands.

    The key beside the dump (``.key``) comes back with it.

    Raises
    ------
    InputError
        The file is no complete backup; nothing has changed then.
    StoreError
        The database is somebody's own server, where a restore is its keeper's business.
    """
    _refuse_external(settings)
    _read_through(dump)
    cluster = Cluster(settings)
    fresh = f"restore_{secrets.token_hex(4)}"
    _make(cluster, fresh)
    try:
        _fill(cluster.url(fresh), dump)
        with cluster.administer() as connection:
            databases.drop_database(connection, databases.DATABASE)
            names = [sql.Identifier(name) for name in (fresh, databases.DATABASE)]
            connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))
    except InputError:
        with cluster.administer() as connection:
            databases.drop_database(connection, fresh)
        raise
    key = dump.with_name(dump.name + ".key")
    if key.exists():
        shutil.copyfile(key, settings.data_dir / "vault.key")
        (settings.data_dir / "vault.key").chmod(0o600)


def _refuse_external(settings: Settings) -> None:
    """Leave somebody's own server to its keeper."""
    if settings.database_url is not None:
        raise StoreError(
            "restore needs the private cluster",
            chinese="使用 DATABASE_URL 时请由该服务器的管理员用 pg_restore 恢复",
            code="server_external",
        )


def _make(cluster: Cluster, name: str) -> None:
    with cluster.administer() as connection:
        databases.make_database(connection, name)
    with cluster.administer(name) as connection:
        databases.make_extensions(connection)


@contextmanager
def _scratch(settings: Settings) -> Iterator[URL]:
    """Give an empty database with extensions in a cluster of its own, removed at the end.

    A cluster of its own proves that the dump needs nothing of the one it was taken from, neither roles nor
    files, and puts no load on it. On somebody else's server it is a database beside theirs.
    """
    name = f"scratch_{secrets.token_hex(4)}"
    if settings.database_url is not None:
        with _scratch_elsewhere(Cluster(settings).url(), name) as url:
            yield url
        return
    place = settings.socket_dir.with_name(f"{settings.socket_dir.name}-{name[-4:]}")
    beside = replace(settings, data_dir=settings.data_dir / name, socket_dir=place)
    # Whatever a crash of the machine takes from it was thrown away anyway.
    cluster = Cluster(beside, options=_THROWN_AWAY)
    try:
        cluster.start()
        yield cluster.url()
    finally:
        cluster.stop()
        for folder in (beside.data_dir, beside.socket_dir):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _scratch_elsewhere(url: URL, name: str) -> Iterator[URL]:
    """Make the scratch database on somebody's own server, with the rights its user has."""
    with psycopg.connect(_libpq(url), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield url.set(database=name)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _read_through(dump: Path) -> None:
    """Read a dump to its end, so that one cut short is refused before anything is made."""
    _run("pg_restore", None, ["--file=/dev/null", str(dump)], chinese=f"{dump} 不是完整的备份文件")


def _fill(url: URL, dump: Path) -> None:
    """Restore a dump into an empty database, all or nothing."""
    listing = _run("pg_restore", None, ["--list", str(dump)], chinese=f"{dump} 不是完整的备份文件")
    # The extensions and their table are there already, and only a superuser may change them.
    foreign = (" EXTENSION ", " spatial_ref_sys ")
    ours = [line for line in listing.splitlines() if not any(word in line for word in foreign)]
    chosen = dump.with_name(f"{dump.name}.{secrets.token_hex(4)}.list")
    chosen.write_text("\n".join(ours) + "\n")
    try:
        options = ["--single-transaction", "--exit-on-error", "--no-owner", f"--use-list={chosen}"]
        _run("pg_restore", url, [*options, str(dump)], chinese=f"{dump} 不是完整的备份文件")
    finally:
        chosen.unlink()


def _count(url: URL) -> dict[str, int]:
    """Count the rows of every table of ours."""
    with psycopg.connect(_libpq(url)) as connection:
        names = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'spatial_ref_sys'"
        ).fetchall()
        count = sql.SQL("SELECT count(*) FROM {}")
        return {
            name: int((connection.execute(count.format(sql.Identifier(name))).fetchone() or (0,))[0])
            for (name,) in names
        }


def _libpq(url: URL) -> str:
    """Spell an address for libpq."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run(program: str, url: URL | None, arguments: list[str], *, chinese: str = "") -> str:
    """Run one of PostgreSQL's client programs; the password goes by the environment, not the list."""
    environ = {**os.environ, "LC_ALL": "C.UTF-8"}
    address: list[str] = []
    if url is not None:
        environ["PGPASSWORD"] = url.password or ""
        address = [f"--dbname={_libpq(url.set(password=None))}"]
    done = subprocess.run(
        [str(find_programs() / program), *address, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environ,
        check=False,
    )
    if done.returncode == 0:
        return done.stdout
    if chinese:
        raise InputError(f"{program}: {done.stderr.strip()}", chinese=chinese, code="backup_broken")
    last = (done.stderr.strip().splitlines() or ["?"])[-1]
    raise StoreError(
        f"{program}: {done.stderr.strip()}", chinese=f"{program} 执行失败：{last}", code="backup_failed"
    )
