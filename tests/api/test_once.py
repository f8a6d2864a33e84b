from concurrent.futures import ThreadPoolExecutor

import pytest

from api.once import OnceOnly
from gis.errors import CannotSatisfy, Conflict
from gis.model.access import Role, Scope

pytestmark = pytest.mark.database


@pytest.fixture
def scope(service):
    user_id = service.program("planner").get("/api/v1/me").json()["user_id"]
    return Scope(user_id, Role.PLANNER, ("1",))


def once(service, scope, key="k", address="POST /x"):
    return OnceOnly(service.world.store, scope, key, address)


def test_a_write_repeated_gets_the_first_answer(service, scope):
    done = []
    for _ in range(3):
        answer = once(service, scope, "a")({"n": 1}, lambda: done.append(1) or {"times": len(done)})
    assert done == [1] and answer.body == b'{"times":1}' and answer.status_code == 201


def test_of_two_at_once_one_is_done(service, scope):
    done = []
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: once(service, scope, "b")({}, lambda: done.append(1)), range(4)))
    assert done == [1]


def test_a_key_for_something_else_is_refused(service, scope):
    once(service, scope, "c")({"n": 1}, dict)
    with pytest.raises(Conflict):
        once(service, scope, "c")({"n": 2}, dict)
    with pytest.raises(Conflict):
        once(service, scope, "c", "POST /y")({"n": 1}, dict)


def test_a_write_that_failed_may_be_tried_again(service, scope):
    def fail():
        raise CannotSatisfy("no", chinese="不行")

    with pytest.raises(CannotSatisfy):
        once(service, scope, "d")({}, fail)
    assert once(service, scope, "d")({}, lambda: {"ok": 1}).body == b'{"ok":1}'


def test_without_a_key_everything_is_done(service, scope):
    done = []
    for _ in range(2):
        once(service, scope, None)({}, lambda: done.append(1))
    assert done == [1, 1]
