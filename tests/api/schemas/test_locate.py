"""The answer on the wire."""

from datetime import date

from api.schemas.locate import answer_of
from gis.locate.candidates import Certainty
from gis.locate.places import GridCandidate, MicroGridBrief, PlaceAnswer, UnitBrief
from gis.model.units import UnitKind
from gis.workflows.live_places import NearServicePoint
from gis.workflows.locate_case import Located

GRID = UnitBrief(3, UnitKind.GRID, "g", "园区网格", is_dedicated=True)
PLACE = PlaceAnswer(
    106.5,
    29.5,
    date(2026, 11, 23),
    grid=GRID,
    micro_grids=(MicroGridBrief(7, "m1", (1, 2)),),
    candidates=(GridCandidate(GRID, 0.6), GridCandidate(None, 0.4)),
    certainty=Certainty.LIKELY,
)


def test_a_dedicated_grid_and_micro_grids_are_named():
    grid, micro = answer_of(Located(PLACE, None)).units
    assert (grid.kind_chinese, grid.is_dedicated) == ("专属网格", True)
    assert (micro.kind, micro.stairwells) == (UnitKind.MICRO_GRID, [1, 2])


def test_people_not_told_are_null_and_nobody_is_an_empty_list():
    assert answer_of(Located(PLACE, None)).people is None
    assert answer_of(Located(PLACE, ())).people == []


def test_chances_keep_the_one_of_no_grid():
    assert [chance.name for chance in answer_of(Located(PLACE, None)).candidates] == ["园区网格", None]


def test_the_first_of_the_near_points_stands_out():
    points = tuple(
        NearServicePoint(i, f"站{i}", "community", 106.5, 29.5, walk_s)
        for i, walk_s in ((1, 60.0), (2, None))
    )
    answer = answer_of(Located(PLACE, None, points))
    assert answer.nearest_service_point == answer.nearest_service_points[0]
    assert answer.nearest_service_points[1].walk_s is None
