"""What a planner asks of a proposal: where, how many grids, what to balance, how exactly and how long."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from gis.errors import CannotSatisfy, InputError, NotFound
from gis.model.bands import CommunityBands
from gis.model.ids import UnitId
from gis.redraw.attention import find_problems
from gis.redraw.sketch import Sketch
from gis.workflows.plan_desk import Fabric
from gis.workflows.proposal_criteria import Criterion


@dataclass(frozen=True, slots=True)
class Wish:
    """What to draw anew: communities, or chosen grids; neither: every community with something to put right.

    Attributes
    ----------
    existing_weight_share
        0 draws from scratch, 1 changes as little as it can.
    grids
        Number of grids asked for in the communities drawn anew, those that stay included; None: as the bands suggest.
    grids_by_community
        The same for single communities; not beside ``grids``.
    balance
        What to even out besides households: criterion and how far a grid's sum may be from its community's mean.
    exact
        Seek the optimum and its proof; communities that are too large for it are drawn as usual.
    numbering
        In which order new grids get the community's next numbers: a template of ``gis.partition.numbering``.
    """

    community_ids: tuple[UnitId, ...] = ()
    grid_ids: tuple[UnitId, ...] = ()
    existing_weight_share: float = 1.0
    time_limit_s: float = 60.0
    name: str = ""
    seed: int = 0
    grids: int | None = None
    grids_by_community: Mapping[UnitId, int] = field(default_factory=dict)
    balance: Mapping[Criterion, float] = field(default_factory=dict)
    exact: bool = False
    numbering: str = "rows"


def communities_to_redraw(
    fabric: Fabric, sketch: Sketch, wish: Wish, *, bands: CommunityBands
) -> set[UnitId]:
    """Choose whose cells the engine gets.

    Raises
    ------
    NotFound
        A community or grid is not in the plan (``unit_unknown``).
    CannotSatisfy
        Nothing was named, and nothing needs putting right (``nothing_to_do``).
    """
    known = set(fabric.community_of_cell.values())
    if (set(wish.community_ids) - known) or (set(wish.grid_ids) - sketch.grids.keys()):
        raise NotFound(
            "community or grid not in the plan", chinese="方案中没有所选的社区或网格", code="unit_unknown"
        )
    named = {*wish.community_ids, *(sketch.grids[grid].community_id for grid in wish.grid_ids)}
    if named:
        return named
    problems = find_problems(fabric.cells, sketch, bands=bands, pairs=fabric.pairs)
    if not problems:
        raise CannotSatisfy("nothing to put right", chinese="没有需要调整的网格", code="nothing_to_do")
    return {problem.community_id for problem in problems}


def require_one_number(wish: Wish) -> None:
    """Refuse a number of grids in all beside numbers of single communities."""
    if wish.grids is not None and wish.grids_by_community:
        raise InputError(
            "grids asked in all and by community",
            chinese="请只填总网格数，或只填各社区的网格数",
            code="grids_asked_twice",
        )


def read_wish(arguments: Mapping[str, Any]) -> Wish:
    """Read a wish from a job's arguments."""
    return Wish(
        community_ids=_ids(arguments.get("community_ids", ())),
        grid_ids=_ids(arguments.get("grid_ids", ())),
        existing_weight_share=float(arguments.get("existing_weight_share", 1.0)),
        time_limit_s=float(arguments.get("time_limit_s", 60.0)),
        name=str(arguments.get("name", "")),
        grids=None if arguments.get("grids") is None else int(arguments["grids"]),
        grids_by_community={
            UnitId(int(community)): int(number)
            for community, number in (arguments.get("grids_by_community") or {}).items()
        },
        balance={Criterion(name): float(share) for name, share in (arguments.get("balance") or {}).items()},
        exact=bool(arguments.get("exact", False)),
        numbering=str(arguments.get("numbering", "rows")),
    )


def _ids(values: Collection[Any]) -> tuple[UnitId, ...]:
    """Read ids from a job's arguments."""
    return tuple(UnitId(int(value)) for value in values)
