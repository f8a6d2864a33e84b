"""Versions only grow; nobody changes one that was kept."""

import pytest
from sqlalchemy import text

from gis.model.access import ANONYMOUS
from gis.store import standards
from gis.store.tables.coverage import STANDARD_SUBJECTS

pytestmark = pytest.mark.database

KEPT = {"chinese": "一刻钟", "source": "某文件", "certainty": "载明", "content": {"items": []}}


def save(connection, name="quarter", subject="tiers", **given):
    return standards.save_standard(connection, subject=subject, name=name, **{**KEPT, **given})


def test_versions_count_up_from_the_built_in_one(planner):
    assert [save(planner) for _ in range(2)] == [1, 2]
    assert [save(planner, "six_categories", built_in_version=1, note="试") for _ in range(2)] == [2, 3]
    newest, former = standards.read_standards(planner, subject="tiers", name="six_categories")
    assert (newest.version, former.version, newest.note) == (3, 2, "试")
    assert newest.content == {"items": []}


def test_the_same_name_in_another_subject_is_another_standard(planner):
    assert {save(planner, "x", subject=subject) for subject in STANDARD_SUBJECTS} == {1}
    assert [one.subject for one in standards.read_standards(planner, subject="osm", name="x")] == ["osm"]


@pytest.mark.parametrize("sql", ["UPDATE standard SET version = 9", "DELETE FROM standard"])
def test_a_kept_version_is_never_changed(planner, sql):
    save(planner)
    with pytest.raises(Exception, match="permission denied"):
        planner.execute(text(sql))


def test_the_mark_of_subjects_changes_with_every_version_of_them_alone(planner):
    marks = [standards.standards_mark(planner, ["categories", "calendar"])]
    for subject, is_new in (("categories", True), ("tiers", False), ("calendar", True), ("categories", True)):
        save(planner, subject, subject=subject)
        marks.append(standards.standards_mark(planner, ["categories", "calendar"]))
        assert (marks[-1] != marks[-2]) is is_new


def test_a_visitor_reads_and_adds_nothing(tiny_store):
    with tiny_store.store.session(ANONYMOUS) as connection:
        assert standards.read_standards(connection) == []
        with pytest.raises(Exception, match="row-level security"):
            save(connection)
        connection.rollback()
