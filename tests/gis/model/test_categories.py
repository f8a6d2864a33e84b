"""The six categories."""

from gis.model.categories import (
    CATEGORY_CHINESE,
    CONFIRMATION_CHINESE,
    SIX_CATEGORIES,
    Category,
    Confirmation,
)


def test_six_categories_and_party_service_points_are_all() -> None:
    assert {*SIX_CATEGORIES, Category.PARTY} == set(Category)
    assert len(SIX_CATEGORIES) == 6


def test_every_word_has_its_chinese() -> None:
    assert set(CATEGORY_CHINESE) == set(Category)
    assert set(CONFIRMATION_CHINESE) == set(Confirmation)
