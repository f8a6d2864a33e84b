"""Hits on the wire."""

from api.schemas.search import hits_of
from gis.locate.addresses.book import Entry, Match
from gis.workflows.locate_case import Found


def test_a_hit_carries_the_id_of_its_kind_and_where_to_fly_to():
    entry = Entry("unit:42", "building", "华山花苑3栋", ("华山花苑3栋",))
    found = Found(Match(entry, 0.9, 2, None, True), "华山花苑3栋2单元", "甲社区", 106.5, 29.5)
    (hit,) = hits_of([found]).items
    assert (hit.id, hit.kind_chinese, hit.stairwell, hit.is_own_area) == (42, "楼栋", 2, True)
    assert (hit.title, hit.lon, hit.lat) == ("华山花苑3栋2单元", 106.5, 29.5)


def test_nothing_found_is_an_empty_list():
    assert hits_of([]).items == []
