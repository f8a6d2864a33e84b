"""Count in the database what a world is said to hold, and set it beside the expectation."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from gis.errors import InputError
from gis.model.ids import UnitId
from gis.space.layers import Layer
from gis.space.measure import areas_m2
from gis.store.bands import read_bands
from gis.store.cases import list_cases
from gis.store.engine import Connection, Store
from gis.store.layers import read_layer
from gis.store.people import read_organisations, read_posts, read_roles
from gis.store.units import read_unit
from gis.worlds.facts import Fact, read_facts

MOST_CASES = 10_000


@dataclass(frozen=True, slots=True)
class Checked:
    """One fact with what the database holds."""

    fact: Fact
    found: float

    @property
    def holds(self) -> bool:
        """Whether the figure is as expected; what the source leaves open always holds."""
        return self.fact.holds(self.found)


def check_world(store: Store, name: str) -> list[Checked]:
    """Count every fact of a world.

    Raises
    ------
    InputError
        There is no such world, or a fact is to be counted in a way nobody knows (``count_unknown``).
    """
    facts = read_facts(name)
    with store.system() as connection:
        return [Checked(fact, _count(connection, name, fact.count)) for fact in facts.facts]


def _count(connection: Connection, territory: str, count: str) -> float:
    """Count by name: a plain one, or one with an argument after a colon."""
    name, _, argument = count.partition(":")
    if argument and name in WITH_ARGUMENT:
        return WITH_ARGUMENT[name](connection, territory, argument)
    if not argument and name in PLAIN:
        return PLAIN[name](connection, territory)
    raise InputError(
        f"nobody knows how to count {count}",
        chinese=f"种子文件中的计数方式“{count}”不存在",
        code="count_unknown",
        value=count,
    )


def _layer(connection: Connection, territory: str, layer: Layer) -> pd.DataFrame:
    return read_layer(connection, layer, territory=territory)


def _area_km2(connection: Connection, territory: str) -> float:
    return float(areas_m2(_layer(connection, territory, Layer.SUBDISTRICTS).geometry).sum() / 1e6)


def _rows(layer: Layer) -> Callable[[Connection, str], float]:
    return lambda connection, territory: float(len(_layer(connection, territory, layer)))


def _sum(layer: Layer, column: str) -> Callable[[Connection, str], float]:
    return lambda connection, territory: float(_layer(connection, territory, layer)[column].sum())


def _of_kind(kind: str) -> Callable[[Connection, str], float]:
    def count(connection: Connection, territory: str) -> float:
        return float((_layer(connection, territory, Layer.COMMUNITIES)["kind"] == kind).sum())

    return count


def _micro_grids(connection: Connection, territory: str) -> float:
    return float(_layer(connection, territory, Layer.MICRO_GRID_PARTS)["micro_grid_code"].nunique())


def _out_of_band(connection: Connection, territory: str) -> float:
    grids, bands = _layer(connection, territory, Layer.GRIDS), read_bands(connection)
    pairs = zip(grids["community_code"], grids["households"], strict=True)
    return float(sum(not bands.of_code(str(code)).holds(int(count)) for code, count in pairs))


def _in_no_grid(connection: Connection, territory: str) -> float:
    links = _layer(connection, territory, Layer.GRID_BUILDINGS)
    buildings = _layer(connection, territory, Layer.BUILDINGS)
    held = set(links.loc[links["grid_code"].notna(), "building_code"])
    return float(buildings.loc[~buildings["code"].isin(held), "households"].sum())


def _old_estates(connection: Connection, territory: str) -> float:
    return float(_layer(connection, territory, Layer.ESTATES)["is_old"].astype(bool).sum())


def _categories(connection: Connection, territory: str) -> float:
    return float(_layer(connection, territory, Layer.FACILITIES)["category"].nunique())


def _companies_with_branch(connection: Connection, territory: str) -> float:
    companies = _organisations(connection, territory, "property_company")
    return float(companies["duties"].str.contains("党支部").sum())


def _organisations(connection: Connection, territory: str, kind: str) -> pd.DataFrame:
    organisations = read_organisations(connection, kind=kind)
    own: pd.DataFrame = organisations.loc[organisations["territory"] == territory]
    return own


def _count_organisations(connection: Connection, territory: str, kind: str) -> float:
    return float(len(_organisations(connection, territory, kind)))


def _posts(connection: Connection, territory: str, roles: str) -> pd.DataFrame:
    """Posts of roles joined by +, at units of the territory."""
    subdistricts = _layer(connection, territory, Layer.SUBDISTRICTS)
    paths = [read_unit(connection, UnitId(int(unit_id))).path for unit_id in subdistricts["unit_id"]]
    posts = pd.concat([read_posts(connection, within=path) for path in paths], ignore_index=True)
    return posts.loc[posts["role"].isin(roles.split("+"))]


def _count_posts(connection: Connection, territory: str, roles: str) -> float:
    return float(len(_posts(connection, territory, roles)))


def _count_holders(connection: Connection, territory: str, roles: str) -> float:
    return float(_posts(connection, territory, roles)["officeholder_id"].nunique())


def _cases(connection: Connection, territory: str) -> pd.DataFrame:
    subdistricts = _layer(connection, territory, Layer.SUBDISTRICTS)
    paths = [read_unit(connection, UnitId(int(unit_id))).path for unit_id in subdistricts["unit_id"]]
    found = [pd.DataFrame(list_cases(connection, within=path, limit=MOST_CASES)) for path in paths]
    return pd.concat(found, ignore_index=True)


def _cases_where(column: str) -> Callable[[Connection, str, str], float]:
    return lambda connection, territory, value: float((_cases(connection, territory)[column] == value).sum())


def _count_roles(connection: Connection, _territory: str, set_name: str) -> float:
    return float((read_roles(connection)["set_name"] == set_name).sum())


PLAIN: dict[str, Callable[[Connection, str], float]] = {
    "area_km2": _area_km2,
    "communities": _of_kind("community"),
    "villages": _of_kind("village"),
    "residents": _sum(Layer.BUILDINGS, "residents"),
    "households": _sum(Layer.BUILDINGS, "households"),
    "grids": _rows(Layer.GRIDS),
    "micro_grids": _micro_grids,
    "grids_out_of_band": _out_of_band,
    "households_in_no_grid": _in_no_grid,
    "facility_categories": _categories,
    "service_points": _rows(Layer.SERVICE_POINTS),
    "estates": _rows(Layer.ESTATES),
    "old_estates": _old_estates,
    "companies_with_branch": _companies_with_branch,
}
WITH_ARGUMENT: dict[str, Callable[[Connection, str, str], float]] = {
    "posts": _count_posts,
    "holders": _count_holders,
    "roles": _count_roles,
    "organisations": _count_organisations,
    "cases": _cases_where("category"),
    "cases_in": _cases_where("state"),
    "cases_by": _cases_where("route"),
}
