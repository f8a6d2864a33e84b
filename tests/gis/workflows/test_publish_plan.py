from datetime import timedelta

import pytest

from gis.errors import CannotSatisfy, Conflict, InputError
from gis.model.access import Role
from gis.model.plans import PlanState
from gis.model.units import UnitKind
from gis.store import audit, editions, people, plans, units
from gis.workflows import publish_plan, redraw_plan
from gis.workflows.redraw_plan import Chosen
from gis.workflows.review_plan import Judged
from tests.gis.store.conftest import FIRST_DAY
from tests.gis.workflows.office import Office, Town

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
