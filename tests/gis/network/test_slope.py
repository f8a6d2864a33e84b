import numpy as np
import pytest

from gis.network.slope import tobler_speed_share


def test_the_flat_keeps_its_speed_and_five_percent_down_is_fastest():
    grades = np.linspace(-0.5, 0.5, 1001)
    shares = tobler_speed_share(grades)
    assert tobler_speed_share(0.0) == pytest.approx(1.0)
    assert grades[shares.argmax()] == pytest.approx(-0.05)
    assert shares.max() == pytest.approx(np.exp(0.175))


def test_ten_percent_up_leaves_seventy_percent_of_the_speed():
    assert tobler_speed_share(0.10) == pytest.approx(np.exp(-0.35))


def test_heights_that_are_no_numbers_count_as_flat_and_cliffs_are_cut():
    assert tobler_speed_share([np.nan, np.inf, -np.inf]).tolist() == [1.0, 1.0, 1.0]
    assert tobler_speed_share(1e300) == tobler_speed_share(1.0) > 0
