from datetime import timedelta

import pandas as pd
import pytest

from gis.errors import CannotSatisfy, Conflict, InputError
from gis.model.access import Role
from gis.model.plans import PlanState
from gis.model.units import UnitKind
from gis.store import audit, editions, people, plans, units
from gis.workflows import publish_plan, redraw_plan
from gis.workflows.redraw_plan import Chosen, Drawn
from gis.workflows.review_plan import Judged
from tests.gis.store.conftest import FIRST_DAY
from tests.gis.workflows.office import Office, Town
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture
def office(empty_store):
    return Office(Town(empty_store))


def state(office):
    with office.store.session(office.wang) as connection:
        return plans.read_plan(connection, office.draft).state


def approve(office, scope, **values):
    publish_plan.approve(office.store, scope, office.draft, document_number="渝街发〔2026〕3号", **values)


def test_a_plan_goes_its_whole_way_and_hands_over(office):
    store, chief = office.store, office.town.account("chief", Role.APPROVER)
    with store.system() as connection:
        today = editions.today(connection)
        people.save_roles(connection, [{"code": "grid_head", "chinese": "网格长", "unit_kind": "grid"}])
        people.appoint(connection, role="grid_head", unit_id=office.grid(0), from_date=FIRST_DAY)
    office.assign(office.homeless(), office.grid(2))
    redraw_plan.merge(
        store, office.wang, office.drawn(), grid_ids=[office.grid(0)], into_grid_id=office.grid(1)
    )
    publish_plan.ask_for_comments(store, office.wang, office.draft)
    publish_plan.submit(store, office.wang, office.draft)
    with pytest.raises(Conflict):
        office.assign(office.cells_of(1)[:1], None)
    with pytest.raises(CannotSatisfy) as refused:
        approve(office, chief)
    assert refused.value.code == "reason_missing" and "840 户" in refused.value.chinese
    approve(office, chief, reason="两格合并试点")
    assert publish_plan.file_upwards(store, chief, office.draft) >= 0
    done = publish_plan.publish(store, chief, office.draft, from_date=today)
    assert (done.publication.grids, done.ended_posts) == (3, 1)
    assert state(office) is PlanState.IN_FORCE
    with store.system() as connection:
        grids = units.read_units(connection, UnitKind.GRID)
        assert sorted(grids["households"]) == [300, 470, 840]
        (event,) = audit.read_audit(connection, action="plan_published").to_dict("records")
    assert event["detail"]["ended_posts"] == 1 and event["made_by"] == chief.user_id


def test_a_plan_in_review_can_be_sent_back_and_edited_again(office):
    publish_plan.submit(office.store, office.wang, office.draft)
    publish_plan.send_back(office.store, office.wang, office.draft, reason="再看看西门")
    assert state(office) is PlanState.DRAFT
    office.assign(office.homeless(), office.grid(2))


def test_codes_are_given_to_those_without_and_stay_theirs(office):
    community = office.sketch().grids[office.grid(2)].community_id
    redraw_plan.open_grid(
        office.store,
        office.wang,
        office.drawn(),
        community_id=community,
        chosen=Chosen(cell_ids=office.homeless()),
    )
    with office.store.session(office.wang) as connection:
        before = plans.read_plan_grids(connection, office.draft)["official_code"]
    publish_plan.submit(office.store, office.wang, office.draft)
    approve(office, office.wang, reason="试")
    given = publish_plan.file_upwards(office.store, office.wang, office.draft)
    with office.store.session(office.wang) as connection:
        codes = plans.read_plan_grids(connection, office.draft)["official_code"]
    assert given == before.isna().sum() >= 1
    assert codes.is_unique and (codes.str.len() == 15).all() and set(before.dropna()) <= set(codes)


@pytest.mark.parametrize(
    ("breaches", "reason", "code"),
    [
        ([{"chinese": "跨社区", "is_absolute": True}], "无论如何", "plan_breaks_rules"),
        ([{"chinese": "超出", "is_absolute": False}], "  ", "reason_missing"),
    ],
)
def test_what_a_reason_can_outweigh_and_what_not(breaches, reason, code):
    with pytest.raises(CannotSatisfy) as refused:
        publish_plan.refuse_unfit(Judged(None, {}, tuple(breaches)), reason)
    assert refused.value.code == code


def test_a_sound_plan_needs_no_reason():
    publish_plan.refuse_unfit(Judged(None, {}, ()), "")
    publish_plan.refuse_unfit(Judged(None, {}, ({"chinese": "超出", "is_absolute": False},)), "新建片区")


def test_no_plan_comes_into_force_before_the_one_it_replaces(office):
    office.assign(office.homeless(), office.grid(2))
    publish_plan.submit(office.store, office.wang, office.draft)
    approve(office, office.wang, reason="试")
    with pytest.raises(InputError):
        publish_plan.publish(office.store, office.wang, office.draft, from_date=FIRST_DAY - timedelta(days=1))
    assert state(office) is PlanState.APPROVED


