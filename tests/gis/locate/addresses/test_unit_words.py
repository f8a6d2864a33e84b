"""Unit words, however they are written."""

import pytest

from gis.locate.addresses.text import tidy
from gis.locate.addresses.unit_words import after_digits, with_unit_words


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("华山3好楼", "华山3号楼"),
        ("华山3懂2单园", "华山3栋2单元"),
        ("华山三撞", "华山三幢"),
        ("泰安路125农6号", "泰安路125弄6号"),
        ("华山3栋501房", "华山3栋501室"),
        ("华山3栋501号房", "华山3栋501室"),
        ("building 3, unit 2, room 501", "3栋, 2单元, 501室"),
        ("lane 125 no. 6", "125弄 no. 6"),
        ("hua shan san dong er dan yuan", "hua shan 3栋 2单元"),
    ],
)
def test_what_sounds_like_a_unit_word_after_a_number_is_one(written, meant):
    assert with_unit_words(written) == meant


@pytest.mark.parametrize(
    "name",
    [
        "华山东单元",
        "十里洋场",
        "三洞桥路",
        "shan dong lu",
        "1788国际中心",
        "二十四节气馆",
        "3东门",
        "wudong dian",
    ],
)
def test_names_are_left_alone(name):
    assert with_unit_words(name) == name


def test_pinyin_after_a_digit_is_a_unit_word_unless_letters_follow():
    assert after_digits("17haolou2danyuan") == "17号楼2单元"
    assert after_digits("3dongfang") == "3dongfang"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("华山叁号楼", "华山3号楼"),
        ("华山廿三栋", "华山23栋"),
        ("华山第三幢第二单元", "华山3幢2单元"),
        ("华山3号栋", "华山3号楼"),
        ("huá shān huā yuàn 3栋", "huashanhuayuan3栋"),
        ("lǜ yuan 3#", "lvyuan3#"),
        ("合建(二)村3栋", "合建二村3栋"),
        ("合建Ⅱ村3栋", "合建二村3栋"),
        ("华山的3号楼", "华山3号楼"),
        ("华山3栋负一楼", "华山3栋|"),
        ("HSNo.3", "hs3"),
        ("xi'an lu", "xianlu"),
    ],
)
def test_figures_and_letters_have_one_form(written, meant):
    assert tidy(written) == meant
