import pytest

from gis.errors import Conflict, InputError, NotAllowed, NotFound
from gis.model.access import ANONYMOUS, Role
from gis.workflows import accounts
from tests.gis.store.conftest import fill

pytestmark = pytest.mark.database
PASSWORD = "long enough to pass"


@pytest.fixture(scope="module")
def world(store):
    world = fill(store)
    accounts.add_account(
        store, login="wang", password=PASSWORD, role=Role.PLANNER, unit_ids=[world.subdistrict_id]
    )
    return world


def test_a_session_opens_exactly_the_accounts_scope(world):
    signed_in = accounts.sign_in(world.store, "wang", PASSWORD)
    assert signed_in.scope.role is Role.PLANNER and signed_in.scope.paths == (world.path,)
    assert accounts.who_holds(world.store, signed_in.token) == signed_in.scope
    assert accounts.profile(world.store, signed_in.scope).login == "wang"


def test_two_sessions_of_one_account_are_two_and_end_apart(world):
    one, other = (accounts.sign_in(world.store, "wang", PASSWORD) for _ in range(2))
    assert one.token != other.token
    accounts.sign_out(world.store, one.token)
    assert accounts.who_holds(world.store, one.token) is None
    assert accounts.who_holds(world.store, other.token) is not None


def test_a_changed_password_ends_every_session(world):
    accounts.add_account(world.store, login="li", password=PASSWORD, role=Role.LEADER)
    token = accounts.sign_in(world.store, "li", PASSWORD).token
    accounts.change_password(world.store, "li", "another long one")
    assert accounts.who_holds(world.store, token) is None
    with pytest.raises(NotAllowed):
        accounts.sign_in(world.store, "li", PASSWORD)
    assert accounts.sign_in(world.store, "li", "another long one")


@pytest.mark.parametrize("password", ["", "short", "x" * 201])
def test_a_password_is_neither_short_nor_endless(password):
    with pytest.raises(InputError):
        accounts.hash_password(password)


def test_the_same_password_is_never_hashed_to_the_same_text():
    assert accounts.hash_password(PASSWORD) != accounts.hash_password(PASSWORD)


def test_what_cannot_be_is_refused(world):
    with pytest.raises(Conflict):
        accounts.add_account(world.store, login="wang", password=PASSWORD, role=Role.LEADER)
    with pytest.raises(InputError):
        accounts.add_account(world.store, login="nobody", password=PASSWORD, role=Role.ANONYMOUS)
    with pytest.raises(NotFound):
        accounts.disable(world.store, "nobody")


def test_a_visitor_has_no_profile(world):
    assert accounts.profile(world.store, ANONYMOUS) is None
    assert accounts.who_holds(world.store, "") is None
    assert accounts.exists(world.store, "wang") and not accounts.exists(world.store, "nobody")
    assert "wang" in accounts.display_names(world.store).values()


def test_a_departments_account_answers_to_an_entry_of_the_duty_list(world):
    store = world.store
    accounts.add_account(store, login="bureau", password=PASSWORD, role=Role.DEPARTMENT, department="police")
    signed_in = accounts.sign_in(store, "bureau", PASSWORD)
    assert signed_in.scope.department == "police"
    accounts.change_department(store, "bureau", "fire_rescue")
    assert accounts.sign_in(store, "bureau", PASSWORD).scope.department == "fire_rescue"
    accounts.change_department(store, "bureau", "")
    assert accounts.sign_in(store, "bureau", PASSWORD).scope.department == ""


@pytest.mark.parametrize(("login", "department"), [("bureau", "nobody"), ("wang", "police")])
def test_no_account_answers_to_what_is_not_on_the_list_nor_a_planner_to_anything(world, login, department):
    with pytest.raises(InputError) as refusal:
        accounts.change_department(world.store, login, department)
    assert refusal.value.code == "department_unknown"
    with pytest.raises(NotFound):
        accounts.change_department(world.store, "nobody at all", "police")
    with pytest.raises(InputError):
        accounts.add_account(
            world.store, login="x", password=PASSWORD, role=Role.PLANNER, department="police"
        )
