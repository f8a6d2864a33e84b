import pytest

from gis.errors import InputError
from gis.network.profiles import PROFILES, profile_of


def test_adults_walk_eighty_metres_a_minute():
    assert profile_of("adult").speed_m_s * 60 == pytest.approx(80)


def test_wheelchairs_take_no_stairs_and_the_old_walk_slower_than_adults():
    assert PROFILES["wheelchair"].stairs_speed_m_s is None
    assert PROFILES["elderly"].speed_m_s < PROFILES["adult"].speed_m_s


def test_every_profile_names_its_source():
    assert all("19" in p.source or "20" in p.source for p in PROFILES.values())


def test_an_unknown_profile_is_refused_with_the_known_ones():
    with pytest.raises(InputError, match="runner") as refused:
        profile_of("runner")
    assert "adult" in refused.value.chinese
    assert refused.value.code == "profile_unknown"
