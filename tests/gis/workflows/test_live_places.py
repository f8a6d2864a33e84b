"""The index in process says what PostGIS says, and follows the plan in force."""

from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.locate.index import NO_UNIT
from gis.locate.places import LOCATED_KINDS
from gis.model.plans import PlanState
from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.store import editions, layers, lookup, plan_grids, plans, publishing
from gis.store import points as oracle
from gis.store.places import set_gate_open
from gis.workflows.live_places import LivePlaces, live_places
from tests.gis.store.conftest import FIRST_DAY, fill
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def tiny_store(make_store):
    with make_store() as store:
        yield fill(store)


@pytest.fixture
def own_tiny_store(empty_store):
    return fill(empty_store)


def _awkward_points(places):
    """Random points, every vertex of every unit, and points along its edges."""
    rng = np.random.default_rng(11)
    west, south, east, north = tiny.layers()["subdistricts"].total_bounds
    spread = rng.uniform([west - 1e-4, south - 1e-4], [east + 1e-4, north + 1e-4], (2000, 2))
    shapes = np.concatenate([index.shapes for index in places.indexes.values()])
    vertices = shapely.get_coordinates(shapes)
    starts, ends = vertices[:-1], vertices[1:]
    along = starts + rng.uniform(0, 1, (len(starts), 1)) * (ends - starts)
    return np.concatenate([spread, vertices, along])


@pytest.mark.parametrize("kind", LOCATED_KINDS)
def test_every_point_lies_where_postgis_says_edges_and_corners_included(tiny_store, kind):
    places = live_places(tiny_store.store).today().places
    points = _awkward_points(places)
    found = places.ids_at(kind, points[:, 0], points[:, 1])
    with tiny_store.store.system() as connection:
        series = gpd.GeoSeries(gpd.points_from_xy(points[:, 0], points[:, 1]), crs="EPSG:4326")
        expected = oracle.covering_grids(connection, series, kind=kind).fillna(NO_UNIT).to_numpy(np.int64)
    assert np.array_equal(found, expected)
    assert (found != NO_UNIT).any()


def test_nothing_is_read_again_while_the_map_stays_the_same(tiny_store):
    live = LivePlaces(tiny_store.store, recheck_s=0.0)
    assert live.today() is live.today()


def test_a_plan_that_comes_into_force_is_noticed(own_tiny_store):
    live = LivePlaces(own_tiny_store.store, recheck_s=0.0)
    before = live.today()
    with own_tiny_store.store.system() as connection:
        draft = plans.draft_from_plan(connection, own_tiny_store.plan_id, name="调整")
        plan_grids.add_plan_grid(connection, draft, community_id=_community(before, tiny.YI))
        publishing.publish_plan(connection, draft, from_date=before.places.on, from_states=(PlanState.DRAFT,))
    after = live.today()
    assert after is not before
    assert after.version != before.version


def _community(snapshot, code):
    return next(
        unit.unit_id
        for unit in snapshot.places.units.values()
        if unit.kind is UnitKind.COMMUNITY and unit.code == code
    )


def test_a_former_day_is_answered_with_the_plan_of_that_day(tiny_store):
    live = live_places(tiny_store.store)
    lon, lat = tiny.lon_lat(30, 30)
    assert live.on(FIRST_DAY).places.at(lon, lat).grid.code == tiny.GRID_JIA_SOUTH
    assert live.on(FIRST_DAY - timedelta(days=1)).places.at(lon, lat).grid is None
    assert live.on(None) is live.today()
    assert live.on(date(2026, 2, 1)) is live.on(date(2026, 2, 1))


def test_service_points_and_facilities_are_found_by_their_address(own_tiny_store):
    live = LivePlaces(own_tiny_store.store, recheck_s=0.0)
    frames = {
        Layer.SERVICE_POINTS: tiny.layers()[Layer.SERVICE_POINTS],
        Layer.FACILITIES: tiny.layers()[Layer.FACILITIES],
    }
    for number, frame in enumerate(frames.values(), start=1):
        frame["address"] = [f"滨江路{number}{n:02d}号" for n in range(len(frame))]
    with own_tiny_store.store.system() as connection:
        edition = editions.load_edition(connection, frames, territory="tiny", source="test")
        editions.activate_edition(connection, edition)
    book = live.today().book
    titles = [book.search(written)[0].entry.title for written in ("滨江路101号", "滨江路202号")]
    assert titles == [frame["name"].iloc[row] for frame, row in zip(frames.values(), (1, 2), strict=True)]


def test_one_store_has_one_index(tiny_store):
    assert live_places(tiny_store.store) is live_places(tiny_store.store)


def test_the_version_of_the_map_is_one_short_line(tiny_store):
    with tiny_store.store.system() as connection:
        assert "\n" not in lookup.map_version(connection)


def test_a_gate_that_closes_changes_the_walks(own_tiny_store):
    live = LivePlaces(own_tiny_store.store, recheck_s=0.0)
    lon, lat = tiny.lon_lat(30, 30)

    def walks():
        snapshot = live.today()
        return [point.walk_s for point in snapshot.nearby(snapshot.places.at(lon, lat)).points]

    assert None not in walks()
    with own_tiny_store.store.system() as connection:
        gate_id = layers.read_layer(connection, Layer.GATES)["id"].iloc[0]
        set_gate_open(connection, gate_id, False, by=None)
    assert set(walks()) == {None}


def test_every_grid_and_community_has_a_seat_that_can_be_walked_from(tiny_store):
    snapshot = live_places(tiny_store.store).today()
    near = snapshot.nearby(snapshot.places.at(*tiny.lon_lat(30, 30)))
    kinds = {snapshot.places.units[unit_id].kind for unit_id, _ in near.seats}
    assert kinds == {UnitKind.GRID, UnitKind.COMMUNITY}
    walks_s = [walk_s for _, walk_s in near.seats]
    assert walks_s == sorted(walks_s)
    first = snapshot.places.units[near.seats[0][0]]
    assert first.code in {tiny.GRID_JIA_SOUTH, tiny.JIA}


def test_outside_everything_nothing_is_near(tiny_store):
    snapshot = live_places(tiny_store.store).today()
    near = snapshot.nearby(snapshot.places.at(0.0, 0.0))
    assert (near.points, near.seats) == ((), ())
