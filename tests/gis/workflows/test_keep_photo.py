"""A photo is kept once, on disk and in an event."""

import hashlib

import pytest

from gis.errors import InputError, NotFound
from gis.model.access import Role
from gis.store import cases
from gis.workflows.file_case import Filing, file_case
from gis.workflows.keep_photo import keep_photo, read_derivative
from tests.gis.casework.test_photos import _photo
from tests.gis.store.conftest import fill
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def world(make_store):
    with make_store() as store:
        yield fill(store)


@pytest.fixture
def case(world):
    lon, lat = tiny.lon_lat(30, 30)
    return file_case(
        world.store, world.scope(role=Role.GRID_WORKER), Filing("0101", "垃圾", lon=lon, lat=lat)
    ).case


def _digest(content):
    return hashlib.sha256(content).hexdigest()


def test_the_same_bytes_are_one_photo_and_one_event(world, case):
    scope, content = world.scope(role=Role.GRID_WORKER), _photo()
    first = keep_photo(world.store, scope, case.case_id, content, _digest(content))
    assert keep_photo(world.store, scope, case.case_id, content, _digest(content)) == first
    with world.store.session(scope) as connection:
        events = cases.read_case_events(connection, case.case_id)
    assert [event.kind for event in events] == ["filed", "photo"]
    assert events[1].payload["lon"] == pytest.approx(106.55)
    assert read_derivative(world.store, scope, first).startswith(b"\xff\xd8")


def test_damaged_bytes_leave_nothing_behind(world, case):
    scope = world.scope(role=Role.GRID_WORKER)
    with pytest.raises(InputError):
        keep_photo(world.store, scope, case.case_id, _photo(), "0" * 64)
    assert not list(world.store.settings.uploads_dir.glob("photos/*.part"))


def test_another_area_neither_adds_nor_sees(world, case):
    content, elsewhere = _photo(), world.scope("999999", role=Role.GRID_WORKER)
    with pytest.raises(NotFound):
        keep_photo(world.store, elsewhere, case.case_id, content, _digest(content))
    photo_id = keep_photo(
        world.store, world.scope(role=Role.GRID_WORKER), case.case_id, content, _digest(content)
    )
    with pytest.raises(NotFound):
        read_derivative(world.store, elsewhere, photo_id)
