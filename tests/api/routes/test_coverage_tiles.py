import math

import pyogrio
import pytest
from shapely import Point

from gis.space import h3cells
from gis.store import coverage_runs
from gis.workflows.record_coverage import record_coverage
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def service(own_service):
    """A world of one's own: this module asks before anything is measured."""
    return own_service


ROOT = "/tiles/coverage"
ZOOM = 14


def tile_of(lon, lat, zoom):
    """Column and row of the tile that holds a place."""
    size, north = 2**zoom, math.radians(lat)
    return int((lon + 180) / 360 * size), int((1 - math.asinh(math.tan(north)) / math.pi) / 2 * size)


def test_before_anything_is_measured_a_tile_is_empty(service):
    x, y = tile_of(tiny.WEST, tiny.SOUTH, ZOOM)
    answer = service.visitor().get(f"{ROOT}/medical/{ZOOM}/{x}/{y}.mvt")
    assert (answer.status_code, answer.content) == (200, b"")


def test_the_tiles_hold_the_very_cells_of_the_kept_run(service, tmp_path):
    store, planner = service.world.store, service.world.scope()
    run_id = record_coverage(store, planner)
    with store.session(planner) as connection:
        cells = coverage_runs.read_run_cells(connection, run_id, item="medical")
    x, y = tile_of(*tiny.lon_lat(200, 100), ZOOM)
    answer = service.visitor().get(f"{ROOT}/medical/{ZOOM}/{x}/{y}.mvt")
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    file = tmp_path / "tile.mvt"
    file.write_bytes(answer.content)
    read = pyogrio.read_dataframe(file, layer="cells", X=str(x), Y=str(y), Z=str(ZOOM))
    drawn = read.set_index("h3").sort_index()
    assert set(drawn.index) == {f"{cell:015x}" for cell in cells["h3"]}
    assert drawn["households"].sum() == tiny.HOUSEHOLDS_TOTAL == cells["households"].sum()
    middle = read.to_crs("EPSG:4326").union_all()
    assert middle.distance(Point(tiny.lon_lat(100, 150))) < 0.001


def test_from_afar_parents_hold_the_same_households(service, tmp_path):
    x, y = tile_of(*tiny.lon_lat(200, 100), 10)
    answer = service.visitor().get(f"{ROOT}/medical/10/{x}/{y}.mvt")
    file = tmp_path / "far.mvt"
    file.write_bytes(answer.content)
    read = pyogrio.read_dataframe(file, layer="cells", X=str(x), Y=str(y), Z="10")
    assert set(h3cells.resolution_of(h3cells.from_hex(read["h3"])).tolist()) == {8}
    assert read["households"].sum() == tiny.HOUSEHOLDS_TOTAL


def test_a_tile_elsewhere_is_empty_and_one_beyond_the_scheme_is_not_there(service):
    visitor = service.visitor()
    assert visitor.get(f"{ROOT}/medical/{ZOOM}/0/0.mvt").content == b""
    assert visitor.get(f"{ROOT}/golf/0/0/0.mvt").content == b""
    for path in ("19/0/0", "2/4/0", "2/0/-1", "-1/0/0"):
        assert visitor.get(f"{ROOT}/medical/{path}.mvt").status_code == 404
    assert visitor.get(f"{ROOT}/medical/1/a/0.mvt").status_code == 422
