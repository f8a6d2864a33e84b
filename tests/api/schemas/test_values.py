import pytest
from pydantic import ValidationError

from api.schemas.values import Body, Lat, Lon


class Place(Body):
    lon: Lon
    lat: Lat


@pytest.mark.parametrize("lon", [float("nan"), float("inf"), 1e308, 180.0000001, "106.5x", None, [106.5]])
def test_a_longitude_is_finite_and_on_earth(lon):
    with pytest.raises(ValidationError):
        Place(lon=lon, lat=29.5)


def test_the_edges_of_the_earth_are_on_it():
    assert Place(lon=-180, lat=90).lat == 90


def test_unknown_fields_are_refused():
    with pytest.raises(ValidationError):
        Place(lon=1, lat=2, latitude=3)


def test_a_text_with_a_nul_is_refused_before_the_database_stumbles_over_it():
    class Note(Body):
        text: str

    with pytest.raises(ValidationError) as refused:
        Note(text="a\x00b")
    assert refused.value.errors()[0]["type"] == "string_unprintable"
