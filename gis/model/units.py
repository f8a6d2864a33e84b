"""Kinds of unit, and the Chinese word of each."""

from enum import StrEnum


class UnitKind(StrEnum):
    """What a place is. The permission tree is district > subdistrict > community > grid > building."""

    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"
    GRID = "grid"
    BUILDING = "building"
    ESTATE = "estate"
    MICRO_GRID = "micro_grid"
    PATCH = "patch"


UNIT_KIND_CHINESE = {
    UnitKind.DISTRICT: "区",
    UnitKind.SUBDISTRICT: "街道",
    UnitKind.COMMUNITY: "社区",
    UnitKind.GRID: "网格",
    UnitKind.BUILDING: "楼栋",
    UnitKind.ESTATE: "小区",
    UnitKind.MICRO_GRID: "微网格",
    UnitKind.PATCH: "块",
}


class CommunityKind(StrEnum):
    """A community of residents, or a village; the band may differ by kind."""

    COMMUNITY = "community"
    VILLAGE = "village"


class GridKind(StrEnum):
    """Residential grids are sized by households; dedicated ones (专属网格) by area or firms."""

    RESIDENTIAL = "residential"
    DEDICATED = "dedicated"


class HouseholdKind(StrEnum):
    """What a household figure counts; the band counts resident households (常住户)."""

    DWELLINGS = "dwellings"
    RESIDENT = "resident"
    REGISTERED = "registered"


HOUSEHOLD_KIND_CHINESE = {
    HouseholdKind.DWELLINGS: "住宅套数",
    HouseholdKind.RESIDENT: "常住户",
    HouseholdKind.REGISTERED: "户籍户",
}
