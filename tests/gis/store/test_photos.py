"""The same bytes at the same case are one photo, however often they arrive."""

from datetime import UTC, datetime

import pytest

from gis.errors import NotFound
from gis.store import cases, photos

pytestmark = pytest.mark.database

SHA256 = "a" * 64
FACTS = {"file_name": "x.jpg", "media_type": "image/jpeg", "size_bytes": 1234}


@pytest.fixture
def case_id(planner, tiny_store):
    case = cases.NewCase("微型", tiny_store.subdistrict_id, "0403", "堆物", "resident", "filed")
    return cases.file_case(planner, case).case_id


def test_a_photo_that_arrives_twice_is_kept_once(planner, case_id):
    taken_at = datetime(2022, 5, 6, tzinfo=UTC)
    first = photos.add_photo(planner, case_id, sha256=SHA256, taken_at=taken_at, **FACTS)
    assert photos.add_photo(planner, case_id, sha256=SHA256, **FACTS) == first
    kept = photos.read_photos(planner, case_id)
    assert len(kept) == 1
    assert photos.read_photo(planner, first)["taken_at"] == taken_at


def test_an_unknown_photo_is_not_found(planner):
    with pytest.raises(NotFound):
        photos.read_photo(planner, 10**9)
