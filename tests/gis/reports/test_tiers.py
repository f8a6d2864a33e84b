from gis.model.categories import Category
from gis.reports.tiers import categories_lacking, households_by_part, parts_of, place_of, six_categories
from tests.gis.reports.example import findings
from tests.worked.tiny import HOUSEHOLDS_TOTAL

FINDINGS = findings()


def test_each_household_is_in_exactly_one_part():
    for item, _ in FINDINGS.items():
        parts = households_by_part(FINDINGS, item)
        assert sum(parts) == HOUSEHOLDS_TOTAL
        assert len(parts) == len(parts_of(FINDINGS, item))


def test_households_stand_in_their_tier():
    assert households_by_part(FINDINGS, Category.SHOPPING) == (360, 480, 470, 300, 0, 0)


def test_exactly_fifteen_minutes_is_inside_and_uncertain_is_not_uncovered():
    assert households_by_part(FINDINGS, Category.MEDICAL) == (470, 0, 300, 0, 360, 480)


def test_places_point_at_the_parts():
    texts = [part.text for part in parts_of(FINDINGS, Category.SHOPPING)]
    assert texts == ["5 分钟内", "5–10 分钟", "10–15 分钟", "15 分钟外", "边界不确定", "步行不可达"]
    assert place_of(FINDINGS, Category.SHOPPING).tolist() == [0] * 6 + [1] * 6 + [2] * 6 + [3] * 6


def test_what_a_home_lacks_is_counted_over_the_six_categories():
    assert categories_lacking(FINDINGS).tolist() == [1] * 6 + [1] * 6 + [0] * 6 + [1] * 6
    assert len(six_categories(FINDINGS)) == 6
