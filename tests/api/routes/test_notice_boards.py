import io

import pytest
from PIL import Image

from gis.model.units import UnitKind
from gis.store import people, units
from tests.gis.store.conftest import FIRST_DAY
from tests.worked import tiny

pytestmark = pytest.mark.database
CONSENT = {"name": "张某", "paper": "同意书 1 号", "granted_on": "2026-01-01"}


@pytest.fixture(scope="module")
def places(own_service):
    """The estate and a post at its grid."""
    with own_service.world.store.system() as connection:
        people.save_roles(connection, [{"code": "grid_leader", "chinese": "网格长", "unit_kind": "grid"}])
        estate = units.unit_by_code(connection, UnitKind.ESTATE, tiny.WALLED_ESTATE)
        grid = units.unit_by_code(connection, UnitKind.GRID, tiny.GRID_JIA_SOUTH)
        holder = people.add_officeholder(connection, territory="tiny", number=21)
        post = people.appoint(
            connection, role="grid_leader", unit_id=grid.unit_id, officeholder_id=holder, from_date=FIRST_DAY
        )
    return int(estate.unit_id), int(post)


def _photo():
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "#3377aa").save(out, "PNG")
    return {"photo": ("x.png", out.getvalue(), "image/png")}


def test_a_board_goes_from_consent_to_print_and_back(own_service, places):
    estate, post = places
    keeper = own_service.program("community")
    address = f"/api/v1/posts/{post}/display"
    assert keeper.put(f"{address}/portrait", files=_photo()).json()["code"] == "consent_missing"
    assert keeper.put(address, json=CONSENT).json() == {"post_id": post, "consents": True}
    assert keeper.put(f"{address}/portrait", files=_photo()).status_code == 204
    (listed,) = keeper.get(f"/api/v1/notice-boards/{estate}").json()
    assert (listed["consents"], listed["lacking"]) == (True, ["联系方式"])
    printed = keeper.post(f"/api/v1/notice-boards/{estate}/print")
    assert printed.content.startswith(b"%PDF") and "no-store" in printed.headers["cache-control"]
    assert keeper.delete(address).status_code == 204
    assert keeper.delete(address).status_code == 404
    (listed,) = keeper.get(f"/api/v1/notice-boards/{estate}").json()
    assert not listed["consents"]


def test_who_may_not_reveal_contacts_records_and_prints_nothing(own_service, places):
    estate, post = places
    worker = own_service.program("grid_worker")
    assert worker.get(f"/api/v1/notice-boards/{estate}").status_code == 200
    for answer in (
        worker.put(f"/api/v1/posts/{post}/display", json=CONSENT),
        worker.put(f"/api/v1/posts/{post}/display/portrait", files=_photo()),
        worker.delete(f"/api/v1/posts/{post}/display"),
        worker.post(f"/api/v1/notice-boards/{estate}/print"),
        own_service.program("department").get(f"/api/v1/notice-boards/{estate}"),
    ):
        assert answer.status_code == 403
    assert own_service.visitor().get(f"/api/v1/notice-boards/{estate}").status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        {**CONSENT, "paper": ""},
        {**CONSENT, "name": "长" * 21},
        {**CONSENT, "granted_on": "x"},
        {**CONSENT, "age": 3},
    ],
)
def test_a_consent_that_says_too_little_or_too_much_is_refused(own_service, places, body):
    assert (
        own_service.program("community").put(f"/api/v1/posts/{places[1]}/display", json=body).status_code
        == 422
    )


def test_unknown_posts_estates_and_broken_photos_are_named(own_service, places):
    keeper = own_service.program("community")
    assert keeper.put("/api/v1/posts/987654/display", json=CONSENT).status_code == 404
    assert keeper.get("/api/v1/notice-boards/987654").status_code == 404
    assert keeper.get(f"/api/v1/notice-boards/{own_service.world.subdistrict_id}").status_code == 404
    keeper.put(f"/api/v1/posts/{places[1]}/display", json=CONSENT)
    broken = keeper.put(f"/api/v1/posts/{places[1]}/display/portrait", files={"photo": ("x", b"GIF89a")})
    assert (broken.status_code, broken.json()["code"]) == (422, "photo_unreadable")
    huge = keeper.put(
        f"/api/v1/posts/{places[1]}/display/portrait", files={"photo": ("x", b"0" * 10_000_000)}
    )
    assert huge.status_code == 413
