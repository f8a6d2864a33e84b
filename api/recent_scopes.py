"""Whose token it was a moment ago, so that somebody walking about is not looked up at every step."""

import hashlib
import threading
import time
from collections.abc import Callable

from gis.errors import WanggeError
from gis.model.access import Scope

RENEWED_AFTER_S = 1.0
KEPT_S = 4.0
_MOST = 1000


class RecentScopes:
    """Scopes by token, none older than ``kept_s``: a revoked session is told units and duties for so long at most.

    A token that is used goes on being looked up, every ``renewed_after_s`` and by a thread of its own, so that
    nobody waits for it. Tokens are kept as digests; the token itself only while its renewal waits.

    Parameters
    ----------
    who_holds
        Asks the store whose token it is; None where it is nobody's any more.
    """

    def __init__(
        self,
        who_holds: Callable[[str], Scope | None],
        *,
        renewed_after_s: float = RENEWED_AFTER_S,
        kept_s: float = KEPT_S,
        most: int = _MOST,
    ) -> None:
        self._who_holds = who_holds
        self._renewed_after_s = renewed_after_s
        self._kept_s = kept_s
        self._most = most
        self._scopes: dict[bytes, tuple[float, Scope]] = {}
        self._due: dict[bytes, str] = {}
        self._lock = threading.Lock()
        self._renewer: threading.Thread | None = None

    def _remember(self, key: bytes, at_s: float, scope: Scope) -> None:
        if len(self._scopes) >= self._most:
            self._scopes.clear()
        self._scopes[key] = (at_s, scope)

    def forget(self, token: str) -> None:
        """Let a token go at once: its session was ended."""
        self._scopes.pop(_digest(token), None)

    def recall(self, token: str) -> Scope | None:
        """Give whose token it was, unless too long ago."""
        key = _digest(token)
        kept = self._scopes.get(key)
        if kept is None:
            return None
        age_s = time.monotonic() - kept[0]
        if age_s >= self._kept_s:
            return None
        if age_s >= self._renewed_after_s and key not in self._due:
            self._renew_soon(key, token)
        return kept[1]

    def ask(self, token: str) -> Scope | None:
        """Ask the store whose token it is and keep the answer; None where it is nobody's, or the store is away."""
        asked_at_s = time.monotonic()
        try:
            scope = self._who_holds(token)
        except WanggeError:
            return None
        if scope is None:
            self.forget(token)
        else:
            self._remember(_digest(token), asked_at_s, scope)
        return scope

    def _renew_soon(self, key: bytes, token: str) -> None:
        with self._lock:
            self._due[key] = token
            if self._renewer is None:
                self._renewer = threading.Thread(target=self._renew, name="sessions", daemon=True)
                self._renewer.start()

    def _renew(self) -> None:
        """Look up what is due until nothing is."""
        while True:
            with self._lock:
                if not self._due:
                    self._renewer = None
                    return
                key, token = next(iter(self._due.items()))
            self.ask(token)  # while the store is away what is kept grows old, and is then told no more
            with self._lock:
                del self._due[key]


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
