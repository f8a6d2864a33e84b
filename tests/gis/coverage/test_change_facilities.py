import pytest

from gis.coverage.change_facilities import add_facility, close_facility, facility_row
from gis.coverage.changes import AddFacility, CloseFacility
from gis.errors import NotFound
from tests.worked import tiny


def test_only_the_items_it_counts_for_are_searched_again(model):
    changed, _ = close_facility(model, CloseFacility("F-03"))
    same = [(changed.node_labels[k] == model.node_labels[k]).all() for k in range(len(model.items))]
    assert same == [item.key != "medical" for item in model.items]


def test_closing_twice_is_closing_once(model):
    once, _ = close_facility(model, CloseFacility("F-03"))
    twice, _ = close_facility(once, CloseFacility("F-03"))
    assert (once.home_labels == twice.home_labels).all()


def test_added_facilities_have_codes_of_their_own(model):
    change = AddFacility("medical", *tiny.lon_lat(10, 10))
    once, _ = add_facility(model, change)
    twice, _ = add_facility(once, change)
    assert twice.facilities["code"].tolist()[-2:] == ["new-1", "new-2"]


def test_an_unknown_facility_is_not_found(model):
    with pytest.raises(NotFound):
        facility_row(model, "F-99")
