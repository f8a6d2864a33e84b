"""How many grids a community can have."""

import numpy as np
import pytest

from gis.errors import CannotSatisfy
from gis.model.bands import RESIDENTIAL_BAND
from gis.partition.counts import propose, share_out


@pytest.mark.parametrize(
    ("total", "least", "most", "feasible"),
    [
        (299, 1, 0, False),
        (300, 1, 1, True),
        (500, 1, 1, True),
        (501, 2, 1, False),
        (599, 2, 1, False),
        (600, 2, 2, True),
        (3900, 8, 13, True),
    ],
)
def test_the_range_is_that_of_averages_in_the_band(total, least, most, feasible) -> None:
    found = propose("C", np.full(total, 1), RESIDENTIAL_BAND)
    assert (found.least_grids, found.most_grids, found.is_feasible) == (least, most, feasible)


def test_a_building_above_the_maximum_is_named_and_counted_alone() -> None:
    found = propose("C", np.array([900, 400]), RESIDENTIAL_BAND)
    assert (found.grids, found.is_feasible) == (2, False)
    assert "900" in found.explanation


def test_nobody_lives_there() -> None:
    assert propose("C", np.array([0, 0]), RESIDENTIAL_BAND).is_feasible is False


def test_a_number_in_all_is_shared_out_within_each_range() -> None:
    proposals = {
        code: propose(code, np.full(n, 1), RESIDENTIAL_BAND) for code, n in (("A", 4000), ("B", 2000))
    }
    for asked in range(12, 20):
        shares = share_out(asked, proposals)
        assert sum(shares.values()) == asked
        assert all(p.least_grids <= shares[c] <= p.most_grids for c, p in proposals.items())


def test_a_number_that_no_sharing_gives_is_refused_with_the_range() -> None:
    with pytest.raises(CannotSatisfy) as refused:
        share_out(3, {"A": propose("A", np.full(4000, 1), RESIDENTIAL_BAND)})
    assert (refused.value.facts["least"], refused.value.facts["most"]) == (8, 13)
