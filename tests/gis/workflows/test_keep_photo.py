"""A photo is kept once, on disk and in an event."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gis.errors import InputError, NotFound
from gis.model.access import Role
from gis.store import audit, case_events
from gis.workflows.file_case import Filing, file_case
from gis.workflows.keep_photo import Capture, blur_photo, keep_photo, open_original, read_derivative
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
        events = case_events.read_case_events(connection, case.case_id)
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


def _event(world, case, kind):
    with world.store.session(world.scope(role=Role.GRID_WORKER)) as connection:
        events = case_events.read_case_events(connection, case.case_id)
    return next(event.payload for event in events if event.kind == kind)


def test_the_camera_goes_before_the_phone_and_the_phone_fills_what_the_camera_left_out(world, case):
    scope, told = (
        world.scope(role=Role.GRID_WORKER),
        Capture(datetime(2026, 11, 1, tzinfo=UTC), 106.6, 29.6, 8),
    )
    content = _photo(gps=False, size=(61, 40))
    keep_photo(world.store, scope, case.case_id, content, _digest(content), capture=told)
    payload = _event(world, case, "photo")
    assert payload["taken_at"].startswith("2026-11-23T02:30")
    assert (payload["lon"], payload["lat"], payload["accuracy_m"]) == (106.6, 29.6, 8)
    assert payload["place_by"] == "phone"


def test_a_photo_sent_again_after_it_was_blurred_stays_blurred(world, case):
    scope, content = world.scope(role=Role.GRID_WORKER), _photo(size=(80, 60))
    photo_id = keep_photo(world.store, scope, case.case_id, content, _digest(content))
    blur_photo(world.store, scope, photo_id, [(0, 0, 1, 1)])
    shown = read_derivative(world.store, scope, photo_id)
    assert keep_photo(world.store, scope, case.case_id, content, _digest(content)) == photo_id
    assert read_derivative(world.store, scope, photo_id) == shown
    assert _event(world, case, "photo_blurred") == {"photo_id": photo_id, "places": 1}


def test_an_original_is_gone_unless_sealed_and_opening_it_leaves_a_trace(world, case, monkeypatch):
    scope, content = world.scope(role=Role.COMMUNITY), _photo(size=(70, 50))
    photo_id = keep_photo(world.store, scope, case.case_id, content, _digest(content))
    with pytest.raises(NotFound) as gone:
        open_original(world.store, scope, photo_id, reason="核对车牌")
    assert gone.value.code == "original_gone"
    monkeypatch.setattr(world.store, "settings", replace(world.store.settings, photo_originals="seal"))
    keep_photo(world.store, scope, case.case_id, content, _digest(content))
    stored = b"".join(path.read_bytes() for path in world.store.settings.uploads_dir.rglob("*.sealed"))
    assert content[:64] not in stored
    assert open_original(world.store, scope, photo_id, reason="核对车牌") == content
    with pytest.raises(InputError):
        open_original(world.store, scope, photo_id, reason=" ")
    with world.store.system() as connection:
        (opened,) = audit.read_audit(connection, action="photo_original_opened").to_dict("records")
    assert opened["detail"]["reason"] == "核对车牌"


def test_a_dispute_takes_no_photo_since_a_photo_tells_a_place(world):
    lon, lat = tiny.lon_lat(30, 30)
    scope, content = world.scope(role=Role.COMMUNITY), _photo()
    dispute = file_case(world.store, scope, Filing("0601", "邻里", lon=lon, lat=lat)).case
    capture = Capture(lon=lon, lat=lat)
    with pytest.raises(InputError) as refusal:
        keep_photo(world.store, scope, dispute.case_id, content, _digest(content), capture=capture)
    assert refusal.value.code == "photo_of_dispute"
    with world.store.session(scope) as connection:
        assert [event.payload for event in case_events.read_case_events(connection, dispute.case_id)] == [{}]
