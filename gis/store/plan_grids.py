"""Keep the grids of a plan: new ones with the next number, locks, colours, official codes."""

from collections.abc import Mapping, Sequence

import pandas as pd
from sqlalchemy import Connection

from gis.errors import Conflict, InputError, NotFound
from gis.model.ids import PlanId, UnitId
from gis.model.plans import grid_name
from gis.model.units import GridKind
from gis.store.frames import read_table
from gis.store.programs import statement


def add_plan_grid(
    connection: Connection,
    plan_id: PlanId,
    *,
    community_id: UnitId,
    kind: GridKind = GridKind.RESIDENTIAL,
    grid_id: UnitId | None = None,
    name: str | None = None,
) -> UnitId:
    """Add a grid to a plan, empty at first.

    Parameters
    ----------
    grid_id
        An existing grid of the community to revive, with the official code it last had; a new one where not
        given, with the number after the highest the community ever had, and no code.
    name
        ``{社区}第{N}网格`` where not given.

    Raises
    ------
    NotFound
        There is no such community, or it never had the grid to be revived.
    """
    community = connection.execute(statement("plans", "community"), {"community_id": community_id}).first()
    if community is None:
        raise NotFound(
            f"no community {community_id}", chinese=f"没有编号为 {community_id} 的社区", code="unit_unknown"
        )
    if grid_id is None:
        connection.execute(statement("plans", "lock_community"), {"community_id": str(community_id)})
        used = statement("plans", "next_number")
        number = connection.execute(used, {"community_id": community_id}).scalar_one()
        code = f"{community.code}{number:03d}"
        grid_id = _make_grid(connection, community_id, code, number, kind)
    else:
        number = _number_of(connection, grid_id, community_id)
    known = {
        "plan_id": plan_id,
        "grid_id": grid_id,
        "name": name or grid_name(community.name or "", number),
    }
    connection.execute(statement("plans", "add_grid"), known)
    return grid_id


def read_plan_grid(connection: Connection, plan_id: PlanId, grid_id: UnitId) -> tuple[int, str, GridKind]:
    """Read number, name and kind of a grid of a plan.

    Raises
    ------
    NotFound
        The grid is not in the plan (``grid_unknown``).
    """
    known = {"plan_id": plan_id, "grid_id": grid_id}
    row = connection.execute(statement("plans", "plan_grid"), known).first()
    if row is None:
        raise NotFound(
            f"no grid {grid_id} in plan {plan_id}", chinese="方案中没有该网格", code="grid_unknown"
        )
    return int(row.number), str(row.name), GridKind(row.grid_kind)


def read_official_codes(connection: Connection, plan_id: PlanId) -> dict[UnitId, str]:
    """Read the official codes of a plan's grids; those without one are left out."""
    rows = connection.execute(statement("plans", "official_codes"), {"plan_id": plan_id})
    return {UnitId(row.grid_id): str(row.official_code) for row in rows}


def _number_of(connection: Connection, grid_id: UnitId, community_id: UnitId) -> int:
    """Read the number that a grid has for ever; refuse one of another community."""
    known = {"grid_id": grid_id, "community_id": community_id}
    number = connection.scalar(statement("plans", "number_of"), known)
    if number is None:
        raise NotFound(
            f"no grid {grid_id} in community {community_id}",
            chinese=f"该社区没有编号为 {grid_id} 的网格",
            code="unit_unknown",
        )
    return int(number)


def _make_grid(
    connection: Connection, community_id: UnitId, code: str, number: int, kind: GridKind
) -> UnitId:
    """Make the identity of a grid."""
    known = {"community_id": community_id, "code": code}
    grid_id = UnitId(connection.execute(statement("plans", "make_grid_unit"), known).scalar_one())
    made = {"grid_id": grid_id, "community_id": community_id, "number": number, "kind": kind.value}
    connection.execute(statement("plans", "make_grid"), made)
    return grid_id


