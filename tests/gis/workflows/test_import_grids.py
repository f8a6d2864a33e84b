"""Existing grids become a plan: looked at first, kept as a draft, brought into force as they were."""

from datetime import date
from pathlib import Path

import openpyxl
import pyogrio
import pytest

from gis.errors import CannotSatisfy, NotAllowed
from gis.model.access import Role, Scope
from gis.model.plans import PlanState
from gis.space.layers import Layer
from gis.store.editions import activate_edition, load_edition
from gis.store.engine import Store
from gis.store.layers import read_layer
from gis.store.loading import PLAN_LAYERS
from gis.store.plans import list_plans, plan_in_force, read_plan, read_plan_grids
from gis.workflows.import_check import FileToImport
from gis.workflows.import_grids import bring_into_force, examine, keep
from tests.gis.store.conftest import fill
from tests.worked import tiny

pytestmark = pytest.mark.database

OPERATOR = Scope(None, Role.ADMINISTRATOR)
PLANNER = Scope(None, Role.PLANNER)


@pytest.fixture
def bare(empty_store: Store) -> Store:
    """Layers in force, and neither cells nor a plan: an office's first day."""
    frames = {layer: frame for layer, frame in tiny.layers().items() if layer not in PLAN_LAYERS}
    with empty_store.system() as connection:
        edition = load_edition(connection, frames, territory="tiny", source="x")
        activate_edition(connection, edition, from_date=date(2020, 1, 1))
    return empty_store


def _polygons(tmp_path: Path, frame=None) -> FileToImport:
    rows = tiny.grids()[["name", "geometry"]] if frame is None else frame
    path = tmp_path / "去年网格.shp"
    pyogrio.write_dataframe(rows.rename(columns={"name": "网格名称"}), path, encoding="GBK")
    return FileToImport(path, Layer.GRIDS)


def _table(tmp_path: Path, **changes: str) -> FileToImport:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["楼栋编号", "所属网格"])
    names = dict(zip(tiny.grids()["code"], tiny.grids()["name"], strict=True))
    for building, grid in tiny.grid_buildings().dropna().itertuples(index=False):
        book.worksheets[0].append([building, changes.get(building, names[grid])])
    book.save(path := tmp_path / "对照.xlsx")
    return FileToImport(path, Layer.GRID_BUILDINGS)


def test_last_year_s_polygons_become_a_draft_on_an_office_s_first_day(bare: Store, tmp_path: Path) -> None:
    found = examine(bare, PLANNER, _polygons(tmp_path), territory="tiny")
    assert found.refused == []
    assert found.changes["change"].tolist() == ["added"] * 4
    with bare.system() as connection:
        assert list_plans(connection).empty
    plan_id = keep(bare, PLANNER, found, territory="tiny", name="2025年网格")
    with bare.system() as connection:
        grids = read_plan_grids(connection, plan_id)
        plan = read_plan(connection, plan_id)
    assert (plan.state, plan.name) == (PlanState.DRAFT, "2025年网格")
    assert grids["households"].tolist() == [360, 480, 470, 300]
    assert grids["name"].tolist() == tiny.grids()["name"].tolist()
    bring_into_force(bare, OPERATOR, plan_id, from_date=date(2025, 1, 1), document_number="街〔2025〕1号")
    with bare.system() as connection:
        buildings = read_layer(connection, Layer.BUILDINGS, territory="tiny").set_index("code")
    assert buildings.loc["B07", "grid_code"] == tiny.GRID_JIA_SOUTH


def test_a_table_over_a_plan_in_force_keeps_the_identities_of_its_grids(
    empty_store: Store, tmp_path: Path
) -> None:
    world = fill(empty_store)
    found = examine(empty_store, PLANNER, _table(tmp_path, B01="甲社区第二网格"), territory="tiny")
    assert found.refused == []
    assert found.fresh_cells is None
    changed = set(found.changes[["code", "change"]].itertuples(index=False, name=None))
    assert changed == {(tiny.GRID_JIA_NORTH, "changed"), (tiny.GRID_JIA_SOUTH, "changed")}
    plan_id = keep(empty_store, PLANNER, found, territory="tiny", name="调整")
    with empty_store.system() as connection:
        grids = read_plan_grids(connection, plan_id).set_index("code")
        before = read_plan_grids(connection, world.plan_id).set_index("code")
        assert plan_in_force(connection, world.subdistrict_id) == world.plan_id
    assert grids["grid_id"].to_dict() == before["grid_id"].to_dict()
    assert grids.loc[tiny.GRID_JIA_SOUTH, "households"] == 540


def test_a_refused_row_stops_it_unless_it_may_be_left_out(bare: Store, tmp_path: Path) -> None:
    rows = tiny.grids()[["name", "geometry"]]
    rows.loc[3, "geometry"] = tiny.rectangle(5000, 5000, 5100, 5100)
    found = examine(bare, PLANNER, _polygons(tmp_path, rows), territory="tiny")
    assert [(problem.row, problem.code) for problem in found.refused] == [(4, "grid_empty")]
    with pytest.raises(CannotSatisfy):
        keep(bare, PLANNER, found, territory="tiny", name="x")
    plan_id = keep(bare, PLANNER, found, territory="tiny", name="x", leave_out=True)
    with bare.system() as connection:
        assert len(read_plan_grids(connection, plan_id)) == 3


def test_gaps_between_polygons_are_told_with_their_size_and_a_remedy(bare: Store, tmp_path: Path) -> None:
    rows = tiny.grids()[["name", "geometry"]]
    rows.loc[0, "geometry"] = tiny.rectangle(0, 110, 200, 200)
    found = examine(bare, PLANNER, _polygons(tmp_path, rows), territory="tiny")
    gaps = [problem for problem in found.problems if problem.code == "topology_gap"]
    assert len(gaps) == 1
    assert "空隙" in gaps[0].reason
    assert "平方米" in gaps[0].reason


def test_only_who_may_approve_brings_an_imported_plan_into_force(bare: Store, tmp_path: Path) -> None:
    found = examine(bare, PLANNER, _polygons(tmp_path), territory="tiny")
    plan_id = keep(bare, PLANNER, found, territory="tiny", name="x")
    with pytest.raises(NotAllowed):
        bring_into_force(bare, PLANNER, plan_id, from_date=date(2025, 1, 1), document_number="x")
