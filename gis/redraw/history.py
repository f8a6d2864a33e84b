"""Whose operation is undone next, and who stands in the way."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from gis.model.ids import CellId, UserId
from gis.redraw.operations import Operation, OperationKind


@dataclass(frozen=True, slots=True)
class Logged:
    """An operation as the log has it.

    Attributes
    ----------
    version
        Its number in the plan, from 1.
    author
        Who did it; None where a job did.
    undoes_version
        The operation it takes back: of an undo, the edit; of a redo, the undo.
    """

    version: int
    author: UserId | None
    operation: Operation
    undoes_version: int | None = None


def _stacks(log: Iterable[Logged], author: UserId | None) -> tuple[list[Logged], list[Logged]]:
    """Stack up what the author could take back, and what they could do again, latest last.

    An undo passes its edit from the first to the second, a redo back; a fresh edit empties the second.
    """
    done: list[Logged] = []
    undone: list[Logged] = []
    for entry in (entry for entry in log if entry.author == author):
        if entry.operation.kind is OperationKind.UNDO and done:
            done.pop()
            undone.append(entry)
        elif entry.operation.kind is OperationKind.REDO and undone:
            undone.pop()
            done.append(entry)
        else:
            done.append(entry)
            undone.clear()
    return done, undone


def undoable(log: Iterable[Logged], author: UserId | None) -> Logged | None:
    """Find the author's latest operation that still stands; None where there is none."""
    done, _ = _stacks(log, author)
    return done[-1] if done else None


def redoable(log: Iterable[Logged], author: UserId | None) -> Logged | None:
    """Find the author's latest undo with no fresh edit of theirs since; its inverse is the redo."""
    _, undone = _stacks(log, author)
    return undone[-1] if undone else None


def last_to_touch(
    log: Sequence[Logged], cells: Collection[CellId], *, since: int, but_not: UserId | None
) -> UserId | None:
    """Find who else moved one of the cells last, after version ``since``; None where nobody did."""
    wanted = frozenset(cells)
    for entry in reversed(log):
        if entry.version <= since:
            break
        if entry.author != but_not and any(move.cell_id in wanted for move in entry.operation.moves):
            return entry.author
    return None
