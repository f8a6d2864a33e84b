"""Write a plan as files that other programs read: GeoPackage, Shapefile, GeoJSON, Excel, and the table of buildings.

Shapes come out with every vertex they came in with, so that grids that share vertices still do.
"""

import json
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from gis.errors import CannotSatisfy, InputError
from gis.reports.plan_fields import (
    BUILDING_FIELDS,
    COMMUNITY_FIELDS,
    DBF_TEXT_BYTES,
    GRID_FIELDS,
    Field,
    field_table,
    named_fully,
    named_shortly,
    plain_table,
)
from gis.reports.sheets import csv_bytes, sheets_bytes


class PlanFormat(StrEnum):
    """How a plan is written out."""

    GEOPACKAGE = "gpkg"
    SHAPEFILE = "shp"
    GEOJSON = "geojson"
    EXCEL = "xlsx"
    BUILDINGS = "csv"


SUFFIXES = {
    PlanFormat.GEOPACKAGE: ".gpkg",
    PlanFormat.SHAPEFILE: ".zip",
    PlanFormat.GEOJSON: ".geojson",
    PlanFormat.EXCEL: ".xlsx",
    PlanFormat.BUILDINGS: ".csv",
}
ENCODINGS = ("UTF-8", "GBK")
LAYERS: Mapping[str, tuple[Field, ...]] = {
    "网格": GRID_FIELDS,
    "楼栋": BUILDING_FIELDS,
    "社区": COMMUNITY_FIELDS,
}


@dataclass(frozen=True, slots=True)
class PlanLayers:
    """A plan to be written: its frames under our own column names, all in one CRS.

    Attributes
    ----------
    title
        What the plan is called, with its place.
    facts
        Label and value: state, day, edition, CRS, checks; go into the companion.
    grids, buildings, communities
        As ``workflows.plan_book`` reads them, grids with ``bounds``.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    grids: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    communities: gpd.GeoDataFrame

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Give a layer by its Chinese name."""
        layers = {"网格": self.grids, "楼栋": self.buildings, "社区": self.communities}
        return layers[name]


def write_plan(content: PlanLayers, path: Path, kind: PlanFormat, *, encoding: str = "UTF-8") -> Path:
    """Write the plan; a half-written file never stands under the final name.

    Parameters
    ----------
    path
        With the suffix of ``SUFFIXES``; a Shapefile comes as a zip of its parts with 字段说明.
    encoding
        Of a Shapefile's text, UTF-8 or GBK; both come with a .cpg.

    Raises
    ------
    InputError
        ``crs_not_geographic``: GeoJSON in metres; ``encoding_unknown``.
    CannotSatisfy
        ``text_not_in_gbk``: a name has characters that GBK lacks.
    """
    writers: Mapping[PlanFormat, Callable[[Path], object]] = {
        PlanFormat.GEOPACKAGE: lambda part: _write_geopackage(content, part),
        PlanFormat.SHAPEFILE: lambda part: _write_shapefiles(content, part, encoding),
        PlanFormat.GEOJSON: lambda part: _write_geojson(content, part),
        PlanFormat.EXCEL: lambda part: part.write_bytes(_workbook(content)),
        PlanFormat.BUILDINGS: lambda part: part.write_bytes(csv_bytes(building_table(content.buildings))),
    }
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    part.unlink(missing_ok=True)
    try:
        writers[kind](part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def building_table(buildings: gpd.GeoDataFrame) -> pd.DataFrame:
    """Lay out which grid each building is in (楼栋网格对照表), in the order of communities, estates and names."""
    ordered = buildings.sort_values(["community_code", "estate_code", "code"], kind="stable")
    return plain_table(ordered, BUILDING_FIELDS)


def _write_geopackage(content: PlanLayers, path: Path) -> None:
    for name, fields in LAYERS.items():
        named_fully(content.layer(name), fields).to_file(path, layer=name, driver="GPKG")
    notes = pd.DataFrame(content.facts, columns=["项目", "内容"])
    for layer, table in (("字段说明", field_table()), ("说明", notes)):
        pyogrio.write_dataframe(table, path, layer=layer, driver="GPKG")


def _write_geojson(content: PlanLayers, path: Path) -> None:
    crs = content.grids.crs
    if crs is None or not crs.is_geographic:
        raise InputError(
            "GeoJSON in metres",
            chinese="GeoJSON 只用经纬度，请选 WGS-84 或 CGCS2000；需要平面坐标请用 GeoPackage 或 Shapefile",
            code="crs_not_geographic",
        )
    features = named_fully(content.grids, GRID_FIELDS).to_geo_dict(drop_id=True)
    notes = {"name": content.title, "说明": dict(content.facts)}
    path.write_text(json.dumps({**features, **notes}, ensure_ascii=False, default=str), encoding="utf-8")


def _workbook(content: PlanLayers) -> bytes:
    return sheets_bytes(
        {
            "网格": plain_table(content.grids, GRID_FIELDS),
            "楼栋网格对照": building_table(content.buildings),
            "字段说明": field_table()[["图层", "字段", "说明"]],
            "说明": pd.DataFrame(content.facts, columns=["项目", "内容"]),
        }
    )


def _write_shapefiles(content: PlanLayers, path: Path, encoding: str) -> None:
    if encoding not in ENCODINGS:
        raise InputError(
            f"no shapefile encoding {encoding!r}",
            chinese=f"Shapefile 的文字编码只能是 {' 或 '.join(ENCODINGS)}",
            code="encoding_unknown",
            value=encoding[:40],
        )
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        cut = [
            line
            for name, fields in LAYERS.items()
            for line in _write_shapefile(
                named_shortly(content.layer(name), fields), Path(folder) / f"{name}.shp", encoding
            )
        ]
        note = Path(folder) / "字段说明.txt"
        note.write_text(_companion(content, encoding, cut), encoding="utf-8-sig", newline="\r\n")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)


