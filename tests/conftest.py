"""Give tests a real PostGIS: one cluster kept between runs, one fresh database per module or test.

``store`` is a migrated, empty database shared by the tests of one module; ``empty_store`` is one for a
single test. Both are cloned from a template that is migrated once per state of the schema.
"""

import hashlib
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from gis.settings import Settings, read_settings
from gis.store import databases
from gis.store.cluster import Cluster
from gis.store.engine import Store, open_store
from gis.store.migrate import MIGRATIONS

# What is lost in a crash of the machine is only a test.
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
_TEST_LOCK = 4_104_118
_numbers = itertools.count(1)


def _settings() -> Settings:
    """Put the tests' cluster beside the installation's own, never into it."""
    own = read_settings({key: value for key, value in os.environ.items() if key != "DATABASE_URL"})
    return replace(
        own,
        data_dir=own.data_dir.with_name(own.data_dir.name + "-test"),
        socket_dir=own.socket_dir.with_name(own.socket_dir.name + "t"),
    )


def _schema_digest() -> str:
    """Name the state of the schema, so that a changed one gets a template of its own."""
    files = sorted(path for path in MIGRATIONS.rglob("*") if path.suffix in {".py", ".sql"})
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:10]


def _process_lives(name: str) -> bool:
    """Whether the run that made a database still goes on; its process is in the name."""
    return Path(f"/proc/{name.split('_')[1]}").exists()


def _sweep(cluster: Cluster) -> None:
    """Drop the databases that killed runs left."""
    with cluster.administer() as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+_'"
        ).fetchall()
        for (name,) in rows:
            if not _process_lives(name):
                databases.drop_database(connection, name)


def _make_template(cluster: Cluster, settings: Settings) -> str:
    """Migrate the template once, and give its name; several workers may ask at once."""
    name = f"template_{_schema_digest()}"
    with cluster.administer() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_TEST_LOCK])
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            fresh = f"test_{os.getpid()}_template"
            databases.drop_database(connection, fresh)
            databases.make_database(connection, fresh)
            with cluster.administer(fresh) as inside:
                databases.make_extensions(inside)
            template = open_store(replace(settings, database_url=_url(cluster, fresh)))
            template.migrate()
            template.close()
            connection.execute(f"ALTER DATABASE {fresh} RENAME TO {name}")
    return name


def _url(cluster: Cluster, database: str) -> str:
    return cluster.url(database).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """The tests' own PostGIS, running; left running for the next run."""
    cluster = Cluster(_settings(), options=_FAST)
    cluster.start()
    _sweep(cluster)
    return cluster


@pytest.fixture(scope="session")
def make_store(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], object]:
    """Give a maker of stores, each over a fresh, migrated, empty database; use it as a context."""
    settings = _settings()
    template = _make_template(cluster, settings)

    @contextmanager
    def make() -> Iterator[Store]:
        name = f"test_{os.getpid()}_{next(_numbers)}"
        with cluster.administer() as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [_TEST_LOCK])
            databases.make_database(connection, name, template=template)
        data_dir = tmp_path_factory.mktemp("data")
        store = open_store(replace(settings, database_url=_url(cluster, name), data_dir=data_dir))
        try:
            yield store
        finally:
            store.close()
            with cluster.administer() as connection:
                databases.drop_database(connection, name)

    return make


@pytest.fixture(scope="module")
def store(make_store) -> Iterator[Store]:
    """A migrated, empty database for all tests of one module; ``store.settings`` leads to it."""
    with make_store() as made:
        yield made


@pytest.fixture
def empty_store(make_store) -> Iterator[Store]:
    """A migrated, empty database for one test."""
    with make_store() as made:
        yield made
