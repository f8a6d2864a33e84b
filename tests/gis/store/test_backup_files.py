"""Files are kept once, whole, by their owner alone, and come back as they were."""

import json
import os
import stat
from pathlib import Path

import pytest

from gis.errors import InputError
from gis.store import backup_files
from gis.store.backup_files import STORE, damaged, keep_files, list_of, read_list, return_files


@pytest.fixture
def office(tmp_path):
    """A data folder with two photos, one of them half written, and the authority's key."""
    root = tmp_path / "office"
    for name, content in (
        ("uploads/photos/a.jpg", b"a" * 3_000_000),
        ("uploads/photos/originals/a.sealed", b"sealed"),
        ("uploads/photos/b.jpg.1234.part", b"half"),
        ("uploads/import-x/table.csv", b"another's"),
        ("reports/.making-1/x.pdf", b"half"),
        ("reports/2026/card.json", b"{}"),
        ("tls/authority.key", b"key"),
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (root / "tls/authority.key").chmod(0o600)
    return root


@pytest.fixture
def dump(tmp_path):
    (tmp_path / "backup").mkdir()
    return tmp_path / "backup" / "w.dump"


def _keep(office, dump):
    keep_files(office, dump).replace(list_of(dump))
    return {file.name: file for file in read_list(dump)}


def _contents(dump):
    return sorted(path for path in (dump.parent / STORE).rglob("*") if path.is_file())


def test_what_is_finished_is_kept_and_nothing_else(office, dump):
    assert sorted(_keep(office, dump)) == [
        "reports/2026/card.json",
        "tls/authority.key",
        "uploads/photos/a.jpg",
        "uploads/photos/originals/a.sealed",
    ]
    assert damaged(dump, read_list(dump), reads=True) == []


def test_a_second_backup_reads_and_writes_what_is_new_only(office, dump, monkeypatch):
    first = _keep(office, dump)
    (office / "uploads/photos/c.jpg").write_bytes(b"c")
    read = []
    copy = backup_files._copy
    monkeypatch.setattr(backup_files, "_copy", lambda *given: read.append(given[0].name) or copy(*given))
    second = _keep(office, dump.with_name("v.dump"))
    assert [Path(name).name for name in read] == ["c.jpg"]
    assert {**first, "uploads/photos/c.jpg": second["uploads/photos/c.jpg"]} == second


def test_the_same_content_is_kept_once_and_a_changed_file_twice(office, dump):
    (office / "uploads/photos/twin.jpg").write_bytes(b"sealed")
    _keep(office, dump)
    before = len(_contents(dump))
    assert before == 4
    (office / "uploads/photos/a.jpg").write_bytes(b"blurred")
    _keep(office, dump.with_name("v.dump"))
    assert len(_contents(dump)) == before + 1


def test_a_restore_brings_back_bytes_and_modes(office, dump, tmp_path):
    _keep(office, dump)
    returned = return_files(tmp_path / "new", dump)
    assert (returned.files, returned.newer, returned.lost) == (4, (), ())
    for name in ("uploads/photos/a.jpg", "tls/authority.key"):
        there, here = tmp_path / "new" / name, office / name
        assert there.read_bytes() == here.read_bytes()
        assert there.stat().st_mtime_ns == here.stat().st_mtime_ns
    assert stat.S_IMODE((tmp_path / "new/tls/authority.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new/tls").stat().st_mode) == 0o700
    assert not list((tmp_path / "new").rglob("*.part"))


def test_a_photo_blurred_since_stays_blurred_and_one_gone_bad_is_mended(office, dump):
    _keep(office, dump)
    photo, report = office / "uploads/photos/a.jpg", office / "reports/2026/card.json"
    changed_ns = report.stat().st_mtime_ns
    photo.write_bytes(b"blurred")
    report.write_bytes(b"??")
    os.utime(report, ns=(changed_ns, changed_ns))
    returned = return_files(office, dump)
    assert (returned.newer, photo.read_bytes()) == (("uploads/photos/a.jpg",), b"blurred")
    assert report.read_bytes() == b"{}"


def test_the_authority_that_phones_trust_takes_the_place_of_a_newer_one_which_is_set_aside(office, dump):
    _keep(office, dump)
    (office / "tls/authority.key").write_bytes(b"made anew")
    assert return_files(office, dump).newer == ()
    assert (office / "tls/authority.key").read_bytes() == b"key"
    assert [path.read_bytes() for path in (office / "tls").glob("*.former-*")] == [b"made anew"]


def test_content_that_is_gone_or_was_altered_is_named_and_never_put_back(office, dump, tmp_path):
    kept = _keep(office, dump)
    store = dump.parent / STORE
    gone, altered = kept["reports/2026/card.json"], kept["uploads/photos/originals/a.sealed"]
    (store / gone.sha256[:2] / gone.sha256).unlink()
    (store / altered.sha256[:2] / altered.sha256).write_bytes(b"SEALED")
    assert damaged(dump, read_list(dump), reads=False) == [gone.name]
    assert sorted(damaged(dump, read_list(dump), reads=True)) == sorted([gone.name, altered.name])
    returned = return_files(tmp_path / "new", dump)
    assert sorted(returned.lost) == sorted([gone.name, altered.name])
    assert not (tmp_path / "new" / altered.name).exists()


def test_an_altered_content_is_kept_anew_by_the_next_backup_where_its_size_shows_it(office, dump):
    kept = _keep(office, dump)
    photo = kept["uploads/photos/a.jpg"]
    content = dump.parent / STORE / photo.sha256[:2] / photo.sha256
    content.write_bytes(b"cut")
    _keep(office, dump)
    assert content.stat().st_size == photo.size_bytes


@pytest.mark.parametrize(
    "change",
    [
        {"name": "uploads/photos/../../../etc/passwd"},
        {"name": "/etc/passwd"},
        {"name": "cluster/PG_VERSION"},
        {"name": "tls/"},
        {"sha256": "../../x"},
        {"size_bytes": -1},
        {"is_secret": "no"},
        {"more": 1},
    ],
)
def test_a_list_that_leads_elsewhere_is_refused_and_changes_nothing(office, dump, tmp_path, change):
    _keep(office, dump)
    lines = list_of(dump).read_text().splitlines()
    lines[1] = json.dumps(json.loads(lines[1]) | change)
    list_of(dump).write_text("\n".join(lines))
    with pytest.raises(InputError) as refused:
        return_files(tmp_path / "new", dump)
    assert refused.value.code == "backup_broken"
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("lines", [0, 1, 3])
def test_a_list_cut_short_is_refused(office, dump, lines):
    _keep(office, dump)
    list_of(dump).write_text("\n".join(list_of(dump).read_text().splitlines()[:lines]))
    with pytest.raises(InputError):
        read_list(dump)


def test_a_backup_of_a_former_release_has_no_files_and_says_so(dump, tmp_path):
    assert read_list(dump) is None
    assert return_files(tmp_path / "new", dump) is None
