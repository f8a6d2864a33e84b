"""Posts, organisations and household tables: looked at, then written; people stay numbers."""

import hashlib
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from gis.errors import CannotSatisfy, InputError, NotAllowed
from gis.ingest.problem_sheet import write_problems
from gis.model.access import ANONYMOUS, Role, Scope
from gis.space.layers import Layer
from gis.space.registers import Register
from gis.store import contacts, people, units
from gis.store.editions import today
from gis.store.engine import Store
from gis.store.layers import read_layer
from gis.workflows.import_check import FileToImport
from gis.workflows.import_registers import RegisterExamination, examine, keep
from tests.gis.store.conftest import fill
from tests.worked import tiny

pytestmark = pytest.mark.database

PLANNER = Scope(None, Role.PLANNER)
ROLES = (
    {"code": "grid_leader", "chinese": "网格长", "unit_kind": "grid", "posts_per_unit": 1},
    {"code": "secretary", "chinese": "社区书记", "unit_kind": "community"},
)


@pytest.fixture(scope="module")
def world(make_store) -> Iterator[Store]:
    with make_store() as store:
        fill(store)
        with store.system() as connection:
            people.save_roles(connection, ROLES)
        yield store


def _book(tmp_path: Path, *rows: list[object], sheets: dict[str, list[list[object]]] | None = None) -> Path:
    book = openpyxl.Workbook()
    for title, lines in (sheets or {"表": list(rows)}).items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    book.remove(book.worksheets[0])
    book.save(path := tmp_path / "表.xlsx")
    return path


def _examine(store: Store, path: Path, register: Register) -> RegisterExamination:
    return examine(store, PLANNER, FileToImport(path, register), territory="tiny")


HEAD = ["岗位", "网格名称", "负责人编号", "姓名", "政治面貌", "AB角", "任职日期", "手机"]


def _posts(world: Store) -> dict[str, tuple[int | None, int | None]]:
    with world.system() as connection:
        posts = people.read_posts(connection)
    return {
        row["unit_name"]: (row["officeholder_number"], row["substitute_number"])
        for row in posts.astype(object).where(posts.notna(), None).to_dict("records")
    }


def test_posts_come_in_by_number_and_what_is_never_stored_is_named_and_not_told(
    world: Store, tmp_path: Path
) -> None:
    rows = [
        ["网格长", "甲社区第一网格", "负责人 017", "赵一一", "群众甲", 18, "2026-01-01", "13812345678"],
        ["grid_leader", tiny.GRID_JIA_SOUTH, None, "钱二二", "群众乙", None, "2026-01-01", None],
        ["社区书记", "乙社区", 19, "孙三三", "群众丙", None, "2026-01-01", "1390000\u200b1111"],
    ]
    found = _examine(world, _book(tmp_path, HEAD, *rows), Register.POSTS)
    assert found.refused == []
    assert {p.column for p in found.problems if p.code == "never_stored"} == {"姓名", "政治面貌"}
    sheet = write_problems(found.problems, tmp_path / "问题.xlsx", readings=found.readings)
    told = str([list(row) for row in openpyxl.load_workbook(sheet).worksheets[0].values]) + str(found.changes)
    assert not [secret for secret in ("赵一一", "群众", "1381234", "1390000") if secret in told]
    assert _posts(world) == {}
    assert keep(world, PLANNER, found, territory="tiny", source="名册") == 3
    assert _posts(world) == {
        "甲社区第一网格": (17, 18),
        "甲社区第二网格": (None, None),
        "乙社区": (19, None),
    }
    with world.system() as connection:
        holder = people.find_officeholder(connection, "tiny", 17)
        assert contacts.masked_contacts(connection, [holder])["masked"].tolist() == ["138****5678"]

    # Next year's table names one grid only: a successor there, and the others stay.
    path = _book(tmp_path, HEAD, ["网格长", "甲社区第一网格", 20, None, None, 17, "2026-06-01", None])
    found = _examine(world, path, Register.POSTS)
    assert found.changes["change"].tolist() == ["removed", "added"]
    keep(world, PLANNER, found, territory="tiny", source="名册")
    assert _posts(world)["甲社区第一网格"] == (20, 17)
    assert _posts(world)["乙社区"] == (19, None)
    assert _examine(world, path, Register.POSTS).changes.empty
    # Entered wrongly on the very day: corrected in place, no second post.
    path = _book(tmp_path, HEAD, ["网格长", "甲社区第一网格", 21, None, None, 17, "2026-06-01", None])
    found = _examine(world, path, Register.POSTS)
    assert found.changes["change"].tolist() == ["changed"]
    keep(world, PLANNER, found, territory="tiny", source="名册")
    assert _posts(world)["甲社区第一网格"] == (21, 17)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["村长", "甲社区第一网格", 1], "role"),
        (["网格长", "甲社区", 1], "unit"),
        (["网格长", "甲社区第一网格", "赵一一"], "officeholder_number"),
        (["网格长", "甲社区第一网格", 1, None, None, 1], "substitute_number"),
        (["网格长", "甲社区第一网格", 1, None, None, None, "明天"], "from_date"),
    ],
)
def test_a_post_that_cannot_be_is_refused_by_row_and_column(
    world: Store, tmp_path: Path, row: list[object], column: str
) -> None:
    found = _examine(world, _book(tmp_path, HEAD, row + [None] * (8 - len(row))), Register.POSTS)
    assert [(problem.row, problem.column) for problem in found.refused] == [(2, column)]
    with pytest.raises(CannotSatisfy):
        keep(world, PLANNER, found, territory="tiny", source="x")
    assert keep(world, PLANNER, found, territory="tiny", source="x", leave_out=True) == 0


