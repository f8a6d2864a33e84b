"""A report's figures are those of the database, recomputed here row by row."""

import re
import subprocess
from datetime import UTC, datetime

import openpyxl
import pytest
from docx import Document

from gis.errors import InputError, NotAllowed, NotFound
from gis.model.access import Role, Scope
from gis.space.layers import Layer
from gis.store import coverage_runs, layers
from gis.workflows.explore_coverage import CoverageShelf
from gis.workflows.kept_coverage import mark_gap
from gis.workflows.record_coverage import record_coverage
from gis.workflows.report_files import find_report
from gis.workflows.write_report import CircleOrder, write_circle_report
from tests.gis.store.conftest import fill
from tests.gis.workflows.test_kept_coverage import _GAP
from tests.worked import tiny

pytestmark = pytest.mark.database
MADE_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def world(make_store):
    with make_store() as store:
        yield fill(store)


@pytest.fixture(scope="module")
def shelf():
    return CoverageShelf()


def _write(world, shelf, **order):
    planner = world.scope()
    card = write_circle_report(
        world.store, planner, CircleOrder(**{"suffix": "xlsx", **order}), made_at=MADE_AT, shelf=shelf
    )
    return card, find_report(world.store.settings.reports_dir, card.report_id, planner)[1]


@pytest.fixture(scope="module")
def run_id(world, shelf):
    """A kept run, and in its ledger a gap that a planner has marked; the measurement of the reports has none."""
    run_id = record_coverage(world.store, world.scope(), shelf=shelf)
    with world.store.system() as connection:
        known = {"run_id": run_id, "estate": tiny.WALLED_ESTATE}
        gap_id = connection.exec_driver_sql(f"{_GAP} RETURNING id", known).scalar_one()
    mark_gap(world.store, world.scope(), gap_id, state="planned", note="租房", responsible="甲社区居委会")
    return run_id


@pytest.fixture(scope="module")
def papers(world, shelf, run_id):
    """The sub-district's report in every format, written once."""
    return {suffix: _write(world, shelf, suffix=suffix) for suffix in ("xlsx", "docx", "html", "pdf")}


@pytest.fixture(scope="module")
def whole(papers):
    return papers["xlsx"]


def test_every_figure_of_the_tier_table_can_be_recomputed_from_the_kept_run(world, whole, run_id):
    planner = world.scope()
    with world.store.session(planner) as connection:
        kept = coverage_runs.read_run_buildings(connection, run_id)
    sheet = openpyxl.load_workbook(whole[1])["分类分档覆盖"]
    chinese = {
        "购物": "shopping",
        "服务": "services",
        "医疗": "medical",
        "餐饮": "dining",
        "教育": "education",
    }
    chinese |= {"文化": "culture", "党群服务点": "party"}
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert len(rows) == 7 * 3
    for name, tier, covered, _, uncovered, uncertain, unreachable, whole in rows:
        of_item = kept[kept["item"] == chinese[name]]
        inside = of_item["walking_s"] <= 60 * float(tier.split()[0])
        assert covered == of_item.loc[inside, "households"].sum()
        assert covered + uncovered + uncertain + unreachable == whole == of_item["households"].sum()


@pytest.fixture(scope="module")
def recounted(world, run_id):
    """Rows of the tier table as a person would count them in the database: texts as they are printed."""
    planner = world.scope()
    with world.store.session(planner) as connection:
        kept = coverage_runs.read_run_buildings(connection, run_id)
        totals = coverage_runs.read_run(connection, run_id).summary["totals"]
    rows = []
    for total in totals:
        of_item = kept[kept["item"] == total["item"]]
        whole = int(of_item["households"].sum())
        inside = int(of_item.loc[of_item["walking_s"] <= 60 * total["minutes"], "households"].sum())
        rows.append((total["item_chinese"], f"{total['minutes']} 分钟", f"{inside:,}", f"{whole:,}"))
    return rows


def _xlsx_rows(path):
    return openpyxl.load_workbook(path)["办理登记"].iter_rows(values_only=True)


def _docx_rows(path):
    return [[cell.text for cell in row.cells] for table in Document(path).tables for row in table.rows]


