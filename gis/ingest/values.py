"""Turn what people write in a cell into our types, and tell every change and every refusal.

A value that is already of the type passes in silence. One that can only mean one thing is changed and told
(``１２`` to 12, ``1,234`` to 1234, ``是`` to true, ``社区`` to ``community``). Everything else stays as it is
and is refused by the layer's own check.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

import pandas as pd

from gis.model.problems import Problem, Severity
from gis.space.layers import Column, Kind
from gis.space.registers import Incoming, spec_of

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff]")
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE)
_UNIT = re.compile(r"(户|人|层|米|m|㎡|m2|平方米|个|年|单元)$")
_PERSON = re.compile(r"^负责人\s*")  # 负责人 017 is number 17
_CLOCK = re.compile(r"(\d{1,2})[::时](\d{2})?分?")
_EMPTY = {"", "-", "--", "/", "无", "空", "null", "none", "nan", "n/a", "#n/a"}
_TRUE = {"是", "有", "开放", "true", "yes", "y", "1", "t", "√", "✓"}
_FALSE = {"否", "无", "没有", "关闭", "不开放", "false", "no", "n", "0", "f", "×", "✗"}
#: Chinese words for the choices of a column.
_CHOICES = {
    "kind": {
        "社区": "community",
        "居委会": "community",
        "村": "village",
        "行政村": "village",
        "居民网格": "residential",
        "普通网格": "residential",
        "专属网格": "dedicated",
        "部门": "department",
        "职能部门": "department",
        "物业公司": "property_company",
        "物业": "property_company",
        "企业": "firm",
        "公司": "firm",
        "学校": "school",
        "医院": "hospital",
        "共建单位": "union",
        "其他": "other",
        "围墙": "wall",
        "围栏": "fence",
        "栅栏": "fence",
        "河流": "river",
        "铁路": "rail",
    },
    "households_kind": {
        "常住户": "resident",
        "常住": "resident",
        "户籍户": "registered",
        "户籍": "registered",
        "住宅套数": "dwellings",
        "套数": "dwellings",
    },
    "confirmation": {"未确认": "unconfirmed", "在营": "open", "停业": "closed", "位置错": "misplaced"},
    "category": {
        "购物": "shopping",
        "服务": "services",
        "医疗": "medical",
        "餐饮": "dining",
        "教育": "education",
        "文化": "culture",
    },
    "level": {
        "区": "district",
        "街道": "subdistrict",
        "社区": "community",
        "小区": "estate",
        "网格": "grid",
        "园区": "park",
    },
    "use": {
        "住宅": "residential",
        "居住": "residential",
        "商住": "mixed",
        "商业": "commercial",
        "公共": "public",
        "工业": "industrial",
    },
}


def clean(rows: pd.DataFrame, layer: Incoming, *, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Turn every column of the layer that is there into its type.

    Parameters
    ----------
    rows
        Columns named as ours; the index is the row number to tell.

    Returns
    -------
    tuple
        The rows, and one ``CHANGED`` problem per value that was not written as it is kept.
    """
    cleaned, problems = rows.copy(), []
    for column in spec_of(layer).columns:
        if column.name in rows:
            turned = [_turn(value, column) for value in rows[column.name]]
            # Object columns throughout: pandas would turn 3 and None into 3.0 and NaN.
            cleaned[column.name] = pd.Series([new for new, _ in turned], index=rows.index, dtype=object)
            problems += list(_changes(rows[column.name], turned, column, layer, file))
    return cleaned, problems


def _changes(
    written: pd.Series, turned: Iterable[tuple[Any, bool]], column: Column, layer: Incoming, file: str
) -> Iterator[Problem]:
    for (row, before), (after, is_changed) in zip(written.items(), turned, strict=True):
        if is_changed:
            yield Problem(
                code="value_changed",
                reason=f"按“{after}”读取" if after is not None else "按空值读取",
                remedy="请核对；如不对，请在原表中改正",
                severity=Severity.CHANGED,
                file=file,
                layer=layer.value,
                row=int(str(row)),
                column=column.name,
                value=str(before)[:80],
            )


def _turn(value: Any, column: Column) -> tuple[Any, bool]:
    """The value as it is kept, and whether a person should be told."""
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None, False
    if column.kind is Kind.TEXT and column.choices + tuple(_CHOICES.get(column.name, ())):
        return _choice(value, column)
    return _TURNS[column.kind](value)


def _choice(value: Any, column: Column) -> tuple[Any, bool]:
    text, _ = _text(value)
    known = _CHOICES.get(column.name, {})
    return (known[text], False) if text in known else (text, text != value and text is not None)


def _text(value: Any) -> tuple[Any, bool]:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value)), False  # Excel keeps 500112 as 500112.0
    text = str(value)
    told = _CONTROL.sub("", text).strip()
    return told or None, _CONTROL.search(text) is not None


def _folded(value: Any) -> str:
    return unicodedata.normalize("NFKC", str(value)).strip().lower()


def _number(value: Any) -> tuple[Any, bool]:
    if isinstance(value, bool):
        return value, False
    if isinstance(value, int | float):
        return (int(value) if float(value).is_integer() and abs(value) < 2**53 else value), False
    plain = _folded(value)
    if plain in _EMPTY:
        return None, plain != ""
    bare = _UNIT.sub("", _PERSON.sub("", plain))
    if not _NUMBER.fullmatch(bare):
        return value, False
    number = float(bare.replace(",", ""))
    exact = int(number) if number.is_integer() and abs(number) < 2**53 else number
    return exact, bare.replace(",", "") != str(value).strip()


def _flag(value: Any) -> tuple[Any, bool]:
    if isinstance(value, bool):
        return value, False
    plain = _folded(value).removesuffix(".0")
    if plain in _TRUE:
        return True, False
    return (False, False) if plain in _FALSE else (None if plain in _EMPTY else value, False)


def _clock(value: Any) -> tuple[Any, bool]:
    if isinstance(value, time | datetime):
        return f"{value.hour:02d}:{value.minute:02d}", False
    plain = _folded(value)
    if plain in _EMPTY:
        return None, False
    if (found := _CLOCK.fullmatch(plain)) is None:
        return value, False
    told = f"{int(found[1]):02d}:{found[2] or '00'}"
    return told, told != plain


def _day(value: Any) -> tuple[Any, bool]:
    if isinstance(value, datetime):
        return value.date().isoformat(), False
    if isinstance(value, date):
        return value.isoformat(), False
    plain = re.sub(r"[年月/.]", "-", _folded(value).removesuffix("日"))
    parts = plain.split("-")
    if len(parts) == 3 and all(part.isdigit() for part in parts):
        told = f"{int(parts[0]):04d}-{int(parts[1]):02d}-{int(parts[2]):02d}"
        return told, told != str(value).strip()
    return value, False


_TURNS: dict[Kind, Callable[[Any], tuple[Any, bool]]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _number,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.TIME: _clock,
    Kind.DATE: _day,
}


def parse_number(value: Any) -> Any:
    """The number somebody wrote, or the value as it is where it is none; None for an empty cell."""
    return _turn(value, Column("number", Kind.NUMBER, ""))[0]


def parse_day(value: Any) -> Any:
    """The day somebody wrote as YYYY-MM-DD, or the value as it is."""
    return _turn(value, Column("day", Kind.DATE, ""))[0]
