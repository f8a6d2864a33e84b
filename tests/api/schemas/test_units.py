from api.schemas.units import Unit


def test_a_unit_carries_the_line_above_it():
    brief = {
        "unit_id": 1,
        "kind": "community",
        "kind_chinese": "社区",
        "name": "甲",
        "code": "1",
        "official_code": None,
    }
    unit = Unit(**brief, path="1.2", parent_id=1, is_demo=True, above=[brief])
    assert unit.above[0].name == "甲"
