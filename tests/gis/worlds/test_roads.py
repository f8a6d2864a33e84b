"""The street plan: dry, of every class, the same each time."""

from shapely import Point

from gis.worlds.roads import outline, railway


def test_only_bridges_enter_the_river(roads, terrain):
    deep = terrain.river.buffer(-5)
    assert [road.kind for road in roads if road.line.intersects(deep)] == ["bridge", "bridge"]


def test_every_class_of_street_is_planned(roads):
    assert {road.road_class for road in roads} == {
        "primary",
        "secondary",
        "tertiary",
        "residential",
        "unclassified",
    }


def test_the_outline_grows_with_its_scale_around_its_middle():
    assert outline(1.1).contains(outline())
    assert outline().contains(Point(0, 0))


def test_the_railway_keeps_off_the_river(terrain):
    assert railway().distance(terrain.river) > 300
