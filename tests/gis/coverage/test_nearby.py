import pytest

from gis.coverage import near_estate, route_of
from gis.errors import NotFound
from gis.space.measure import lengths_m
from tests.worked import tiny


def test_the_route_of_a_walled_home_passes_its_gate(model):
    found = route_of(model, "B08", "shopping")
    gate = tiny.point(60, 96)
    assert found.facility_code == "F-01"
    assert found.route.seconds == pytest.approx(144 * 0.75, abs=0.1)
    assert found.route.length_m == pytest.approx(144, abs=0.2)
    assert lengths_m([found.route.geometry])[0] == pytest.approx(144, abs=0.2)
    assert found.route.geometry.distance(gate) < 1e-6


def test_what_is_not_there_is_not_found(model, shut):
    for arguments, code in (
        (("B99", "medical"), "building_unknown"),
        (("B08", "golf"), "item_unknown"),
    ):
        with pytest.raises(NotFound) as refused:
            route_of(model, *arguments)
        assert refused.value.code == code
    with pytest.raises(NotFound) as refused:
        route_of(shut, "B08", "medical")
    assert refused.value.code == "facility_out_of_reach"


def test_the_list_of_an_estate_names_what_is_near_for_most_households(model):
    listed = near_estate(model, tiny.WALLED_ESTATE).set_index("item")
    assert listed.loc["medical", "facility"] == "F-03"
    assert listed.loc["medical", "households_reached"] == 480
    walks = model.buildings.index[model.buildings["estate_code"] == tiny.WALLED_ESTATE]
    assert len(walks) == 6
    assert listed.loc["shopping", "seconds_least"] <= 60 * listed.loc["shopping", "minutes_median"]


def test_the_list_of_a_shut_estate_is_empty_not_wrong(shut):
    listed = near_estate(shut, tiny.WALLED_ESTATE)
    assert (listed["facility"] == "").all()
    assert (listed["households_reached"] == 0).all()
    with pytest.raises(NotFound):
        near_estate(shut, "E-99")
