import subprocess
from dataclasses import replace

import pandas as pd
import pytest

from gis.reports.atlas import BUILDINGS_BESIDE, ActingPerson, atlas_pdf
from tests.gis.reports.atlas_example import MADE_AT, atlas_findings


def _text(pdf, folder, *arguments):
    path = folder / "图册.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-layout", *arguments, str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _pages(text):
    return [page for page in text.split("\f") if page.strip()]


@pytest.fixture(scope="module")
def pdf():
    steps = []
    made = atlas_pdf(
        atlas_findings(),
        made_at=MADE_AT,
        progress=lambda step, done, total: steps.append((step, done, total)),
    )
    assert ("绘制网格图", 3, 4) in steps
    return made


@pytest.fixture(scope="module")
def pages(pdf, tmp_path_factory):
    return _pages(_text(pdf, tmp_path_factory.mktemp("atlas")))


def test_there_is_a_cover_an_overview_an_index_and_a_page_for_each_grid(pages):
    assert len(pages) == 7
    assert "网格图册" in pages[0] and "微街发〔2026〕3号" in pages[0] and "演示数据" in pages[0]
    assert "网格总览" in pages[1]
    assert [line.split()[-1] for line in pages[2].splitlines() if " 户 " in line] == ["4", "5", "6", "7"]


def test_a_grids_page_tells_bounds_figures_people_and_buildings(pages):
    first = pages[3]
    assert "甲社区第一网格" in first and "界街" in first and "<b>北街</b>" in first
    assert "负责人 017（代行）" in first and "138****0017" in first and "空缺" in first
    assert "360" in first and "合规" in first
    assert "<script>" in pages[4], "a hostile name is printed, not run"
    words = first.replace("\n", " ").split()
    assert words[words.index("北苑1栋") : words.index("北苑1栋") + 4] == ["北苑1栋", "60", "180", "201"]
    assert words[words.index("北苑2栋") + 3] == "空缺" and words[words.index("北苑3栋") + 3] == "—"


def test_whoever_may_not_see_people_gets_an_atlas_without_them(tmp_path):
    text = _text(atlas_pdf(atlas_findings(people=None), made_at=MADE_AT), tmp_path)
    assert "负责人" not in text and "138" not in text and "在岗" not in text and "201" not in text
    assert len(_pages(text)) == 7


def test_more_buildings_than_fit_beside_the_map_go_on_a_page_of_their_own(tmp_path):
    findings = atlas_findings()
    buildings = findings.ground.buildings
    many = pd.concat([buildings, *[buildings[buildings["grid_id"] == 1]] * 8], ignore_index=True)
    text = _text(
        atlas_pdf(replace(findings, ground=replace(findings.ground, buildings=many)), made_at=MADE_AT),
        tmp_path,
    )
    pages = _pages(text)
    assert len(pages) == 8 and "楼栋（54 栋）" in pages[3]
    assert pages[4].count("北苑") == 54 - BUILDINGS_BESIDE
    assert "甲社区第二网格" in pages[5]


def test_the_same_findings_give_the_same_bytes(pdf):
    assert atlas_pdf(atlas_findings(), made_at=MADE_AT) == pdf
    assert len(pdf) < 1_500_000


def test_nobody_is_called_a_vacancy():
    assert ActingPerson("网格长", None).who() == "空缺"
    assert ActingPerson("网格长", 7).who() == "负责人 007"
