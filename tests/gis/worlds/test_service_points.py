"""Party service points as stored."""

from gis.space.layers import Layer


def test_there_are_fifty_five_on_five_levels(world):
    points = world[Layer.SERVICE_POINTS]
    assert len(points) == 55
    levels = points["level"].value_counts().to_dict()
    assert (levels["subdistrict"], levels["community"]) == (1, 23)
    assert set(levels) == {"subdistrict", "community", "estate", "grid", "park"}


def test_every_community_and_village_has_its_station(world):
    points = world[Layer.SERVICE_POINTS]
    stations = points.loc[points["level"] == "community"]
    assert set(stations["community_code"]) == set(world[Layer.COMMUNITIES]["code"])


def test_the_red_property_centre_is_in_guangming(world):
    names = dict(zip(world[Layer.COMMUNITIES]["code"], world[Layer.COMMUNITIES]["name"], strict=True))
    points = world[Layer.SERVICE_POINTS].set_index("name")
    assert names[points.loc["光明社区“红色物业”党群服务中心", "community_code"]] == "光明社区"


def test_a_station_stands_in_its_own_community(world):
    shapes = world[Layer.COMMUNITIES].set_index("code").geometry
    points = world[Layer.SERVICE_POINTS]
    stations = points.loc[points["level"] == "community"]
    for place, code in zip(stations.geometry, stations["community_code"], strict=True):
        assert shapes[code].contains(place)
