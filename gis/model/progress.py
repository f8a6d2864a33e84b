"""How long work tells where it stands, and hears that it should come to an end."""

from threading import Event
from typing import Protocol, runtime_checkable


class Progress(Protocol):
    """Called by long work: which step, how many parts are done, of how many (0 where unknown)."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Report; ``step`` is Chinese and shown as it is."""


@runtime_checkable
class StoppableProgress(Progress, Protocol):
    """A progress whose work may be asked to end early with the best it has: ``stop`` is set then, at any moment."""

    stop: Event


def silent(step: str, done: int, total: int) -> None:
    """Report to nobody."""


def stop_of(progress: Progress) -> Event | None:
    """Give the event that asks for an early end; None where nobody can ask."""
    return progress.stop if isinstance(progress, StoppableProgress) else None
