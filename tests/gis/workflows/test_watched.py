"""A value held in memory follows the store."""

import threading

import pytest

from gis.workflows.watched import Watched

pytestmark = pytest.mark.database


class _Source:
    """Counts how often it is asked and read."""

    def __init__(self):
        self.version, self.asked, self.read = "1", 0, 0

    def version_of(self, connection):
        self.asked += 1
        return self.version

    def value(self, connection, version):
        self.read += 1
        return f"value {version}"


def _watched(store, recheck_s):
    source = _Source()
    return source, Watched(store, source.version_of, source.value, recheck_s=recheck_s)


def test_it_is_read_once_while_the_version_stays(store):
    source, watched = _watched(store, 0.0)
    assert {watched.get() for _ in range(5)} == {"value 1"}
    assert (source.asked, source.read) == (5, 1)


def test_it_is_read_anew_when_the_version_changes(store):
    source, watched = _watched(store, 0.0)
    watched.get()
    source.version = "2"
    assert watched.get() == "value 2"


def test_the_version_is_not_asked_for_again_too_soon(store):
    source, watched = _watched(store, 3600.0)
    watched.get()
    source.version = "2"
    assert watched.get() == watched.held() == "value 1"
    assert source.asked == 1


def test_nothing_is_held_before_the_first_reading_or_when_stale(store):
    _, watched = _watched(store, 0.0)
    assert watched.held() is None
    watched.get()
    assert watched.held() is None


def test_many_threads_at_once_read_it_once(store):
    source, watched = _watched(store, 3600.0)
    threads = [threading.Thread(target=watched.get) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert source.read == 1


def test_a_reading_that_fails_is_tried_again(store):
    source, watched = _watched(store, 3600.0)
    source.value = None
    broken = Watched(store, source.version_of, lambda connection, version: 1 / 0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            broken.get()
    assert watched.held() is None
