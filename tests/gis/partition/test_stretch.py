"""Degrees stretched to metres and back."""

import numpy as np
import pytest
import shapely

from gis.errors import InputError
from gis.partition.stretch import Stretch
from gis.space.measure import areas_m2

SQUARE = shapely.box(106.5, 29.5, 106.51, 29.51)


def test_there_and_back_is_the_same_to_a_tenth_of_a_millimetre() -> None:
    stretch = Stretch.over([SQUARE])
    assert shapely.equals_exact(stretch.restore(stretch.flatten([SQUARE]))[0], SQUARE, 1e-9)


def test_areas_are_those_of_the_ellipsoid() -> None:
    flat = Stretch.over([SQUARE]).flatten([SQUARE])[0].area
    assert np.isclose(flat, areas_m2(np.array([SQUARE]))[0], rtol=1e-3)


def test_metres_for_degrees_are_refused() -> None:
    with pytest.raises(InputError):
        Stretch.over([shapely.box(500_000, 3_000_000, 500_100, 3_000_100)])
