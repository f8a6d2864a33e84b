"""Positions and frames brought to WGS-84 and back."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.errors import InputError
from gis.space.crs import (
    frame_from_wgs84,
    frame_to_wgs84,
    from_wgs84,
    gauss_kruger_epsg,
    parse_crs,
    require_wgs84,
    to_wgs84,
)
from gis.space.measure import distances_m

# Beijing, Shanghai, Shenzhen as eviltransform prints them; two cities as gcoord's fixtures do (7 digits,
# taken from the map services themselves); Baidu's own documented example.
PUBLISHED = [
    ("gcj02", (116.377817, 39.911954), (116.38404722455657, 39.91334545536069), 0.01),
    ("gcj02", (121.5272106, 31.1774276), (121.531541859215, 31.17530398364597), 0.01),
    ("gcj02", (113.912316, 22.543847), (113.9171764808363, 22.540796131694766), 0.01),
    ("gcj02", (114.0164322, 33.0133556), (114.022306, 33.0115324), 1.0),
    ("bd09", (114.0164322, 33.0133556), (114.0287781, 33.0176697), 1.0),
    ("bd09", (98.4937175, 39.7319946), (98.5008441, 39.7388949), 1.0),
    ("bd09", (114.21892734521, 29.575429778924), (114.23074952312, 29.579082225213), 1.0),
]


@pytest.mark.parametrize(("crs", "wgs84", "printed", "within_m"), PUBLISHED)
def test_published_vectors_are_met_both_ways(crs, wgs84, printed, within_m):
    assert distances_m(*from_wgs84(*wgs84, crs=crs), *printed) < within_m
    assert distances_m(*to_wgs84(*printed, crs=crs), *wgs84) < within_m


@pytest.mark.parametrize("crs", ["gcj02", "bd09"])
def test_every_place_in_the_mainland_box_makes_the_round_trip(crs):
    rng = np.random.default_rng(20)
    lon = np.concatenate([rng.uniform(72.004, 137.8347, 50_000), [72.004, 72.004, 137.8347, 105.0]])
    lat = np.concatenate([rng.uniform(0.8293, 55.8271, 50_000), [35.0, 0.8293, 55.8271, 35.0]])
    back = to_wgs84(*from_wgs84(lon, lat, crs=crs), crs=crs)
    assert distances_m(*back, lon, lat).max() < 0.001


@pytest.mark.parametrize("crs", ["gcj02", "bd09"])
@pytest.mark.parametrize("place", [(-0.1276, 51.5072), (139.69, 35.68), (151.2, -33.9), (0.0, 0.0)])
def test_outside_the_mainland_box_nothing_changes(crs, place):
    assert from_wgs84(*place, crs=crs) == place
    assert to_wgs84(*place, crs=crs) == place


@pytest.mark.parametrize("crs", ["gcj02", "bd09", "cgcs2000", "EPSG:4547"])
def test_no_number_however_odd_breaks_or_hangs_the_way_back(crs):
    odd = np.array([72.004, np.nan, np.inf, -np.inf, 1e308, 0.0, 137.8347, 180.0])
    lon, lat = to_wgs84(odd, np.full(len(odd), 35.0), crs=crs)
    assert len(lon) == len(lat) == len(odd)
    assert np.isnan(lon[1])


def test_numbers_give_numbers_and_arrays_give_arrays_of_their_own():
    assert isinstance(to_wgs84(121.4, 31.2, crs="gcj02")[0], float)
    given = np.array([121.4])
    got, _ = to_wgs84(given, np.array([31.2]), crs="wgs84")
    got[0] = 0.0
    assert given[0] == 121.4


def test_cgcs2000_degrees_are_wgs84_degrees():
    assert to_wgs84(114.1, 22.5, crs="cgcs2000") == (114.1, 22.5)
    assert to_wgs84(114.1, 22.5, crs="EPSG:4490") == (114.1, 22.5)


def test_a_zone_with_its_number_before_x_differs_by_that_number_alone():
    plain = from_wgs84(114.1, 22.5, crs="EPSG:4547")
    prefixed = from_wgs84(114.1, 22.5, crs="EPSG:4526")
    assert prefixed[0] - plain[0] == pytest.approx(38_000_000.0, abs=1e-6)
    assert prefixed[1] == pytest.approx(plain[1], abs=1e-6)
    assert distances_m(*to_wgs84(*prefixed, crs="EPSG:4526"), 114.1, 22.5) < 1e-6


@pytest.mark.parametrize(
    ("lon", "epsg"),
    [(114.0, 4547), (121.4, 4549), (115.5, 4548), (115.4999, 4547), (73.5, 4534), (136.4, 4554)],
)
def test_a_longitude_between_two_zones_belongs_to_the_eastern(lon, epsg):
    assert gauss_kruger_epsg(lon) == epsg
    assert gauss_kruger_epsg(lon, prefixed=True) == epsg - 21
    assert f"CM {3 * (epsg - 4509)}E" in parse_crs(f"EPSG:{epsg}").name


@pytest.mark.parametrize("lon", [73.4, 136.5, 0.0, float("nan")])
def test_outside_china_there_is_no_zone(lon):
    with pytest.raises(InputError) as refusal:
        gauss_kruger_epsg(lon)
    assert refusal.value.code == "zone_unknown"


@pytest.mark.parametrize("crs", ["", "mars", "EPSG:999999", "bd09mc"])
def test_an_unknown_system_is_refused_by_name(crs):
    with pytest.raises(InputError) as refusal:
        to_wgs84(121.0, 31.0, crs=crs)
    assert refusal.value.code == "crs_unknown"


def _square(crs):
    return gpd.GeoDataFrame({"code": ["a"]}, geometry=[shapely.box(121.4, 31.2, 121.5, 31.3)], crs=crs)


@pytest.mark.parametrize("crs", ["gcj02", "bd09", "cgcs2000", "EPSG:4549", "wgs84"])
def test_a_frame_makes_the_round_trip_in_every_system(crs):
    there = frame_from_wgs84(_square("EPSG:4326"), crs=crs)
    back = frame_to_wgs84(there, crs=crs)
    assert back.crs.to_epsg() == 4326
    assert back.geometry[0].hausdorff_distance(_square(None).geometry[0]) < 1e-8


def test_a_frame_labelled_wgs84_may_be_said_to_be_gcj02():
    moved = frame_to_wgs84(_square("EPSG:4326"), crs="gcj02")
    corner = shapely.get_coordinates(moved.geometry)[0]
    expected = to_wgs84(121.5, 31.2, crs="gcj02")
    assert tuple(corner) == pytest.approx(expected, abs=1e-12)


def test_heights_and_missing_shapes_survive():
    shapes = [shapely.Point(121.4, 31.2, 7.0), None]
    moved = frame_to_wgs84(gpd.GeoDataFrame(geometry=shapes, crs=None), crs="gcj02")
    assert moved.geometry[0].z == 7.0
    assert moved.geometry[1] is None


def test_a_frame_that_does_not_say_its_system_is_refused():
    with pytest.raises(InputError) as refusal:
        frame_to_wgs84(_square(None))
    assert refusal.value.code == "crs_missing"


@pytest.mark.parametrize("crs", ["gcj02", "EPSG:4326"])
def test_a_caller_who_contradicts_the_frame_is_refused(crs):
    metres = _square("EPSG:4326").to_crs("EPSG:4549")
    with pytest.raises(InputError) as refusal:
        frame_to_wgs84(metres, crs=crs)
    assert refusal.value.code == "crs_mismatch"


def test_requiring_wgs84_accepts_only_wgs84():
    require_wgs84(_square("EPSG:4326"))
    with pytest.raises(InputError):
        require_wgs84(_square("EPSG:4490"))
