"""What a plan's grids have to carry beside homes: open cases by cell, and who works at each grid today."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from gis.model.access import Right, Scope
from gis.model.ids import CellId, PlanId, UnitId
from gis.redraw.consequences import cell_under
from gis.store import people, plans
from gis.store.engine import Connection, Store
from gis.workflows.plan_desk import fabric_of
from gis.workflows.review_plan import open_cases

WORKER_ROLE = "grid_worker"
"""The role whose holders share a grid's households (网格员); leaders and advisers do not."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Grid workers at one grid: posts that somebody holds, and vacant ones."""

    workers: int
    vacancies: int


@dataclass(frozen=True, slots=True)
class Burden:
    """What the asker may see of it; None where the asker's role sees no cases, or no people."""

    open_cases: Mapping[CellId, int] | None
    staff: Mapping[UnitId, Staff] | None


def burden(store: Store, scope: Scope, plan_id: PlanId) -> Burden:
    """Count open cases by cell and grid workers by grid, as far as the asker may see them.

    A case on an edge that cells share counts with the smallest cell id.
    """
    with store.session(scope) as connection:
        plan = plans.read_plan(connection, plan_id)
        fabric = fabric_of(store, connection, plan)
        cases = open_cases(connection, scope, plan.path) if scope.may(Right.SEE_CASES) else None
        staff = _staff(connection, plan.path) if scope.may(Right.SEE_PEOPLE) else None
    if cases is None:
        return Burden(None, staff)
    counts = Counter(cell_under(cases, fabric.cells).dropna().astype("int64").tolist())
    return Burden({CellId(cell): count for cell, count in sorted(counts.items())}, staff)


def _staff(connection: Connection, path: str) -> dict[UnitId, Staff]:
    """Count the workers' posts at each grid."""
    posts = people.read_posts(connection, within=path)
    workers = posts[(posts["role"] == WORKER_ROLE) & (posts["unit_kind"] == "grid")]
    vacant = workers["officeholder_id"].isna()
    held, open_posts = (
        workers.loc[chosen, "unit_id"].astype("int64").value_counts() for chosen in (~vacant, vacant)
    )
    return {
        UnitId(grid): Staff(int(held.get(grid, 0)), int(open_posts.get(grid, 0)))
        for grid in workers["unit_id"].astype("int64").unique().tolist()
    }
