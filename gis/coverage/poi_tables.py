"""Give a point of interest its category, by editable tables for OSM's tags and AMap's category names."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from gis.errors import InputError
from gis.model.categories import Category

_FOLDER = Path(__file__).parent / "tables"
OSM_TABLE = _FOLDER / "osm.csv"
AMAP_TABLE = _FOLDER / "amap.csv"


class Kind(NamedTuple):
    """Category and subtype of a facility."""

    category: Category
    subtype: str


@cache
def read_osm_table(path: Path = OSM_TABLE) -> Mapping[tuple[str, str], Kind]:
    """Read ``key, value, category, subtype``; ``InputError`` (``table_invalid``) names the faulty row."""
    rows = _rows(path, ("key", "value", "category", "subtype"))
    return {(row["key"], row["value"]): _kind(path, number, row) for number, row in rows}


@cache
def read_amap_table(path: Path = AMAP_TABLE) -> Mapping[str, Kind | None]:
    """Read ``prefix, category, subtype``; a prefix without a category is no facility at all."""
    rows = _rows(path, ("prefix", "category", "subtype"))
    return {row["prefix"]: _kind(path, number, row) if row["category"] else None for number, row in rows}


def kind_of_tags(tags: Mapping[str, str], *, table: Path = OSM_TABLE) -> Kind | None:
    """Category by OSM tags: the first key of the table that fits; None where the point is no facility.

    What is disused or abandoned is tagged with a prefix (``disused:shop``) and fits nothing.
    """
    for (key, value), kind in read_osm_table(table).items():
        if tags.get(key) == value:
            return kind
    return None


def kind_of_amap(name: str, *, table: Path = AMAP_TABLE) -> Kind | None:
    """Category by AMap's ``大类;中类;小类``; of several joined by ``|`` the first that fits.

    The longest prefix of whole levels decides, so 动物医疗场所 is no medical care.
    """
    prefixes = read_amap_table(table)
    for one in str(name).split("|"):
        levels = [level.strip() for level in one.split(";")]
        for depth in range(len(levels), 0, -1):
            prefix = ";".join(levels[:depth])
            if prefix in prefixes:
                kind = prefixes[prefix]
                if kind is not None:
                    return kind
                break
    return None


def _rows(path: Path, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            rows = [(n, {k: (row.get(k) or "").strip() for k in columns}) for n, row in enumerate(reader, 2)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _invalid(path, f"无法读取（{error}）") from error
    if missing:
        raise _invalid(path, f"缺少列 {'、'.join(missing)}")
    return rows


def _kind(path: Path, number: int, row: Mapping[str, str]) -> Kind:
    if row["category"] not in {category.value for category in Category}:
        raise _invalid(path, f"第 {number} 行的类别“{row['category'][:40]}”不存在")
    return Kind(Category(row["category"]), row["subtype"])


def _invalid(path: Path, fault: str) -> InputError:
    return InputError(
        f"{path}: {fault}", chinese=f"类别对照表“{path}”：{fault}", code="table_invalid", file=str(path)
    )
