from dataclasses import replace

import pytest

from gis.errors import NotAllowed
from gis.model.access import Role
from gis.store import plans
from gis.store.engine import open_store
from gis.workflows import accounts
from gis.workflows.demo_accounts import is_loopback, make_demo_accounts, shut_demo_accounts
from tests.gis.store.conftest import fill
from tests.gis.workflows.quick_hashing import quick_hashing

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def world(store):
    with quick_hashing():
        yield fill(store)


def make(world, store=None):
    with world.store.system() as connection:
        grid = plans.read_plan_grids(connection, world.plan_id).to_dict("records")[0]
    return make_demo_accounts(
        store or world.store,
        subdistrict_ids=[world.subdistrict_id],
        community_id=grid["community_id"],
        grid_id=grid["grid_id"],
    )


def test_there_is_one_account_for_each_role_and_each_password_works_once_given(world):
    made = make(world)
    assert {account.role for account in made} == set(Role) - {Role.ANONYMOUS}
    for account in made:
        assert accounts.sign_in(world.store, account.login, account.password).scope.role is account.role


def test_making_them_again_gives_fresh_passwords_to_the_same_accounts(world):
    before, after = make(world), make(world)
    assert [account.login for account in before] == [account.login for account in after]
    assert not {account.password for account in before} & {account.password for account in after}
    with pytest.raises(NotAllowed):
        accounts.sign_in(world.store, before[0].login, before[0].password)


def test_accounts_that_are_shut_let_nobody_in_and_end_their_sessions(world):
    made = make(world)
    token = accounts.sign_in(world.store, made[0].login, made[0].password).token
    assert set(shut_demo_accounts(world.store)) == {account.login for account in made}
    assert accounts.who_holds(world.store, token) is None
    for account in made:
        with pytest.raises(NotAllowed):
            accounts.sign_in(world.store, account.login, account.password)
    again = make(world)[0]
    assert accounts.sign_in(world.store, again.login, again.password).scope.role is again.role


def test_a_grid_worker_works_in_one_grid(world):
    worker = next(account for account in make(world) if account.role is Role.GRID_WORKER)
    (path,) = accounts.sign_in(world.store, worker.login, worker.password).scope.paths
    assert path.startswith(world.path) and path.count(".") == 2
    assert worker.role_chinese == "网格员"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "wangge.example"])
def test_no_demo_account_is_made_where_others_can_reach_the_service(world, host):
    store = open_store(replace(world.store.settings, host=host))
    with pytest.raises(NotAllowed) as refused:
        make(world, store)
    assert refused.value.code == "demo_beyond_loopback"
    store.close()


@pytest.mark.parametrize(
    ("host", "answer"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("hall", False),
    ],
)
def test_only_loopback_addresses_stay_on_this_machine(host: str, *, answer: bool) -> None:
    assert is_loopback(host) is answer
