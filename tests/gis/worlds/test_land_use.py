"""What each block is for."""

from collections import Counter

import numpy as np

from gis.worlds.land_use import OLD_QUARTERS


def test_ninety_estates_of_which_thirty_three_are_old(town):
    styles = Counter(site.plot.style.key for site in town.sites)
    assert len(town.sites) == 90
    assert styles["open"] + styles["yard"] + styles["row"] == 33


def test_old_estates_lie_nearer_to_the_old_quarters_than_new_ones(town):
    def away(site):
        return min(
            np.hypot(site.outline.centroid.x - x, site.outline.centroid.y - y) for x, y in OLD_QUARTERS
        )

    old = [away(site) for site in town.sites if site.plot.style.key in ("open", "yard", "row")]
    new = [away(site) for site in town.sites if site.plot.style.key not in ("open", "yard", "row")]
    assert np.median(old) < 0.6 * np.median(new)


def test_the_town_has_schools_parks_trade_works_and_a_hospital(town):
    uses = Counter(town.uses)
    assert {"school": 10, "park": 8, "trade": 8, "works": 5, "hospital": 1, "idle": 3}.items() <= uses.items()


def test_no_two_estates_share_a_block(town):
    blocks = [site.plot.block for site in town.sites]
    assert len(set(blocks)) == len(blocks)
