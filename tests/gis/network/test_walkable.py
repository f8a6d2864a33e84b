import pytest

from gis.network.walkable import class_is_walkable, tags_are_walkable


@pytest.mark.parametrize(
    ("tags", "walkable"),
    [
        ({"highway": "footway"}, True),
        ({"highway": "steps"}, True),
        ({"highway": "motorway"}, False),
        ({"highway": "motorway", "foot": "yes"}, True),
        ({"highway": "residential", "access": "private"}, False),
        ({"highway": "residential", "access": "private", "foot": "designated"}, True),
        ({"highway": "primary", "foot": "no"}, False),
        ({"highway": "trunk", "motorroad": "yes"}, False),
        ({"highway": "construction", "foot": "yes"}, False),
        ({"building": "yes"}, False),
    ],
)
def test_foot_decides_before_access_and_access_before_the_class(tags, walkable):
    assert tags_are_walkable(tags) is walkable


def test_an_unknown_class_is_not_walked():
    assert not class_is_walkable("raceway")
    assert class_is_walkable("living_street")
