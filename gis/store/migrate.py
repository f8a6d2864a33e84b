"""Bring a database to the newest revision of the schema."""

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from gis.errors import StoreError

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_EXTENSIONS = ("postgis", "ltree", "btree_gist", "pg_trgm")
_LOCK = 4_104_117  # an arbitrary number that no other lock of ours has


def _config(connection: Connection | None = None) -> Config:
    """Point alembic at our revisions, and at a connection where it is to run them."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def newest_revision() -> str:
    """Name the revision that this code expects."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def current_revision(connection: Connection) -> str | None:
    """Name the revision that a database is at; None where it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def migrate(engine: Engine) -> str:
    """Run the missing revisions in one transaction; two at once wait for each other.

    Returns
    -------
    str
        The revision the database is at now.

    Raises
    ------
    StoreError
        The server has no PostGIS, or the user of ``DATABASE_URL`` may not add it or the role.
    """
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        _add_extensions(connection)
        command.upgrade(_config(connection), "head")
    return newest_revision()


def _add_extensions(connection: Connection) -> None:
    """Add the extensions, which only the private cluster's superuser has done already."""
    there = set(connection.scalars(text("SELECT extname FROM pg_extension")))
    for name in _EXTENSIONS:
        if name in there:
            continue
        try:
            connection.execute(text(f"CREATE EXTENSION {name}"))
        except Exception as error:
            if not isinstance(getattr(error, "orig", None), psycopg.Error):
                raise
            raise StoreError(
                f"cannot add extension {name}: {error}",
                chinese=f"数据库缺少扩展 {name}，当前用户无权添加。请由管理员在该库执行：CREATE EXTENSION {name}",
                code="extension_missing",
                extension=name,
            ) from error
