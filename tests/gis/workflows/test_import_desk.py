"""A desk belongs to one person, reads the right file, and does not outlive its day."""

import os
import time

import pytest

from gis.errors import InputError, NotFound
from gis.ingest.reading import Heading, Source
from gis.model.access import Role, Scope
from gis.model.ids import UserId
from gis.space.layers import Layer
from gis.workflows import import_desk

WANG, LI = (Scope(UserId(number), Role.PLANNER) for number in (1, 2))


def _desk(tmp_path, *names):
    folder = import_desk.new_folder(tmp_path, WANG)
    for name in names:
        (folder / "files" / name).write_bytes(b"x")
    return folder, folder.name.partition("-")[2]


def test_two_people_have_folders_of_their_own_and_see_only_theirs(tmp_path):
    first, token = _desk(tmp_path, "a.dbf", "a.shp", "a.shx")
    second, _ = _desk(tmp_path, "a.csv")
    assert first != second
    assert import_desk.find_desk(tmp_path, WANG, token).file.name == "a.shp"
    for scope, name in ((LI, token), (WANG, "../" + first.name), (WANG, "0" * 32)):
        with pytest.raises(NotFound):
            import_desk.find_desk(tmp_path, scope, name)


def test_a_desk_without_a_file_that_can_be_read_says_which_formats_can(tmp_path):
    _, token = _desk(tmp_path, "a.exe")
    with pytest.raises(InputError, match="nothing to read"):
        import_desk.find_desk(tmp_path, WANG, token)


def test_what_was_left_behind_for_a_day_is_removed_and_younger_desks_stay(tmp_path):
    old, _ = _desk(tmp_path, "a.csv")
    young, _ = _desk(tmp_path, "a.csv")
    long_ago = time.time() - import_desk.LONGEST_S - 60
    os.utime(old, (long_ago, long_ago))
    _desk(tmp_path, "a.csv")
    assert not old.exists()
    assert young.exists()


def test_a_desk_that_was_not_examined_has_no_answer_yet(tmp_path):
    _, token = _desk(tmp_path, "a.csv")
    desk = import_desk.find_desk(tmp_path, WANG, token)
    with pytest.raises(NotFound) as caught:
        import_desk.read_answer(desk)
    assert caught.value.code == "desk_unexamined"
    (desk.folder / "answer.json").write_text('{"rows": 3}')
    assert import_desk.read_answer(desk) == {"rows": 3}


def test_columns_are_remembered_from_the_newest_reading_of_the_same_layer_and_headers():
    heading = Heading(("楼号", "户"), {}, Source("a.csv", "CSV", ""))
    other = {"files": [{"layer": "estates", "columns": {"楼号": "code"}}]}
    newest = {"files": [{"layer": "buildings", "columns": {"楼号": "name", "户": "households"}}]}
    older = {"files": [{"layer": "buildings", "columns": {"楼号": "code"}}]}
    foreign = {"files": [{"layer": "buildings", "columns": {"别的": "code"}}]}
    notes = [{}, other, foreign, newest, older]
    found = import_desk.remembered_columns(notes, Layer.BUILDINGS, heading)
    assert found == {"楼号": "name", "户": "households"}
    assert import_desk.remembered_columns([other], Layer.BUILDINGS, heading) == {}
