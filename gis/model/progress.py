"""How long work tells where it stands."""

from typing import Protocol


class Progress(Protocol):
    """Called by long work: which step, how many parts are done, of how many (0 where unknown)."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Report; ``step`` is Chinese and shown as it is."""


def silent(step: str, done: int, total: int) -> None:
    """Report to nobody."""
