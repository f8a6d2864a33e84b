"""``wangge seed``: lists, loads, checks."""

import pytest

from gis.cli import seed as command
from gis.cli.main import run, wangge
from gis.workflows import check_world as checking
from gis.workflows.check_world import Checked
from gis.worlds import subdistrict
from gis.worlds.facts import Fact
from gis.worlds.files import content_checksum, read_world
from tests.worked import tiny


class Kept:
    """A store that stays open when a command closes it."""

    def __init__(self, store):
        self._store = store

    def __getattr__(self, name):
        return getattr(self._store, name)

    def close(self):
        pass


def test_worlds_are_listed(capsys):
    assert run(wangge, ["seed", "list"]) == 0
    assert "subdistrict" in capsys.readouterr().out.split()


@pytest.mark.database
def test_a_loaded_world_is_said_to_be_there_and_checks_out(demo_store, monkeypatch, capsys):
    monkeypatch.setattr(command, "open_store", lambda settings: Kept(demo_store))
    assert run(wangge, ["seed", "load", "subdistrict"]) == 0
    assert "此前已加载" in capsys.readouterr().out
    assert run(wangge, ["seed", "check", "subdistrict"]) == 0
    out = capsys.readouterr().out
    assert "✓ C1" in out and "全部相符" in out and "✗" not in out


@pytest.mark.database
def test_a_fact_that_differs_gives_status_one(demo_store, monkeypatch, capsys):
    monkeypatch.setattr(command, "open_store", lambda settings: Kept(demo_store))
    wrong = Checked(Fact("C1", "社区网格", "grids", expected=214), 213.0)
    monkeypatch.setattr(checking, "check_world", lambda store, name: [wrong])
    assert run(wangge, ["seed", "check", "subdistrict"]) == 1
    told = capsys.readouterr()
    assert "✗ C1" in told.out and "1 项与应有数不符" in told.err


@pytest.mark.database
def test_an_unknown_world_gives_status_two(demo_store, monkeypatch, capsys):
    monkeypatch.setattr(command, "open_store", lambda settings: Kept(demo_store))
    assert run(wangge, ["seed", "load", "atlantis"]) == 2
    assert "atlantis" in capsys.readouterr().err


def test_a_world_is_generated_into_a_folder_and_reads_back(monkeypatch, tmp_path):
    monkeypatch.setattr(subdistrict, "generate", lambda *, seed, progress: tiny.layers())
    assert run(wangge, ["seed", "generate", "subdistrict", "--out", str(tmp_path / "subdistrict")]) == 0
    assert content_checksum(read_world("subdistrict", tmp_path)) == content_checksum(tiny.layers())


def test_a_world_nobody_can_generate_gives_status_two(tmp_path):
    assert run(wangge, ["seed", "generate", "atlantis", "--out", str(tmp_path)]) == 2
