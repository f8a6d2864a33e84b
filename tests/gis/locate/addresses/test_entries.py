"""Units and points become entries of the book."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gis.locate.addresses.book import AddressBook
from gis.locate.addresses.entries import point_entries, unit_entries, unit_key
from gis.locate.addresses.written import read_address
from gis.locate.places import Places
from gis.model.units import UnitKind

BOX = shapely.box(106.5, 29.5, 106.51, 29.51)


def _one(unit_id, name, path):
    frame = {"unit_id": [unit_id], "code": ["x"], "name": [name], "official_code": [None], "path": [path]}
    return gpd.GeoDataFrame(frame, geometry=[BOX], crs="EPSG:4326")


PLACES = Places.build(
    date(2026, 11, 23),
    {
        UnitKind.COMMUNITY: _one(2, "甲社区", "1.2"),
        UnitKind.ESTATE: _one(6, "华山花苑", "1.2.6"),
        UnitKind.BUILDING: _one(5, "3栋", "1.2.5"),
    },
    buildings=pd.DataFrame({"unit_id": [5], "estate_id": [6], "stairwells": [2]}),
)


def test_a_building_is_called_with_its_estate_and_lies_in_its_area():
    entries = {entry.key: entry for entry in unit_entries(PLACES)}
    building = entries[unit_key(5)]
    assert (building.title, building.area, building.stairwells) == ("华山花苑3栋", "1.2.5", 2)
    assert building.context == ("甲社区",)


def test_an_estates_lane_leads_to_its_buildings_too():
    book = AddressBook.build(unit_entries(PLACES, addresses={6: "泰安路125弄"}))
    assert book.search("125弄3号")[0].entry.key == unit_key(5)
    assert book.search("泰安路125弄")[0].entry.key == unit_key(6)


@pytest.mark.parametrize("address", ["泰安路125弄1-30号", "泰安路１２５弄", "长宁区泰安路125弄（近华山路）"])
def test_what_follows_an_estates_lane_makes_no_other_numbers_of_its_buildings(address):
    entries = {entry.key: entry for entry in unit_entries(PLACES, addresses={6: address})}
    (lane, building) = (read_address(entries[unit_key(key)].texts[1]) for key in (6, 5))
    assert (lane.lanes, lane.buildings) == ({"125"}, set())
    assert (building.lanes, building.buildings, building.stairwell) == ({"125"}, {"3"}, None)


def test_a_road_number_without_its_word_does_not_run_into_the_buildings():
    entries = {entry.key: entry for entry in unit_entries(PLACES, addresses={6: "茅台路500"})}
    building = read_address(entries[unit_key(5)].texts[1])
    assert (building.road_numbers, building.buildings) == ({"500"}, {"3"})


def test_points_without_a_name_are_passed_over():
    points = pd.DataFrame({"id": [1, 2], "name": ["甲社区党群服务站", None], "address": ["泰安路1号", None]})
    (entry,) = point_entries(points, "service_point")
    assert entry.key == "service_point:1"
    assert entry.texts == ("甲社区党群服务站", "泰安路1号")
