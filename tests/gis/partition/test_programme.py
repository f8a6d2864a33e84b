"""The weights keep the order of what matters."""

from gis.partition.programme import DEFAULT_WEIGHTS as WEIGHTS


def test_a_household_out_of_the_band_outweighs_a_split_and_a_split_a_shape() -> None:
    assert WEIGHTS.band_m > WEIGHTS.split_m > WEIGHTS.shape_m > WEIGHTS.target_m > 0
    assert 0 < WEIGHTS.wall_share < 1
