"""A community's form over HTTP: within one's scope, compared before it is entered, entered once."""

import io

import openpyxl
import pytest

from gis.model.access import Role
from gis.store.editions import today
from tests.worked import tiny

pytestmark = pytest.mark.database

ROOT = "/api/v1/households"


@pytest.fixture(scope="module")
def secretary(service):
    service.account("hu", Role.COMMUNITY, (service.communities[0],))
    return service.program("hu")


def filled(service, client, count):
    """The form of 甲 with one building counted today."""
    form = client.get(f"{ROOT}/{tiny.JIA}/form.xlsx")
    assert form.status_code == 200, form.text
    book = openpyxl.load_workbook(io.BytesIO(form.content))
    with service.world.store.system() as connection:
        book.worksheets[0].cell(3, 11).value = str(today(connection))
    book.worksheets[0].cell(3, 9).value = count
    book.save(out := io.BytesIO())
    return out.getvalue()


def returned(client, content, code=tiny.JIA, name="表.xlsx"):
    return client.post(f"{ROOT}/{code}/compare", files={"file": (name, content)})


def test_a_form_is_compared_and_then_entered_once(service, secretary):
    # The same count as held: the shared world stays as it is.
    answer = returned(secretary, filled(service, secretary, 60)).json()
    assert (answer["households_held"], answer["households_counted"], answer["unanswered_buildings"]) == (
        60,
        60,
        11,
    )
    wish = {"token": answer["token"], "confirmed_by": "甲社区书记"}
    assert secretary.post(f"{ROOT}/{tiny.JIA}/confirm", json=wish).json() == {"buildings": 1}
    assert secretary.post(f"{ROOT}/{tiny.JIA}/confirm", json=wish).status_code == 404
    (jia,) = secretary.get(ROOT).json()["items"]
    assert (jia["name"], jia["buildings"], jia["confirmed_buildings"]) == ("甲社区", 12, 1)
    assert not list(service.world.store.settings.uploads_dir.glob("desk-*"))


def test_another_s_community_and_another_s_form_are_out_of_reach(service, secretary):
    assert secretary.get(f"{ROOT}/{tiny.YI}/form.xlsx").status_code == 404
    content = filled(service, secretary, 60)
    assert returned(secretary, content, tiny.YI).status_code == 404
    token = returned(secretary, content).json()["token"]
    wish = {"token": token, "confirmed_by": "甲社区书记"}
    planner = service.program("planner")
    assert planner.post(f"{ROOT}/{tiny.JIA}/confirm", json=wish).status_code == 404
    assert service.program(Role.LEADER.value).get(ROOT).status_code == 403
    assert service.visitor().get(ROOT).status_code == 401
    secretary.post(f"{ROOT}/{tiny.JIA}/confirm", json=wish)


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "a.xlsx"), (b"PK\x03\x04", "a.xlsx"), (b"MZ", "a.exe"), (b"a,b\n1,2\n", "a.csv")],
)
def test_what_is_no_form_is_refused_and_leaves_nothing_behind(service, secretary, content, name):
    assert returned(secretary, content, name=name).status_code == 422
    assert not list(service.world.store.settings.uploads_dir.glob("desk-*"))


@pytest.mark.parametrize(
    "wish", [{}, {"token": "../../etc", "confirmed_by": "书记"}, {"token": "0" * 32, "confirmed_by": ""}]
)
def test_confirmations_that_make_no_sense_are_refused(secretary, wish):
    assert secretary.post(f"{ROOT}/{tiny.JIA}/confirm", json=wish).status_code == 422
