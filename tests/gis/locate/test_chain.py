"""Who answers, from the door up."""

from datetime import date

import pandas as pd

from gis.locate.chain import chain_of
from gis.locate.places import MicroGridBrief, PlaceAnswer, UnitBrief
from gis.model.units import UnitKind

PLACE = PlaceAnswer(
    106.5,
    29.5,
    date(2026, 11, 23),
    community=UnitBrief(2, UnitKind.COMMUNITY, "c", "甲社区"),
    grid=UnitBrief(3, UnitKind.GRID, "g", "第一网格"),
    building=UnitBrief(5, UnitKind.BUILDING, "b", "3栋"),
    micro_grids=(MicroGridBrief(7, "m1", (1,)),),
)


def _post(unit_id, post_id, rank, number, **more):
    row = {
        "unit_id": unit_id,
        "post_id": post_id,
        "role": "r",
        "role_chinese": f"岗{post_id}",
        "rank": rank,
        "officeholder_id": pd.NA if number is None else number,
        "officeholder_number": pd.NA if number is None else number,
        "is_substitute": False,
        "is_vacant": number is None,
    }
    return {**row, **more}


def test_links_go_from_the_door_up_and_by_rank_within_a_unit():
    rows = [
        _post(2, 1, 1, 11),
        _post(3, 2, 20, 12),
        _post(3, 3, 10, 13),
        _post(5, 4, 99, 14),
        _post(7, 5, 1, 15),
    ]
    assert [link.post_id for link in chain_of(rows, PLACE)] == [4, 5, 3, 2, 1]


def test_a_vacancy_is_shown_without_a_number():
    (link,) = chain_of([_post(3, 2, 1, None)], PLACE)
    assert link.is_vacant
    assert link.officeholder_number is None
    assert link.unit_name == "第一网格"


def test_a_substitute_is_marked():
    (link,) = chain_of([_post(3, 2, 1, 12, is_substitute=True)], PLACE)
    assert link.is_substitute


def test_posts_of_other_units_do_not_belong_to_the_chain():
    assert chain_of([_post(99, 1, 1, 1)], PLACE) == []