def _filed(office, template="digits_15"):
    """A draft that opens a new grid for the new building, on to filing."""
    community = office.sketch().grids[office.grid(2)].community_id
    redraw_plan.open_grid(
        office.store,
        office.wang,
        office.drawn(),
        community_id=community,
        chosen=Chosen(cell_ids=office.homeless()),
    )
    publish_plan.submit(office.store, office.wang, office.draft)
    approve(office, office.wang, reason="试")
    return publish_plan.file_upwards(office.store, office.wang, office.draft, template=template)


def _grids(office, plan_id):
    with office.store.session(office.wang) as connection:
        return plans.read_plan_grids(connection, plan_id)


@pytest.mark.parametrize(("template", "digits"), [("digits_15", 15), ("digits_20", 20), ("local", 17)])
def test_codes_come_by_the_template_and_are_empty_until_then(office, template, digits):
    assert _grids(office, office.draft)["official_code"].notna().all(), "those in force have theirs"
    assert _filed(office, template) == 1
    code = _grids(office, office.draft)["official_code"].iloc[-1]
    assert len(code) == digits and code.startswith(tiny.YI)


def test_a_district_may_give_codes_by_hand_but_no_code_twice(office):
    first, second = (int(office.grid(number)) for number in (0, 1))
    with pytest.raises(Conflict):
        publish_plan.give_codes(office.store, office.wang, office.draft, {first: "WG-1"})
    _filed(office)
    assert (
        publish_plan.give_codes(office.store, office.wang, office.draft, {first: "WG-1", second: "WG-2"}) == 2
    )
    for stolen in ("WG-1", tiny.GRID_JIA_NORTH):
        with pytest.raises(InputError) as refused:
            publish_plan.give_codes(office.store, office.wang, office.draft, {second: stolen})
        assert refused.value.code == "official_code_taken"
    with pytest.raises(InputError):
        publish_plan.give_codes(office.store, office.wang, office.draft, {987654: "WG-9"})
    assert list(_grids(office, office.draft)["official_code"][:2]) == ["WG-1", "WG-2"]


def test_a_grid_that_left_comes_back_with_its_name_number_and_code(office):
    gone, heir = office.grid(0), office.grid(1)
    before = _grids(office, office.draft).set_index("grid_id").loc[gone]
    redraw_plan.merge(office.store, office.wang, office.drawn(), grid_ids=[gone], into_grid_id=heir)
    assert gone not in set(_grids(office, office.draft)["grid_id"])
    redraw_plan.undo(office.store, office.wang, office.drawn())
    after = _grids(office, office.draft).set_index("grid_id").loc[gone]
    assert (after["name"], after["number"], after["official_code"]) == (
        before["name"],
        before["number"],
        before["official_code"],
    )


def test_restoring_an_older_plan_revives_its_grids_and_gives_none_a_new_number(office):
    with office.store.system() as connection:
        today = editions.today(connection)
    former = office.world.plan_id
    redraw_plan.merge(
        office.store, office.wang, office.drawn(), grid_ids=[office.grid(0)], into_grid_id=office.grid(1)
    )
    _filed(office)
    publish_plan.publish(office.store, office.wang, office.draft, from_date=today)
    restored = redraw_plan.open_draft(
        office.store,
        office.wang,
        name="恢复",
        base_plan_id=former,
        subdistrict_id=office.world.subdistrict_id,
    )
    kept = ["grid_id", "code", "number", "name", "official_code"]
    pd.testing.assert_frame_equal(_grids(office, restored)[kept], _grids(office, former)[kept])
    with office.store.session(office.wang) as connection:
        assert plans.read_plan(connection, restored).base_plan_id == office.draft
        assert (
            plans.plan_in_force(connection, office.world.subdistrict_id, at=today - timedelta(days=1))
            == former
        )
        community = office.sketch(former).grids[office.grid(2)].community_id
    opened = redraw_plan.open_grid(
        office.store,
        office.wang,
        Drawn(restored, 0, "new"),
        community_id=community,
        chosen=Chosen(
            cell_ids=[cell for cell, grid in office.sketch(restored).grid_of_cell.items() if grid is None]
        ),
    )
    fresh = _grids(office, restored).iloc[-1]
    assert opened.serial == 1 and fresh["name"] == "乙社区第四网格", "3 was the filed plan's, and stays its"


def test_a_plan_in_force_takes_no_stroke(office):
    with pytest.raises(Conflict) as refused:
        redraw_plan.assign(
            office.store,
            office.wang,
            Drawn(office.world.plan_id, 0, "late"),
            chosen=Chosen(cell_ids=office.homeless()),
            grid_id=office.grid(2),
        )
    assert refused.value.code in {"plan_not_editable", "plan_state_changed"}
