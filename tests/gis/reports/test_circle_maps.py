from dataclasses import replace

from gis.reports.circle_maps import item_map, lacking_map, tier_chart
from tests.gis.reports.example import findings
from tests.worked import tiny

FINDINGS = findings()


def test_each_category_has_a_map_of_its_own():
    shopping, medical = item_map(FINDINGS, "shopping", "购物"), item_map(FINDINGS, "medical", "医疗")
    assert shopping.png != medical.png
    assert "购物" in shopping.caption


def test_the_map_changes_when_a_home_changes_its_tier():
    buildings = FINDINGS.buildings.copy()
    buildings.loc[buildings.index[0], "shopping_seconds"] = 850.0
    changed = item_map(replace(FINDINGS, buildings=buildings), "shopping", "购物")
    assert changed.png != item_map(FINDINGS, "shopping", "购物").png


def test_a_community_has_its_maps_too():
    jia = FINDINGS.within(tiny.JIA)
    assert lacking_map(jia).png != lacking_map(FINDINGS).png


def test_templates_whose_items_differ_in_tiers_are_charted_by_rank():
    is_first = (FINDINGS.totals["item"] == "dining") & (FINDINGS.totals["minutes"] == 5)
    uneven = replace(FINDINGS, totals=FINDINGS.totals[~is_first])
    assert tier_chart(uneven).png != tier_chart(FINDINGS).png
