"""A backup is proved by restoring it, a broken one changes nothing, and no photo is left behind."""

import hashlib
import stat

import pytest
from sqlalchemy import text

from gis.errors import InputError, StoreError
from gis.model.access import Role
from gis.store import backup, backup_files, people
from gis.store.cluster import Cluster
from gis.store.contacts import save_contact
from gis.store.engine import open_store
from gis.workflows.file_case import Filing, file_case
from gis.workflows.keep_photo import keep_photo
from tests.gis.casework.test_photos import _photo
from tests.gis.store.conftest import fill
from tests.worked import tiny

pytestmark = pytest.mark.database

GONE = "0" * 64


def _keep_photos(world):
    """One photo as a worker files it, and a row whose file somebody has deleted."""
    lon, lat = tiny.lon_lat(30, 30)
    scope = world.scope(role=Role.GRID_WORKER)
    case_id = file_case(world.store, scope, Filing("0101", "垃圾", lon=lon, lat=lat)).case.case_id
    content = _photo()
    digest = hashlib.sha256(content).hexdigest()
    keep_photo(world.store, scope, case_id, content, digest)
    facts = {"case_id": case_id, "sha256": GONE, "file_name": f"{GONE}.jpg"}
    with world.store.system() as connection:
        connection.execute(
            text(
                "INSERT INTO photo (case_id, sha256, file_name, media_type, size_bytes) "
                "VALUES (:case_id, :sha256, :file_name, 'image/jpeg', 1)"
            ),
            facts,
        )
    return digest


@pytest.fixture(scope="module")
def office(make_store):
    """An office whose photo, report, authority and contact a backup must hold: the store, and the photo's name."""
    with make_store() as store:
        world = fill(store)
        folder = store.settings.data_dir
        digest = _keep_photos(world)
        with store.system() as connection:
            holder = people.add_officeholder(connection, territory="tiny", number=17)
            save_contact(connection, holder, kind="duty_phone", value="13800000017")
        for name, content in (("reports/a/登记册.pdf", b"pdf"), ("tls/authority.key", b"secret")):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        (folder / "tls/authority.key").chmod(0o600)
        yield store, digest


@pytest.fixture(scope="module")
def dump(office, tmp_path_factory):
    store, _ = office
    return backup.back_up(store.settings, tmp_path_factory.mktemp("backup") / "w.dump")


@pytest.fixture
def private(cluster):
    """Settings of the tests' private cluster, whose own database no other test uses."""
    return cluster.settings


def _databases(settings):
    """Databases of the private cluster by their number, which a restored one would not share."""
    with Cluster(settings).administer() as connection:
        rows = connection.execute("SELECT oid, datname FROM pg_database WHERE datname !~ '^test_'").fetchall()
    return sorted(rows)


def test_a_backup_and_all_beside_it_are_their_owners_alone(dump):
    assert sorted(path.name for path in dump.parent.iterdir()) == [
        "w.dump",
        "w.dump.files",
        "w.dump.key",
        backup_files.STORE,
    ]
    for path in dump.parent.rglob("*"):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def test_a_backup_holds_every_row_and_needs_nothing_of_its_cluster(private, dump):
    before = _databases(private)
    proof = backup.verify(private, dump)
    assert _databases(private) == before
    beside = [
        *private.data_dir.glob("scratch_*"),
        *private.socket_dir.parent.glob(f"{private.socket_dir.name}-*"),
    ]
    assert beside == []
    assert proof.rows["building"] >= 24
    assert proof.rows["cell"] == 24
    assert proof.rows["household_figure"] == 24
    assert proof.files == 3
    assert proof.missing == (f"{backup_files.PHOTOS}/{GONE}.jpg",)
    assert (proof.damaged, proof.unopened) == ((), 0)


def test_a_truncated_backup_is_refused_and_changes_nothing(private, dump, tmp_path):
    broken = tmp_path / "broken.dump"
    broken.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])
    before = _databases(private)
    for deed in (backup.verify, backup.restore):
        with pytest.raises(InputError) as refused:
            deed(private, broken)
        assert refused.value.code == "backup_broken"
    assert _databases(private) == before


def test_a_restore_puts_everything_back(private, office, dump):
    store, digest = office
    former = private.data_dir / "vault.key"
    former.write_bytes(b"another installation's")
    returned = backup.restore(private, dump)
    assert (returned.files, returned.newer, returned.lost) == (3, (), ())
    photo = private.uploads_dir / "photos" / f"{digest}.jpg"
    assert photo.read_bytes() == (store.settings.uploads_dir / "photos" / f"{digest}.jpg").read_bytes()
    assert stat.S_IMODE((private.tls_dir / "authority.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(private.tls_dir.stat().st_mode) == 0o700
    set_aside = list(private.data_dir.glob("vault.key.former-*"))
    assert [path.read_bytes() for path in set_aside] == [b"another installation's"]
    restored = open_store(private)
    with restored.system() as connection:
        assert (
            connection.scalar(text("SELECT sum(households) FROM household_figure")) == tiny.HOUSEHOLDS_TOTAL
        )
        sealed = connection.scalar(text("SELECT sealed FROM officeholder_contact"))
    assert restored.vault.open(sealed) == "13800000017"
    assert restored.is_migrated()
    restored.close()
    set_aside[0].unlink()


def test_somebody_elses_server_is_not_restored_by_us(office, dump):
    store, _ = office
    with pytest.raises(StoreError) as refused:
        backup.restore(store.settings, dump)
    assert refused.value.code == "server_external"
