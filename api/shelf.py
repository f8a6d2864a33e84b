"""Public answers kept for a moment, so that a crowd opening the map asks the database once.

What is kept is the same for everybody: visitors' layers. An answer is made anew when the state of the map changes
(a plan in force, a layer activated), and after ``KEEP_S`` for what changes more quietly (a gate, a confirmation).
"""

from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic

KEEP_S = 10.0


class TextShelf:
    """Texts by key, each with the state of the map it was made in; one maker at a time for each key."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._texts: dict[Hashable, tuple[str, float, str]] = {}
        self._makers: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def take(self, key: Hashable, state: str, make: Callable[[], str]) -> str:
        """Give the text of a key, or make and keep it.

        Parameters
        ----------
        state
            Name of the state of what the text is made from; another state, another text.
        """
        with self._lock:
            maker = self._makers.setdefault(key, Lock())
        with maker:
            kept = self._texts.get(key)
            if kept is not None and kept[0] == state and self._clock() - kept[1] < KEEP_S:
                return kept[2]
            text = make()
            self._texts[key] = (state, self._clock(), text)
            return text
