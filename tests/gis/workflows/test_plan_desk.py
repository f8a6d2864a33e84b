import numpy as np
import pytest

from gis.store import plans
from gis.workflows import plan_desk
from tests.gis.workflows.office import Office, Town

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def town(store):
    return Town(store)


@pytest.fixture(scope="module")
def fabric(town):
    with town.store.session(town.wang) as connection:
        return plan_desk.fabric_of(town.store, connection, plans.read_plan(connection, town.world.plan_id))


def test_cells_are_named_and_nobody_touches_across_communities(fabric):
    assert fabric.cells["community_name"].notna().all() and fabric.cells["building_name"].notna().all()
    community = fabric.cells["community_id"].to_numpy()
    assert len(fabric.pairs) and np.array_equal(community[fabric.pairs[:, 0]], community[fabric.pairs[:, 1]])


def test_a_fabric_is_laid_out_once(town, fabric):
    assert plan_desk.warm_up(town.store) == 1
    with town.store.session(town.wang) as connection:
        again = plan_desk.fabric_of(town.store, connection, plans.read_plan(connection, town.world.plan_id))
    assert again is fabric


def test_household_figures_are_read_anew_without_laying_the_fabric_out_again(town, fabric):
    with town.store.system() as connection:
        plan = plans.read_plan(connection, town.world.plan_id)
        connection.exec_driver_sql("UPDATE building SET households = households + 1")
        figures = plan_desk._with_figures(connection, fabric, plan.fabric_id)
        connection.rollback()
    homes = fabric.cells["building_id"].notna()
    assert (figures.cells["households"] - fabric.cells["households"])[homes].eq(1).all()
    assert figures.borders is fabric.borders


def test_the_shelf_keeps_things_for_a_while_and_a_few_at_a_time(town):
    made = []

    def take(key, keep_s=60.0):
        return plan_desk.take_from_shelf(town.store, key, lambda: made.append(key) or key, keep_s=keep_s)

    assert [take("a"), take("a"), take("a", keep_s=0.0)] == ["a"] * 3 and made == ["a", "a"]
    for number in range(50):
        take(number)
    take("a")
    assert made.count("a") == 3


def test_shapes_of_grids_are_the_unions_of_their_cells(town, fabric):
    sketch = Office(town).sketch()
    grids = plan_desk.grid_shapes(fabric, sketch)
    assert set(grids.index) == set(sketch.grids)
    inside = fabric.cells[[grid is not None for grid in sketch.grid_of_cell.values()]]
    assert grids.geometry.union_all().equals(inside.geometry.union_all())
