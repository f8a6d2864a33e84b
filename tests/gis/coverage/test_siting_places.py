import numpy as np

from gis.coverage.siting_places import candidate_doors, corners, given_places, places_given, walks_to
from tests.worked import tiny


def test_plain_values_are_candidates_at_their_places(model):
    lon, lat = tiny.lon_lat(100, 100)
    places = places_given([{"code": "地块一", "lon": lon, "lat": lat}])
    assert (places["code"].tolist(), places.crs.to_epsg()) == (["地块一"], 4326)
    assert np.isfinite(walks_to(model, candidate_doors(model, places), 15)).any()


def test_candidates_without_codes_are_numbered(model):
    places = tiny.facilities()[["geometry"]]
    assert given_places(places)["code"].tolist()[:2] == ["candidate-1", "candidate-2"]


def test_a_walk_to_a_place_is_the_walk_to_a_facility_there(model):
    """The clinic taken as a candidate is as far from each home as the clinic itself."""
    clinic = given_places(model.facilities.loc[model.facilities["category"] == "medical"])
    walks = walks_to(model, candidate_doors(model, clinic), 15)
    number = [item.key for item in model.items].index("medical")
    assert np.array_equal(walks, walks_to(model, model.facility_doors.take(model.members[number]), 15))
    assert np.nanmax(walks) <= 15 * 60


def test_every_corner_joins_three_pieces_of_street_or_more(model):
    nodes = corners(model.network)
    edges = model.network.edges
    ends = np.bincount(np.concatenate([edges.start, edges.end]), minlength=model.network.node_count)
    lon, lat = model.network.plane.unproject(model.network.node_x_m, model.network.node_y_m)
    joined = {(x, y) for x, y, count in zip(lon, lat, ends, strict=True) if count >= 3}
    assert {(place.x, place.y) for place in nodes.geometry} <= joined
    assert len(nodes) > 0
