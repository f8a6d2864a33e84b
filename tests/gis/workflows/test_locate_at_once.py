"""What memory answers is what the store would have answered."""

import pytest

from gis.model.access import ANONYMOUS, Role
from gis.workflows.locate_at_once import look_again, this_moment
from gis.workflows.locate_case import locate_point
from tests.gis.store.conftest import fill
from tests.worked import tiny

pytestmark = pytest.mark.database
HERE = tiny.lon_lat(30, 30)


@pytest.fixture(scope="module")
def world(make_store):
    with make_store() as store:
        yield fill(store)


def test_nothing_is_answered_before_the_store_was_read(empty_store):
    assert this_moment(empty_store, with_people=False) is None
    assert this_moment(empty_store, with_people=True) is None


def test_memory_answers_as_the_store_does(world):
    look_again(world.store, with_people=True)
    moment = this_moment(world.store, with_people=True)
    for scope in (ANONYMOUS, world.scope(role=Role.GRID_WORKER), world.scope(role=Role.DEPARTMENT)):
        for lon, lat in (HERE, tiny.lon_lat(201, 50), (0.0, 0.0)):
            expected = locate_point(world.store, scope, lon, lat)
            assert moment.locate(scope, lon, lat) == expected
            near = moment.near(scope, expected.place, lon, lat)
            assert near == (expected.nearest, expected.responders)


def test_the_units_of_a_position_are_named_by_their_ids(world):
    look_again(world.store, with_people=False)
    moment = this_moment(world.store, with_people=False)
    place = moment.locate(ANONYMOUS, *HERE).place
    named = (place.subdistrict, place.community, place.estate, place.grid, place.building)
    assert moment.unit_ids(*HERE) == tuple(-1 if unit is None else unit.unit_id for unit in named)
