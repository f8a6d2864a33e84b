from dataclasses import replace
from datetime import date

import pytest

from gis.model.access import Role
from gis.store import cases, fabrics, people
from gis.workflows import plan_burden
from gis.workflows.plan_burden import Staff
from tests.gis.workflows.office import Office, Town

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def office(store):
    return Office(Town(store))


def test_posts_of_grid_workers_are_counted_held_and_vacant(office):
    with office.store.system() as connection:
        people.save_roles(
            connection,
            [{"code": "grid_worker", "chinese": "网格员", "unit_kind": "grid", "posts_per_unit": 2}],
        )
        holder = people.add_officeholder(connection, territory="tiny", number=17)
        for grid, person in ((0, holder), (1, None)):
            people.appoint(
                connection,
                role="grid_worker",
                unit_id=office.grid(grid),
                officeholder_id=person,
                from_date=date(2020, 1, 1),
            )
    found = plan_burden.burden(office.store, office.wang, office.draft)
    assert found.staff == {office.grid(0): Staff(1, 0), office.grid(1): Staff(0, 1)}


def test_a_department_sees_no_people_and_a_visitor_of_the_plan_no_cases(office):
    found = plan_burden.burden(office.store, replace(office.wang, role=Role.DEPARTMENT), office.world.plan_id)
    assert found.staff is None and found.open_cases == {}
    anonymous = replace(office.wang, role=Role.ANONYMOUS)
    assert plan_burden.burden(office.store, anonymous, office.world.plan_id).open_cases is None


def test_open_cases_are_counted_by_the_cell_they_lie_in(office):
    with office.store.session(office.wang) as connection:
        cells = fabrics.read_cells(connection, office.world.fabric_id)
    middle = cells.geometry.iloc[0].representative_point()
    with office.store.system() as connection:
        cases.file_case(
            connection,
            cases.NewCase(
                "微型", int(cells["community_id"].iloc[0]), "0104", "底商油烟", "resident", "filed",
                lon=middle.x, lat=middle.y,
            ),
        )  # fmt: skip
    found = plan_burden.burden(office.store, office.wang, office.draft)
    assert found.open_cases == {int(cells["cell"].iloc[0]): 1}
