"""Give tests a real PostGIS: one cluster kept between runs, one fresh database per module or test.

``store`` is a migrated, empty database shared by the tests of one module; ``empty_store`` is one for a
single test, ``demo_store`` holds the demo world. They are cloned from templates that are made once per state
of the schema and of the demo world.
"""

import hashlib
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url

from gis.settings import Settings, read_settings

# Before numba is imported: what the installation has compiled is good for the tests and for the services they start.
os.environ.setdefault("NUMBA_CACHE_DIR", str(read_settings().data_dir / "compiled"))

from gis.store import databases
from gis.store.cluster import Cluster
from gis.store.engine import Store, open_store
from gis.store.migrate import MIGRATIONS
from gis.workflows.load_world import load_world

read_settings().data_dir.mkdir(parents=True, exist_ok=True, mode=0o711)
# What is lost in a crash of the machine is only a test.
_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "max_wal_size": "256MB",
}
_MEMORY = Path("/dev/shm")
_MEMORY_LEAST_BYTES = 4 << 30
_IN_MEMORY = "wangge-test-"
ROOT = Path(__file__).resolve().parents[1]
_DEMO_SOURCES = (
    "data/boundaries/subdistrict",
    "seeds/subdistrict",
    "gis/store",
    "gis/partition",
    "gis/workflows",
)
_LONGEST = {("tests", "e2e"), ("tests", "scripts")}
_TEST_LOCK = 4_104_118
_numbers = itertools.count(1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several workers share the tests, hand out the longest files first, so that none is left alone with one."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.path.relative_to(ROOT).parts[:2] not in _LONGEST)


def _settings() -> Settings:
    """Put the tests' cluster beside the installation's own, never into it; in memory where there is room.

    Each of some 350 databases of a run is 700 files, made and dropped: 0.02 s in memory, 0.7 s where ext4 looks
    for an inode that was not freed a moment ago.
    """
    own = read_settings({key: value for key, value in os.environ.items() if key != "DATABASE_URL"})
    data_dir, mark = own.data_dir.with_name(own.data_dir.name + "-test"), "t"
    if "WANGGE_DATA_DIR" not in os.environ and _memory_bytes() >= _MEMORY_LEAST_BYTES:
        data_dir, mark = _MEMORY / f"{_IN_MEMORY}{os.geteuid()}-{own.data_dir.name}", "m"
    return replace(own, data_dir=data_dir, socket_dir=own.socket_dir.with_name(own.socket_dir.name + mark))


def _memory_bytes() -> int:
    """Size of the file system in memory; the same for all workers of a run, however full it is."""
    return shutil.disk_usage(_MEMORY).total if _MEMORY.is_dir() else 0


def _note_checkout(settings: Settings) -> None:
    """Write down whose the cluster is, whole or not at all."""
    fresh = settings.data_dir / f"checkout.{os.getpid()}"
    fresh.write_text(f"{ROOT}\n{settings.socket_dir}\n")
    fresh.replace(settings.data_dir / "checkout")


def _free_memory() -> None:
    """Stop the clusters in memory whose checkout is gone, and give their room back."""
    for note in _MEMORY.glob(f"{_IN_MEMORY}{os.geteuid()}-*/checkout"):
        with suppress(FileNotFoundError):  # another worker may be at it
            checkout, socket_dir = note.read_text().splitlines()
            if not Path(checkout).exists():
                Cluster(replace(_settings(), data_dir=note.parent, socket_dir=Path(socket_dir))).stop()
                shutil.rmtree(note.parent, ignore_errors=True)


def _schema_digest() -> str:
    """Name the state of the schema, so that a changed one gets a template of its own."""
    files = sorted(path for path in MIGRATIONS.rglob("*") if path.suffix in {".py", ".sql"})
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:10]


def _process_lives(name: str) -> bool:
    """Whether the run that made a database still goes on; its process is in the name."""
    return Path(f"/proc/{name.split('_')[1]}").exists()


