"""What is asked of plans: a draft, a stroke, a proposal, a comment, a step on the way. Answers stand in ``plans``."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from api.schemas.values import Body, Id, Lat, Lon
from gis.workflows.proposal_criteria import MOST_TOLERANCE_SHARE, Criterion

CellIds = Annotated[list[int], Field(max_length=100_000)]
Ids = Annotated[list[int], Field(max_length=10_000)]


class NewPlan(Body):
    """A draft to open; the plan in force is its base where none is named."""

    name: str = Field(min_length=1, max_length=100)
    base_plan_id: int | None = None
    subdistrict_id: int | None = None


class _Edit(Body):
    """What every operation carries."""

    version: int = Field(ge=0)
    client_key: str = Field(min_length=1, max_length=64)


class Assign(_Edit):
    """Put cells (given singly, by building or by estate) into a grid; ``grid_id`` null takes them out of theirs.

    ``take_only_from`` limits the stroke: ``"unassigned"``, or ids of grids; null: from anywhere.
    """

    kind: Literal["assign"]
    grid_id: int | None
    cell_ids: CellIds = Field(default_factory=list)
    building_ids: Ids = Field(default_factory=list)
    estate_ids: Ids = Field(default_factory=list)
    take_only_from: Literal["unassigned"] | Ids | None = None


class NewGrid(_Edit):
    """Open a grid of a community from cells; the server gives number and name."""

    kind: Literal["new_grid"]
    community_id: int
    cell_ids: CellIds = Field(default_factory=list)
    building_ids: Ids = Field(default_factory=list)
    estate_ids: Ids = Field(default_factory=list)


class Merge(_Edit):
    """Empty grids into one of the same community; they leave the plan."""

    kind: Literal["merge"]
    grid_ids: Ids
    into_grid_id: int


class Split(_Edit):
    """Cut a grid along a drawn line; what lies left of it (in drawing direction) becomes a new grid."""

    kind: Literal["split"]
    grid_id: int
    line: Annotated[list[tuple[Lon, Lat]], Field(min_length=2, max_length=2000)]


class Lock(_Edit):
    """Lock or unlock grids; a locked grid neither gains nor loses. ``grid_ids`` null: all of the plan."""

    kind: Literal["lock"]
    grid_ids: Ids | None
    is_locked: bool


class Undo(_Edit):
    """Take back one's own latest operation, or (``redo``) the latest undo."""

    kind: Literal["undo", "redo"]


Operation = Annotated[Assign | NewGrid | Merge | Split | Lock | Undo, Field(discriminator="kind")]


class ProposalWish(Body):
    """What to draw anew: whole communities, or chosen grids; neither: all communities with a problem.

    ``existing_weight_share`` says how dear a change is: 0 draws from scratch, 1 changes as little as it can. ``grids`` asks
    for a number of grids in the communities concerned, those that stay included, ``grids_by_community`` for the same by
    community id; without either the engine chooses. ``balance`` names what to even out besides households, with the share
    by which a grid may be away from its community's mean. ``exact`` seeks the optimum and its proof, for small communities.
    New grids take the community's next numbers by ``rows`` (each from west to east, from the north) or by ``columns``.
    """

    community_ids: Ids = Field(default_factory=list)
    grid_ids: Ids = Field(default_factory=list)
    grids: int | None = Field(default=None, ge=1, le=99_999)
    grids_by_community: dict[Id, Annotated[int, Field(ge=1, le=99_999)]] = Field(
        default_factory=dict, max_length=10_000
    )
    balance: dict[Criterion, Annotated[float, Field(gt=0, le=MOST_TOLERANCE_SHARE)]] = Field(
        default_factory=dict
    )
    exact: bool = False
    numbering: Literal["rows", "columns"] = "rows"
    existing_weight_share: float = Field(default=1.0, ge=0, le=1)
    time_limit_s: float = Field(default=60.0, gt=0, le=3600)
    name: str = Field(default="", max_length=100)


class NewComment(Body):
    """A community's word, pinned to a grid or to the plan as a whole."""

    text: str = Field(min_length=1, max_length=2000)
    grid_id: int | None = None


class NewName(Body):
    """What a draft is to be called."""

    name: str = Field(min_length=1, max_length=100)


class Filing(Body):
    """By which template grids without an official code get one."""

    template: Literal["digits_15", "digits_20", "local"] = "digits_15"


class RebaseWish(Body):
    """How to carry a draft over: its new name, and who is right where both plans moved a cell."""

    name: str = Field(default="", max_length=100)
    prefers_mine: bool = True


class SendBack(Body):
    """Why a plan in review goes back to its drafters."""

    reason: str = Field(min_length=1, max_length=2000)


class Approval(Body):
    """The committee's approval. ``reason`` is asked for where the plan breaks a rule that a reason can outweigh."""

    document_number: str = Field(min_length=1, max_length=100)
    reason: str = Field(default="", max_length=2000)


class Publishing(Body):
    """Bring an approved plan into force from a date."""

    from_date: date
