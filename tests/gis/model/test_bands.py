"""A band is closed on both sides."""

import pytest

from gis.errors import InputError
from gis.model.bands import RESIDENTIAL_BAND, SAME_EVERYWHERE, Band, CommunityBands
from gis.model.ids import UnitId


@pytest.mark.parametrize(("households", "inside"), [(299, False), (300, True), (500, True), (501, False)])
def test_both_bounds_lie_inside(households: int, *, inside: bool) -> None:
    assert RESIDENTIAL_BAND.holds(households) is inside


@pytest.mark.parametrize(
    ("households", "counts"),
    [(299, []), (300, [1]), (501, []), (599, []), (600, [2]), (1000, [2, 3]), (1500, [3, 4, 5])],
)
def test_feasible_counts_are_those_whose_average_lies_in_the_band(households: int, counts: list[int]) -> None:
    assert list(RESIDENTIAL_BAND.feasible_counts(households)) == counts


def test_a_band_out_of_order_is_refused_with_its_figures() -> None:
    with pytest.raises(InputError) as caught:
        Band(min_households=500, max_households=300)
    assert "500" in caught.value.chinese


def test_a_community_without_a_band_of_its_own_has_the_common_one() -> None:
    village, common = Band(50, 200, 100), Band(200, 600, 400)
    bands = CommunityBands(common, {UnitId(7): village}, {"x": village})
    assert (bands.of(UnitId(7)), bands.of_code("x")) == (village, village)
    assert (bands.of(UnitId(8)), bands.of_code("y")) == (common, common)
    assert SAME_EVERYWHERE.of(UnitId(7)) == RESIDENTIAL_BAND == Band(300, 500, 400)
