"""Back the database up into one file with its photos and files beside it, and prove it in a scratch cluster."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL

from gis.errors import InputError, StoreError
from gis.model.progress import Progress, silent
from gis.settings import Settings
from gis.store import backup_files, databases
from gis.store.backup_files import Returned
from gis.store.cluster import Cluster
from gis.store.server_programs import find_programs
from gis.store.vault import opens

_KEY = "vault.key"
_THROWN_AWAY = {"fsync": "off", "full_page_writes": "off", "max_connections": "10"}


@dataclass(frozen=True, slots=True)
class Proof:
    """What a backup holds, found by restoring it.

    Attributes
    ----------
    rows
        Rows per table of ours.
    files
        Photos, reports and files of the authority; None where the backup has no list of them.
    missing
        Photos that the dump names and the backup lacks.
    damaged
        Files whose content beside the dump is gone, or not as it was.
    unopened
        Sealed contacts and names that the key beside the dump does not open.
    """

    rows: dict[str, int]
    files: int | None
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    unopened: int


def back_up(settings: Settings, target: Path, progress: Progress = silent) -> Path:
    """Write the whole database, as of one moment, to a file in pg_dump's custom format, and all files beside it.

    The dump is taken first: a photo's file stands before the row that names it, so that every photo of the dump is
    among the files. The vault's key goes beside it (``.key``, 0600): without it the contacts in the dump stay
    sealed.

    Parameters
    ----------
    target
        File to write; an existing backup of this name is replaced only when the new one is complete.

    Raises
    ------
    StoreError
        The programs are missing, or the database or a file cannot be read.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.{secrets.token_hex(4)}")
    try:
        _run("pg_dump", Cluster(settings).url(), ["--format=custom", f"--file={fresh}"])
        fresh.chmod(0o600)
        listed = backup_files.keep_files(settings.data_dir, target, progress)
        listed.replace(backup_files.list_of(target))
        _keep_key(settings.data_dir / _KEY, target)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    return target


def _keep_key(key: Path, target: Path) -> None:
    """Copy the key beside the dump, whole or not at all."""
    if not key.exists():
        return
    fresh = target.with_name(f"{target.name}.key.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    shutil.copyfile(key, fresh)
    fresh.replace(_key_of(target))


def _key_of(dump: Path) -> Path:
    return dump.with_name(dump.name + ".key")


def verify(settings: Settings, dump: Path, *, reads_files: bool = True, progress: Progress = silent) -> Proof:
    """Restore a dump into a scratch cluster, count what arrived, and hold the files beside it against it.

    Parameters
    ----------
    reads_files
        Read every file's content and compare its digest; otherwise only its size.

    Raises
    ------
    InputError
        The file is no complete backup.
    """
    _read_through(dump)
    files = backup_files.read_list(dump)
    with _scratch(settings) as url:
        _fill(url, dump)
        rows, named, sealed = _count(url), _photos(url), _sealed(url)
    kept = {file.name for file in files or ()}
    return Proof(
        rows,
        None if files is None else len(files),
        tuple(sorted(named - kept)),
        tuple(backup_files.damaged(dump, files or [], reads=reads_files, progress=progress)),
        sum(not opens(_key_of(dump), value) for value in sealed),
    )


def restore(settings: Settings, dump: Path, progress: Progress = silent) -> Returned | None:
    """Put a dump in the place of the database; the former one is dropped only when the new one stands.

    The files come back before it, so that no row names a photo that is not there yet, and the key beside the dump
    (``.key``) after it; a former key that differs is set aside.

    Returns
    -------
    Returned
        What became of the files; None where the backup has none.

    Raises
    ------
    InputError
        The file is no complete backup; nothing has changed then.
    StoreError
        The database is somebody's own server, where a restore is its keeper's business.
    """
    _refuse_external(settings)
    _read_through(dump)
    returned = backup_files.return_files(settings.data_dir, dump, progress)
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
    _return_key(settings.data_dir / _KEY, dump)
    return returned


def _return_key(key: Path, dump: Path) -> None:
    """Put the key back; one that differs sealed what is nowhere else, and stays beside it."""
    copy = _key_of(dump)
    if not copy.exists() or (key.exists() and key.read_bytes() == copy.read_bytes()):
        return
    if key.exists():
        key.replace(key.with_name(f"{key.name}.former-{secrets.token_hex(4)}"))
    fresh = key.with_name(f"{key.name}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    shutil.copyfile(copy, fresh)
    fresh.replace(key)


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


def _photos(url: URL) -> set[str]:
    """Files, below the data folder, of all photos that a restored database names."""
    with psycopg.connect(_libpq(url)) as connection:
        rows = connection.execute("SELECT DISTINCT file_name FROM photo").fetchall()
    return {f"{backup_files.PHOTOS}/{name}" for (name,) in rows}


def _sealed(url: URL) -> list[bytes]:
    """Everything sealed in a restored database but portraits, which the same key seals."""
    with psycopg.connect(_libpq(url)) as connection:
        rows = connection.execute(
            "SELECT sealed FROM officeholder_contact "
            "UNION ALL SELECT sealed_name FROM display_consent WHERE sealed_name IS NOT NULL"
        ).fetchall()
    return [bytes(value) for (value,) in rows]


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
