"""Their headers, our columns."""

import csv
from pathlib import Path

import pytest

from gis.errors import InputError
from gis.ingest import headers
from gis.space.layers import LAYERS, Layer
from gis.space.registers import REGISTERS, Incoming, Register


@pytest.mark.parametrize(
    ("theirs", "layer", "ours"),
    [
        ("户数", Layer.BUILDINGS, "households"),
        ("户数（户）", Layer.BUILDINGS, "households"),
        (" 常住 户数 ", Layer.BUILDINGS, "households"),
        ("小区编码", Layer.BUILDINGS, "estate_code"),
        ("小区编码", Layer.ESTATES, "code"),
        ("社区编码", Layer.COMMUNITIES, "code"),
        ("ＮＡＭＥ", Layer.ESTATES, "name"),
        ("经度", Layer.FACILITIES, "lon"),
        ("楼栋编号", Layer.BUILDINGS, "code"),
        ("地址", Layer.ESTATES, "address"),
        ("门牌号", Layer.SERVICE_POINTS, "address"),
        ("Address", Layer.FACILITIES, "address"),
        ("楼栋编号", Register.HOUSEHOLDS, "building"),
        ("所属网格", Layer.GRID_BUILDINGS, "grid_code"),
        ("网格名称", Register.POSTS, "unit"),
        ("手机", Register.POSTS, "duty_phone"),
        ("职责清单", Register.ORGANISATIONS, "duties"),
    ],
)
def test_a_header_is_understood_in_the_light_of_its_layer(theirs: str, layer: Incoming, ours: str) -> None:
    assert headers.guess_columns([theirs], layer) == {theirs: ours}


@pytest.mark.parametrize("layer", [*Layer, *Register])
def test_only_places_have_an_address(layer: Incoming) -> None:
    taken = headers.guess_columns(["地址"], layer) == {"地址": "address"}
    assert taken == (layer in (Layer.ESTATES, Layer.SERVICE_POINTS, Layer.FACILITIES))


def test_our_own_name_wins_over_a_word_for_it() -> None:
    assert headers.guess_columns(["户数", "households"], Layer.BUILDINGS) == {"households": "households"}


def test_a_header_cut_short_is_understood_where_only_one_column_begins_so() -> None:
    assert headers.guess_columns(["社区编"], Layer.BUILDINGS) == {}
    assert headers.guess_columns(["社区编"], Layer.BUILDINGS, are_cut=True) == {"社区编": "community_code"}


def test_every_word_of_the_table_stands_for_a_column_that_exists() -> None:
    specs = {**LAYERS, **REGISTERS}
    known = {name for spec in specs.values() for name in spec.column_names()} | set(headers.PLACE_COLUMNS)
    path = Path(headers.__file__).with_name("tables") / "headers.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["column"] for row in rows} <= known
    assert {name for row in rows for name in row["layers"].split()} <= {kind.value for kind in specs}


def test_a_mapping_that_names_what_is_not_there_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        headers.match_columns(["a"], Layer.GRID_BUILDINGS, {"b": "grid_code"}, file="t.csv")
    assert caught.value.code == "header_unknown"
    with pytest.raises(InputError) as caught:
        headers.match_columns(["a"], Layer.GRID_BUILDINGS, {"a": "colour"}, file="t.csv")
    assert caught.value.code == "column_unknown"


@pytest.mark.parametrize(
    "header", ["身份证号码", "出生日期", "民族", "政治面貌", "户主姓名", "家庭住址", "birthday", "ID_Card"]
)
def test_columns_of_what_is_never_stored_are_known_by_their_header(header: str) -> None:
    problems = headers.never_stored([header, "户数"], Layer.BUILDINGS, file="t.csv")
    assert [problem.column for problem in problems] == [header]


@pytest.mark.parametrize("header", ["姓名", "负责人姓名", "性别", "年龄", "备注", "入党时间", "人脸照片"])
def test_a_table_of_posts_names_nobody(header: str) -> None:
    problems = headers.never_stored([header, "负责人编号"], Register.POSTS, file="t.csv")
    assert [problem.column for problem in problems] == [header]
