"""Somebody's own server: all that an administrator must do is said at once, and nothing is left half made."""

import os
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text

from gis.errors import StoreError
from gis.store import databases
from gis.store.migrate import migrate, newest_revision

pytestmark = pytest.mark.database

_NAME = f"test_{os.getpid()}_foreign"


@pytest.fixture
def office(cluster):
    """A user who owns a database and nothing else, and the way to it."""
    with cluster.administer() as connection:
        connection.execute(f"CREATE ROLE {_NAME} LOGIN PASSWORD 'geheim'")
        connection.execute(f"CREATE DATABASE {_NAME} OWNER {_NAME}")
    engine = create_engine(cluster.url(_NAME).set(username=_NAME, password="geheim"))
    try:
        yield engine
    finally:
        engine.dispose()
        with cluster.administer() as connection:
            databases.drop_database(connection, _NAME)
            connection.execute(f"DROP ROLE {_NAME}")


@contextmanager
def _refused(engine):
    with pytest.raises(StoreError) as refusal:
        migrate(engine)
    yield refusal.value


def test_everything_an_administrator_must_run_is_said_at_once(office):
    with _refused(office) as error:
        assert error.facts["statements"] == ["CREATE EXTENSION postgis", f'GRANT wangge_app TO "{_NAME}"']
        assert all(statement in error.chinese for statement in error.facts["statements"])


def test_a_refusal_leaves_the_database_as_it_was(office):
    with _refused(office):
        pass
    with office.connect() as connection:
        assert connection.scalars(text("SELECT extname FROM pg_extension")).all() == ["plpgsql"]


def test_the_migration_passes_when_the_statements_have_been_run(office, cluster):
    with _refused(office) as error, cluster.administer(_NAME) as connection:
        for statement in error.facts["statements"]:
            connection.execute(statement)
    assert migrate(office) == newest_revision()


def test_an_old_server_is_refused_by_its_version(office, monkeypatch):
    monkeypatch.setattr("gis.store.prerequisites.OLDEST_VERSION", 99)
    with _refused(office) as error:
        assert error.code == "server_too_old"


def test_an_old_postgis_is_refused_by_its_version(office, cluster, monkeypatch):
    monkeypatch.setattr("gis.store.prerequisites._OLDEST_POSTGIS", 99)
    with cluster.administer(_NAME) as connection:
        connection.execute("CREATE EXTENSION postgis")
        connection.execute(f"GRANT wangge_app TO {_NAME}")
    with _refused(office) as error:
        assert error.code == "postgis_too_old"
