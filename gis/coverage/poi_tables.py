"""Give a point of interest its category, by editable tables for OSM's tags and AMap's category names."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import NamedTuple

from gis.errors import InputError
from gis.model.categories import Category

_FOLDER = Path(__file__).parent / "tables"
OSM_TABLE = _FOLDER / "osm.csv"
AMAP_TABLE = _FOLDER / "amap.csv"


MOST_ROWS = 2000
COLUMNS = {"osm": ("key", "value", "category", "subtype"), "amap": ("prefix", "category", "subtype")}

OsmTable = Mapping[tuple[str, str], "Kind"]
AmapTable = Mapping[str, "Kind | None"]


class Kind(NamedTuple):
    """Category and subtype of a facility."""

    category: Category
    subtype: str


@cache
def read_osm_table(path: Path = OSM_TABLE) -> Mapping[tuple[str, str], Kind]:
    """Read ``key, value, category, subtype``; ``InputError`` (``table_invalid``) names the faulty row."""
    return osm_table_of((row for _, row in _rows(path, COLUMNS["osm"])), name=path)


@cache
def read_amap_table(path: Path = AMAP_TABLE) -> Mapping[str, Kind | None]:
    """Read ``prefix, category, subtype``; a prefix without a category is no facility at all."""
    return amap_table_of((row for _, row in _rows(path, COLUMNS["amap"])), name=path)


def osm_table_of(rows: Iterable[Mapping[str, str]], *, name: Path = OSM_TABLE) -> OsmTable:
    """Check rows of key, value, category and subtype; ``InputError`` (``table_invalid``) names the faulty one."""
    return {
        (_filled(name, number, row, "key"), _filled(name, number, row, "value")): _kind(name, number, row)
        for number, row in enumerate(rows, 2)
    }


def amap_table_of(rows: Iterable[Mapping[str, str]], *, name: Path = AMAP_TABLE) -> AmapTable:
    """Check rows of prefix, category and subtype likewise; a row without a category is no facility at all."""
    return {
        _filled(name, number, row, "prefix"): _kind(name, number, row) if row["category"] else None
        for number, row in enumerate(rows, 2)
    }


def built_in_rows(subject: str) -> list[dict[str, str]]:
    """Rows of the table that comes with the house: ``osm`` or ``amap``, columns as ``COLUMNS`` names them."""
    path = {"osm": OSM_TABLE, "amap": AMAP_TABLE}[subject]
    return [row for _, row in _rows(path, COLUMNS[subject])]


class _InUse(NamedTuple):
    """Tables that stand in for those that come with the house; None: they do not."""

    osm: OsmTable | None = None
    amap: AmapTable | None = None


_HOUSE = _InUse()
_in_use: ContextVar[_InUse] = ContextVar("poi_tables_in_use")


@contextmanager
def tables_in_use(*, osm: OsmTable | None, amap: AmapTable | None) -> Iterator[None]:
    """Read points of interest by these tables within the block, wherever it reads them; None: the house's own."""
    token = _in_use.set(_InUse(osm, amap))
    try:
        yield
    finally:
        _in_use.reset(token)


def _filled(name: Path, number: int, row: Mapping[str, str], column: str) -> str:
    if not row[column]:
        raise _invalid(name, f"第 {number} 行的 {column} 为空")
    return row[column]


def kind_of_tags(tags: Mapping[str, str], *, table: Path | None = None) -> Kind | None:
    """Category by OSM tags: the first key of the table that fits; None where the point is no facility.

    What is disused or abandoned is tagged with a prefix (``disused:shop``) and fits nothing.
    """
    held = _in_use.get(_HOUSE).osm if table is None else None
    for (key, value), kind in (held or read_osm_table(table or OSM_TABLE)).items():
        if tags.get(key) == value:
            return kind
    return None


def kind_of_amap(name: str, *, table: Path | None = None) -> Kind | None:
    """Category by AMap's ``大类;中类;小类``; of several joined by ``|`` the first that fits.

    The longest prefix of whole levels decides, so 动物医疗场所 is no medical care.
    """
    held = _in_use.get(_HOUSE).amap if table is None else None
    prefixes = held or read_amap_table(table or AMAP_TABLE)
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