def remove_plan_grid(connection: Connection, plan_id: PlanId, grid_id: UnitId) -> None:
    """Take an empty grid out of a plan; its identity and number remain.

    Raises
    ------
    Conflict
        It is not in the plan, or cells are in it (``grid_not_empty``).
    """
    known = {"plan_id": plan_id, "grid_id": grid_id}
    if connection.execute(statement("plans", "remove_grid"), known).rowcount == 0:
        raise Conflict(
            f"grid {grid_id} of plan {plan_id} is not empty or not there",
            chinese="该网格不在方案中，或仍有楼栋，不能删除",
            code="grid_not_empty",
            grid_id=grid_id,
        )


def lock_plan_grids(
    connection: Connection,
    plan_id: PlanId,
    grid_ids: Sequence[UnitId],
    is_locked: bool,
) -> None:
    """Lock grids so that they neither gain nor lose, or unlock them."""
    known = {"plan_id": plan_id, "grid_ids": list(grid_ids), "is_locked": is_locked}
    connection.execute(statement("plans", "lock_grids"), known)


def copy_locks(connection: Connection, from_plan_id: PlanId, plan_id: PlanId) -> None:
    """Lock the grids of a plan as another plan has them locked."""
    known = {"plan_id": plan_id, "from_plan_id": from_plan_id}
    connection.execute(statement("plans", "copy_locks"), known)


def copy_colours(connection: Connection, from_plan_id: PlanId, plan_id: PlanId) -> None:
    """Give the grids of a plan the colours that another plan shows them in."""
    known = {"plan_id": plan_id, "from_plan_id": from_plan_id}
    connection.execute(statement("plans", "copy_colours"), known)


def colour_plan_grids(connection: Connection, plan_id: PlanId, colours: Mapping[UnitId, int]) -> None:
    """Keep the palette index of grids, so that a map looks the same tomorrow."""
    known = {"plan_id": plan_id, "grid_ids": list(colours), "colours": list(colours.values())}
    connection.execute(statement("plans", "colour_grids"), known)


def rename_plan_grid(connection: Connection, plan_id: PlanId, grid_id: UnitId, name: str) -> None:
    """Call a grid of a plan otherwise; its number stays."""
    known = {"plan_id": plan_id, "grid_id": grid_id, "name": name}
    connection.execute(statement("plans", "grid_names"), known)


def assign_official_codes(connection: Connection, plan_id: PlanId, codes: Mapping[UnitId, str]) -> None:
    """Give grids the codes the district assigned, in the plan and in the versions that came with it.

    Raises
    ------
    InputError
        A code is, or once was, another grid's (``official_code_taken``).
    """
    for grid_id, official_code in codes.items():
        known = {"plan_id": plan_id, "grid_id": grid_id, "official_code": official_code}
        connection.execute(statement("plans", "set_code"), known)
        connection.execute(
            statement("plans", "assign_code"), {"grid_id": grid_id, "official_code": official_code}
        )
        connection.execute(statement("plans", "set_version_code"), known)
    refuse_stolen_codes(connection, plan_id)


def codes_ever_given(connection: Connection) -> set[str]:
    """Read every official code ever assigned, whatever became of its grid."""
    return {str(code) for code in connection.scalars(statement("plans", "codes_ever_given"))}


def refuse_stolen_codes(connection: Connection, plan_id: PlanId) -> None:
    """Refuse a plan in which a grid bears another grid's code."""
    row = connection.execute(statement("plans", "stolen_codes"), {"plan_id": plan_id}).first()
    if row is not None:
        raise InputError(
            f"official code {row.official_code} is another grid's",
            chinese=f"编码“{row.official_code}”已属于别的网格，不能再给“{row.name}”",
            code="official_code_taken",
            value=row.official_code,
        )


def read_known_grids(connection: Connection, territory: str) -> pd.DataFrame:
    """Read every grid that a territory ever had: code, community_code, number, name (as last called)."""
    return read_table(connection, statement("plans", "known_grids"), {"territory": territory})
