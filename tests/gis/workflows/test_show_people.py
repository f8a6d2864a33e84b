import io
from datetime import UTC, datetime

import pytest
from PIL import Image
from sqlalchemy import text

from gis.errors import InputError, NotFound
from gis.model.access import Role
from gis.model.units import UnitKind
from gis.reports.notice_board import BoardPerson
from gis.store import audit, contacts, people, units
from gis.workflows import show_people
from gis.workflows.show_people import PORTRAIT_PX, Consent, _by_number, portrait_of
from tests.gis.store.conftest import FIRST_DAY
from tests.gis.workflows.office import Town
from tests.worked import tiny

pytestmark = pytest.mark.database
MADE_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def town(make_store):
    with make_store() as store:
        town = Town(store)
        town.keeper = town.account("keeper", Role.COMMUNITY)
        with store.system() as connection:
            people.save_roles(
                connection,
                [
                    {"code": "grid_leader", "chinese": "网格长", "unit_kind": "grid", "duties": "每周巡查"},
                    {"code": "building_leader", "chinese": "楼栋长", "unit_kind": "building"},
                ],
            )
            town.estate = units.unit_by_code(connection, UnitKind.ESTATE, tiny.WALLED_ESTATE)
            places = [
                ("grid_leader", UnitKind.GRID, tiny.GRID_JIA_SOUTH),
                ("grid_leader", UnitKind.GRID, tiny.GRID_YI_NORTH),
                ("building_leader", UnitKind.BUILDING, "B07"),
                ("building_leader", UnitKind.BUILDING, "B08"),
            ]
            town.posts = []
            for number, (role, kind, code) in enumerate(places, start=21):
                holder = people.add_officeholder(connection, territory="tiny", number=number)
                contacts.save_contact(connection, holder, kind="duty_phone", value=f"138000000{number}")
                unit = units.unit_by_code(connection, kind, code)
                post = people.appoint(
                    connection, role=role, unit_id=unit.unit_id, officeholder_id=holder, from_date=FIRST_DAY
                )
                town.posts.append(post)
        yield town


def _photo(mode="JPEG", size=(900, 1200), exif=None):
    out = io.BytesIO()
    options = {"exif": exif} if exif else {}
    Image.new("RGB", size, "#3377aa").save(out, mode, **options)
    return out.getvalue()


def _board(town):
    with town.store.session(town.keeper) as connection:
        posts = show_people.read_board_posts(connection, town.estate)
    return posts.set_index("post_id")


def test_only_those_who_agreed_are_printed_and_the_print_is_logged(town, monkeypatch):
    consent = Consent("张某", "duty_phone", "同意书 1 号", FIRST_DAY)
    leader, elsewhere, first, second = town.posts
    for post in (leader, elsewhere, first):
        show_people.record_consent(town.store, town.keeper, post, consent)
    show_people.record_portrait(town.store, town.keeper, leader, _photo())
    posts = _board(town)
    assert set(posts.index) == {leader, first, second} and posts.loc[second, "consents"] == False  # noqa: E712
    boards = []
    monkeypatch.setattr(show_people, "notice_board_pdf", lambda board, **_: boards.append(board) or b"%PDF")
    name, _ = show_people.print_board(town.store, town.keeper, town.estate.unit_id, made_at=MADE_AT)
    (board,) = boards
    assert name == "围院公示栏_20261123.pdf" and board.community_name == "甲社区"
    (shown,) = board.people
    assert (shown.name, shown.contact, shown.duties) == ("张某", "13800000021", ["每周巡查"])
    assert shown.portrait.startswith(b"\xff\xd8")
    assert [person.unit_name for person in board.building_leaders] == ["1栋"]
    with town.store.system() as connection:
        (event,) = audit.read_audit(connection, action="notice_board_printed").to_dict("records")
    assert event["detail"]["contacts"] == sorted([leader, first]) and event["made_by"] == town.keeper.user_id


def test_withdrawing_takes_the_person_off_the_board_and_erases(town):
    post = town.posts[3]
    show_people.record_consent(town.store, town.keeper, post, Consent("李某", "", "同意书 2 号", FIRST_DAY))
    assert _board(town).loc[post, "consents"]
    show_people.withdraw_consent(town.store, town.keeper, post)
    assert not _board(town).loc[post, "consents"]
    with town.store.system() as connection:
        kept = text("SELECT count(*) FROM display_consent WHERE post_id = :post AND sealed_name IS NOT NULL")
        assert connection.execute(kept, {"post": post}).scalar() == 0
    with pytest.raises(NotFound):
        show_people.withdraw_consent(town.store, town.keeper, post)


def test_a_consent_rests_on_a_signed_paper(town):
    with pytest.raises(InputError) as refused:
        show_people.record_consent(town.store, town.keeper, town.posts[0], Consent("", "", "  ", FIRST_DAY))
    assert refused.value.code == "paper_missing"


def test_only_estates_have_boards(town):
    with town.store.session(town.keeper) as connection, pytest.raises(NotFound):
        show_people.find_estate(connection, town.world.subdistrict_id)


@pytest.mark.parametrize("mode", ["JPEG", "PNG", "WEBP"])
def test_a_portrait_is_cut_to_the_frame_and_loses_its_exif(mode):
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "SecretPhone", 6
    jpeg = portrait_of(_photo(mode, exif=exif.tobytes()))
    with Image.open(io.BytesIO(jpeg)) as image:
        assert image.size == PORTRAIT_PX and image.format == "JPEG" and len(image.getexif()) == 0
    assert b"SecretPhone" not in jpeg


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"<svg/>", b"\xff\xd8\xff" + b"x" * 100, b"\0" * 9_000_000]
)
def test_what_is_no_photo_is_refused(content):
    with pytest.raises(InputError):
        portrait_of(content)


def test_building_leaders_stand_in_the_order_of_their_houses():
    names = ["10栋", "3栋", "2幢1单元", "甲楼", "2幢"]
    people = [BoardPerson("楼栋长", name, "负责人 001", None, "") for name in names]
    ordered = [person.unit_name for person in sorted(people, key=_by_number)]
    assert ordered == ["甲楼", "2幢", "2幢1单元", "3栋", "10栋"]
