"""Services of a town."""

import shapely

from gis.space.layers import Layer
from gis.worlds.paper import Paper
from gis.worlds.service_layers import service_layers
from gis.worlds.ways import lay_ways, parks_of


def test_services_are_drawn_inside_and_around(town, codes):
    border = shapely.coverage_union_all([block.face for block in town.blocks])
    parks = parks_of(town.blocks, town.uses)
    ways = lay_ways(town.pieces, town.sites, parks, town.terrain, border.buffer(1250))
    drawn = service_layers(town, codes, ways, border=border, paper=Paper(1.0), seed=2)
    assert set(drawn) == {Layer.FACILITIES, Layer.SERVICE_POINTS}
    assert drawn[Layer.FACILITIES]["code"].is_unique
    assert len(drawn[Layer.SERVICE_POINTS]) == 55
