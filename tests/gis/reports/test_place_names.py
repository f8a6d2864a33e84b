import pandas as pd

from gis.reports.place_names import in_words, place_names

BUILDINGS = pd.DataFrame(
    {"code": ["B1", "B2", "B3"], "name": ["3栋", None, "老屋"], "estate_code": ["E1", "E1", ""]}
)
ESTATES = pd.DataFrame({"code": ["E1"], "name": ["融汇江山"]})
GATES = pd.DataFrame({"code": ["G1"], "name": ["东门"], "estate_code": ["E1"]})


def test_a_building_is_called_by_its_estate_and_number():
    assert place_names(BUILDINGS, ESTATES, GATES) == {"B1": "融汇江山3栋", "B3": "老屋", "G1": "融汇江山东门"}


def test_the_ledgers_sentences_name_places_and_leave_unknown_codes_alone():
    names = place_names(BUILDINGS, ESTATES, GATES)
    assert in_words("在 B1 附近新增一处医疗，15 分钟内可覆盖其中 3 户", names).startswith(
        "在 融汇江山3栋 附近"
    )
    assert in_words("开放出入口 G1，15 分钟内可增加覆盖 3 户", names).startswith("开放出入口 融汇江山东门，")
    assert in_words("在 B9 附近新增", names) == "在 B9 附近新增"
    assert in_words("B1 没有办法", names) == "B1 没有办法"


def test_places_without_estates_or_names_have_no_names():
    assert place_names(BUILDINGS.drop(columns="name"), None) == {}
