"""One built town and one stored world for all tests of the room."""

import numpy as np
import pytest

from gis.worlds.files import read_world
from gis.worlds.flow import make_flow
from gis.worlds.junctions import join_roads
from gis.worlds.numbering import number_town
from gis.worlds.roads import plan_roads, railway
from gis.worlds.town import build_town

SEED = 2


@pytest.fixture(scope="session")
def town():
    return build_town(SEED)


@pytest.fixture(scope="session")
def codes(town):
    return number_town(town, SEED)


@pytest.fixture(scope="session")
def world():
    return read_world("subdistrict")


@pytest.fixture(scope="session")
def terrain(town):
    return town.terrain


@pytest.fixture(scope="session")
def roads(terrain):
    rng = np.random.default_rng(SEED)
    return plan_roads(terrain, make_flow(terrain, rng), rng)


@pytest.fixture(scope="session")
def pieces(roads, terrain):
    return join_roads(roads, terrain, railway())