def _html_rows(path):
    text = path.read_text(encoding="utf-8")
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", text, re.DOTALL)
    return [
        [
            re.sub("<[^>]+>", "", cell).strip()
            for cell in re.findall(r"<t[hd][^>]*>.*?</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def _pdf_rows(path):
    command = ["pdftotext", "-layout", str(path), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [re.split(r"\s{2,}", line.strip()) for line in text.splitlines()]


@pytest.mark.parametrize(
    ("suffix", "rows_of"), [("docx", _docx_rows), ("html", _html_rows), ("pdf", _pdf_rows)]
)
def test_the_same_figures_stand_in_every_format(papers, recounted, suffix, rows_of):
    printed = rows_of(papers[suffix][1])
    for name, tier, inside, whole in recounted:
        found = [row for row in printed if len(row) == 8 and row[:2] == [name, tier]]
        assert [(row[2], row[7]) for row in found] == [(inside, whole)], (name, tier)


@pytest.mark.parametrize(
    ("suffix", "rows_of"),
    [("xlsx", _xlsx_rows), ("docx", _docx_rows), ("html", _html_rows), ("pdf", _pdf_rows)],
)
def test_what_a_planner_wrote_of_a_gap_stands_in_every_format(papers, suffix, rows_of):
    told = {"围院", "已解决", "甲社区居委会", "租房", "网格规划员"}
    assert any(told <= set(row) for row in rows_of(papers[suffix][1]))


def test_the_report_says_that_households_in_equal_households_out(whole):
    book = openpyxl.load_workbook(whole[1])
    checks = list(book["户数守恒核对"].iter_rows(min_row=4, values_only=True))
    assert {row[-1] for row in checks} == {"一致"}
    assert {row[-2] for row in checks} == {tiny.HOUSEHOLDS_TOTAL}
    told = [cell.value for row in book["摘要"].iter_rows() for cell in row if cell.value]
    assert any("读入 1,610 户，测算结果合计 1,610 户，一致" in str(text) for text in told)


def test_a_communitys_report_counts_its_own_households(world, shelf):
    card, path = _write(world, shelf, community_code=tiny.JIA)
    assert (card.place, card.facts["households"]) == ("甲社区", 840)
    rows = list(openpyxl.load_workbook(path)["各小区覆盖率"].iter_rows(min_row=4, values_only=True))
    assert [row[:2] for row in rows] == [("北苑", 360), ("围院", 480), ("合计", 840)]


def test_the_grids_of_the_report_are_counted_as_in_the_database(world, run_id, whole):
    """Each grid's share of shopping, and its households, from the kept run's buildings with their grid."""
    planner = world.scope()
    with world.store.session(planner) as connection:
        kept = coverage_runs.read_run_buildings(connection, run_id, item="shopping")
        named = layers.read_layer(connection, Layer.GRIDS)
        belongs = layers.read_layer(connection, Layer.GRID_BUILDINGS)
    grid_of = belongs.set_index("building_code")["grid_code"].map(named.set_index("code")["name"])
    homes = kept.assign(grid=kept["code"].map(grid_of).fillna("不在任何网格内"))
    covered = homes["households"].where(homes["walking_s"] <= 900, 0)
    rows = list(openpyxl.load_workbook(whole[1])["各网格覆盖率"].iter_rows(min_row=4, values_only=True))
    assert {row[1] for row in rows[:-1]} == set(homes["grid"])
    for row in rows[:-1]:
        mine = homes["grid"] == row[1]
        assert row[2] == homes.loc[mine, "households"].sum()
        assert row[3] == pytest.approx(covered[mine].sum() / row[2])
    assert rows[-1][2] == sum(row[2] for row in rows[:-1]) == tiny.HOUSEHOLDS_TOTAL


@pytest.mark.parametrize(
    ("suffix", "rows_of"), [("docx", _docx_rows), ("html", _html_rows), ("pdf", _pdf_rows)]
)
def test_every_format_has_the_same_rows_of_grids(papers, whole, suffix, rows_of):
    sheet = openpyxl.load_workbook(whole[1])["各网格覆盖率"]
    grids = {row[1]: f"{row[2]:,}" for row in sheet.iter_rows(min_row=4, values_only=True) if row[1]}
    printed = [row for row in rows_of(papers[suffix][1]) if len(row) == 12]
    assert {row[1]: row[2] for row in printed if row[1] in grids} == grids


def test_the_same_order_measured_anew_gives_the_same_file(world, whole):
    assert _write(world, CoverageShelf())[0].sha256 == whole[0].sha256


def test_a_place_outside_the_scope_is_refused(world, shelf):
    stranger = Scope(None, Role.COMMUNITY, (f"{world.path}.999999",))
    with pytest.raises(NotAllowed):
        write_circle_report(world.store, stranger, CircleOrder("docx"), made_at=MADE_AT, shelf=shelf)


def test_unknown_places_and_formats_are_named(world, shelf):
    for wrong, error in (({"suffix": "doc"}, InputError), ({"community_code": "000"}, NotFound)):
        with pytest.raises(error):
            _write(world, shelf, **wrong)
