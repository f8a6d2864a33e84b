"""Text in one form."""

import pytest

from gis.locate.addresses.text import number_of, tidy


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("１２５弄６号", "125弄6号"),
        ("三栋二单元", "3栋2单元"),
        ("二十三号楼", "23号楼"),
        ("３＃", "3#"),
        ("3#楼", "3#"),
        ("Shiqiao 17haolou", "shiqiao17号楼"),
        ("九龙花园1期", "九龙花园一期"),
        ("石桥路66弄(金桂苑)", "石桥路66弄|金桂苑|"),
        ("融汇江山 3 2 501", "融汇江山3-2-501"),
        ("吴兴路270弄之1", "吴兴路270弄-1"),
        ("棠珑一号海鲜火锅", "棠珑一号海鲜火锅"),
        ("望江楼小区七栋", "望江楼小区7栋"),
        ("合建一村", "合建一村"),
        ("3號樓", "3号楼"),
    ],
)
def test_one_form_for_many_ways_of_writing(written, meant):
    assert tidy(written) == meant


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("八", 8),
        ("十", 10),
        ("十一", 11),
        ("二十", 20),
        ("二十三", 23),
        ("一百零五", 105),
        ("二〇三", 203),
        ("两百", 200),
    ],
)
def test_chinese_numerals_have_their_value(numeral, value):
    assert number_of(numeral) == value
