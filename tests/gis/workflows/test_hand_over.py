"""After a merge: cases and posts pass to the grid that took over, once, and stand in the record."""

import io
from datetime import timedelta

import pandas as pd
import pytest

from gis.errors import Conflict, NotFound
from gis.model.access import Role
from gis.model.units import UnitKind
from gis.store import cases, editions, hand_overs, people, units
from gis.workflows import hand_over, publish_plan, redraw_plan
from gis.workflows.turn_of_day import turn_day
from tests.gis.store.conftest import FIRST_DAY
from tests.gis.workflows.office import Office, Town
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture
def office(empty_store):
    """甲's first grid is merged into its second; three posts and an open case lie in the first."""
    office = Office(Town(empty_store))
    office.chief = office.town.account("chief", Role.APPROVER)
    with office.store.system() as connection:
        people.save_roles(
            connection,
            [
                {"code": code, "chinese": chinese, "unit_kind": "grid", "rank": rank, "posts_per_unit": most}
                for code, chinese, rank, most in (
                    ("leader", "网格长", 1, 1),
                    ("worker", "网格员", 2, 2),
                    ("adviser", "指导员", 3, None),
                )
            ],
        )
        number = 1
        office.posts = {}
        for role, grid in (("leader", 0), ("worker", 0), ("adviser", 0), ("leader", 1), ("worker", 1)):
            holder = people.add_officeholder(connection, territory="tiny", number=number)
            number += 1
            office.posts[role, grid] = people.appoint(
                connection,
                role=role,
                unit_id=office.grid(grid),
                officeholder_id=holder,
                from_date=FIRST_DAY,
            )
        people.appoint(connection, role="worker", unit_id=office.grid(0), from_date=FIRST_DAY)
        building = units.unit_by_code(connection, UnitKind.BUILDING, "B01")
        office.case = cases.file_case(
            connection,
            cases.NewCase(
                "微型",
                building.unit_id,
                "0403",
                "楼道堆物",
                "resident",
                "filed",
                building_id=building.unit_id,
            ),
        )
    turn_day(office.store)
    redraw_plan.merge(
        office.store, office.wang, office.drawn(), grid_ids=[office.grid(0)], into_grid_id=office.grid(1)
    )
    office.assign(office.homeless(), office.grid(2))
    publish_plan.submit(office.store, office.wang, office.draft)
    publish_plan.approve(office.store, office.chief, office.draft, document_number="3号", reason="试")
    return office


def _publish(office, days=0):
    with office.store.system() as connection:
        day = editions.today(connection) + timedelta(days=days)
    return publish_plan.publish(office.store, office.chief, office.draft, from_date=day)


def _acting(office, grid):
    with office.store.system() as connection:
        acting = people.acting(connection, [office.grid(grid)]).dropna(subset=["officeholder_number"])
    return sorted(zip(acting["role"], acting["officeholder_number"], strict=True))


def test_one_click_moves_posts_where_there_is_room_and_ends_the_others(office):
    assert _publish(office).rehomed_cases == 1
    before = hand_over.read_hand_over(office.store, office.chief, office.draft)
    assert {(post.role_chinese, post.to_grid) for post in before.posts} == {
        ("网格长", None),
        ("网格员", "甲社区第二网格"),
        ("网格员", None),
        ("指导员", "甲社区第二网格"),
    }
    after = hand_over.hand_over(office.store, office.chief, office.draft)
    assert (after.stray_cases, after.posts) == (0, ())
    assert _acting(office, 1) == [("adviser", 3), ("leader", 4), ("worker", 2), ("worker", 5)]
    assert _acting(office, 0) == []
    assert list(after.record["outcome"]) == ["rehomed", "ended", "moved", "ended", "moved"]
    assert after.record["case_number"].iloc[0] == office.case.number
    assert set(after.record["made_by"]) == {office.chief.user_id}


def test_a_second_click_changes_nothing(office):
    _publish(office)
    first = hand_over.hand_over(office.store, office.chief, office.draft)
    second = hand_over.hand_over(office.store, office.chief, office.draft)
    pd.testing.assert_frame_equal(first.record, second.record)
    assert len(_acting(office, 1)) == 4


def test_before_the_day_nothing_is_handed_over_and_on_it_cases_go_by_themselves(office):
    _publish(office, days=30)
    waiting = hand_over.read_hand_over(office.store, office.chief, office.draft)
    assert (waiting.is_due, waiting.stray_cases, len(waiting.posts)) == (False, 0, 4)
    with pytest.raises(Conflict) as refused:
        hand_over.hand_over(office.store, office.chief, office.draft)
    assert refused.value.code == "plan_not_in_force"
    assert turn_day(office.store).rehomed_cases == 0
    assert _acting(office, 0) != [], "the posts stay until the day"


def test_on_the_day_the_turn_of_day_rehomes_and_records(office, monkeypatch):
    kept = hand_overs.rehome_and_record
    monkeypatch.setattr(publish_plan.hand_overs, "rehome_and_record", lambda *_, **__: 0)
    _publish(office)
    monkeypatch.setattr(publish_plan.hand_overs, "rehome_and_record", kept)
    assert hand_over.read_hand_over(office.store, office.chief, office.draft).stray_cases == 1
    assert turn_day(office.store).rehomed_cases == 1
    (line,) = hand_over.read_hand_over(office.store, office.chief, office.draft).record.to_dict("records")
    assert line["case_number"] == office.case.number and pd.isna(line["made_by"])


def test_the_record_is_a_table_for_the_files(office):
    _publish(office)
    hand_over.hand_over(office.store, office.chief, office.draft)
    name, content = hand_over.record_file(office.store, office.chief, office.draft, suffix="xlsx")
    table = pd.read_excel(io.BytesIO(content))
    assert name == f"移交清单_{office.draft}.xlsx"
    assert list(table["类别"]) == ["在办诉求", "岗位", "岗位", "岗位", "岗位"]
    assert table["事项"][1] == "网格长 负责人 001" and set(table["经办"]) == {"chief"}
    _, text = hand_over.record_file(office.store, office.chief, office.draft, suffix="csv")
    assert text.decode("utf-8-sig").startswith("序号,类别,事项")


def test_of_heirs_the_one_with_most_households_is_chosen():
    links = pd.DataFrame(
        [(1, 7, 2, 90), (1, 8, 9, 30), (2, 9, 1, 5), (2, 8, 1, 5), (3, None, 4, 40), (None, 7, 1, 1)],
        columns=["old_grid_id", "new_grid_id", "cells", "households"],
    ).astype({"old_grid_id": "Int64", "new_grid_id": "Int64"})
    assert hand_over.heirs_of(links) == {1: 7, 2: 8}


def test_an_unknown_plan_is_not_found(office):
    with pytest.raises(NotFound):
        hand_over.read_hand_over(office.store, office.chief, 987654)


def test_tiny_world_has_the_grids_this_file_speaks_of():
    assert list(tiny.grids()["name"][:2]) == ["甲社区第一网格", "甲社区第二网格"]
