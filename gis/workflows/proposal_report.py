"""Tell what a proposal came to: grids in and out of the band with the reason for each, what is proven, what changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gis.model.bands import CommunityBands
from gis.model.ids import PlanId, UnitId
from gis.partition.draw import DrawAnswer
from gis.workflows.plan_desk import Fabric
from gis.workflows.proposal_criteria import Evenness

ROUNDING_SHARE = 1e-9


@dataclass(frozen=True, slots=True)
class GridOut:
    """One grid out of the band, by the name it has in the draft.

    Attributes
    ----------
    reason
        One of ``gis.partition.reasons.REASONS``; ``kept``: locked or not asked for.
    explanation
        In Chinese.
    """

    grid_id: UnitId
    name: str
    community_id: UnitId
    households: int
    reason: str
    explanation: str


@dataclass(frozen=True, slots=True)
class CommunityDrawn:
    """What was drawn in one community.

    Attributes
    ----------
    households
        Of what was drawn anew.
    least_grids, most_grids, grids
        Allowed by the band, and drawn.
    is_feasible
        Whether the totals and the largest building allow the band.
    is_proven_optimal
        Whether no plan has a better objective.
    explanation
        In Chinese: what the households allow, and why not all grids fit.
    """

    community_id: UnitId
    name: str
    households: int
    least_grids: int
    most_grids: int
    grids: int
    is_feasible: bool
    is_proven_optimal: bool
    explanation: str


@dataclass(frozen=True, slots=True)
class ProposalReport:
    """What a proposal came to.

    Attributes
    ----------
    plan_id
        The new draft.
    was_stopped
        Somebody asked for the best so far.
    is_finished
        No search was cut short, neither so nor by the time limit.
    grids, grids_in_band
        Of the communities concerned, dedicated ones left out.
    moved_households
        In another grid than in the plan asked about, or in one for the first time.
    """

    plan_id: PlanId
    was_stopped: bool
    is_finished: bool
    seconds: float
    grids: int
    grids_in_band: int
    moved_households: int
    out_of_band: tuple[GridOut, ...]
    communities: tuple[CommunityDrawn, ...]
    evenness: tuple[Evenness, ...]


def tell_communities(answer: DrawAnswer, fabric: Fabric) -> tuple[CommunityDrawn, ...]:
    """Sum the drawer's rows up by community; each connected piece has its own."""
    ids = fabric.cells.drop_duplicates("community_code").set_index("community_code")["community_id"]
    rows = answer.proposals.assign(is_proven=_proven(answer.proposals)) if len(answer.proposals) else None
    if rows is None:
        return ()
    told = []
    for code, own in rows.groupby("community_code", sort=False):
        community_id = UnitId(int(ids[code]))
        told.append(
            CommunityDrawn(
                community_id,
                fabric.community_names.get(community_id, ""),
                households=int(own["households"].sum()),
                least_grids=int(own["least_grids"].sum()),
                most_grids=int(own["most_grids"].sum()),
                grids=int(own["grids"].sum()),
                is_feasible=bool(own["feasible"].all()),
                is_proven_optimal=bool(own["is_proven"].all()),
                explanation="；".join(dict.fromkeys(filter(None, own["explanation"]))),
            )
        )
    return tuple(told)


def _proven(rows: pd.DataFrame) -> pd.Series:
    """Whether each objective equals its bound."""
    bound = pd.to_numeric(rows["bound_m"], errors="coerce")
    gap = rows["objective_m"] - bound
    return bound.notna() & (gap <= ROUNDING_SHARE * rows["objective_m"].abs().clip(lower=1.0))


class Names:
    """What grids and buildings are called in the draft, where the drawer knows codes.

    Parameters
    ----------
    grid_of_code
        Identity of each of the drawer's codes.
    names
        Of the grids, by identity.
    """

    def __init__(
        self, fabric: Fabric, grid_of_code: Mapping[str, UnitId], names: Mapping[UnitId, str]
    ) -> None:
        self._grids = {code: names.get(grid_id, "") for code, grid_id in grid_of_code.items()}
        built = fabric.cells.dropna(subset=["building_code"]).drop_duplicates("building_code")
        told = zip(
            built["building_code"],
            built["estate_name"].fillna(""),
            built["building_name"].fillna(""),
            strict=True,
        )
        self._buildings = {str(code): f"{estate}{name}" for code, estate, name in told}

    def translate(self, text: str, *, grid_code: str, buildings: list[str]) -> str:
        """Put names into a sentence about a grid and some buildings."""
        text = text.replace(f"网格 {grid_code}（", f"{self._grids.get(grid_code, '网格')}（")
        # The longest first: a code may begin another.
        for code in sorted(buildings, key=len, reverse=True):
            text = text.replace(code, self._buildings.get(code) or code)
        return text


def tell_out_of_band(
    answer: DrawAnswer, fabric: Fabric, grid_of_code: Mapping[str, UnitId], names: Mapping[UnitId, str]
) -> tuple[tuple[GridOut, ...], dict[str, str]]:
    """List the grids out of the band, and give each drawer's sentence as it reads with names."""
    ids = fabric.cells.drop_duplicates("community_code").set_index("community_code")["community_id"]
    words = Names(fabric, grid_of_code, names)
    told, sentences = [], {}
    rows: list[dict[str, Any]] = answer.report["out_of_band"]
    for row in rows:
        code = str(row["grid_code"])
        text = words.translate(row["explanation"], grid_code=code, buildings=list(row["buildings"]))
        sentences[str(row["explanation"])] = text
        told.append(
            GridOut(
                grid_of_code[code],
                names.get(grid_of_code[code], ""),
                UnitId(int(ids[row["community_code"]])),
                int(row["households"]),
                str(row["reason"]),
                text,
            )
        )
    return tuple(told), sentences


def count_in_band(drawn: pd.DataFrame, bands: CommunityBands, dedicated: frozenset[str]) -> tuple[int, int]:
    """Count the grids of the drawn cells, dedicated ones left out, and those of them in the band.

    Parameters
    ----------
    drawn
        community_id, grid_code, households.
    dedicated
        Codes of grids that are sized otherwise.
    """
    sized = drawn[drawn["grid_code"].notna() & ~drawn["grid_code"].isin(list(dedicated))]
    sums = sized.groupby(["grid_code", "community_id"], as_index=False)["households"].sum()
    held = [
        bands.of(UnitId(int(community))).holds(int(households))
        for community, households in zip(sums["community_id"], sums["households"], strict=True)
    ]
    return len(held), sum(held)
