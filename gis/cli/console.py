"""What long work shows: a bar on a terminal, plain lines elsewhere."""

import sys
from types import TracebackType
from typing import Never, Self, TextIO

from tqdm import tqdm


class Console:
    """A ``Progress`` that draws one bar per step on a terminal and one line per step elsewhere.

    Use as a context manager, so that a bar is closed whatever happens.

    Parameters
    ----------
    stream
        Where to draw; standard error where not given, so that answers can be piped.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._step = ""
        self._bar: tqdm[Never] | None = None

    def __enter__(self) -> Self:
        """Start drawing."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the bar in hand."""
        self._close()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` parts of a step are done; 0 of 0 where the number is unknown."""
        if step != self._step:
            self._close()
            self._open(step, total)
        if self._bar is not None:
            self._bar.total = total or None
            self._bar.update(done - self._bar.n)

    def _open(self, step: str, total: int) -> None:
        self._step = step
        if self._stream.isatty():
            self._bar = tqdm(total=total or None, desc=step, file=self._stream, leave=True)
        else:
            self._stream.write(f"{step} …\n")
            self._stream.flush()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
        self._bar, self._step = None, ""
