"""What is stored is what the generator draws."""

import numpy as np
import pytest
import shapely

from gis.space.frames import find_problems
from gis.space.layers import Layer
from gis.space.measure import areas_m2
from gis.worlds.built_layers import built_layers, home_layers
from gis.worlds.files import NOTICE, read_source
from gis.worlds.paper import Paper
from gis.worlds.subdistrict import AREA_M2, GENERATOR_VERSION


@pytest.fixture(scope="module")
def paper(town):
    border = shapely.coverage_union_all([block.face for block in town.blocks])
    return Paper(float(np.sqrt(AREA_M2 / areas_m2(np.array(Paper(1.0).place([border])))[0])))


def test_the_stored_town_is_the_generated_one(town, codes, paper, world):
    drawn = built_layers(town, codes, paper, 2) | home_layers(town, codes, paper, 2)
    for layer in (Layer.COMMUNITIES, Layer.ESTATES, Layer.GATES, Layer.BUILDINGS):
        assert drawn[layer]["code"].tolist() == world[layer]["code"].tolist()
        assert drawn[layer].geometry.to_wkb().tolist() == world[layer].geometry.to_wkb().tolist(), layer


def test_every_layer_passes_its_own_check(world):
    for layer, frame in world.items():
        assert find_problems(frame, layer) == []


def test_the_area_is_the_one_stated(world):
    assert areas_m2(world[Layer.SUBDISTRICTS].geometry)[0] == pytest.approx(AREA_M2, abs=50)


def test_the_source_says_what_it_is():
    source = read_source("subdistrict")
    assert (source.notice, source.seed, source.generator_version) == (NOTICE, 2, GENERATOR_VERSION)
