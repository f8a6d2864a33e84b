"""What the columns of an exported plan are called, in full and within a DBF's ten bytes, and what they mean.

A DBF allows ten bytes per field name: three Chinese characters in UTF-8, five in GBK. So that a Shapefile reads
the same in both, its names have three characters at most; the companion file explains them.
"""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

DBF_NAME_BYTES = 10
DBF_TEXT_BYTES = 254


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name in our frames, in full, in a DBF, and its meaning."""

    column: str
    chinese: str
    short: str
    meaning: str


GRID_FIELDS = (
    Field("code", "网格编码", "网格码", "本系统的网格编码；网格在，编码不变，撤销后不再给别的网格"),
    Field("official_code", "备案编码", "备案码", "上级备案后赋予的编码；未赋码的为空"),
    Field("name", "网格名称", "名称", "{社区}第{N}网格；N 不重排、不复用"),
    Field("community_code", "社区编码", "社区码", "所属社区的 12 位区划代码"),
    Field("community_name", "社区名称", "社区", "所属社区；一个网格只属于一个社区"),
    Field("number", "序号", "序号", "网格在社区内的序号 N"),
    Field("kind", "网格类型", "类型", "住宅网格或专属网格；专属网格不按户数划分"),
    Field("households", "户数", "户数", "楼栋户数之和，口径见楼栋数据（一般为常住户）"),
    Field("residents", "人口", "人口", "楼栋人口之和"),
    Field("buildings", "楼栋数", "楼栋数", "网格内楼栋数"),
    Field("micro_grids", "微网格数", "微网格", "网格内微网格数"),
    Field("estates", "涵盖小区", "小区", "网格内的小区，按户数从多到少；小区可跨网格"),
    Field("bounds", "四至", "四至", "东至、南至、西至、北至"),
    Field("area_m2", "面积_平方米", "面积", "椭球面积，平方米"),
)
BUILDING_FIELDS = (
    Field("code", "楼栋编码", "楼栋码", "楼栋编码"),
    Field("name", "楼栋名称", "名称", "楼栋名称或楼号"),
    Field("estate_name", "小区名称", "小区", "所在小区；不在小区内的为空"),
    Field("community_name", "社区名称", "社区", "所属社区"),
    Field("use", "用途", "用途", "住宅、混合、商业、公共、工业"),
    Field("storeys", "层数", "层数", "地上层数"),
    Field("stairwells", "单元数", "单元数", "单元（楼梯间）数"),
    Field("households", "户数", "户数", "户数"),
    Field("residents", "人口", "人口", "人口"),
    Field("grid_code", "网格编码", "网格码", "所属网格；尚未划入网格的为空"),
    Field("official_code", "备案编码", "备案码", "所属网格的备案编码"),
    Field("grid_name", "网格名称", "网格", "所属网格名称"),
)
COMMUNITY_FIELDS = (
    Field("code", "社区编码", "社区码", "12 位区划代码"),
    Field("name", "社区名称", "名称", "社区或村"),
)
GRID_KINDS = {"residential": "住宅网格", "dedicated": "专属网格"}
USES = {
    "residential": "住宅",
    "mixed": "混合",
    "commercial": "商业",
    "public": "公共",
    "industrial": "工业",
}


def named_fully(frame: gpd.GeoDataFrame, fields: tuple[Field, ...]) -> gpd.GeoDataFrame:
    """Pick the fields that are there, in their order, under their full names, with the shapes."""
    return gpd.GeoDataFrame(
        _renamed(frame, {field.column: field.chinese for field in fields}), geometry=frame.geometry
    )


def named_shortly(frame: gpd.GeoDataFrame, fields: tuple[Field, ...]) -> gpd.GeoDataFrame:
    """Pick the same under the names that fit a DBF."""
    return gpd.GeoDataFrame(
        _renamed(frame, {field.column: field.short for field in fields}), geometry=frame.geometry
    )


def plain_table(frame: pd.DataFrame, fields: tuple[Field, ...]) -> pd.DataFrame:
    """Pick the same under their full names, without shapes."""
    return _renamed(frame, {field.column: field.chinese for field in fields})


def _renamed(frame: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    present = [column for column in names if column in frame.columns]
    picked = pd.DataFrame({names[column]: frame[column] for column in present}, index=frame.index)
    for column, words in (("网格类型", GRID_KINDS), ("类型", GRID_KINDS), ("用途", USES)):
        if column in picked.columns:
            picked[column] = [words.get(value, value) for value in picked[column]]
    return picked


def field_table() -> pd.DataFrame:
    """Lay out the explanation of every field: layer, full name, name in the DBF, meaning."""
    rows = [
        (layer, field.chinese, field.short, field.meaning)
        for layer, fields in (("网格", GRID_FIELDS), ("楼栋", BUILDING_FIELDS), ("社区", COMMUNITY_FIELDS))
        for field in fields
    ]
    return pd.DataFrame(rows, columns=["图层", "字段", "Shapefile字段", "说明"])
