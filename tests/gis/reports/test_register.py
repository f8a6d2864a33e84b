from dataclasses import replace

import pandas as pd
import pytest

from gis.model.bands import Band, CommunityBands
from gis.reports.document import Paragraph
from gis.reports.register import register_document, state_of, told_bands
from tests.gis.reports.example import MADE_AT, register


@pytest.mark.parametrize(
    ("households", "state"), [(299, "低于下限"), (300, "合规"), (500, "合规"), (501, "超过上限")]
)
def test_both_bounds_of_the_band_are_inside(households, state):
    assert state_of(households, "residential", Band()) == state


def test_a_dedicated_grid_is_not_judged_by_households():
    assert state_of(0, "dedicated", Band()) == "专属网格"


def test_every_grid_is_in_the_register_once_with_its_leader_or_a_vacancy():
    table = register_document(register(), made_at=MADE_AT).table("网格登记表")
    assert [row[4] for row in table.rows] == [360, 480, 350, 300]
    assert [row[10] for row in table.rows] == ["负责人 001", "待配备", "待配备", "负责人 004"]


def test_communities_add_up_to_the_last_row():
    rows = register_document(register(), made_at=MADE_AT).table("各社区网格汇总").rows
    assert [row[:3] for row in rows] == [("甲社区", 2, 840), ("乙社区", 2, 650), ("合计", 4, 1490)]


def _words(document):
    return "\n".join(
        block.text
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Paragraph)
    )


def test_households_in_grids_and_in_none_are_checked_against_all_buildings():
    assert "合计 1,610 户，一致" in _words(register_document(register(), made_at=MADE_AT))
    lost = replace(register(), households_unassigned=119)
    assert "不一致，本表不得使用" in _words(register_document(lost, made_at=MADE_AT))


def test_the_cover_tells_the_band_of_most_communities_first_and_then_who_has_another():
    communities = pd.DataFrame({"code": list("abcdefgh"), "name": [f"{n}社" for n in "甲乙丙丁戊己庚辛"]})
    village = Band(50, 200, 100)
    one = CommunityBands(by_code={"b": village})
    assert told_bands(one, communities) == "每个网格 300–500 户（含两端）；乙社 50–200 户"
    most = CommunityBands(by_code=dict.fromkeys("abcde", village))
    assert told_bands(most, communities).startswith(
        "每个网格 50–200 户（含两端）；己社、庚社、辛社 300–500 户"
    )
    five = CommunityBands(village, by_code=dict.fromkeys("abc", Band()))
    assert "等" not in told_bands(five, communities)
    assert told_bands(CommunityBands(), communities.iloc[:0]) == "每个网格 300–500 户（含两端）"
