import json
from datetime import UTC, datetime, timedelta

import pytest

from gis.errors import NotFound
from gis.model.access import ANONYMOUS, Role, Scope
from gis.workflows.report_files import ReportLabel, find_report, keep_report, list_reports

MADE_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PLANNER = Scope(None, Role.PLANNER, ("1.2",))
COMMUNITY = Scope(None, Role.COMMUNITY, ("1.2.30",))


def _keep(folder, path="1.2", place="某街道", content=b"%PDF", made_at=MADE_AT):
    label = ReportLabel("circle", "评估报告", place, "pdf", path, {"households": 3})
    return keep_report(folder, label, made_at=made_at, write=lambda target: target.write_bytes(content))


def test_a_kept_report_is_found_with_its_file(tmp_path):
    card = _keep(tmp_path)
    found, path = find_report(tmp_path, card.report_id, PLANNER)
    assert found == card
    assert path.read_bytes() == b"%PDF"
    assert path.name == "某街道评估报告_20261123.pdf"


def test_the_newest_report_comes_first(tmp_path):
    old = _keep(tmp_path)
    new = _keep(tmp_path, content=b"%PDF2", made_at=MADE_AT + timedelta(days=1))
    assert [card.report_id for card in list_reports(tmp_path, PLANNER)] == [new.report_id, old.report_id]


def test_a_report_is_seen_only_from_its_unit_and_above(tmp_path):
    whole, own, other = _keep(tmp_path), _keep(tmp_path, "1.2.30", "甲"), _keep(tmp_path, "1.2.3", "乙")
    assert {card.report_id for card in list_reports(tmp_path, PLANNER)} == {
        card.report_id for card in (whole, own, other)
    }
    assert [card.place for card in list_reports(tmp_path, COMMUNITY)] == [own.place]
    assert list_reports(tmp_path, ANONYMOUS) == []
    with pytest.raises(NotFound):
        find_report(tmp_path, other.report_id, COMMUNITY)


@pytest.mark.parametrize(
    "wrong", ["", "..", "../../etc", "20261123T093000-zzzzzzzz", "20261123T093000-00000000\n"]
)
def test_no_id_leads_out_of_the_folder(tmp_path, wrong):
    with pytest.raises(NotFound):
        find_report(tmp_path, wrong, PLANNER)


def test_a_place_called_like_a_path_is_only_a_name(tmp_path):
    card = _keep(tmp_path, place="../../某/街道\x00")
    assert "/" not in card.file_name and ".." not in card.file_name
    assert find_report(tmp_path, card.report_id, PLANNER)[1].is_file()


def test_a_report_that_fails_leaves_nothing(tmp_path):
    label = ReportLabel("circle", "评估报告", "某街道", "pdf", "1.2", {})

    def fail(target):
        target.write_bytes(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        keep_report(tmp_path, label, made_at=MADE_AT, write=fail)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_card_is_left_out_of_the_list(tmp_path):
    card = _keep(tmp_path)
    (tmp_path / card.report_id / "card.json").write_text(json.dumps({"report_id": 1}), encoding="utf-8")
    assert list_reports(tmp_path, PLANNER) == []
