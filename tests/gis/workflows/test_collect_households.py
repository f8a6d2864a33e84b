"""A community counts its households."""

from pathlib import Path

import openpyxl
import pytest

from gis.errors import NotFound
from gis.model.access import Role, Scope
from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.store import units
from gis.store.editions import activate_edition, load_edition, today
from gis.store.engine import Store
from gis.store.layers import read_layer
from gis.workflows.collect_households import compare_form, confirm_form, write_form
from tests.worked import tiny

LAYERS = (Layer.SUBDISTRICTS, Layer.COMMUNITIES, Layer.ESTATES, Layer.BUILDINGS)


@pytest.fixture
def world(empty_store: Store) -> Store:
    with empty_store.system() as connection:
        frames = {layer: tiny.layers()[layer] for layer in LAYERS}
        activate_edition(connection, load_edition(connection, frames, territory="tiny", source="普查"))
    return empty_store


def _scope(store: Store, code: str) -> Scope:
    with store.system() as connection:
        communities = units.read_units(connection, UnitKind.COMMUNITY)
    return Scope(None, Role.COMMUNITY, tuple(communities.loc[communities["code"] == code, "path"]))


def _fill(store: Store, path: Path, counts: dict[str, int]) -> Path:
    """Count today: a count older than the edition in force would not replace its figure."""
    with store.system() as connection:
        counted_on = str(today(connection))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in range(3, sheet.max_row + 1):
        if sheet.cell(row, 1).value in counts:
            sheet.cell(row, 9).value = counts[sheet.cell(row, 1).value]
            sheet.cell(row, 11).value = counted_on
    book.save(path)
    return path


def test_a_form_goes_out_is_filled_compared_and_confirmed_and_the_building_then_has_the_count(
    world: Store, tmp_path: Path
) -> None:
    scope = _scope(world, tiny.JIA)
    form = _fill(world, write_form(world, scope, tiny.JIA, tmp_path / "甲.xlsx"), {"B01": 55, "B07": 80})
    compared = compare_form(world, scope, tiny.JIA, form)
    assert compared.problems == []
    assert (compared.households_held, compared.households_counted) == (140, 135)
    assert compared.unanswered_buildings == 10
    assert compared.figures.set_index("code")["difference_households"].to_dict() == {"B01": -5, "B07": 0}
    assert confirm_form(world, scope, compared, confirmed_by="甲社区书记", source="2026年核实") == 2
    with world.system() as connection:
        buildings = read_layer(connection, Layer.BUILDINGS, territory="tiny").set_index("code")
        ledger = units.read_household_ledger(connection, buildings.loc["B01", "unit_id"])
    assert buildings.loc["B01", "households"] == 55
    assert ledger["households"].tolist() == [55, 60]
    assert ledger["confirmed_by"].tolist()[0] == "甲社区书记"


def test_comparing_writes_nothing(world: Store, tmp_path: Path) -> None:
    scope = _scope(world, tiny.JIA)
    form = _fill(world, write_form(world, scope, tiny.JIA, tmp_path / "甲.xlsx"), {"B01": 1})
    compare_form(world, scope, tiny.JIA, form)
    with world.system() as connection:
        assert (
            read_layer(connection, Layer.BUILDINGS, territory="tiny")["households"].sum()
            == tiny.HOUSEHOLDS_TOTAL
        )


def test_another_community_s_form_is_out_of_reach(world: Store, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        write_form(world, _scope(world, tiny.JIA), tiny.YI, tmp_path / "乙.xlsx")
