"""Small street networks drawn in metres, for reckoning on paper."""

from pathlib import Path

import geopandas as gpd
import pytest

from gis.network.build import build_network
from tests.worked import tiny


@pytest.fixture
def draw_streets():
    """Streets from lists of places in metres; options by name apply to every street of the call."""

    def draw(*lines, **columns):
        rows = {"code": [f"S{n}" for n in range(len(lines))], "road_class": "residential", **columns}
        shapes = [tiny.line(*places) for places in lines]
        return gpd.GeoDataFrame(rows, index=range(len(lines)), geometry=shapes, crs="EPSG:4326")

    return draw


@pytest.fixture
def draw_points():
    """A frame of points from places in metres."""

    def draw(*places, **columns):
        rows = {"code": [f"P{n}" for n in range(len(places))], **columns}
        shapes = [tiny.point(*place) for place in places]
        return gpd.GeoDataFrame(rows, index=range(len(places)), geometry=shapes, crs="EPSG:4326")

    return draw


@pytest.fixture
def walled_square():
    """A walled estate from (100, 100) to (200, 200)."""
    rows = {"code": ["E1"], "name": ["围院"], "is_walled": [True]}
    return gpd.GeoDataFrame(rows, geometry=[tiny.rectangle(100, 100, 200, 200)], crs="EPSG:4326")


@pytest.fixture
def cross(draw_streets):
    """Two streets of 200 m that cross at (100, 100) without a shared vertex."""
    return build_network(draw_streets([(0, 100), (200, 100)], [(100, 0), (100, 200)]))


@pytest.fixture(scope="session")
def helsinki():
    """OpenStreetMap extract of central Helsinki."""
    file = Path(__file__).resolve().parents[4] / "shared/data/helsinki/Helsinki.osm.pbf"
    if not file.is_file():
        pytest.skip(f"needs {file}")
    return file
