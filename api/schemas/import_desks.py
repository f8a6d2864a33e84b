"""Import desks: a file looked at, examined, and kept as an edition."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.schemas.imports import ImportProblem
from api.schemas.values import Body
from gis.ingest.topology import FaultKind, Remedy
from gis.space.registers import Incoming

Territory = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[\w-]+$")]


class Desk(BaseModel):
    """An open desk; ``token`` names it, ``file_name`` is the file that is read."""

    token: str
    file_name: str
    size_bytes: int


class Choice(BaseModel):
    """A column of ours that a header may be matched with."""

    name: str
    chinese: str
    is_required: bool


class Columns(BaseModel):
    """A file's headers, which of ours they are taken for, and what the file says of itself."""

    headers: list[str]
    matched: dict[str, str]
    ours: list[Choice]
    declared_crs: str
    encoding: str
    sublayer: str


class RemedyWish(Body):
    """A fault, named by its kind and codes, and the remedy chosen for it."""

    kind: FaultKind
    codes: Annotated[tuple[str, ...], Field(max_length=100)]
    remedy: Remedy


class Wish(Body):
    """How to read the desk's file. An empty column leaves a header out."""

    layer: Incoming
    territory: Territory
    sublayer: Annotated[str | None, Field(max_length=200)] = None
    columns: Annotated[dict[str, str], Field(max_length=500, default_factory=dict)]
    crs: Annotated[str | None, Field(max_length=40)] = None
    encoding: Annotated[str | None, Field(max_length=40)] = None
    mends_shapes: bool = False
    remedies: Annotated[tuple[RemedyWish, ...], Field(max_length=1000)] = ()


class KeepWish(Wish):
    """How to read it, and under which name to keep it."""

    source: Annotated[str, Field(min_length=1, max_length=200)]
    licence: Annotated[str, Field(max_length=200)] = ""
    leave_out: bool = False


class PlacedProblem(ImportProblem):
    """A problem and where it lies; null where it has no place."""

    lon: float | None
    lat: float | None


class FaultFound(BaseModel):
    """A fault of shapes, with the remedies that can be chosen."""

    kind: FaultKind
    codes: list[str]
    chinese: str
    remedies: dict[Remedy, str]
    lon: float
    lat: float


class Trial(BaseModel):
    """One coordinate system that was tried: mean distance to what is loaded, in metres."""

    crs: str
    chinese: str
    mean_m: float


class ChangeCount(BaseModel):
    """How many features of a layer change, and how."""

    layer: str
    change: str
    features: int


class NamedChange(BaseModel):
    """One feature that changes, by code or in words."""

    layer: str
    change: str
    name: str


class DeskAnswer(BaseModel):
    """What the file would bring; nothing is kept.

    At most 500 ``problems``, refused ones first, and at most 200 changes in ``listed``.
    """

    rows_read: int
    rows: int
    refused: int
    crs: str
    declared_crs: str
    encoding: str
    encoding_source: str
    problems: list[PlacedProblem]
    problems_total: int
    faults: list[FaultFound]
    fits: list[Trial]
    changes: list[ChangeCount]
    listed: list[NamedChange]


class ImportJob(BaseModel):
    """The job that examines or keeps; see ``/api/v1/jobs``."""

    job_id: int


class RenewalWish(Body):
    """Whose cells are to be cut anew, and how the draft upon them is called."""

    territory: Territory
    name: Annotated[str, Field(min_length=1, max_length=120)]


Becomes = Literal["edition", "plan", "entries"]


class Kind(BaseModel):
    """A kind of file, and what it becomes when it is kept."""

    value: Incoming
    chinese: str
    becomes: Becomes


class OwnTerritory(BaseModel):
    """A name space of codes that the caller may import into, and the place it is of."""

    name: str
    chinese: str


class Options(BaseModel):
    """What can be imported, and whose data it may be."""

    kinds: list[Kind]
    territories: list[OwnTerritory]


class GridEffect(BaseModel):
    """A grid whose households would change."""

    code: str
    name: str
    households_before: int
    households_after: int
    falls_out: bool


class CellEffects(BaseModel):
    """Where the cells of the plan in force would no longer fit; at most 50 buildings of each kind are named."""

    without_cell: list[str]
    without_cell_total: int
    emptied: list[str]
    emptied_total: int
    moved: list[str]
    moved_total: int
    cut_cells: int


class EditionEffects(BaseModel):
    """What activation would change; ``grids`` with ``falls_out`` are to be adjusted (待调整网格)."""

    changes: list[ChangeCount]
    grids: list[GridEffect]
    unplaced_buildings: int
    cells: CellEffects | None
