"""Hold something read from the store in memory, and read it anew when the store says that it changed."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from gis.store.engine import Connection, Store

T = TypeVar("T")

RECHECK_S = 1.0
_LONGEST_UNCHECKED = 4


class Watched(Generic[T]):
    """A value and the version of what it was read from.

    At most once in ``recheck_s`` the version is asked for, by one thread, while the others are given what is
    held; only when it changed is the value read again.

    Parameters
    ----------
    store
        Read as the owner: scopes are minded by who asks.
    version_of
        Names the state of the data, cheaply.
    read
        Reads the value, given the version.
    recheck_s
        How much older than the data an answer may be.
    """

    def __init__(
        self,
        store: Store,
        version_of: Callable[[Connection], str],
        read: Callable[[Connection, str], T],
        *,
        recheck_s: float = RECHECK_S,
    ) -> None:
        self._store = store
        self._version_of = version_of
        self._read = read
        self._recheck_s = recheck_s
        self._held: tuple[str, T] | None = None
        self._checked_at_s = float("-inf")
        self._lock = threading.Lock()

    def get(self) -> T:
        """Give the value, at most ``recheck_s`` older than the data."""
        held = self._held
        if held is not None and time.monotonic() - self._checked_at_s < self._recheck_s:
            return held[1]
        if not self._lock.acquire(blocking=held is None):
            return held[1] if held is not None else self.get()
        try:
            return self._renewed()
        finally:
            self._lock.release()

    def held(self) -> T | None:
        """Give the value without ever waiting; None where it is missing or was not looked after for long.

        A value that is due is looked after by a thread of its own meanwhile.
        """
        age_s = time.monotonic() - self._checked_at_s
        if self._held is None or age_s > _LONGEST_UNCHECKED * self._recheck_s:
            return None
        if age_s >= self._recheck_s and not self._lock.locked():
            threading.Thread(target=self.get, daemon=True).start()
        return self._held[1]

    def _renewed(self) -> T:
        held = self._held
        if held is not None and time.monotonic() - self._checked_at_s < self._recheck_s:
            return held[1]
        with self._store.system() as connection:
            version = self._version_of(connection)
            if held is None or held[0] != version:
                held = (version, self._read(connection, version))
        self._held, self._checked_at_s = held, time.monotonic()
        return held[1]