def _write_shapefile(frame: gpd.GeoDataFrame, path: Path, encoding: str) -> list[str]:
    """Write one Shapefile and say which texts had to be cut to a DBF's 254 bytes."""
    cut: list[str] = []
    written = frame.copy()
    for column in frame.columns.drop("geometry"):
        if not pd.api.types.is_numeric_dtype(frame[column]):
            written[column] = [
                _fitted(value, encoding, f"{path.stem}“{column}”第 {row} 行", cut)
                for row, value in enumerate(frame[column], start=1)
            ]
    with warnings.catch_warnings():
        # GDAL calls out that a column is wider than its guess; nothing is lost, since texts were fitted above.
        warnings.filterwarnings("ignore", message=".*width.*")
        written.to_file(path, driver="ESRI Shapefile", engine="pyogrio", encoding=encoding)
    return cut


def _fitted(value: object, encoding: str, where: str, cut: list[str]) -> str | None:
    """Shorten a text to what a DBF field holds, at a character's end, and keep that it was cut."""
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN is unequal to itself
        return None
    text = str(value)
    try:
        encoded = text.encode(encoding)
    except UnicodeEncodeError as error:
        letter = text[error.start]
        raise CannotSatisfy(
            f"{where}: {letter!r} is not in {encoding}",
            chinese=f"{where}“{text[:40]}”中的“{letter}”不在 GBK 字符集内，请改用 UTF-8 导出",
            code="text_not_in_gbk",
            value=text[:80],
        ) from error
    if len(encoded) > DBF_TEXT_BYTES:
        cut.append(where)
        return encoded[:DBF_TEXT_BYTES].decode(encoding, errors="ignore")
    return text


def _companion(content: PlanLayers, encoding: str, cut: list[str]) -> str:
    """Say what the short names mean, and everything else a reader of the parts must know."""
    fields = "\n".join(
        f"{layer}.{short}\t{full}\t{meaning}"
        for layer, full, short, meaning in field_table().itertuples(index=False, name=None)
    )
    facts = "\n".join(f"{label}：{value}" for label, value in content.facts)
    told = "\n".join(cut) if cut else "无"
    return (
        f"{content.title}\n\n{facts}\n文字编码：{encoding}（见 .cpg）\n\n"
        f"字段说明（DBF 字段名最多 10 字节，中文以三字为限）\n图层.字段\t全称\t含义\n{fields}\n\n"
        f"超过 254 字节而截短的文字：\n{told}\n"
    )
