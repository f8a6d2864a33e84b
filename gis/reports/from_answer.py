"""Turn an answer of ``gis.coverage`` into a report's findings."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from gis.coverage.answer import CoverageAnswer
from gis.coverage.templates import Template
from gis.model.units import HOUSEHOLD_KIND_CHINESE, HouseholdKind, UnitKind
from gis.network.profiles import Profile
from gis.reports.findings import BaseLayers, CircleFindings, Method, estimated_households
from gis.reports.place_names import in_words, place_names
from gis.space.layers import Layer


@dataclass(frozen=True, slots=True)
class Source:
    """Where the figures come from; every text is Chinese and printed as it stands.

    Attributes
    ----------
    edition, edition_date
        The data edition measured, and its date.
    is_demo
        Whether borders are generated.
    version
        Of the program.
    """

    edition: str
    edition_date: str
    is_demo: bool
    version: str


def circle_findings(
    answer: CoverageAnswer,
    *,
    place_name: str,
    source: Source,
    base: BaseLayers,
    gates: gpd.GeoDataFrame | None = None,
    grids: pd.DataFrame | None = None,
    place_code: str = "",
    place_kind: UnitKind = UnitKind.SUBDISTRICT,
) -> CircleFindings:
    """Gather what the report of one place needs to know.

    Parameters
    ----------
    answer
        Of the whole place. Where it was measured without communities, the homes' hull stands for the one
        community, named after the place.
    place_name, place_code, place_kind
        The place as it is printed.
    source
        Editions and version.
    base
        The map underneath.
    gates
        For their names in the ledger.
    grids
        For their names: code, name.
    """
    model = answer.model
    buildings = answer.buildings
    estates = model.asked.estates if model.asked.estates is not None else _no_estates()
    names = place_names(buildings, estates, gates)
    gaps = pd.DataFrame(answer.gaps.drop(columns="geometry"))
    return CircleFindings(
        place_kind=place_kind,
        place_code=place_code,
        place_name=place_name,
        buildings=buildings,
        totals=answer.totals,
        units=answer.units,
        gaps=gaps.assign(remedy_text=[in_words(str(text), names) for text in gaps["remedy_text"]]),
        facilities=answer.facilities.rename(columns={"items": "item"}),
        unreachable=answer.unreachable,
        communities=_communities(answer, place_name, place_code),
        estates=estates,
        base=base,
        method=method_of(answer.buildings, model.template, model.profile, source, answer),
        grid_of_building=model.asked.grid_of_building,
        grid_names=_names(grids),
    )


def _names(units: pd.DataFrame | None) -> dict[str, str]:
    if units is None or not {"code", "name"} <= set(units.columns):
        return {}
    return dict(zip(units["code"].astype(str), units["name"].astype(str), strict=True))


def method_of(
    buildings: gpd.GeoDataFrame, template: Template, profile: Profile, source: Source, answer: CoverageAnswer
) -> Method:
    """Say how the figures came about."""
    model = answer.model
    return Method(
        edition=source.edition,
        edition_date=source.edition_date,
        is_demo=source.is_demo,
        template=f"{template.chinese}（第 {template.version} 版，{template.kind}）",
        template_source=template.source,
        template_certainty=template.certainty,
        profile=f"{profile.chinese}，步速 {profile.speed_m_s:.2f} 米/秒",
        profile_source=profile.source,
        version=f"{source.version}；公式第 {answer.parameters['formula_version']} 版",
        households_kind=_kinds(buildings),
        households_in=answer.households_in,
        households_out=answer.households_out,
        households_estimated=estimated_households(buildings),
        parameters=(
            ("接入路网的最大距离", f"{model.asked.max_access_m:g} 米"),
            ("最长搜索时间", f"{model.horizon_s / 60:g} 分钟"),
            ("六边形格分辨率", f"H3 第 {model.asked.resolution} 级"),
            ("档位是否包含", "较宽档的设施可服务较窄档" if template.is_inclusive else "各档须有各自的设施"),
            ("台阶", _stairs(profile)),
            ("过街等候", f"{profile.crossing_wait_s:g} 秒"),
            ("不连通的路网片段", _pieces(answer)),
            ("未经社区确认的设施", f"{answer.unconfirmed_facilities} 处（已参与测算）"),
        ),
    )


def _pieces(answer: CoverageAnswer) -> str:
    """How much of the street network is apart from its longest piece, and whose homes open onto it."""
    apart = answer.pieces[~answer.pieces["is_main"].astype(bool)]
    if apart.empty:
        return "没有，全部道路连通"
    return (
        f"{len(apart)} 片，共 {apart['length_m'].sum():,.0f} 米（最长 {apart['length_m'].max():,.0f} 米），"
        f"涉及 {int(apart['households'].sum()):,} 户"
    )


def _stairs(profile: Profile) -> str:
    return "不通行" if profile.stairs_speed_m_s is None else f"{profile.stairs_speed_m_s:g} 米/秒"


def _kinds(buildings: gpd.GeoDataFrame) -> str:
    """Name what is counted; a mixture is named as one."""
    if "households_kind" not in buildings.columns:
        return "户数（口径未注明）"
    kinds = sorted(set(buildings["households_kind"].dropna().astype(str)))
    known = {str(kind): chinese for kind, chinese in HOUSEHOLD_KIND_CHINESE.items()}
    return "、".join(known.get(kind, kind) for kind in kinds) or known[HouseholdKind.RESIDENT]


def _communities(answer: CoverageAnswer, place_name: str, place_code: str) -> gpd.GeoDataFrame:
    communities = answer.model.asked.communities
    if communities is not None and len(communities):
        return communities
    hull = shapely.convex_hull(shapely.union_all(answer.buildings.geometry.dropna().to_numpy()))
    return gpd.GeoDataFrame({"code": [place_code], "name": [place_name]}, geometry=[hull], crs="EPSG:4326")


def _no_estates() -> gpd.GeoDataFrame:
    empty = pd.DataFrame({"code": [], "name": [], "community_code": []}, dtype=object)
    return gpd.GeoDataFrame(empty, geometry=gpd.GeoSeries([], crs="EPSG:4326"))


def base_layers(layers: dict[Layer, gpd.GeoDataFrame]) -> BaseLayers:
    """Take what lies under a map from read layers; what is missing is empty."""
    empty = gpd.GeoDataFrame({"road_class": []}, geometry=gpd.GeoSeries([], crs="EPSG:4326"))
    return BaseLayers(
        streets=layers.get(Layer.STREETS, empty),
        water=layers.get(Layer.WATER, empty),
        green=layers.get(Layer.GREEN, empty),
    )
