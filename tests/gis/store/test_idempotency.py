"""A retry gets the first answer; the same key with another request is refused."""

import threading

import pytest

from gis.errors import Conflict
from gis.model.access import Role, Scope
from gis.model.ids import UserId
from gis.store import idempotency

pytestmark = pytest.mark.database

SCOPE = Scope(UserId(5), Role.PLANNER, ("1",))


def test_an_answer_is_given_again_word_for_word(store):
    with store.session(SCOPE) as connection:
        assert idempotency.recall(connection, "k1", user_id=UserId(5), request_hash="h") is None
        body = {"编号": 1, "list": [1, None]}
        idempotency.remember(connection, "k1", user_id=UserId(5), request_hash="h", status=201, response=body)
    with store.session(SCOPE) as connection:
        again = idempotency.recall(connection, "k1", user_id=UserId(5), request_hash="h")
    assert (again.status, again.response) == (201, body)


def test_the_same_key_with_another_request_is_refused(store):
    with store.session(SCOPE) as connection:
        idempotency.remember(connection, "k2", user_id=UserId(5), request_hash="h", status=200, response=1)
        with pytest.raises(Conflict) as refused:
            idempotency.recall(connection, "k2", user_id=UserId(5), request_hash="other")
    assert refused.value.code == "idempotency_key_reused"


def test_one_persons_key_is_not_anothers(store):
    with store.session(SCOPE) as connection:
        idempotency.remember(connection, "k3", user_id=UserId(5), request_hash="h", status=200, response=1)
    other = Scope(UserId(6), Role.PLANNER, ("1",))
    with store.session(other) as connection:
        assert idempotency.recall(connection, "k3", user_id=UserId(6), request_hash="h") is None


def test_of_two_requests_at_once_the_second_finds_the_firsts_answer(store):
    holding, answers = threading.Event(), []

    def second():
        holding.wait()
        with store.session(SCOPE) as connection:
            answers.append(idempotency.recall(connection, "k4", user_id=UserId(5), request_hash="h"))

    thread = threading.Thread(target=second)
    thread.start()
    with store.session(SCOPE) as connection:
        assert idempotency.recall(connection, "k4", user_id=UserId(5), request_hash="h") is None
        holding.set()
        thread.join(timeout=0.3)
        assert thread.is_alive()
        idempotency.remember(
            connection, "k4", user_id=UserId(5), request_hash="h", status=200, response="first"
        )
    thread.join(timeout=10)
    assert answers[0].response == "first"
