"""Folders and secrets of the private cluster are their owner's alone, and fit what the kernel allows."""

import os
import stat
import threading
from pathlib import Path

import pytest

from gis.errors import StoreError
from gis.settings import Settings
from gis.store.server_folders import ServerFolders, write_secret
from gis.store.server_programs import ServerUser

ME = ServerUser(os.geteuid(), os.getegid())


def _folders(tmp_path, socket_dir=None):
    return ServerFolders(Settings(data_dir=tmp_path / "data", socket_dir=socket_dir or tmp_path / "s"), ME)


@pytest.mark.parametrize(("length", "fits"), [(107, True), (108, False)])
def test_a_socket_path_of_107_bytes_fits_and_one_of_108_does_not(tmp_path, length, fits):
    socket_dir = Path("/tmp/" + "x" * (length - len("/tmp//.s.PGSQL.5432")))
    folders = _folders(tmp_path, socket_dir)
    if fits:
        folders.check_socket_length()
    else:
        with pytest.raises(StoreError) as refused:
            folders.check_socket_length()
        assert refused.value.facts["bytes"] == length


def test_chinese_paths_are_measured_in_bytes(tmp_path):
    with pytest.raises(StoreError):
        _folders(tmp_path, Path("/tmp/" + "网" * 35)).check_socket_length()


def test_a_secret_is_its_owners_alone_and_never_replaced(tmp_path):
    path = tmp_path / "secret"
    write_secret(path, "first")
    write_secret(path, "second")
    assert path.read_text() == "first"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_secrets_made_at_once_are_one(tmp_path):
    folders, seen = _folders(tmp_path), set()
    folders.root.mkdir()
    threads = [threading.Thread(target=lambda: seen.add(folders.password())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 1
    assert len(seen.pop()) >= 32


def test_a_link_in_the_place_of_the_socket_folder_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "s").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError) as refused:
        _folders(tmp_path).make()
    assert refused.value.code == "socket_dir_taken"


def test_folders_left_by_a_killed_initdb_are_swept_away(tmp_path):
    folders = _folders(tmp_path)
    folders.make()
    left = folders.root / "cluster-new.dead"
    (left / "base").mkdir(parents=True)
    fresh = folders.make_empty_data()
    assert not left.exists()
    assert stat.S_IMODE(fresh.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_a_data_folder_that_the_servers_user_cannot_reach_is_named(tmp_path):
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    settings = Settings(data_dir=hidden / "data", socket_dir=tmp_path / "s")
    with pytest.raises(StoreError) as refused:
        ServerFolders(settings, ServerUser(65534, 65534)).make()
    assert refused.value.code == "data_dir_out_of_reach"
    assert "/var/lib" in refused.value.chinese


def test_one_holds_the_lock_and_others_wait(tmp_path):
    folders, order = _folders(tmp_path), []

    def second():
        with _folders(tmp_path).locked():
            order.append("second")

    with folders.locked():
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(timeout=0.2)
        order.append("first")
    waiting.join(timeout=10)
    assert order == ["first", "second"]
