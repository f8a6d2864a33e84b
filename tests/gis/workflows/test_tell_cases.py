"""The demo cases: placed, replayed, honest about what is added."""

import copy
from datetime import UTC, datetime

import pytest

from gis.errors import InputError
from gis.space.layers import Layer
from gis.store.case_events import read_case_events
from gis.store.cases import list_cases, read_case
from gis.store.layers import read_layer
from gis.workflows.tell_cases import tell_cases
from gis.worlds.facts import read_facts

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def cases(demo_store):
    with demo_store.system() as connection:
        return list_cases(connection, limit=1000)


def test_the_kitchen_smoke_lies_in_the_eighth_grid_and_was_whistled_for(demo_store, cases):
    with demo_store.system() as connection:
        grids = read_layer(connection, Layer.GRIDS, territory="subdistrict").set_index("unit_id")
        smoke = cases.loc[cases["title"] == "融汇江山底商油烟扰民"].iloc[0]
        events = read_case_events(connection, smoke["case_id"])
    assert grids.loc[smoke["grid_id"], "name"] == "茶花社区第八网格"
    assert smoke["route"] == "whistle" and smoke["state"] == "closed"
    kinds = [event.kind for event in events]
    assert kinds.index("whistle") < kinds.index("judge_up") < kinds.index("check_in") < kinds.index("solve")
    assert kinds.count("check_in") == 2
    assert [event.made_at for event in events] == sorted(event.made_at for event in events)


def test_what_we_added_to_the_story_says_so(demo_store, cases):
    smoke = cases.loc[cases["title"] == "融汇江山底商油烟扰民"].iloc[0]
    with demo_store.system() as connection:
        notes = [event.note for event in read_case_events(connection, smoke["case_id"])]
    assert any("本项目补充" in note for note in notes)


def test_complaints_about_the_kitchens_fall_after_the_whistle(demo_store, cases):
    smoke = cases.loc[cases["title"] == "融汇江山底商油烟扰民"].iloc[0]
    alike = cases.loc[(cases["grid_id"] == smoke["grid_id"]) & (cases["category"] == "0104")]
    others = alike.loc[alike["case_id"] != smoke["case_id"]]
    before = (others["reported_at"] < smoke["reported_at"]).sum()
    after = (others["reported_at"] > smoke["solved_at"]).sum()
    assert before >= 10 * after > 0


def test_the_departments_that_were_called_see_the_case(demo_store, cases):
    smoke = cases.loc[cases["title"] == "融汇江山底商油烟扰民"].iloc[0]
    with demo_store.system() as connection:
        case = read_case(connection, smoke["case_id"])
    assert sorted(case.departments) == ["district_environment", "subdistrict_environment"]


def test_a_dispute_has_no_place_below_its_community(demo_store, cases):
    dispute = cases.loc[cases["is_dispute"]].iloc[0]
    with demo_store.system() as connection:
        case = read_case(connection, dispute["case_id"])
    assert case.lon is None and case.grid_id is None and case.unit_id == case.community_id


def test_a_departments_task_off_the_list_is_returned_and_a_residents_wish_is_not(cases):
    states = cases.set_index("category")["state"]
    assert states["9902"] == "returned"
    assert states["9901"] == "referred"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"place": "月球1栋"}, "place_unknown"),
        ({"event": [{"move": "close", "after_hours": 1}]}, "move_unknown"),
        ({"event": [{"move": "dance", "after_hours": 1}]}, "move_unknown"),
    ],
)
def test_a_story_that_cannot_be_is_refused(make_demo_store, change, code):
    facts = copy.deepcopy(read_facts("subdistrict"))
    facts.cases[:] = [{**facts.cases[0], **change}]
    with make_demo_store() as store, store.system() as connection, pytest.raises(InputError) as refusal:
        tell_cases(connection, facts, now=datetime(2026, 11, 20, tzinfo=UTC))
    assert refusal.value.code == code
