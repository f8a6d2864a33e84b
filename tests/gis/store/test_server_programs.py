"""Debian's programs are found by version, and what they say when they fail is told."""

import os

import pytest

from gis.errors import StoreError
from gis.store import server_programs
from gis.store.server_programs import ServerUser, find_programs, run_program, server_user

ME = ServerUser(os.geteuid(), os.getegid())


def test_the_newest_server_is_found_and_is_new_enough():
    folder = find_programs()
    assert (folder / "initdb").exists()
    assert find_programs(int(folder.parent.name)) == folder


def test_a_missing_version_is_told_with_the_command_that_brings_it():
    with pytest.raises(StoreError) as missing:
        find_programs(999)
    assert "999" in missing.value.chinese
    assert "apt-get install" in missing.value.chinese


def test_an_old_server_is_not_used(tmp_path, monkeypatch):
    (tmp_path / "13/bin").mkdir(parents=True)
    (tmp_path / "13/bin/initdb").touch()
    monkeypatch.setattr(server_programs, "_DEBIAN", tmp_path)
    monkeypatch.setattr(server_programs, "_ELSEWHERE", ())
    with pytest.raises(StoreError) as missing:
        find_programs()
    assert missing.value.code == "server_missing"


def test_a_failing_program_is_told_by_name_with_its_last_line():
    with pytest.raises(StoreError) as failed:
        run_program(["/bin/sh", "-c", "echo first; echo 最后一行; exit 3"], ME)
    assert failed.value.facts["program"] == "sh"
    assert "最后一行" in failed.value.chinese


def test_a_program_that_leaves_a_child_behind_does_not_hold_us_up():
    assert run_program(["/bin/sh", "-c", "sleep 30 & echo started"], ME, timeout_s=10) == "started\n"


def test_root_runs_the_server_as_postgres_and_others_run_it_themselves():
    user = server_user()
    assert user.is_somebody_else == (os.geteuid() == 0)
    if user.is_somebody_else:
        assert run_program(["/usr/bin/id", "-un"], user).strip() == "postgres"


def test_a_machine_without_the_servers_user_is_told(monkeypatch):
    monkeypatch.setattr(server_programs, "SERVER_ACCOUNT", "no-such-user")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(StoreError) as missing:
        server_user()
    assert missing.value.code == "server_user_missing"
