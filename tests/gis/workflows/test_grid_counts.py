"""How many grids a community can have is told with the reason, and is what the drawing then accepts."""

from dataclasses import replace

import pytest

from gis.errors import CannotSatisfy
from gis.model.bands import Band, CommunityBands
from gis.model.units import GridKind
from gis.store import plans
from gis.workflows import grid_counts, propose_plan, redraw_plan
from gis.workflows.grid_counts import count_grids, counts_of
from gis.workflows.plan_desk import fabric_of, read_sketch
from gis.workflows.proposal_wish import Wish
from tests.gis.workflows.office import Office, Town

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def town(store):
    return Town(store)


@pytest.fixture
def office(town):
    return Office(town)


@pytest.fixture
def land(office):
    with office.store.session(office.wang) as connection:
        plan = plans.read_plan(connection, office.draft)
        return fabric_of(office.store, connection, plan), read_sketch(connection, office.draft)


def test_the_range_is_the_households_over_the_band_and_the_reason_names_both(office):
    jia, yi = count_grids(office.store, office.wang, office.draft)
    assert (jia.name, jia.households, yi.households) == ("甲社区", 840, 770)
    assert (jia.least_grids, jia.most_grids, jia.proposed_grids, jia.grids) == (2, 2, 2, 2)
    assert jia.is_feasible and jia.is_small and jia.pieces == 1
    assert jia.reason == "共 840 户，可设 2—2 个网格（300—500 户）"


@pytest.mark.parametrize(
    ("band", "reason"),
    [
        (Band(900, 950, 920), "共 840 户，不足下限 900 户，只能设 1 个网格"),
        (Band(500, 600, 550), "任何网格数都无法使各网格落在 500—600 户"),
        (Band(10, 70, 50), "有一栋楼 80 户，超过上限 70 户"),
    ],
)
def test_a_community_that_does_not_allow_the_band_says_why(land, band, reason):
    jia = counts_of(*land, CommunityBands(band))[0]
    assert not jia.is_feasible
    assert reason in jia.reason and "!" not in jia.reason


def test_each_community_is_counted_by_its_own_band(land):
    fabric, sketch = land
    jia, yi = counts_of(fabric, sketch, CommunityBands())
    own = counts_of(fabric, sketch, CommunityBands(by_id={yi.community_id: Band(60, 150, 110)}))
    assert own[0] == jia and own[1].proposed_grids == 7


def test_locked_and_dedicated_grids_stay_and_are_counted_with_the_others(office, land):
    redraw_plan.lock(office.store, office.wang, office.drawn(), grid_ids=[office.grid(1)], is_locked=True)
    jia = count_grids(office.store, office.wang, office.draft)[0]
    assert (jia.households, jia.staying_grids, jia.least_grids, jia.most_grids) == (360, 1, 2, 2)
    assert jia.reason.endswith("另有 1 个锁定或专属网格保持不动")
    fabric, sketch = land
    park = replace(sketch.grids[office.grid(1)], kind=GridKind.DEDICATED)
    with_park = replace(sketch, grids={**sketch.grids, office.grid(1): park})
    assert counts_of(fabric, with_park, CommunityBands())[0] == jia


def test_the_range_told_is_the_range_that_the_drawing_accepts(office):
    loose = CommunityBands(Band(200, 450, 300))
    with office.store.session(office.wang) as connection:
        plan = plans.read_plan(connection, office.draft)
        fabric = fabric_of(office.store, connection, plan)
    jia = counts_of(fabric, office.sketch(), loose)[0]
    assert (jia.least_grids, jia.most_grids) == (2, 4)
    for number in (jia.least_grids - 1, jia.most_grids + 1):
        with pytest.raises(CannotSatisfy) as refused:
            ask(office, loose, jia.community_id, number)
        assert (refused.value.facts["least"], refused.value.facts["most"]) == (2, 4)
    (drawn,) = ask(office, loose, jia.community_id, jia.least_grids).communities
    assert drawn.grids == jia.least_grids


def ask(office, bands, community_id, number):
    wish = Wish(community_ids=(community_id,), grids_by_community={community_id: number}, time_limit_s=5.0)
    return propose_plan.propose(office.store, office.wang, office.draft, wish, bands=bands)


def test_a_community_all_locked_has_nothing_to_draw(office):
    redraw_plan.lock(office.store, office.wang, office.drawn(), grid_ids=None, is_locked=True)
    jia = grid_counts.count_grids(office.store, office.wang, office.draft)[0]
    assert (jia.households, jia.staying_grids, jia.proposed_grids) == (0, 2, 2)
    assert jia.reason == "另有 2 个锁定或专属网格保持不动"
