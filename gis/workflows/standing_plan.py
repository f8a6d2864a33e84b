"""A plan as it stands, kept between strokes and brought forward by its log instead of being read anew.

The log is the truth: a sketch of an earlier version with the operations since carried out is the sketch of this
version, whoever wrote them and in whichever process. What is kept is read anew after ``KEEP_S`` all the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from gis.errors import WanggeError
from gis.model.ids import PlanId
from gis.redraw.history import Logged
from gis.redraw.operations import Move, Operation, from_record, replay
from gis.redraw.sketch import Sketch
from gis.store import operations
from gis.store.engine import Connection, Store
from gis.store.operations import OperationRecord
from gis.store.plans import PlanRecord
from gis.workflows.plan_desk import Fabric, put_on_shelf, read_sketch, seen_on_shelf


@dataclass(frozen=True, slots=True)
class _Standing:
    """A sketch, and the version it is of."""

    version: int
    sketch: Sketch


@dataclass(frozen=True, slots=True)
class _Log:
    """The log up to a version."""

    version: int
    entries: tuple[Logged, ...]


def operation_of(record: OperationRecord) -> Operation:
    """Read an operation from its record."""
    moves = (Move(*triple) for triple in record.changes.get("cells", ()))
    return from_record(record.kind, moves, record.payload)


def logged_of(records: Iterable[OperationRecord]) -> list[Logged]:
    """Turn the store's log into what ``gis.redraw.history`` reads."""
    return [
        Logged(record.serial, record.made_by, operation_of(record), record.undoes_serial)
        for record in records
    ]


def _since(connection: Connection, plan: PlanRecord, version: int) -> list[Logged]:
    """Read what the log has after a version, up to the plan's as it was read."""
    if version == plan.version:
        return []
    records = operations.read_operations(connection, plan.plan_id, since=version)
    return [entry for entry in logged_of(records) if entry.version <= plan.version]


def sketch_as_it_stands(store: Store, connection: Connection, plan: PlanRecord, fabric: Fabric) -> Sketch:
    """Give the sketch of a plan at ``plan.version``.

    Parameters
    ----------
    plan
        As read in this very transaction.
    fabric
        The plan's own.
    """
    key = ("plan", plan.plan_id)
    kept: _Standing | None = seen_on_shelf(store, key)
    if kept is None or kept.version > plan.version:
        return _read_anew(store, connection, plan)
    if kept.version == plan.version:
        return kept.sketch
    entries = _since(connection, plan, kept.version)
    try:
        sketch = replay(kept.sketch, (entry.operation for entry in entries), fabric.community_of_cell)
    except WanggeError:  # the plan was changed beside its log
        return _read_anew(store, connection, plan)
    keep_sketch(store, plan.plan_id, plan.version, sketch, is_fresh=False)
    return sketch


def _read_anew(store: Store, connection: Connection, plan: PlanRecord) -> Sketch:
    """Read the whole sketch; kept only where no stroke fell between reading the plan and reading its cells."""
    sketch = read_sketch(connection, plan.plan_id)
    if not operations.read_operations(connection, plan.plan_id, since=plan.version):
        keep_sketch(store, plan.plan_id, plan.version, sketch)
    return sketch


def keep_sketch(
    store: Store, plan_id: PlanId, version: int, sketch: Sketch, *, is_fresh: bool = True
) -> None:
    """Keep what a plan has become. To be called after the transaction that made it so has ended well.

    Parameters
    ----------
    is_fresh
        Whether it was read from the tables; else it is read anew when the sketch it grew from would be.
    """
    put_on_shelf(store, ("plan", plan_id), _Standing(version, sketch), is_fresh=is_fresh)


def log_as_it_stands(store: Store, connection: Connection, plan: PlanRecord) -> tuple[Logged, ...]:
    """Give the log of a plan up to ``plan.version``, the oldest first."""
    key = ("log", plan.plan_id)
    kept: _Log | None = seen_on_shelf(store, key)
    if kept is None or kept.version > plan.version:
        kept = _Log(0, ())
    entries = (*kept.entries, *_since(connection, plan, kept.version))
    put_on_shelf(store, key, _Log(plan.version, entries), is_fresh=kept.version == 0)
    return entries
