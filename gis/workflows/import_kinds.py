"""One door for every kind of file: layers become an edition, grids a plan, tables are written where they belong."""

from dataclasses import dataclass

from gis.model.access import Scope
from gis.model.ids import EditionId, PlanId
from gis.model.progress import Progress, silent
from gis.space.layers import Layer
from gis.space.registers import Incoming, Register
from gis.store.engine import Store
from gis.workflows import import_grids, import_layers, import_registers
from gis.workflows.import_check import Examination, FileToImport
from gis.workflows.import_grids import GRID_LAYERS, GridExamination
from gis.workflows.import_registers import RegisterExamination

#: Every kind of file that can be imported, in the order in which an office brings them in.
KINDS: tuple[Incoming, ...] = (
    *(layer for layer in Layer if layer not in {*GRID_LAYERS, Layer.MICRO_GRID_PARTS}),
    Layer.GRIDS,
    Layer.GRID_BUILDINGS,
    Register.HOUSEHOLDS,
    Register.POSTS,
    Register.ORGANISATIONS,
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file comes from and how it is called.

    Attributes
    ----------
    territory
        Name space of the codes, one per sub-district.
    source, licence
        Where the data come from, and under which terms.
    """

    territory: str
    source: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file became: an edition that is not in force, a plan's draft, or entries that were written."""

    edition_id: EditionId | None = None
    plan_id: PlanId | None = None
    entries: int | None = None


def examine(
    store: Store, scope: Scope, file: FileToImport, *, territory: str, progress: Progress = silent
) -> Examination:
    """Say what a file would bring; nothing is kept. Errors as those of the kind's own ``examine``."""
    if isinstance(file.layer, Register):
        return import_registers.examine(store, scope, file, territory=territory, progress=progress)
    if file.layer in GRID_LAYERS:
        return import_grids.examine(store, scope, file, territory=territory, progress=progress)
    return import_layers.examine(store, scope, [file], territory=territory, progress=progress)


def keep(
    store: Store,
    scope: Scope,
    found: Examination,
    origin: Origin,
    *,
    leave_out: bool = False,
    progress: Progress = silent,
) -> Kept:
    """Keep what was examined. Errors as those of the kind's own ``keep``."""
    if isinstance(found, RegisterExamination):
        entries = import_registers.keep(
            store, scope, found, territory=origin.territory, source=origin.source, leave_out=leave_out
        )
        return Kept(entries=entries)
    if isinstance(found, GridExamination):
        plan_id = import_grids.keep(
            store, scope, found, territory=origin.territory, name=origin.source, leave_out=leave_out
        )
        return Kept(plan_id=plan_id)
    edition_id = import_layers.keep(
        store,
        scope,
        found,
        territory=origin.territory,
        source=origin.source,
        licence=origin.licence,
        leave_out=leave_out,
        progress=progress,
    )
    return Kept(edition_id=edition_id)
