"""A backup is proved by restoring it, and a broken one changes nothing."""

import stat

import pytest
from sqlalchemy import text

from gis.errors import InputError, StoreError
from gis.store import backup
from gis.store.cluster import Cluster
from gis.store.engine import open_store
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def dump(tiny_store, tmp_path_factory):
    tiny_store.store.vault.seal("x")
    return backup.back_up(tiny_store.store.settings, tmp_path_factory.mktemp("backup") / "w.dump")


@pytest.fixture
def private(cluster):
    """Settings of the tests' private cluster, whose own database no other test uses."""
    return cluster.settings


def _databases(settings):
    """Databases of the private cluster by their number, which a restored one would not share."""
    with Cluster(settings).administer() as connection:
        rows = connection.execute("SELECT oid, datname FROM pg_database WHERE datname !~ '^test_'").fetchall()
    return sorted(rows)


def test_a_backup_and_its_key_are_their_owners_alone(dump):
    for path in (dump, dump.with_name("w.dump.key")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(path.name for path in dump.parent.iterdir()) == ["w.dump", "w.dump.key"]


def test_a_backup_holds_every_row_and_needs_nothing_of_its_cluster(private, dump):
    before = _databases(private)
    rows = backup.verify(private, dump)
    assert _databases(private) == before
    beside = [
        *private.data_dir.glob("scratch_*"),
        *private.socket_dir.parent.glob(f"{private.socket_dir.name}-*"),
    ]
    assert beside == []
    assert rows["building"] >= 24
    assert rows["cell"] == 24
    assert rows["household_figure"] == 24


def test_a_truncated_backup_is_refused_and_changes_nothing(private, dump, tmp_path):
    broken = tmp_path / "broken.dump"
    broken.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])
    before = _databases(private)
    for deed in (backup.verify, backup.restore):
        with pytest.raises(InputError) as refused:
            deed(private, broken)
        assert refused.value.code == "backup_broken"
    assert _databases(private) == before


def test_a_restore_puts_everything_back(private, dump):
    backup.restore(private, dump)
    store = open_store(private)
    with store.system() as connection:
        assert (
            connection.scalar(text("SELECT sum(households) FROM household_figure")) == tiny.HOUSEHOLDS_TOTAL
        )
    assert store.is_migrated()
    store.close()


def test_somebody_elses_server_is_not_restored_by_us(tiny_store, dump):
    with pytest.raises(StoreError) as refused:
        backup.restore(tiny_store.store.settings, dump)
    assert refused.value.code == "server_external"