_OLD_TEMPLATES = """
SELECT datname FROM pg_database
WHERE datname LIKE 'template\\__________%'
  AND (pg_stat_file('base/' || oid || '/PG_VERSION')).modification < now() - interval '2 days'
"""


def _sweep(cluster: Cluster) -> None:
    """Drop the databases that killed runs left, and templates of schemas long gone."""
    with cluster.administer() as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+_'"
        ).fetchall()
        for (name,) in rows:
            if not _process_lives(name):
                databases.drop_database(connection, name)
        for (name,) in connection.execute(_OLD_TEMPLATES).fetchall():
            databases.drop_database(connection, name)


def _make_template(
    cluster: Cluster,
    settings: Settings,
    name: str,
    fill: Callable[[Store], object],
    source: str | None = None,
) -> str:
    """Fill a template once, and give its name; several workers may ask at once."""
    with cluster.administer() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_TEST_LOCK])
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            fresh = f"test_{os.getpid()}_template"
            databases.drop_database(connection, fresh)
            databases.make_database(connection, fresh, **({"template": source} if source else {}))
            if source is None:
                with cluster.administer(fresh) as inside:
                    databases.make_extensions(inside)
            with closing(open_store(replace(settings, database_url=_url(cluster, fresh)))) as template:
                fill(template)
            connection.execute(f"ALTER DATABASE {fresh} RENAME TO {name}")
    return name


def _demo_digest() -> str:
    """Name the state of the demo world and of the code that loads it."""
    files = sorted(path for folder in _DEMO_SOURCES for path in (ROOT / folder).rglob("*") if path.is_file())
    files = [path for path in files if "__pycache__" not in path.parts]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:10]


def _url(cluster: Cluster, database: str) -> str:
    return cluster.url(database).render_as_string(hide_password=False)


def _database_of(store: Store) -> str:
    """Name the database that a store of ours leads to."""
    return str(make_url(str(store.settings.database_url)).database)


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """The tests' own PostGIS, running; left running for the next run."""
    settings = _settings()
    cluster = Cluster(settings, options=_FAST)
    cluster.start()
    _note_checkout(settings)
    _free_memory()
    _sweep(cluster)
    return cluster


@pytest.fixture(scope="session")
def make_store(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], object]:
    """Give a maker of stores, each over a fresh, migrated, empty database; use it as a context.

    ``make_store(like=other)`` copies what another store holds, which must be closed by then.
    """
    template = _make_template(cluster, _settings(), f"template_{_schema_digest()}", Store.migrate)
    return _cloner(cluster, template, lambda: tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def make_demo_store(
    make_store, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], object]:
    """Give a maker of stores with the demo world loaded; use it as a context.

    The world is loaded once per state of its data and of the code, and cloned from then on.
    """
    empty = f"template_{_schema_digest()}"
    name = f"{empty}_{_demo_digest()}"
    settings = replace(_settings(), data_dir=_settings().data_dir / name)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    _make_template(cluster, settings, name, lambda store: load_world(store, "subdistrict"), empty)

    def data_dir() -> Path:
        # The key of the contacts belongs to the database that was cloned.
        folder = tmp_path_factory.mktemp("data")
        shutil.copytree(settings.data_dir, folder, dirs_exist_ok=True)
        return folder

    return _cloner(cluster, name, data_dir)


def _cloner(cluster: Cluster, template: str, data_dir: Callable[[], Path]) -> Callable[[], object]:
    """Make stores over clones of a template."""

    @contextmanager
    def make(like: Store | None = None) -> Iterator[Store]:
        name = f"test_{os.getpid()}_{next(_numbers)}"
        source = template if like is None else _database_of(like)
        with cluster.administer() as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [_TEST_LOCK])
            databases.make_database(connection, name, template=source)
        url = _url(cluster, name)
        store = open_store(replace(_settings(), database_url=url, data_dir=data_dir()))
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


@pytest.fixture(scope="module")
def demo_store(make_demo_store) -> Iterator[Store]:
    """The demo world, for all tests of one module that only look or clean up after themselves."""
    with make_demo_store() as made:
        yield made
