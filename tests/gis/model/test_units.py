"""Kinds of unit."""

from gis.model.units import HOUSEHOLD_KIND_CHINESE, UNIT_KIND_CHINESE, HouseholdKind, UnitKind


def test_every_kind_has_its_chinese_word() -> None:
    assert set(UNIT_KIND_CHINESE) == set(UnitKind)
    assert set(HOUSEHOLD_KIND_CHINESE) == set(HouseholdKind)
