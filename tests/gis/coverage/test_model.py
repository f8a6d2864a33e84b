import numpy as np

from gis.coverage.model import border_distances, item_members
from gis.coverage.templates import read_template
from tests.worked import tiny


def test_members_are_open_facilities_of_the_category_and_subtype(model):
    items = read_template("gb50180_2018").items
    members = dict(zip((item.key for item in items), item_members(items, model.facilities), strict=True))
    codes = model.facilities["code"].to_numpy()
    assert codes[members["primary_school"]].tolist() == ["F-05"]
    assert codes[members["kindergarten"]].tolist() == []
    assert codes[members["market"]].tolist() == ["F-01"]


def test_the_maps_end_is_zero_beyond_it_and_grows_inwards(model):
    lon, lat = np.transpose([tiny.lon_lat(200, 100), tiny.lon_lat(500, 100), tiny.lon_lat(390, 100)])
    away_m = border_distances(model.network, lon, lat, None)
    assert np.round(away_m).tolist() == [100, 0, 10]
    wide = border_distances(model.network, lon, lat, tiny.rectangle(-1000, -1000, 1400, 1200))
    assert (wide > away_m).all()