def test_organisations_are_kept_by_code_and_only_what_changed_is_written(
    world: Store, tmp_path: Path
) -> None:
    head = ["单位编号", "单位名称", "单位类型", "所属社区", "职责清单"]
    rows = [
        ["D-1", "街道生态环境岗", "部门", None, "检测油烟"],
        ["S-1", "甲小学", "学校", "甲社区", None],
        ["S-2", "丙小学", "学校", "丙社区", None],
        ["D-1", "又一个", "部门", None, None],
        ["X-1", "庙", "宗祠", None, None],
    ]
    found = _examine(world, _book(tmp_path, head, *rows), Register.ORGANISATIONS)
    refused = {(problem.row, problem.column) for problem in found.refused}
    assert refused == {(4, "unit"), (5, "code"), (6, "kind")}
    assert keep(world, PLANNER, found, territory="tiny", source="x", leave_out=True) == 2
    with world.system() as connection:
        held = people.read_organisations(connection).set_index("code")
        jia = units.unit_by_code(connection, units.UnitKind.COMMUNITY, tiny.JIA)
    assert held.loc["S-1", "unit_id"] == jia.unit_id
    assert (held.loc["D-1", "kind"], held.loc["D-1", "duties"]) == ("department", "检测油烟")
    rows[0][4] = "检测油烟、噪声"
    found = _examine(world, _book(tmp_path, head, *rows[:2]), Register.ORGANISATIONS)
    assert found.changes[["code", "change"]].to_numpy().tolist() == [["街道生态环境岗", "changed"]]


def test_household_sheets_of_communities_enter_the_ledger_with_stairwells_added_up(
    world: Store, tmp_path: Path
) -> None:
    sheets = {
        "甲社区": [
            ["甲社区户数统计表", None, None, None],
            ["小区", "楼号", "单元", "户数"],
            ["北苑", "1栋", 1, 31],
            ["北苑", "1栋", 2, 33],
            ["围院", "1栋", None, 80],
            ["北苑", "9栋", None, 10],
        ],
        "说明": [["填表说明", "请如实填写"]],
        "乙社区": [["楼栋编号", "户数", "是否估算"], ["B13", 71, "是"], ["B13", 72, "否"]],
    }
    found = _examine(world, _book(tmp_path, sheets=sheets), Register.HOUSEHOLDS)
    assert [(p.file, p.row) for p in found.refused] == [("表.xlsx·甲社区", 6), ("表.xlsx·乙社区", 3)]
    assert [p.file for p in found.problems if p.code == "sheet_left_out"] == ["表.xlsx·说明"]
    assert len(found.changes) == 2  # 围院1栋 has its 80 already
    assert keep(world, PLANNER, found, territory="tiny", source="2026年普查", leave_out=True) == 3
    with world.system() as connection:
        buildings = read_layer(connection, Layer.BUILDINGS, territory="tiny").set_index("code")
        ledger = units.read_household_ledger(connection, buildings.loc["B01", "unit_id"])
        day = today(connection)
    assert buildings.loc["B01", "households"] == 64
    assert (buildings.loc["B13", "households"], buildings.loc["B13", "households_estimated"]) == (71, True)
    newest = ledger.iloc[0]
    assert (newest["source"], newest["confirmed_by"], newest["as_of"]) == ("2026年普查", "", day)


def test_every_sheet_of_a_zipped_workbook_is_read_even_one_named_like_the_workbook(
    world: Store, tmp_path: Path
) -> None:
    head = ["楼栋编号", "户数"]
    book = _book(tmp_path, sheets={"表": [head, ["B01", 51]], "乙": [head, ["B13", 52]]})
    path = tmp_path / "户数.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(book, book.name)
    found = _examine(world, path, Register.HOUSEHOLDS)
    assert [one.source.file_name for one in found.readings] == ["户数.zip·表.xlsx·表", "户数.zip·表.xlsx·乙"]
    assert {one.source.checksum for one in found.readings} == {hashlib.sha256(path.read_bytes()).hexdigest()}
    assert len(found.changes) == 2


def test_a_count_of_tomorrow_is_refused(world: Store, tmp_path: Path) -> None:
    path = _book(tmp_path, ["楼栋编号", "户数", "统计日期"], ["B02", 60, date(2999, 1, 1)])
    found = _examine(world, path, Register.HOUSEHOLDS)
    assert [(problem.row, problem.column) for problem in found.refused] == [(2, "as_of")]


def test_a_workbook_without_any_such_table_is_refused_as_a_whole(world: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        _examine(world, _book(tmp_path, sheets={"一": [["a", "b"]], "二": [["c", "d"]]}), Register.HOUSEHOLDS)
    assert caught.value.code in {"column_missing", "no_rows"}


def test_who_may_not_import_sees_nothing(world: Store, tmp_path: Path) -> None:
    path = _book(tmp_path, HEAD)
    with pytest.raises(NotAllowed):
        examine(world, ANONYMOUS, FileToImport(path, Register.POSTS), territory="tiny")
