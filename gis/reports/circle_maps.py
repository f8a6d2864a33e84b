"""Maps and charts of a service-circle report."""

import shapely

from gis.model.units import UnitKind
from gis.reports.charts import Bar, stacked_bars
from gis.reports.document import Picture
from gis.reports.findings import CircleFindings
from gis.reports.maps import LegendEntry, MapContent, box_of, draw_map, inner_points
from gis.reports.tiers import (
    LACKING_COLOURS,
    categories_lacking,
    households_by_part,
    parts_of,
    place_of,
)

FACILITY_COLOUR = "#1b7837"
SUMMARY_HEIGHT_MM = 148.0


def item_map(findings: CircleFindings, item: str, chinese: str) -> Picture:
    """Draw each building with homes in the colour of its tier, and the facilities of the item."""
    parts = parts_of(findings, item)
    is_home = (findings.buildings["households"] > 0).to_numpy()
    places = place_of(findings, item)[is_home]
    present = sorted(set(places.tolist()))
    legend = [LegendEntry(parts[place].text, parts[place].colour) for place in present]
    return draw_map(
        findings.base,
        box_of(findings.communities),
        MapContent(
            shapes=list(findings.buildings.geometry[is_home]),
            colours=[parts[place].colour for place in places],
            borders=list(findings.communities.geometry),
            labels=_labels(findings),
            points=_facility_points(findings, item),
            point_colour=FACILITY_COLOUR,
            legend=[*legend, LegendEntry(f"{chinese}设施", FACILITY_COLOUR, is_point=True)],
        ),
        name=f"图-{item}",
        caption=f"{findings.place_name}：到最近{chinese}设施的步行时间",
        alt=f"{findings.place_name}各楼栋按步行到最近{chinese}设施的时间着色的地图",
    )


def lacking_map(findings: CircleFindings) -> Picture:
    """Draw each building with homes by how many of the six categories it lacks."""
    is_home = (findings.buildings["households"] > 0).to_numpy()
    lacking = categories_lacking(findings)[is_home].clip(max=len(LACKING_COLOURS) - 1)
    most = len(LACKING_COLOURS) - 1
    texts = ["六类齐全", *(f"缺 {number} 类" for number in range(1, most)), f"缺 {most} 类及以上"]
    return draw_map(
        findings.base,
        box_of(findings.communities),
        MapContent(
            shapes=list(findings.buildings.geometry[is_home]),
            colours=[LACKING_COLOURS[count] for count in lacking],
            borders=list(findings.communities.geometry),
            labels=_labels(findings),
            legend=[LegendEntry(text, colour) for text, colour in zip(texts, LACKING_COLOURS, strict=True)],
        ),
        name="图-六类",
        caption=f"{findings.place_name}：各楼栋缺少的便民设施类别数（最宽一档）",
        alt=f"{findings.place_name}各楼栋按缺少的设施类别数着色的地图",
        height_limit_mm=SUMMARY_HEIGHT_MM,
    )


def tier_chart(findings: CircleFindings) -> Picture:
    """Draw one bar per item: the share of households in each tier, beyond, uncertain and unreachable.

    Items with fewer tiers than others leave the missing ones empty.
    """
    longest = max((item for item, _ in findings.items()), key=lambda item: len(findings.tiers(item)))
    is_uniform = all(findings.tiers(item) == findings.tiers(longest) for item, _ in findings.items())
    legend = [(part.text, part.colour) for part in parts_of(findings, longest)]
    if not is_uniform:
        ranks = [(f"第 {number} 档", colour) for number, (_, colour) in enumerate(legend[:-3], start=1)]
        legend = [*ranks, ("最宽档外", legend[-3][1]), *legend[-2:]]
    bars = []
    for item, chinese in findings.items():
        parts = households_by_part(findings, item)
        padding = (0,) * (len(legend) - len(parts))
        bars.append(Bar(chinese, (*parts[:-3], *padding, *parts[-3:])))
    return stacked_bars(
        bars,
        legend,
        name="图-分档",
        caption="各类设施分档覆盖率（占总户数）",
        alt="各类设施按步行时间分档的户数占比条形图，数值见同节表格",
    )


def _labels(findings: CircleFindings) -> list[tuple[str, shapely.Point]]:
    frame = findings.communities if findings.place_kind is UnitKind.SUBDISTRICT else findings.estates
    return inner_points(frame, "name")


def _facility_points(findings: CircleFindings, item: str) -> list[shapely.Point]:
    facilities = findings.facilities
    item_of = facilities["item"] if "item" in facilities.columns else facilities["items"]
    is_of = item_of.map(lambda value: item in str(value).split(";")) & facilities["used"].astype(bool)
    return [shape for shape in facilities.geometry[is_of] if shape is not None]
