"""What is due when a day begins."""

import threading

import pytest
from sqlalchemy import text

from gis.model.units import UnitKind
from gis.store import cases, units
from gis.store.engine import Store
from gis.workflows.turn_of_day import Turned, keep_turning, turn_day


@pytest.fixture(scope="module", autouse=True)
def _today(demo_store: Store) -> None:
    turn_day(demo_store)


def _break_one_path(store: Store) -> str:
    """As a plan leaves it whose day has come since."""
    with store.system() as connection:
        buildings = units.read_units(connection, UnitKind.BUILDING).dropna(subset="parent_id")
        true_path, unit_id = buildings["path"].iloc[0], int(buildings["unit_id"].iloc[0])
        statement = text("UPDATE unit SET path = subpath(path, 0, 1) || CAST(:own AS text) WHERE id = :id")
        connection.execute(statement, {"own": str(unit_id), "id": unit_id})
    return str(true_path)


def test_a_second_turn_of_the_same_day_does_nothing(demo_store: Store) -> None:
    assert turn_day(demo_store) == Turned(0, 0)


def test_a_path_that_is_yesterday_s_is_made_today_s(demo_store: Store) -> None:
    true_path = _break_one_path(demo_store)
    assert turn_day(demo_store).moved_units >= 1
    with demo_store.system() as connection:
        assert true_path in set(units.read_units(connection, UnitKind.BUILDING)["path"])


def test_an_open_case_passes_to_the_grid_that_holds_its_place(demo_store: Store) -> None:
    with demo_store.system() as connection:
        listed = cases.list_cases(connection)
        open_case = listed[listed["grid_id"].notna() & ~listed["state"].isin(["closed"])].iloc[0]
        other = next(grid for grid in listed["grid_id"].dropna() if grid != open_case["grid_id"])
        connection.execute(
            text('UPDATE "case" SET grid_id = :grid WHERE id = :id'),
            {"grid": int(other), "id": int(open_case["case_id"])},
        )
    assert turn_day(demo_store).rehomed_cases == 1
    with demo_store.system() as connection:
        assert cases.read_case(connection, open_case["case_id"]).grid_id == open_case["grid_id"]


def test_turning_goes_on_until_it_is_told_to_stop(demo_store: Store) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=keep_turning, args=(demo_store, stop), kwargs={"every_s": 0.05})
    thread.start()
    stop.set()
    thread.join(timeout=30)
    assert not thread.is_alive()
