from datetime import UTC, datetime

import pytest

from gis.errors import InputError, NotFound
from gis.model.access import Role, Scope
from gis.model.ids import PlanId
from gis.model.units import UnitKind
from gis.store import contacts, people, units
from gis.workflows.coverage_inputs import find_subdistrict
from gis.workflows.report_files import find_report, list_reports
from gis.workflows.write_atlas import read_atlas, write_atlas
from tests.gis.store.conftest import FIRST_DAY, fill
from tests.worked import tiny

pytestmark = pytest.mark.database
MADE_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def world(make_store):
    with make_store() as store:
        world = fill(store)
        with store.system() as connection:
            people.save_roles(connection, [{"code": "grid_leader", "chinese": "网格长", "unit_kind": "grid"}])
            holder = people.add_officeholder(connection, territory="tiny", number=17)
            contacts.save_contact(connection, holder, kind="duty_phone", value="13800000017")
            grid = read_atlas(connection, world.scope(), *_places(connection)).ground.grids["grid_id"].iloc[0]
            people.appoint(
                connection, role="grid_leader", unit_id=int(grid), officeholder_id=holder, from_date=FIRST_DAY
            )
        yield world


def _places(connection):
    subdistrict = find_subdistrict(connection)
    return subdistrict, subdistrict


def _read(world, role=Role.PLANNER, **options):
    scope = Scope(None, role, (world.path,))
    with world.store.session(scope) as connection:
        return read_atlas(connection, scope, *_places(connection), **options)


def test_people_act_with_masked_contacts(world):
    findings = _read(world)
    (leader,) = findings.people[int(findings.ground.grids["grid_id"].iloc[0])]
    assert (leader.who(), leader.contacts) == ("负责人 017", ("138****0017",))
    assert findings.ground.grids["bounds"].iloc[0].startswith("东至界街")


def test_a_department_reads_no_people_nor_a_paper_that_tells_of_them(world):
    assert _read(world, Role.DEPARTMENT).people is None
    planner, department = world.scope(), Scope(None, Role.DEPARTMENT, (world.path,))
    with world.store.session(planner) as connection:
        places = _places(connection)
    card = write_atlas(world.store, planner, *places, suffix="pdf", made_at=MADE_AT)
    folder = world.store.settings.reports_dir
    assert card.shows_people and find_report(folder, card.report_id, planner)[1].read_bytes()[:4] == b"%PDF"
    assert card.report_id not in {other.report_id for other in list_reports(folder, department)}
    with pytest.raises(NotFound):
        find_report(folder, card.report_id, department)


def test_an_atlas_is_a_pdf_of_a_plan_that_is_there(world):
    with world.store.session(world.scope()) as connection:
        places = _places(connection)
    with pytest.raises(InputError):
        write_atlas(world.store, world.scope(), *places, suffix="docx", made_at=MADE_AT)
    with pytest.raises(NotFound):
        write_atlas(
            world.store, world.scope(), *places, suffix="pdf", made_at=MADE_AT, plan_id=PlanId(987654)
        )


def test_whose_buildings_lie_beyond_the_community_are_drawn_but_not_counted(world):
    scope = world.scope()
    with world.store.session(scope) as connection:
        subdistrict, _ = _places(connection)
        community = units.unit_by_code(connection, UnitKind.COMMUNITY, tiny.YI)
        findings = read_atlas(connection, scope, subdistrict, community)
    assert len(findings.ground.grids) == 2 and len(findings.ground.buildings) == 24
    assert findings.ground.buildings["grid_id"].notna().sum() == 11
