"""The tiny world with two planners and an approver, and drafts to try things on."""

from gis.model.access import Role
from gis.store import plans
from gis.workflows import accounts, redraw_plan
from gis.workflows.plan_desk import read_sketch
from gis.workflows.redraw_plan import Chosen, Drawn
from tests.gis.store.conftest import fill
from tests.gis.workflows.quick_hashing import quick_hashing


class Town:
    """The tiny world with two planners, for all tests of a module."""

    def __init__(self, store, world=None):
        self.world = world or fill(store)
        self.store = store
        self.wang, self.li = (self.account(name, Role.PLANNER) for name in ("wang", "li"))

    def account(self, login, role, unit_ids=None):
        with quick_hashing():
            accounts.add_account(
                self.store,
                login=login,
                password="long enough",
                role=role,
                unit_ids=unit_ids or [self.world.subdistrict_id],
            )
            return accounts.sign_in(self.store, login, "long enough").scope


class Office:
    """A fresh draft; 乙北 holds B13..B17, B18 is in no grid."""

    def __init__(self, town):
        self.town, self.world, self.store = town, town.world, town.store
        self.wang, self.li = town.wang, town.li
        self.draft = redraw_plan.open_draft(
            self.store, self.wang, name="草案", subdistrict_id=self.world.subdistrict_id
        )
        with self.store.session(self.wang) as connection:
            self.grids = plans.read_plan_grids(connection, self.draft).set_index("code")["grid_id"]
        self.serial = 0

    def grid(self, number):
        return int(self.grids.iloc[number])

    def sketch(self, plan_id=None):
        with self.store.session(self.wang) as connection:
            return read_sketch(connection, plan_id or self.draft)

    def version(self):
        with self.store.session(self.wang) as connection:
            return plans.read_plan(connection, self.draft).version

    def drawn(self, version=None, key=None):
        self.serial += 1
        return Drawn(self.draft, self.version() if version is None else version, key or f"key-{self.serial}")

    def cells_of(self, number):
        return self.sketch().cells_of([self.grid(number)])

    def homeless(self):
        return [cell for cell, grid in self.sketch().grid_of_cell.items() if grid is None]

    def assign(self, cells, grid_id, who=None, **drawn):
        return redraw_plan.assign(
            self.store, who or self.wang, self.drawn(**drawn), chosen=Chosen(cell_ids=cells), grid_id=grid_id
        )
