"""Kinds of background work."""

from gis.store import queue
from gis.workflows import jobs


def test_every_kind_has_its_function_in_the_queue_after_registering() -> None:
    jobs.register()
    assert set(jobs.JOBS) <= set(queue._functions)
    assert all(callable(function) for function in jobs.JOBS.values())
