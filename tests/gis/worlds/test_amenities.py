"""Facilities as stored: every category, with gaps."""

from shapely import Point

from gis.model.categories import SIX_CATEGORIES, Confirmation
from gis.space.layers import Layer
from gis.space.metric import to_metric
from gis.worlds.amenities import SORTS


def test_all_six_categories_are_there_and_some_wait_to_be_confirmed(world):
    facilities = world[Layer.FACILITIES]
    assert set(facilities["category"]) == {category.value for category in SIX_CATEGORIES}
    assert set(facilities["confirmation"]) == {state.value for state in Confirmation}


def test_inside_the_border_each_sort_has_its_number(world):
    border = world[Layer.SUBDISTRICTS].geometry.iloc[0]
    facilities = world[Layer.FACILITIES]
    inside = facilities.loc[facilities.within(border)]
    counts = inside.groupby("subtype").size()
    assert {sort.subtype: sort.count for sort in SORTS} == counts.to_dict()


def test_there_are_facilities_beyond_the_border_too(world):
    border = world[Layer.SUBDISTRICTS].geometry.iloc[0]
    assert (~world[Layer.FACILITIES].within(border)).sum() > 50


def test_no_clinic_stands_in_a_village(world):
    communities = world[Layer.COMMUNITIES]
    villages = communities.loc[communities["kind"] == "village"].union_all()
    facilities = world[Layer.FACILITIES]
    assert not facilities.loc[facilities["category"] == "medical"].within(villages).any()


def test_no_facility_lies_in_the_water(world):
    river = world[Layer.WATER].union_all()
    assert not world[Layer.FACILITIES].within(river).any()
    assert to_metric(world[Layer.FACILITIES]).geometry.distance(Point(0, 0)).min() > 0
