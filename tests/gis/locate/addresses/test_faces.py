"""How far a place's numbers agree with what is written."""

from gis.locate.addresses.faces import Entry, Face, agreements
from gis.locate.addresses.written import read_address


def _face(*, lanes=(), road_numbers=(), buildings=(), rooms=(), stairwells=0):
    entry = Entry("1", "building", "某楼", ("某楼",), stairwells=stairwells)
    numbers = (frozenset(said) for said in (lanes, road_numbers, buildings, rooms))
    return Face(entry, (0,), 1, (), *numbers, False)


def test_the_same_building_agrees_wholly_and_another_speaks_against_it():
    written = read_address("融汇江山3栋")
    assert agreements(written, _face(buildings=["3"])) == [1.0]
    assert agreements(written, _face(buildings=["4"])) == [-0.5]


def test_a_lane_that_is_not_known_says_little_and_another_lane_says_no():
    written = read_address("泰安路125弄")
    assert agreements(written, _face(lanes=["125"])) == [1.0]
    assert 0 < agreements(written, _face())[0] < 0.3
    assert agreements(written, _face(lanes=["115"])) == [-0.5]


def test_a_building_with_fewer_stairwells_than_written_is_less_apt():
    written = read_address("融汇江山3栋4单元")
    fewer, enough = (agreements(written, _face(buildings=["3"], stairwells=count)) for count in (2, 4))
    assert sum(fewer) / len(fewer) < sum(enough) / len(enough)
