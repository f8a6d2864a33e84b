"""Codes and names."""

from gis.worlds.numbering import SUBDISTRICT_CODE


def test_division_codes_are_well_formed_and_of_no_real_district(codes):
    assert SUBDISTRICT_CODE.startswith("500199")
    for code in codes.communities:
        assert len(code) == 12 and code.isdigit() and code.startswith(SUBDISTRICT_CODE[:9])


def test_the_named_places_are_there(codes):
    assert {"茶花社区", "合建社区", "光明社区", "五园湾社区"} <= set(codes.communities.values())
    assert {"融汇江山", "融汇江山二期", "香缇缦山", "合建片区"} <= set(codes.estate_names)


def test_named_estates_stand_in_their_communities(town, codes):
    where = {
        codes.estate_names[site.plot.number]: codes.communities[codes.community_of_block[site.plot.block]]
        for site in town.sites
    }
    assert where["融汇江山"] == where["融汇江山二期"] == "茶花社区"
    assert (where["香缇缦山"], where["合建片区"]) == ("五园湾社区", "合建社区")


def test_no_name_and_no_code_comes_twice(codes):
    for names in (list(codes.communities.values()), codes.estate_names, codes.estates, codes.buildings):
        assert len(set(names)) == len(names)
