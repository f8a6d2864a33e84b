"""What a planner sets is what the map, the editor, the judge, a proposal, an edition and the papers go by, at once."""

import json

import pytest

from gis.errors import InputError, NotAllowed, NotFound
from gis.model.access import ANONYMOUS, Role, Scope
from gis.model.bands import Band
from gis.model.units import CommunityKind, UnitKind
from gis.space.layers import Layer
from gis.store import audit, bands, layers, units
from gis.workflows import household_bands, propose_plan, review_plan
from gis.workflows.household_bands import BandWish
from gis.workflows.proposal_wish import Wish
from gis.workflows.write_atlas import read_atlas
from gis.workflows.write_register import read_register
from tests.gis.workflows.office import Office, Town
from tests.worked import tiny
from web.features import grid_features

pytestmark = pytest.mark.database
VILLAGE = Band(60, 150, 100)


@pytest.fixture(scope="module")
def town(store):
    return Town(store)


@pytest.fixture
def office(town):
    return Office(town)


def set_band(town, least, most, target=None, who=None, **about):
    wish = BandWish(min_households=least, max_households=most, target_households=target, **about)
    household_bands.set_band(town.store, who or town.wang, wish)


def of(town, code):
    with town.store.session(town.wang) as connection:
        return units.unit_by_code(connection, UnitKind.COMMUNITY, code)


def test_one_setting_of_one_community_is_what_everything_goes_by(office, town):
    yi = of(town, tiny.YI)
    set_band(town, 60, 150, 100, community_id=yi.unit_id, note="街办发〔2026〕9号")
    state = review_plan.describe(town.store, town.wang, office.draft)
    out = {grid.grid.grid_id for grid in state.grids if not grid.in_band}
    assert out == {office.grid(2), office.grid(3)}
    told = [problem.grid_id for problem in state.problems if problem.kind == "out_of_band"]
    assert sorted(told) == sorted(out)
    judged = review_plan.judge(town.store, town.wang, office.draft)
    assert {breach["grid_id"] for breach in judged.breaches if breach["rule"] == "band"} == out
    proposal = propose_plan.propose(
        town.store, town.wang, office.draft, Wish(community_ids=(yi.unit_id,), time_limit_s=60.0)
    ).plan_id
    drawn = [
        grid
        for grid in review_plan.describe(town.store, town.wang, proposal).grids
        if grid.grid.community_id == yi.unit_id and grid.cells
    ]
    assert [(g.grid.name, g.households, g.in_band) for g in drawn if not g.in_band] == []
    with town.store.session(ANONYMOUS) as connection:
        grids = layers.read_layer(connection, Layer.GRIDS)
        shown = json.loads(grid_features(grids, bands=bands.read_bands(connection)))["features"]
    assert {f["properties"]["code"] for f in shown if not f["properties"]["in_band"]} == {
        tiny.GRID_YI_NORTH,
        tiny.GRID_YI_SOUTH,
    }
    with town.store.session(town.wang) as connection:
        place = units.read_unit(connection, town.world.subdistrict_id)
        atlas = read_atlas(connection, town.wang, place, place)
        register = read_register(connection, town.wang, place, place)
    assert atlas.bands.of_code(tiny.YI) == register.bands.of_code(tiny.YI) == VILLAGE
    assert atlas.bands.of_code(tiny.JIA) == Band()
    set_band(town, None, None, community_id=yi.unit_id)
    state = review_plan.describe(town.store, town.wang, office.draft)
    assert all(grid.in_band for grid in state.grids)


def test_the_book_says_what_holds_where_by_which_setting_and_who_set_it(town):
    yi = of(town, tiny.YI)
    set_band(town, 250, 600, note="试行")
    set_band(town, 60, 150, kind=CommunityKind.VILLAGE)
    set_band(town, 320, 480, 350, community_id=yi.unit_id)
    book = household_bands.read_band_book(town.store, town.li)
    told = {item.name: (item.band, item.set_for) for item in book.communities}
    assert told[yi.name] == (Band(320, 480, 350), "community")
    assert told[of(town, tiny.JIA).name] == (Band(250, 600, 400), "subdistrict")
    assert [rule.band for rule in book.rules][-1] == Band(320, 480, 350)
    assert (book.history[2].note, book.history[2].made_by) == ("试行", town.wang.user_id)
    assert book.may_set
    with town.store.session(town.wang) as connection:
        event = audit.read_audit(connection, action="household_band_set").iloc[0]
    assert event["detail"]["band"] == [320, 480, 350]
    for about in ({}, {"kind": CommunityKind.VILLAGE}, {"community_id": yi.unit_id}):
        set_band(town, None, None, **about)
    assert household_bands.read_band_book(town.store, town.li).rules == ()


def test_a_target_that_is_not_given_is_the_nearest_to_400_or_the_middle(town):
    set_band(town, 350, 600)
    set_band(town, 50, 151, kind=CommunityKind.COMMUNITY)
    with town.store.session(town.wang) as connection:
        found = bands.read_band_rules(connection)
    assert [rule.band.target_households for rule in found[-2:]] == [400, 100]
    set_band(town, None, None)
    set_band(town, None, None, kind=CommunityKind.COMMUNITY)


@pytest.mark.parametrize(
    ("figures", "chinese"),
    [
        ((500, 300), "下限 500 户大于上限 300 户"),
        ((300, None), "请同时填写"),
        ((None, 300), "请同时填写"),
        ((300, 500, 200), "户数区间不成立"),
        ((300, 500, 501), "户数区间不成立"),
        ((-5, 500), "户数区间不成立"),
        ((0, 500), "户数区间不成立"),
        ((300, 100_001), "请核对"),
        ((None, None), "不用取消"),
    ],
)
def test_a_band_that_no_grid_could_meet_is_refused_in_chinese(town, figures, chinese):
    with pytest.raises(InputError) as refused:
        set_band(town, *figures)
    assert chinese in refused.value.chinese


def test_what_changes_nothing_and_what_names_no_one_subject_is_refused(town):
    yi = of(town, tiny.YI).unit_id
    set_band(town, 310, 490, community_id=yi)
    with pytest.raises(InputError, match="so already"):
        set_band(town, 310, 490, community_id=yi)
    with pytest.raises(InputError):
        set_band(town, 310, 490, community_id=yi, kind=CommunityKind.VILLAGE)
    for stranger in (town.world.subdistrict_id, 987_654_321):
        with pytest.raises(NotFound):
            set_band(town, 310, 490, community_id=stranger)
    with pytest.raises(NotFound):
        household_bands.read_band_book(town.store, town.wang, yi)
    set_band(town, None, None, community_id=yi)


def test_only_planners_of_the_whole_sub_district_set_bands(town):
    jia = of(town, tiny.JIA)
    part = Scope(town.wang.user_id, Role.PLANNER, (jia.path,))
    for who in (part, Scope(town.wang.user_id, Role.LEADER, town.wang.paths)):
        with pytest.raises(NotAllowed):
            set_band(town, 310, 490, who=who)
        assert not household_bands.read_band_book(town.store, who).may_set
