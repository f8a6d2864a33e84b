"""Have communities count their households: a form goes out, comes back, is compared, and is confirmed."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from gis.errors import NotAllowed, NotFound
from gis.ingest.household_sheet import read_returned, write_template
from gis.model.access import Right, Role, Scope
from gis.model.problems import Problem
from gis.model.units import HouseholdKind, UnitKind
from gis.space.layers import Layer
from gis.store import units
from gis.store.editions import today
from gis.store.engine import Connection, Store
from gis.store.households import figures_by_community, latest_figures
from gis.store.layers import read_layer


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a returned form says against what is held.

    Attributes
    ----------
    figures
        A row per building that was filled in: code, name, estate_name, unit_id, households_held, households, residents,
        as_of, difference_households.
    problems
        Rows that were filled in and cannot be taken.
    households_held, households_counted
        Sums over the rows of ``figures``.
    unanswered_buildings
        Buildings of the community that were left blank.
    """

    figures: pd.DataFrame
    problems: list[Problem]
    households_held: int
    households_counted: int
    unanswered_buildings: int


def list_communities(store: Store, scope: Scope) -> pd.DataFrame:
    """Sum up the communities of a person's scope; columns as ``gis.store.households.figures_by_community``."""
    with store.session(scope) as connection:
        found = figures_by_community(connection)
    return found[found["path"].map(scope.holds).astype(bool)].reset_index(drop=True)


def operator_scope(store: Store) -> Scope:
    """Give whoever runs commands on the machine itself every sub-district."""
    with store.system() as connection:
        paths = units.read_units(connection, UnitKind.SUBDISTRICT)["path"]
    return Scope(None, Role.ADMINISTRATOR, tuple(str(path) for path in paths))


def write_form(store: Store, scope: Scope, community_code: str, path: Path) -> Path:
    """Write the form of a community within the person's scope.

    Raises
    ------
    NotFound
        There is no such community within the scope.
    """
    with store.session(scope) as connection:
        community = _community(connection, scope, community_code)
        held = _held(connection, community.path)
    return write_template(held, path, community_name=community.name)


def compare_form(store: Store, scope: Scope, community_code: str, path: Path) -> Comparison:
    """Hold a returned form against what is held; nothing is written.

    Raises
    ------
    NotFound
        There is no such community within the scope.
    InputError
        The file is not the form.
    """
    with store.session(scope) as connection:
        community = _community(connection, scope, community_code)
        held = _held(connection, community.path)
        returned, problems = read_returned(path, codes=held["code"], today=today(connection))
    figures = returned.merge(
        held[["code", "name", "estate_name", "unit_id", "households"]], on="code", suffixes=("", "_held")
    )
    figures["difference_households"] = figures["households"] - figures["households_held"]
    return Comparison(
        figures=figures,
        problems=problems,
        households_held=int(figures["households_held"].sum()),
        households_counted=int(figures["households"].sum()),
        unanswered_buildings=len(held) - len(figures) - len(problems),
    )


def confirm_form(
    store: Store, scope: Scope, comparison: Comparison, *, confirmed_by: str, source: str
) -> int:
    """Enter the compared figures into the ledger as counted resident households; gives their number.

    Parameters
    ----------
    confirmed_by
        The post that answers for the count, such as 茶花社区书记; never a person's name alone.

    Raises
    ------
    NotAllowed
        The person may not bring in data.
    """
    if not (scope.may(Right.IMPORT_LAYERS) or scope.may(Right.FILE_CASES)):
        raise NotAllowed("may not confirm households", chinese="您的角色不能确认户数", code="right_missing")
    entries = comparison.figures[["unit_id", "households", "residents", "as_of"]].assign(
        kind=HouseholdKind.RESIDENT.value, source=source, is_estimated=False, confirmed_by=confirmed_by
    )
    with store.session(scope) as connection:
        return units.record_households(connection, entries, by=scope.user_id)


def _community(connection: Connection, scope: Scope, code: str) -> units.UnitRecord:
    communities = units.read_units(connection, UnitKind.COMMUNITY)
    within = communities["path"].map(scope.holds)
    found = communities[within & (communities["code"] == code)]
    if found.empty:
        raise NotFound(
            f"no community {code}", chinese=f"没有编码为 {code} 的社区，或不在您的范围内", code="unit_unknown"
        )
    return units.read_unit(connection, found["unit_id"].iloc[0])


def _held(connection: Connection, community_path: str) -> pd.DataFrame:
    buildings = pd.DataFrame(read_layer(connection, Layer.BUILDINGS, within=community_path)).drop(
        columns="geometry"
    )
    estates = pd.DataFrame(read_layer(connection, Layer.ESTATES, within=community_path))
    names = dict(zip(estates["code"], estates["name"], strict=True))
    ledger = latest_figures(connection, within=community_path)
    held = buildings.assign(estate_name=buildings["estate_code"].map(names))
    held = held.merge(ledger, on="unit_id", how="left").sort_values(["estate_name", "name", "code"])
    return held.reset_index(drop=True)
