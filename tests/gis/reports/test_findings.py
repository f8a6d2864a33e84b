import pytest

from gis.errors import NotFound
from gis.model.units import UnitKind
from tests.gis.reports.example import findings
from tests.worked import tiny


def test_a_community_is_cut_out_with_its_own_totals():
    jia = findings().within(tiny.JIA)
    assert jia.place_kind is UnitKind.COMMUNITY
    assert jia.place_name == "甲社区"
    assert jia.households() == 840
    assert set(jia.totals["households"]) == {840}
    assert set(jia.units["unit_code"]) == {tiny.NORTH_ESTATE, tiny.WALLED_ESTATE}


def test_the_communities_add_up_to_the_whole():
    whole = findings()
    parts = [whole.within(code) for code in whole.communities["code"]]
    covered = [part.totals["covered_households"].sum() for part in parts]
    assert sum(covered) == whole.totals["covered_households"].sum()
    assert sum(part.method.households_in for part in parts) == whole.method.households_in


def test_a_communitys_check_is_between_two_countings():
    yi = findings().within(tiny.YI)
    assert (yi.method.households_in, yi.method.households_out) == (770, 770)


def test_an_unknown_community_is_named():
    with pytest.raises(NotFound) as raised:
        findings().within("000")
    assert raised.value.code == "community_not_found"


def test_the_widest_tier_is_taken_per_item():
    whole = findings()
    assert set(whole.widest(whole.totals)["minutes"]) == {15}
    assert whole.tiers("shopping") == [5, 10, 15]
