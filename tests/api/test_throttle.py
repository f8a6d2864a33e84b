import pytest

from api.errors import TooManyTries
from api.throttle import MOST_PER_ADDRESS, MOST_PER_NAME_AND_ADDRESS, WINDOW_S, SignInThrottle


class Clock:
    now_s = 1000.0

    def __call__(self):
        return self.now_s


def failed(throttle, times, login="wang", address="10.0.0.1"):
    for _ in range(times):
        throttle.admit(login, address)
        throttle.note_failure(login, address)


def test_the_fifth_failure_is_the_last_try_of_the_window():
    clock = Clock()
    throttle = SignInThrottle(clock)
    failed(throttle, MOST_PER_NAME_AND_ADDRESS)
    with pytest.raises(TooManyTries) as refused:
        throttle.admit("wang", "10.0.0.1")
    assert refused.value.facts["retry_after_s"] == WINDOW_S + 1
    clock.now_s += WINDOW_S
    throttle.admit("wang", "10.0.0.1")


def test_nobody_can_lock_a_colleague_out_from_another_address():
    throttle = SignInThrottle(Clock())
    failed(throttle, MOST_PER_NAME_AND_ADDRESS, address="10.0.0.1")
    throttle.admit("wang", "10.0.0.2")


def test_an_address_that_tries_many_names_is_shut_out_as_a_whole():
    throttle = SignInThrottle(Clock())
    for number in range(MOST_PER_ADDRESS):
        failed(throttle, 1, login=f"user{number}")
    with pytest.raises(TooManyTries):
        throttle.admit("somebody-else", "10.0.0.1")


def test_old_failures_are_forgotten_so_that_memory_does_not_grow():
    clock = Clock()
    throttle = SignInThrottle(clock)
    failed(throttle, 1, login="a")
    clock.now_s += WINDOW_S + 1
    failed(throttle, 1, login="b")
    assert {login for login, _ in throttle._failures} == {"b", ""}
