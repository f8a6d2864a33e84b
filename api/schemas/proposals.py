"""What can be proposed for a plan, and what a proposal came to.

GET /api/v1/plans/{id}/grid-counts  -> list of GridCounts: how many grids each community can have, and why
GET /api/v1/plans/{id}/proposal     -> ProposalReport | null: how the draft was drawn, where a proposal made it
"""

from pydantic import BaseModel

from api.schemas.plans import BandShape
from gis.workflows.proposal_criteria import Criterion


class GridCounts(BaseModel):
    """One community; numbers of grids include those that stay (locked, dedicated).

    ``least_grids`` above ``most_grids``: no number of grids has them all in the band.
    """

    community_id: int
    name: str
    band: BandShape
    households: int
    staying_grids: int
    grids: int
    least_grids: int
    most_grids: int
    proposed_grids: int
    is_feasible: bool
    reason: str
    pieces: int
    is_small: bool


class GridOut(BaseModel):
    """One grid out of the band, and why, in Chinese."""

    grid_id: int
    name: str
    community_id: int
    households: int
    reason: str
    explanation: str


class CommunityDrawn(BaseModel):
    """What was drawn in one community; ``households`` of what was drawn anew."""

    community_id: int
    name: str
    households: int
    least_grids: int
    most_grids: int
    grids: int
    is_feasible: bool
    is_proven_optimal: bool
    explanation: str


class Evenness(BaseModel):
    """How even one figure came out: the farthest from the mean, and grids beyond the tolerance."""

    criterion: Criterion
    tolerance_share: float
    worst_share: float
    grids_beyond: int
    note: str


class ProposalReport(BaseModel):
    """What a proposal came to; ``is_finished`` false: the search was cut short, by somebody or by the time limit."""

    plan_id: int
    was_stopped: bool
    is_finished: bool
    seconds: float
    grids: int
    grids_in_band: int
    moved_households: int
    out_of_band: list[GridOut]
    communities: list[CommunityDrawn]
    evenness: list[Evenness]
