"""The tiny world of the store's tests, for those that only look at it."""

from tests.gis.store.conftest import filled, own_tiny_store, planner, tiny_store

__all__ = ["filled", "own_tiny_store", "planner", "tiny_store"]
