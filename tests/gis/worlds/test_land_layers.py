"""The land as stored."""

from gis.space.layers import Layer
from gis.space.metric import to_metric


def test_streets_reach_one_maximal_walk_beyond_the_border(world):
    border = to_metric(world[Layer.SUBDISTRICTS]).geometry.iloc[0]
    streets = to_metric(world[Layer.STREETS]).geometry.union_all()
    ring = border.buffer(1150).exterior
    far = [ring.interpolate(share, normalized=True) for share in (0.05, 0.3, 0.45, 0.9)]
    assert sum(streets.distance(place) < 400 for place in far) >= 3


def test_walls_rails_and_rivers_bar_the_way(world):
    barriers = world[Layer.BARRIERS]
    assert set(barriers["kind"]) == {"wall", "river", "rail"}
    assert (barriers["kind"] == "wall").sum() == world[Layer.ESTATES]["is_walled"].sum()


def test_there_is_a_river_a_stream_parks_and_hills(world):
    assert len(world[Layer.WATER]) == 2
    assert set(world[Layer.GREEN]["kind"]) == {"park", "hill"}


def test_greater_streets_have_names(world):
    streets = world[Layer.STREETS]
    assert streets.loc[streets["road_class"].isin(["primary", "secondary", "tertiary"]), "name"].notna().all()
