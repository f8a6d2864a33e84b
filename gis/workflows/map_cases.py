"""Answer the maps of cases: points, density by households, hot spots, concerns by building, and how grids fare.

Each reads what the viewer's scope shows; a dispute is in none of them. A department sees single cases that called it,
so figures over an area would be wrong for it: it has no right to these maps (``Right.SEE_CASE_MAPS``).
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import geopandas as gpd
import pandas as pd

from gis.casework.concerns import WINDOW_DAYS, told_counts
from gis.casework.density import Density, measure_density
from gis.casework.hot_spots import HotSpots, find_hot_spots
from gis.casework.performance import LEAST_SAMPLE, measure_grids
from gis.locate.chain import ChainLink, chain_of
from gis.locate.places import PlaceAnswer
from gis.model.access import Scope
from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.store import case_figures
from gis.store.case_figures import PlacedCases
from gis.store.engine import Connection, Store
from gis.store.layers import read_layer
from gis.workflows.live_people import acting_today
from gis.workflows.live_places import live_places

_NEAR = frozenset({UnitKind.BUILDING, UnitKind.ESTATE, UnitKind.PATCH, UnitKind.GRID})


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """Which cases a map is about; by main or single category, from (included) to (excluded)."""

    since: datetime | None = None
    until: datetime | None = None
    categories: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GridTable:
    """How grids fare, how many cases of the choice lie in no grid, and how many older ones were left out."""

    grids: pd.DataFrame
    cases_in: int
    cases_without_grid: int
    least: int
    left_out: int = 0


def case_points(store: Store, scope: Scope, choice: CaseChoice) -> PlacedCases:
    """Read the cases of a choice as points, the earliest first; see ``case_figures.read_case_points``."""
    with store.session(scope) as connection:
        return _points(connection, choice)


def case_density(store: Store, scope: Scope, choice: CaseChoice) -> Density:
    """Count the cases of a choice per thousand households by H3 cell, over the viewer's area."""
    with store.session(scope) as connection:
        placed = _points(connection, choice)
        homes = _homes(_own_buildings(connection, scope))
    return replace(measure_density(placed.points, homes), left_out=placed.left_out)


def case_hot_spots(store: Store, scope: Scope, choice: CaseChoice) -> HotSpots:
    """Find where the cases of a choice gather, against the households of each cell."""
    density = case_density(store, scope, choice)
    return replace(find_hot_spots(density.cells), cases_left_out=density.left_out)


def grid_table(
    store: Store, scope: Scope, choice: CaseChoice, *, least: int = LEAST_SAMPLE, now: datetime | None = None
) -> GridTable:
    """Measure how the cases of a choice fare by grid, each with its name."""
    placed = case_points(store, scope, choice)
    points = placed.points
    grids = measure_grids(points, now=now or datetime.now(UTC), least=least)
    name_of = live_places(store).today().name_of
    named = grids.assign(name=[name_of(grid_id) for grid_id in grids["grid_id"].tolist()])
    return GridTable(named, len(points), int(points["grid_id"].isna().sum()), least, placed.left_out)


def concerns_map(store: Store, scope: Scope, *, now: datetime | None = None) -> gpd.GeoDataFrame:
    """Tell of each building who answers for it and how many matters of each kind it had in the last year.

    Returns
    -------
    GeoDataFrame
        unit_id, name, grid_name, group_name (its micro-grids), households, counts (``told_counts``), people (list of
        ``ChainLink``, the nearest first), geometry; one row per building of the viewer's area.
    """
    since = (now or datetime.now(UTC)) - timedelta(days=WINDOW_DAYS)
    with store.session(scope) as connection:
        buildings = _own_buildings(connection, scope)
        counts = _counts(connection, scope, since)
    snapshot = live_places(store).today()
    known = buildings[buildings["unit_id"].isin(list(snapshot.places.centre_of))]
    rows = []
    for unit_id, households in zip(known["unit_id"].tolist(), known["households"].fillna(0), strict=True):
        place = snapshot.places.of_building(unit_id)
        rows.append(
            {
                "unit_id": unit_id,
                "name": snapshot.name_of(unit_id),
                "grid_name": place.grid.name if place.grid else "",
                "group_name": "、".join(f"第{int(micro.code[-2:])}微网格" for micro in place.micro_grids),
                "households": int(households),
                "counts": told_counts(int(households), counts.get(unit_id, {})),
                "people": _people(store, scope, place),
            }
        )
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=known.geometry.to_numpy(), crs=4326)


def _points(connection: Connection, choice: CaseChoice) -> PlacedCases:
    return case_figures.read_case_points(
        connection,
        since=choice.since,
        until=choice.until,
        categories=choice.categories,
        states=choice.states,
    )


def _own_buildings(connection: Connection, scope: Scope) -> gpd.GeoDataFrame:
    """Read the buildings at or below the viewer's units."""
    frames = [read_layer(connection, Layer.BUILDINGS, within=path) for path in _tops(scope)]
    return (
        pd.concat(frames, ignore_index=True) if frames else read_layer(connection, Layer.BUILDINGS).iloc[:0]
    )


def _tops(scope: Scope) -> list[str]:
    """Give the viewer's units that lie in no other of them."""
    return [path for path in scope.paths if not any(path.startswith(f"{other}.") for other in scope.paths)]


def _homes(buildings: gpd.GeoDataFrame) -> pd.DataFrame:
    middles = buildings.geometry.representative_point()
    households = buildings["households"].fillna(0).astype("int64")
    return pd.DataFrame({"lon": middles.x, "lat": middles.y, "households": households})


def _counts(connection: Connection, scope: Scope, since: datetime) -> dict[int, dict[str, int]]:
    counts: dict[int, dict[str, int]] = {}
    for path in _tops(scope):
        for row in case_figures.count_cases_by_building(connection, within=path, since=since).to_dict(
            "records"
        ):
            counts.setdefault(int(row["building_id"]), {})[str(row["category"])] = int(row["cases"])
    return counts


def _people(store: Store, scope: Scope, place: PlaceAnswer) -> list[ChainLink]:
    """Say who answers for a building up to its grid, the nearest first; told of what the viewer may see."""
    micro_ids = [micro.unit_id for micro in place.micro_grids]
    unit_ids = [unit.unit_id for unit in place.units() if unit.kind in _NEAR] + micro_ids
    return chain_of(acting_today(store, scope, unit_ids), place)
