"""Bring a database to the newest revision of the schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from gis.store.prerequisites import prepare

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
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
        See ``prerequisites.prepare``.
    """
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        prepare(connection)
        command.upgrade(_config(connection), "head")
    return newest_revision()
