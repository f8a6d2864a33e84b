"""A label is held against what is loaded."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, Point

from gis.errors import InputError
from gis.ingest.crs_fit import candidates, contradiction, fit_crs
from gis.space.crs import from_wgs84
from gis.space.layers import Layer

WEST, SOUTH = 106.55, 29.50


def _streets(seed: int = 3) -> gpd.GeoDataFrame:
    """Wavy streets about 120 m apart over 3 km, as a town has them."""
    rng = np.random.default_rng(seed)
    lines = []
    for number in range(25):
        offset = number * 0.0012 + rng.normal(0, 0.0001)
        along = np.linspace(0, 0.03, 40)
        wave = 0.0002 * np.sin(along * 400 + rng.uniform(0, 6))
        lines.append(LineString(np.column_stack([WEST + along, SOUTH + offset + wave])))
        lines.append(LineString(np.column_stack([WEST + offset + wave, SOUTH + along])))
    codes = [f"S{number}" for number in range(len(lines))]
    return gpd.GeoDataFrame({"code": codes}, geometry=lines, crs="EPSG:4326")


def _written_in(frame: gpd.GeoDataFrame, crs: str, *, swapped: bool = False) -> gpd.GeoDataFrame:
    """The frame as a file of another system holds it."""

    def move(positions: np.ndarray) -> np.ndarray:
        pair = np.column_stack(from_wgs84(*positions.T, crs=crs))
        return pair[:, ::-1] if swapped else pair

    return gpd.GeoDataFrame(
        frame.drop(columns="geometry"), geometry=shapely.transform(frame.geometry.array, move)
    )


def _renamed(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return streets.assign(code=[f"N{number}" for number in range(len(streets))])


@pytest.mark.parametrize("crs", ["gcj02", "bd09"])
def test_a_layer_labelled_4326_that_is_shifted_is_noticed_with_both_distances(crs: str) -> None:
    streets = _streets()
    finding = fit_crs(
        _written_in(_renamed(streets), crs),
        {Layer.STREETS: streets},
        layer=Layer.STREETS,
        declared="EPSG:4326",
    )
    assert finding.contradicts
    assert finding.best.crs == crs
    assert finding.best.mean_m < 1
    assert finding.declared is not None
    assert finding.declared.mean_m > 20
    problem = contradiction(finding, file="道路.shp", layer=Layer.STREETS)
    assert problem is not None
    assert f"{finding.declared.mean_m:.0f} 米" in problem.reason


def test_a_true_label_is_believed() -> None:
    streets = _streets()
    finding = fit_crs(_renamed(streets), {Layer.STREETS: streets}, layer=Layer.STREETS, declared="EPSG:4490")
    assert not finding.contradicts
    assert finding.best.crs == "wgs84"
    assert contradiction(finding, file="a", layer=Layer.STREETS) is None


@pytest.mark.parametrize(
    ("crs", "swapped", "found"),
    [
        ("EPSG:4545", False, "EPSG:4545"),
        ("EPSG:4524", False, "EPSG:4524"),
        ("EPSG:4545", True, "swapped EPSG:4545"),
        ("wgs84", True, "swapped wgs84"),
        ("EPSG:3857", False, "EPSG:3857"),
    ],
)
def test_a_layer_without_a_label_is_found(crs: str, found: str, *, swapped: bool) -> None:
    west = WEST + 0.95  # 107.5: zone 36, whose meridian is 108
    streets = _streets()
    streets = streets.set_geometry(streets.geometry.translate(west - WEST))
    finding = fit_crs(
        _written_in(streets, crs, swapped=swapped),
        {Layer.STREETS: streets},
        layer=Layer.STREETS,
        declared=None,
    )
    assert finding.best.crs == found
    assert finding.best.mean_m < 1


def test_footprints_are_held_against_streets_where_no_footprint_is_loaded() -> None:
    streets = _streets()
    spots = [(WEST + 0.0006 + 0.0012 * i, SOUTH + 0.0006 + 0.0012 * j) for i in range(20) for j in range(20)]
    buildings = gpd.GeoDataFrame(
        {"code": [f"B{n}" for n in range(len(spots))]},
        geometry=[
            shapely.box(lon - 0.00025, lat - 0.0002, lon + 0.00025, lat + 0.0002) for lon, lat in spots
        ],
        crs="EPSG:4326",
    )
    shifted = _written_in(buildings, "gcj02")
    finding = fit_crs(shifted, {Layer.STREETS: streets}, layer=Layer.BUILDINGS, declared="wgs84")
    assert finding.contradicts
    assert finding.best.crs == "gcj02"


def test_nothing_loaded_is_said_and_not_guessed() -> None:
    points = gpd.GeoDataFrame({"code": ["a"]}, geometry=[Point(WEST, SOUTH)], crs="EPSG:4326")
    with pytest.raises(InputError) as caught:
        fit_crs(points, {}, layer=Layer.FACILITIES, declared=None)
    assert caught.value.code == "fit_without_reference"


def test_a_layer_without_a_usable_position_is_refused() -> None:
    points = gpd.GeoDataFrame({"code": ["a", "b"]}, geometry=[Point(float("nan"), 1), None])
    with pytest.raises(InputError) as caught:
        fit_crs(points, {Layer.STREETS: _streets()}, layer=Layer.FACILITIES, declared=None)
    assert caught.value.code == "fit_without_geometry"


def test_metres_with_a_zone_prefix_name_their_own_zone() -> None:
    x, y = np.array([36_500_000.0]), np.array([3_266_000.0])
    assert candidates(x, y, 100.0)[0] == "EPSG:4524"
