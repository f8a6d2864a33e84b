"""argon2 with its smallest costs, for tests that make many accounts; what they try does not depend on the costs."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from argon2 import PasswordHasher

from gis.workflows import accounts


@contextmanager
def quick_hashing() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        accounts._nobodys_hash.cache_clear()
        yield
    accounts._nobodys_hash.cache_clear()
