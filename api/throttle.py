"""Slows down whoever guesses passwords: failures per name and address, in a sliding window."""

from collections import defaultdict, deque
from collections.abc import Callable
from threading import Lock
from time import monotonic

from api.errors import TooManyTries

WINDOW_S = 300.0
MOST_PER_NAME_AND_ADDRESS = 5
MOST_PER_ADDRESS = 30


class SignInThrottle:
    """Failures of the last five minutes, in this process.

    A name is locked only for the address that fails, so that nobody can lock a colleague out by guessing;
    an address that tries many names is locked as a whole.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._failures: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._lock = Lock()

    def _recent(self, key: tuple[str, str]) -> deque[float]:
        """Failures under a key within the window; older ones are dropped."""
        times, horizon = self._failures[key], self._clock() - WINDOW_S
        while times and times[0] <= horizon:
            times.popleft()
        return times

    def admit(self, login: str, address: str) -> None:
        """Let a try through.

        Raises
        ------
        TooManyTries
            The limit is reached; ``retry_after_s`` says when the oldest failure leaves the window.
        """
        with self._lock:
            for key, most in (
                ((login, address), MOST_PER_NAME_AND_ADDRESS),
                (("", address), MOST_PER_ADDRESS),
            ):
                times = self._recent(key)
                if len(times) >= most:
                    wait_s = int(times[0] + WINDOW_S - self._clock()) + 1
                    raise TooManyTries(
                        f"{len(times)} failed sign-ins from {address}",
                        chinese=f"登录失败次数过多，请 {wait_s} 秒后再试",
                        retry_after_s=wait_s,
                    )

    def note_failure(self, login: str, address: str) -> None:
        """Remember a failed try; keys whose failures are all old are forgotten."""
        with self._lock:
            for key in [key for key in self._failures if not self._recent(key)]:
                del self._failures[key]
            for key in ((login, address), ("", address)):
                self._failures[key].append(self._clock())
