"""Match the headers of somebody's table to our columns; what is guessed is shown and can be overridden."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from gis.errors import InputError
from gis.ingest.derive import derivable
from gis.model.problems import Problem, Severity
from gis.space.column_names import column_chinese
from gis.space.registers import Incoming, Register, spec_of

_TABLE = Path(__file__).with_name("tables") / "headers.csv"
#: Columns that place a row of a plain table on the map.
PLACE_COLUMNS = ("lon", "lat", "wkt")
_LEAST_CUT_BYTES = 6
_BRACKETS = re.compile(r"[(【\[].*?[)】\]]")
#: Headers of what is never stored; the column's name is told, its values are not.
NEVER_STORED = re.compile(
    r"身份证|证件号|公民身份|出生|生日|民族|宗教|信仰|政治面貌|党员姓名|是否党员|户主|住户姓名|居民姓名|健康|病史|残疾"
    r"|家庭住址|住址|人员名单|重点人|信访人|精神|吸毒|刑满|入党|党龄|党员身份|政审|考察意见|人脸|照片|头像|轨迹"
    r"|id_?card|birth|religio|ethnic|health",
    re.IGNORECASE,
)


#: In a table of posts also names of people: officeholders are kept by number.
_NAMES = re.compile(r"姓名|人名|性别|年龄|学历|备注")


def guess_columns(headers: Iterable[str], layer: Incoming, *, are_cut: bool = False) -> dict[str, str]:
    """Match headers to the layer's columns and to ``lon``, ``lat``, ``wkt``.

    Our own names win over Chinese and English words for them; the first of two headers for one column is
    taken. Units and notes in brackets, blanks, case and full-width forms make no difference.

    Parameters
    ----------
    are_cut
        Headers may be cut short, as a Shapefile cuts them to ten bytes; then the beginning of a word will
        do where it begins the words of one column only.

    Returns
    -------
    dict
        Their header -> our column, only for those that matched.
    """
    words = _words(layer)
    found: dict[str, str] = {}
    listed = list(headers)
    for matches in (_is_name, _is_word, _begins_word)[: 3 if are_cut else 2]:
        for header in listed:
            open_columns = [name for name in words if name not in found.values()]
            fitting = [name for name in open_columns if matches(_plain(header), name, words[name])]
            if header not in found and fitting and (matches is not _begins_word or len(fitting) == 1):
                found[header] = fitting[0]
    return found


def _is_name(header: str, name: str, words: frozenset[str]) -> bool:
    return header == name


def _is_word(header: str, name: str, words: frozenset[str]) -> bool:
    return header in words


def _begins_word(header: str, name: str, words: frozenset[str]) -> bool:
    return len(header.encode()) >= _LEAST_CUT_BYTES and any(
        word.startswith(header) for word in (*words, name)
    )


@cache
def _words(layer: Incoming) -> dict[str, frozenset[str]]:
    words: dict[str, set[str]] = {name: set() for name in (*spec_of(layer).column_names(), *PLACE_COLUMNS)}
    with _TABLE.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["column"] in words and layer.value in (row["layers"].split() or [layer.value]):
                words[row["column"]].add(_plain(row["header"]))
    return {name: frozenset(known) for name, known in words.items()}


def _plain(header: str) -> str:
    folded = unicodedata.normalize("NFKC", header).strip().lower()
    return _BRACKETS.sub("", folded).replace(" ", "")


def match_columns(
    headers: Iterable[str],
    layer: Incoming,
    given: Mapping[str, str] | None,
    *,
    file: str,
    are_cut: bool = False,
) -> dict[str, str]:
    """Guess, and let what was given win.

    Parameters
    ----------
    given
        Their header -> our column; an empty column leaves the header out.
    are_cut
        As for :func:`guess_columns`.

    Raises
    ------
    InputError
        ``header_unknown`` or ``column_unknown`` for a mapping that names what is not there,
        ``column_missing`` naming every required column that nothing matches and that cannot be made,
        with the headers there are.
    """
    listed = list(headers)
    chosen = _given(listed, layer, given or {}, file)
    guessed = guess_columns([name for name in listed if name not in (given or {})], layer, are_cut=are_cut)
    for header, column in guessed.items():
        if column not in chosen.values():
            chosen[header] = column
    have = set(chosen.values())
    needed = {column.name for column in spec_of(layer).columns if column.required} - have
    missing = sorted(needed - derivable(layer, have))
    if missing:
        raise InputError(
            f"{file}: required columns {missing} are missing",
            chinese=f"文件 {file} 的{spec_of(layer).chinese}缺少必填列 {'、'.join(map(_shown, missing))}；"
            f"现有列：{'、'.join(listed[:30]) or '（无）'}。请补上，或用列对照（他们的列=我们的列）指定",
            code="column_missing",
            file=file,
            layer=layer.value,
            columns=missing,
        )
    return chosen


def _shown(column: str) -> str:
    """A column for a person, and the name by which a mapping calls it."""
    return f"{column_chinese(column)}（{column}）"


def _given(headers: list[str], layer: Incoming, given: Mapping[str, str], file: str) -> dict[str, str]:
    known = {*spec_of(layer).column_names(), *PLACE_COLUMNS}
    for header, column in given.items():
        if header not in headers:
            raise InputError(
                f"{file} has no header {header!r}",
                chinese=f"文件 {file} 中没有列“{header}”；现有列：{'、'.join(headers[:30])}",
                code="header_unknown",
                file=file,
                column=header,
            )
        if column and column not in known:
            raise InputError(
                f"layer {layer.value} has no column {column!r}",
                chinese=f"{spec_of(layer).chinese}没有列“{column}”；可用：{'、'.join(map(_shown, sorted(known)))}",
                code="column_unknown",
                column=column,
            )
    chosen = {header: column for header, column in given.items() if column}
    twice = sorted(column for column, times in Counter(chosen.values()).items() if times > 1)
    if twice:
        raise InputError(
            f"columns {twice} are matched with more than one header",
            chinese=f"文件 {file}：列“{'、'.join(map(column_chinese, twice))}”对应了不止一个表头，请只留一个",
            code="column_twice",
            columns=twice,
        )
    return chosen


def never_stored(headers: Iterable[str], layer: Incoming, *, file: str) -> list[Problem]:
    """Tell which columns are left out because what they hold is never stored; values are not told."""
    return [
        Problem(
            code="never_stored",
            reason=f"“{header}”列属于不予保存的个人信息，已整列略去",
            remedy="无需处理；请勿在空间数据中附带个人信息",
            severity=Severity.CHANGED,
            file=file,
            layer=layer.value,
            column=header,
        )
        for header in headers
        if NEVER_STORED.search(_plain(header)) or (layer is Register.POSTS and _NAMES.search(_plain(header)))
    ]
