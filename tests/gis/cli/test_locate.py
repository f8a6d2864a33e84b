"""``wangge locate`` says an answer in Chinese lines, and takes a position, an address or a file."""

from datetime import date

import pytest

from gis.cli.locate import _numbers, lines_of
from gis.cli.main import run, wangge
from gis.locate.candidates import Certainty
from gis.locate.chain import ChainLink
from gis.locate.places import GridCandidate, PlaceAnswer, UnitBrief
from gis.model.units import UnitKind
from gis.workflows.live_places import NearServicePoint
from gis.workflows.locate_case import Located

GRID = UnitBrief(3, UnitKind.GRID, "g1", "甲社区第一网格")
DAY = date(2026, 11, 23)


def _link(number):
    kind = UnitKind.GRID
    return ChainLink(3, kind, "网格", GRID.name, 1, "r", "网格长", number, number, True, number is None)


def test_an_answer_names_units_people_and_the_nearest_point():
    place = PlaceAnswer(106.5, 29.5, DAY, grid=GRID)
    near = NearServicePoint(1, "甲社区党群服务站", "community", 106.5, 29.5, 170.0)
    text = "\n".join(lines_of(Located(place, (_link(17), _link(None)), (near,))))
    assert "网格：甲社区第一网格（g1）" in text
    assert "网格长：负责人 017（代行）" in text
    assert "网格长：空缺" in text
    assert "步行约 3 分钟" in text


def test_outside_everything_is_said_plainly():
    assert "不在任何已录入" in lines_of(Located(PlaceAnswer(0.0, 0.0, DAY), None))[-1]


def test_an_unsure_position_lists_its_chances():
    place = PlaceAnswer(
        106.5, 29.5, DAY, grid=GRID, candidates=(GridCandidate(GRID, 0.4), GridCandidate(None, 0.6)),
        certainty=Certainty.LIKELY,
    )  # fmt: skip
    assert any("网格外 60%" in line for line in lines_of(Located(place, None)))


@pytest.mark.parametrize(
    ("place", "numbers"),
    [
        (("106.5", "29.5"), (106.5, 29.5)),
        (("-0.1", "51"), (-0.1, 51.0)),
        (("融汇江山", "3栋"), None),
        (("1",), None),
    ],
)
def test_two_numbers_are_a_position_and_anything_else_an_address(place, numbers):
    assert _numbers(place) == numbers


def test_two_files_at_once_are_refused_with_bad_input():
    assert run(wangge, ["locate", "--points", "a.csv", "--addresses", "b.xlsx"]) == 2
