"""A written address read apart."""

import pytest

from gis.locate.addresses.written import Written, read_address


def _said(text):
    read = read_address(text)
    numbers = {
        "lane": read.lanes,
        "road": read.road_numbers,
        "building": read.buildings,
        "room": read.rooms,
        "stairwell": read.stairwell,
        "floor": read.floor,
    }
    return read.words, {name: min(v) if isinstance(v, frozenset) else v for name, v in numbers.items() if v}


@pytest.mark.parametrize(
    ("text", "words", "numbers"),
    [
        ("融汇江山3栋2单元501室", ("融汇江山",), {"building": "3", "stairwell": 2, "room": "501"}),
        ("融汇江山3-2-501", ("融汇江山",), {"building": "3", "stairwell": 2, "room": "501"}),
        ("融汇江山3#-2-501", ("融汇江山",), {"building": "3", "stairwell": 2, "room": "501"}),
        ("融汇江山3#-501", ("融汇江山",), {"building": "3", "room": "501"}),
        ("融汇江山3楼2单元", ("融汇江山",), {"building": "3", "stairwell": 2}),
        ("泰安路125弄6号", ("泰安路",), {"lane": "125", "building": "6"}),
        ("泰安路125弄6", ("泰安路",), {"lane": "125", "building": "6"}),
        ("1600弄5号 长宁路", ("长宁路",), {"lane": "1600", "building": "5"}),
        ("华山路88号3号楼", ("华山路",), {"road": "88", "building": "3"}),
        (
            "中山西路1065中山广场A座2层",
            ("中山西路", "中山广场"),
            {"road": "1065", "building": "a", "floor": 2},
        ),
        ("幸福里二楼", ("幸福里",), {"floor": 2}),
        ("七号院3号楼", ("七号院",), {"building": "3"}),
        ("1788国际中心", ("1788国际中心",), {}),
        ("宛平南路600-3号楼", ("宛平南路",), {"road": "600", "building": "3"}),
        ("第12幢", (), {"building": "12"}),
        ("hjyc6号楼", ("hjyc",), {"building": "6"}),
    ],
)
def test_numbers_go_with_what_they_count(text, words, numbers):
    assert _said(text) == (words, numbers)


def test_a_bare_number_is_a_building_and_says_so():
    assert read_address("华山花苑3").is_bare
    assert not read_address("华山花苑3号楼").is_bare


def test_nothing_written_says_nothing():
    assert read_address("") == Written()
