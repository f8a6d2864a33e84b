"""Decide where one may walk, from a road class or from the tags of an OSM way."""

from collections.abc import Mapping

WALKABLE_CLASSES = frozenset(
    [
        "footway",
        "path",
        "pedestrian",
        "steps",
        "living_street",
        "residential",
        "unclassified",
        "service",
        "tertiary",
        "tertiary_link",
        "secondary",
        "secondary_link",
        "primary",
        "primary_link",
        "trunk",
        "trunk_link",
        "track",
        "road",
        "cycleway",
        "bridleway",
        "corridor",
        "platform",
        "crossing",
        "elevator",
        "trail",
        "alley",
    ]
)
BIG_ROAD_CLASSES = frozenset(
    ["primary", "primary_link", "secondary", "secondary_link", "trunk", "trunk_link"]
)
STAIR_CLASSES = frozenset({"steps"})
_UNBUILT = frozenset({"construction", "proposed", "abandoned", "razed", "disused", "planned"})
_FOOT_YES = frozenset({"yes", "designated", "permissive", "official", "destination", "customers"})
_FOOT_NO = frozenset({"no", "private", "use_sidepath"})
_CLOSED = frozenset({"no", "private"})


def class_is_walkable(road_class: str) -> bool:
    """Whether people may walk on a road of this class where nothing else is said."""
    return road_class in WALKABLE_CLASSES


def tags_are_walkable(tags: Mapping[str, str]) -> bool:
    """Whether people may walk on an OSM way: ``foot`` decides, then ``access``, then the class.

    A way still to be built never is; ``motorroad=yes`` is not, unless ``foot`` allows it.
    """
    road_class = tags.get("highway", "")
    foot = tags.get("foot", "")
    if not road_class or road_class in _UNBUILT or foot in _FOOT_NO:
        return False
    if foot in _FOOT_YES:
        return True
    if tags.get("access", "") in _CLOSED or tags.get("motorroad") == "yes":
        return False
    return class_is_walkable(road_class)
